"""Plain text goes through Markdown and comes out as it was."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.exchange.html_text import html_to_markdown
from lms.exchange.plain_text import as_markdown, as_plain
from lms.markup import render
from lms.names.old_fonts import OldFont

SIGNS = st.text("ab1 \\`*_[](){}<>&#+-.!|~^:=\"'đ5$,;/?%@", min_size=1, max_size=24)


def shown(markdown: str, *, inline: bool = True) -> str:
    html = render(markdown, file="x", inline=inline).html
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


@given(SIGNS.filter(lambda text: "$$" not in text and "\\(" not in text and "\\[" not in text))
def test_plain_text_is_shown_as_it_was_typed(text: str) -> None:
    text = " ".join(text.split())
    assert shown(as_markdown(text)) == text
    assert as_plain(as_markdown(text)) == text


def test_formulas_of_moodle_become_ours() -> None:
    assert as_markdown(r"Cho \(Q = F_1\) và \[p\] $$v$$ giá 5$") == "Cho $Q = F_1$ và $$p$$ $$v$$ giá 5&#36;"


def test_html_keeps_meaning_and_drops_looks() -> None:
    html = (
        '<p style="font-size:12pt; text-align:center; color:#000000">'
        "Một <b>túi </b>là <em>hàng</em> H<sub>2</sub>O<br>dòng hai</p>"
        "<ul><li>a</li><li>b<ol><li>c</li></ol></li></ul><style>p { color: red }</style>"
        '<a href="https://x.vn/a b">đây</a> &lt;b&gt;'
    )
    made = html_to_markdown(html)
    assert made.markdown == (
        "Một **túi** là *hàng* H<sub>2</sub>O  \ndòng hai\n\n- a\n- b\n\n    1. c\n\n"
        "[đây](https://x.vn/a%20b) &lt;b&gt;"
    )
    assert not made.lost
    assert not made.flattened
    assert not made.from_word


@pytest.mark.parametrize(
    ("html", "markdown", "html_again"),
    [
        (
            "<ul>\n<li><p>a</p>\n<p>b</p></li>\n<li>c<ol start='3'><li><p>d</p></li></ol>e</li></ul>",
            "- a\n\n     b\n\n- c\n\n    3. d\n\n    e",
            '<ul><li><p>a</p><p>b</p></li><li><p>c</p><ol start="3"><li>d</li></ol><p>e</p></li></ul>',
        ),
        ("<dl><dt>a</dt><dd>b</dd></dl>c", "a\n\nb\n\nc", "<p>a</p><p>b</p><p>c</p>"),
    ],
)
def test_lists_in_lists_and_paragraphs_in_items_stay(html: str, markdown: str, html_again: str) -> None:
    made = html_to_markdown(html)
    assert [line.strip() for line in made.markdown.split("\n")] == [
        line.strip() for line in markdown.split("\n")
    ]
    assert render(made.markdown, file="x").html.replace("\n", "") == html_again


@pytest.mark.parametrize(
    ("html", "text", "flattened"),
    [
        ("<table><tr><td>Than</td><td>9</td></tr></table>", "Than", "bảng"),
        ("x<math><msup><mi>q</mi><mn>2</mn></msup></math>", "q2", "công thức (MathML)"),
        ("<h3>Chương</h3>x", "Chương", "tiêu đề"),
        ("<blockquote>trích</blockquote>", "trích", "đoạn trích"),
        ("<pre>a  b</pre>", "a b", "chữ máy (code)"),
        ("Khoản <u>không</u> phải", "không", "chữ gạch chân"),
        ("giá <s>95</s> 90", "95", "chữ gạch ngang"),
        ("<mark>đây</mark>", "đây", "chữ tô nền"),
        ("<span style='background-color: yellow'>đây</span>", "đây", "chữ tô nền"),
        ("<span style='font-size:9pt; COLOR: #C00 !important'>đỏ</span>", "đỏ", "chữ màu"),
        ("<font color=red>đỏ</font>", "đỏ", "chữ màu"),
        ("<dl><dt>a</dt><dd>b</dd></dl>", "a", "danh sách định nghĩa"),
        ("<details><summary>a</summary>b</details>", "a", "phần thu gọn"),
        ("<ol type=a><li>x</li></ol>", "x", "danh sách đánh bằng chữ"),
        ("<a name='k'></a>chỗ này", "chỗ này", "điểm neo"),
        ("a<hr>b", "a", "đường kẻ ngang"),
        ("<ul><li>" * 9 + "x" + "</li></ul>" * 9, "x", "danh sách lồng nhau quá sâu"),
    ],
)
def test_what_becomes_words_alone_is_named(html: str, text: str, flattened: str) -> None:
    made = html_to_markdown(html + html)
    assert text in made.markdown
    assert made.flattened == [flattened]
    assert not made.lost


@pytest.mark.parametrize("colour", ["black", "windowtext", "rgb(0, 0, 0)", "#000", "inherit"])
def test_the_colour_of_plain_text_is_none(colour: str) -> None:
    made = html_to_markdown(f'<span style="color: {colour}; background: transparent">a</span>')
    assert (made.markdown, made.flattened) == ("a", [])


@pytest.mark.parametrize(
    ("html", "markdown", "lost"),
    [
        ("a<img>", "a", ["hình"]),
        ("a<img src='data:image/png;base64,iVBOR/w0KGgo='>", "a", ["hình"]),
        ("<iframe src='https://x.vn/embed/k1'></iframe>", "", ["tệp nhúng k1"]),
        ("<video src='a.mp4'></video><audio src='b.mp3'></audio>", "", ["video a.mp4", "tiếng b.mp3"]),
        ("<canvas></canvas><select><option>x</option></select>", "x", ["hình", "ô nhập"]),
        ("<a href='#k'>dưới</a>", "dưới", ["liên kết #k"]),
        ("<a href='@@PLUGINFILE@@/so.pdf?forcedownload=1'>sổ</a>", "sổ", ["liên kết so.pdf"]),
        ("<a href='javascript:go()'>đây</a>", "đây", ["liên kết"]),
    ],
)
def test_what_is_left_out_is_named(html: str, markdown: str, lost: list[str]) -> None:
    made = html_to_markdown(html)
    assert (made.markdown, made.lost, made.flattened) == (markdown, lost, [])


def test_pictures_are_named_and_word_is_recognised() -> None:
    made = html_to_markdown('<p class="MsoNormal">Xem<o:p></o:p> <img src="@@PLUGINFILE@@/so.png"></p>')
    assert made.markdown == "Xem"
    assert made.lost == ["hình so.png"]
    assert made.from_word


def test_code_that_would_run_is_left_out_and_told() -> None:
    made = html_to_markdown("<p>Hỏi <script>alert(1)</script>gì?</p>")
    assert (made.markdown, made.lost) == ("Hỏi gì?", ["đoạn mã chạy (script)"])


def test_old_fonts_are_known_by_their_names() -> None:
    html = (
        "<span style=\"font-size:12pt; font-family: '.VnTime'\">Hîp t¸c x·</span> "
        '<font face="VNI-Times">Hôïp taùc xaõ</font> <font face=".VnTimeH">h¹t</font> café '
        '<font face=".VnTime">×<span style="font-family:Arial">×</span></font>'
    )
    made = html_to_markdown(html)
    assert made.markdown == "Hợp tác xã Hợp tác xã HẠT café ì×"
    assert made.fonts == {OldFont.TCVN3, OldFont.VNI}
