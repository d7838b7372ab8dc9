"""What authors write and what it becomes."""

from datetime import date

import pytest

from lms.markup import Check, Dated, Html, Picture, Video, render


class Course:
    """A course with one lesson, one calculator and two pictures."""

    def page(self, target):
        known = {"lai-gop": "/courses/c/lai-gop", "/tinh/hoa-von": "/tinh/hoa-von", "../media/p.pdf": "/f/1"}
        return known.get(target)

    def label(self, target):
        return " (PDF, 3 kB)" if target.endswith(".pdf") else ""

    def picture(self, source):
        return {
            "../media/a.jpg": Picture("/m/1.jpg", 800, 600, "/m/1-s.webp", 480),
            "../media/b.svg": Picture("/m/b.svg", 328, 170),
        }.get(source)


def test_what_a_file_weighs_stands_inside_its_link():
    rendered = render(
        "Tải [phiếu **ghi**](../media/p.pdf), xem [lãi góp](lai-gop).", file="a.md", links=Course()
    )
    assert ">phiếu <strong>ghi</strong> (PDF, 3 kB)</a>, xem" in rendered.html
    assert ">lãi góp</a>." in rendered.html
    assert "phiếu ghi (PDF, 3 kB), xem lãi góp." in rendered.plain


def html(text, **options):
    return render(text, file="a.md", links=Course(), **options).html


def messages(text):
    return [(fault.line, fault.message) for fault in render(text, file="a.md", links=Course()).faults]


def test_goal_and_calculation():
    assert (
        html("Học xong, anh/chị tính được.\n{: .goal}") == '<p class="goal">Học xong, anh/chị tính được.</p>'
    )
    assert html("95.000 − 62.000 = **33.000 đồng**\n{: .calc}") == (
        '<p class="calc">95.000 − 62.000 = <strong>33.000 đồng</strong></p>'
    )


def test_table_aligns_numbers_and_scrolls():
    made = html("| Khoản | Năm trước | Năm nay |\n|---|---:|---:|\n| Cố định | 20 | 22 |")
    assert made.startswith(
        '<div aria-label="Bảng: Khoản, Năm trước, Năm nay" class="scroll" role="group" tabindex="0">'
    )
    assert '<th class="n" scope="col">Năm nay</th>' in made
    assert '<td class="n">22</td>' in made
    assert "style" not in made


def test_narrow_table_does_not_scroll_and_wide_one_is_a_fault():
    assert html("| A | B |\n|---|---|\n| 1 | 2 |").startswith("<table>")
    assert messages("\n| A | B | C | D | E |\n|---|---|---|---|---|\n| 1 | 2 | 3 | 4 | 5 |") == [
        (2, "Bảng có 5 cột; tối đa 4 để đọc được trên điện thoại.")
    ]


def test_footnotes():
    made = html("Câu[^1].\n\n[^1]: Chú **thích**.")
    assert '<sup id="noi-dung-fnref-1"><a class="footnote-ref" href="#noi-dung-fn-1">1</a></sup>' in made
    assert '<li id="noi-dung-fn-1"><p>Chú <strong>thích</strong>.' in made
    assert 'title="Về chỗ đang đọc, chú thích 1"' in made


def test_definition_list():
    assert html("Lãi góp\n:   Phần còn lại.") == "<dl><dt>Lãi góp</dt><dd>Phần còn lại.</dd></dl>"


@pytest.mark.parametrize(
    ("kind", "vietnamese", "english"),
    [
        ("turn", "Đến lượt anh/chị", "Your turn"),
        ("tomorrow", "Việc làm ngày mai", "A job for tomorrow"),
        ("remember", "Nhớ ba điều", "Three things to remember"),
        ("elsewhere", "Nơi khác làm", "How others do it"),
        ("recall", "Nhớ lại", "Recall"),
        ("note", "Ghi chú", "Note"),
        ("warning", "Cẩn thận", "Take care"),
        ("jobaid", "Tờ việc để in", "Job aid to print"),
    ],
)
def test_boxes_have_a_title_of_their_own(kind, vietnamese, english):
    text = f"## Mục\n\n!!! {kind}\n    Nội dung."
    assert (
        f'<section class="box {kind}"><h3 class="box-title">{vietnamese}</h3><p>Nội dung.</p></section>'
        in html(text)
    )
    assert english in html(text, language="en")


def test_a_box_takes_the_authors_title_and_any_markdown():
    made = html('## Mục\n\n!!! turn "Đến lượt **chị**"\n    - một\n    - hai')
    assert '<h3 class="box-title">Đến lượt <strong>chị</strong></h3><ul><li>một</li><li>hai</li></ul>' in made


def test_a_box_before_any_heading_skips_no_level():
    assert '<h2 class="box-title">Nhớ lại</h2>' in html("!!! recall\n    x\n\n## Mục")


