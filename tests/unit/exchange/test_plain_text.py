"""Plain text goes through Markdown and comes out as it was."""

import re
from html import unescape

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
        '<p style="color:red">Một <b>túi </b>là <em>hàng</em> H<sub>2</sub>O<br>dòng hai</p>'
        "<ul><li>a</li><li>b<ol><li>c</li></ol></li></ul><style>p { color: red }</style>"
        '<a href="https://x.vn/a b">đây</a> &lt;b&gt;'
    )
    made = html_to_markdown(html)
    assert made.markdown == (
        "Một **túi** là *hàng* H<sub>2</sub>O  \ndòng hai\n\n- a\n- b\n\n    1. c\n\n"
        "[đây](https://x.vn/a%20b) &lt;b&gt;"
    )
    assert not made.lost
    assert not made.from_word


def test_pictures_are_named_and_word_is_recognised() -> None:
    made = html_to_markdown('<p class="MsoNormal">Xem<o:p></o:p> <img src="@@PLUGINFILE@@/so.png"></p>')
    assert made.markdown == "Xem"
    assert made.lost == ["hình so.png"]
    assert made.from_word


def test_what_is_words_only_afterwards_is_named() -> None:
    html = (
        "<table><caption>Giá</caption><tr><th>Hàng</th><th>Đồng</th></tr>"
        "<tr><td>Chuối</td><td>95.000</td></tr></table>"
        "<p>Từ <u>gạch</u>, <s>bỏ</s>, <math><mi>x</mi></math></p><select><option>a</option></select>"
    )
    made = html_to_markdown(html)
    assert "95.000" in made.markdown
    assert made.flattened == [
        "bảng, mỗi hàng còn một dòng",
        "gạch chân",
        "gạch ngang chữ",
        "công thức (MathML)",
    ]
    assert made.lost == ["ô nhập"]


def test_words_of_neighbouring_blocks_do_not_run_together() -> None:
    html = "<dl><dt>Lãi góp</dt><dd>Giá trừ tiền túi</dd></dl><figcaption>Kho</figcaption>Xong"
    assert html_to_markdown(html).markdown == "Lãi góp\n\nGiá trừ tiền túi\n\nKho\n\nXong"


def test_a_place_to_lead_to_is_no_link() -> None:
    assert html_to_markdown('<a name="cuoi">Cuối bài</a>').markdown == "Cuối bài"


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