def test_dated_box():
    rendered = render(
        '## Mục\n\n!!! dated 2026-11-15 "Nghị định 1"\n    Mức thuế.', file="a.md", first_line=5
    )
    assert '<section class="box dated"><h3 class="box-title">Đúng đến ngày 15/11/2026</h3>' in rendered.html
    assert '<p class="source">Nguồn: Nghị định 1</p></section>' in rendered.html
    assert rendered.dated == (Dated(date(2026, 11, 15), "Nguồn: Nghị định 1", 7),)


def test_dated_box_needs_a_day_that_exists_and_a_source():
    assert [line for line, _ in messages("Chữ.\n\n!!! dated 2026-02-30\n    x")] == [3, 3]
    assert "Không có hộp" in messages("!!! mystery\n    x")[0][1]


def test_tasks_are_disabled_labelled_checkboxes():
    made = html("- [ ] một\n- [x] hai **ba**")
    assert made == (
        '<ul class="task-list"><li><label><input disabled="" type="checkbox"> một</label></li>'
        '<li><label><input checked="" disabled="" type="checkbox"> hai <strong>ba</strong></label></li></ul>'
    )


def test_figure_with_caption_size_and_small_variant():
    rendered = render('![Sân phơi](../media/a.jpg "Sân phơi ở Bến Lau")', file="a.md", links=Course())
    assert rendered.html.startswith(
        '<figure><img alt="Sân phơi" src="/m/1.jpg" loading="lazy" decoding="async"'
    )
    assert 'width="800" height="600"' in rendered.html
    assert 'srcset="/m/1-s.webp 480w, /m/1.jpg 800w"' in rendered.html
    assert "<figcaption>Sân phơi ở Bến Lau</figcaption></figure>" in rendered.html
    assert (rendered.figures, rendered.media) == (1, ("../media/a.jpg",))


def test_svg_only_as_a_picture():
    assert '<img alt="Đồ thị" src="/m/b.svg"' in html("![Đồ thị](../media/b.svg)")
    rendered = render("<svg><circle r=9 /></svg>", file="a.md")
    assert (rendered.html, rendered.removed[0].what) == ("", "<svg>")


def test_fenced_code():
    assert html("```\na < b & *c*\n\nd\n```") == "<pre><code>a &lt; b &amp; *c*\n\nd\n</code></pre>"
    assert "<li>" in html("1. một\n\n    ```\n    x\n    ```\n2. hai")


def test_formulas():
    made = html(r"Công thức $Q^* = \dfrac{F}{p - v}$ và" + "\n\n$$a < b$$")
    assert '<math display="inline"><mrow><msup><mi>Q</mi><mo>*</mo></msup>' in made
    assert '<math display="block"><mrow><mi>a</mi><mo>&lt;</mo><mi>b</mi></mrow></math>' in made


@pytest.mark.parametrize(
    "text",
    [
        "Giá 5$ hay 6$.",
        "Giá $5 hay $6.",
        "Từ 5$-6$ một túi.",
        "US$5 và US$6",
        "Bán $20 rồi mua lại 30$ thì lãi.",
        "$20 hay 30$",
        r"Giá \$5 và \$6",
    ],
)
def test_prices_are_no_formulas(text):
    assert "<math" not in html(text)
    assert "$" in html(text)


@pytest.mark.parametrize(
    "latex", [r"\frac{1}", "{x", r"\khongco=x", r"\href{x}{y}", r"\newcommand{\a}{b}\a", "x=" * 300]
)
def test_a_bad_formula_is_a_fault_and_shows_as_text(latex):
    rendered = render(f"Chữ.\n\nTa có ${latex}$ nhé.", file="a.md")
    assert [fault.line for fault in rendered.faults] == [3]
    assert "<math" not in rendered.html
    assert latex[:7] in rendered.html


def test_a_formula_in_a_picture_text_reads_as_written():
    assert 'alt="Điểm $Q^*$"' in html("![Điểm $Q^*$](../media/b.svg)")


def test_signs_between_digits_are_no_emphasis():
    assert html("5*3 = 15 và 4*2 = 8") == "<p>5*3 = 15 và 4*2 = 8</p>"


def test_internal_links_are_resolved_and_checked():
    rendered = render(
        "[Bài](lai-gop#so-du) [Tính](/tinh/hoa-von)\n\n[Hỏng](khong-co)", file="a.md", links=Course()
    )
    assert '<a href="/courses/c/lai-gop#noi-dung-so-du">Bài</a>' in rendered.html
    assert "<a>Hỏng</a>" in rendered.html
    assert [str(fault) for fault in rendered.faults] == ["a.md:3: Liên kết hỏng: không có “khong-co”."]
    assert rendered.links == ("lai-gop#so-du", "/tinh/hoa-von", "khong-co")


def test_fragment_of_the_same_text():
    assert 'href="#noi-dung-muc-hai"' in html("[xuống](#muc-hai)\n\n## Mục hai")
    assert "muc-ba" in messages("[xuống](#muc-ba)\n\n## Mục hai")[0][1]


def test_external_links_say_noopener():
    assert html("[x](https://vietnam.vn/a)") == '<p><a href="https://vietnam.vn/a" rel="noopener">x</a></p>'
    assert html("<https://vietnam.vn>").count('rel="noopener"') == 1
    assert 'href="mailto:' in html("<a@b.vn>")
    assert 'href="tel:0240000000"' in html("[gọi](tel:0240000000)")


def test_pictures_missing_or_without_description():
    assert messages("Chữ\n\n![](../media/b.svg)") == [(3, "Hình thiếu lời mô tả: ![mô tả](…).")]
    assert messages("![Mô tả](../media/khong.png)") == [(1, "Không có hình “../media/khong.png”.")]


def test_check_and_video_split_the_segments():
    text = "Trước.\n\n```check\nid: c1\nstem: Hỏi?\n```\n\nGiữa.\n\n::video{gioi-thieu}\n\nSau."
    assert render(text, file="a.md", first_line=10).segments == (
        Html("<p>Trước.</p>"),
        Check("c1", "id: c1\nstem: Hỏi?\n", 13),
        Html("<p>Giữa.</p>"),
        Video("gioi-thieu", 19),
        Html("<p>Sau.</p>"),
    )


def test_a_check_right_under_text_is_still_a_check():
    assert [type(part).__name__ for part in render("A.\n```check\nid: c\n```\nB.", file="a").segments] == [
        "Html", "Check", "Html",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "!!! turn\n    ```check\n    id: c1\n    right: KHOA\n    ```",
        "```check\nid: c1\nright: KHOA\n",
        "> ::video{x}",
        "```check\nright: KHOA\n```",
        "```check\nid: [\n```",
        "::video{Ten Sai}",
        "dính\n::video{x}",
    ],
)
def test_checks_and_videos_in_the_wrong_place_are_faults(text):
    rendered = render(text, file="a.md")
    assert rendered.faults or "::video" in rendered.html
    assert "KHOA" not in rendered.html


def test_headings_make_an_outline_with_anchors():
    rendered = render("## Điểm hòa vốn\n\n### Ví dụ\n\n## Điểm hòa vốn", file="a.md")
    assert [(heading.level, heading.id, heading.line) for heading in rendered.headings] == [
        (2, "noi-dung-diem-hoa-von", 1),
        (3, "noi-dung-vi-du", 3),
        (2, "noi-dung-diem-hoa-von-2", 5),
    ]


def test_h1_and_skipped_levels_are_faults():
    assert [line for line, _ in messages("# Tên\n\n## Một\n\n#### Bốn")] == [1, 5]
    assert html("# Tên").startswith("<h2")


@pytest.mark.parametrize("text", ["{{7*7}}", "{% import os %}", "#{7*7}", "${7*7}", "{{7*7}} và {{8*8}}"])
def test_template_marks_appear_literally(text):
    for place in ("{}", "Đoạn.\n{}", "## Mục {}", "- {}", "| {} | b |\n|---|---|\n| {} | x |"):
        assert text in html(place.replace("{}", text))


def test_words_count_syllables_outside_tables_and_descriptions():
    table = "| Không | đếm |\n|---|---|\n| a | b |\n"
    text = f"Một hai ba − 33.000 đồng.\n\n![Không đếm chữ này](../media/b.svg)\n\n{table}"
    assert render(text, file="a.md", links=Course()).words == 5


def test_plain_text_reads_as_sentences():
    table = "| A | B |\n|---|---|\n| 1 | 2 |"
    text = f'## Mục\n\nCâu[^1] có $x^2$.\n\n![Mô tả](../media/b.svg "Chú thích")\n\n{table}\n\n[^1]: Chú.'
    assert render(text, file="a.md", links=Course()).plain.split("\n") == [
        "Mục", "Câu có .", "Mô tả", "Chú thích", "A, B", "1, 2", "Chú.",
    ]  # fmt: skip


def test_inline_gives_no_paragraph_and_refuses_blocks():
    assert html("Bán **667** túi, $x^2$", inline=True).startswith("Bán <strong>667</strong> túi, <math")
    rendered = render("- a\n- b", file="a.md", inline=True)
    assert (rendered.html, len(rendered.faults)) == ("a b", 1)
    assert html("![Hình](../media/b.svg)", inline=True).startswith("<img")


def test_crlf_bom_and_decomposed_letters_change_nothing():
    text = "## Hòa\n\nĐoạn *một*.\n"
    assert html("\ufeff" + text.replace("\n", "\r\n").replace("ò", "o\u0300")) == html(text)


def test_two_renderings_are_the_same():
    text = "- [ ] a\n\n[^1]: b\n\nc[^1]"
    assert html(text) == html(text)
