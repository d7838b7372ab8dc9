"""S22, S26, S27: what is taken out, and the line of the block that lost it."""

import pytest

from lms.markup import Removed, render


def removed(text, **options):
    return [(item.line, item.what) for item in render(text, file="a.md", **options).removed]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("<script>alert(1)</script>", "<script>"),
        ("x <b onclick=alert(1)>y</b>", "<b onclick>"),
        ('<p style="position:fixed">x</p>', "<p style>"),
        ("<iframe src=//attacker.test></iframe>", "<iframe>"),
        ("<svg><script>1</script></svg>", "<svg>"),
        ("[x](javascript:1)", '<a href="javascript:1">'),
        ("[x](//attacker.test)", '<a href="//attacker.test">'),
        ("![x](https://attacker.test/x.png)", '<img src="https://attacker.test/x.png">'),
        ("<input type=checkbox disabled>", "<input>"),
        ("<!-- ghi chú -->", "<!-- -->"),
        ("<a name=submit>x</a>", "<a name>"),
        ("*x*{: .btn}", '<em class="btn">'),
        ("*x*{: onclick=alert(1)}", "<em onclick>"),
        ("<body onload=alert(1)>", "<body>"),
        ("<tr onclick=1><td>x", "<tr>"),
        ("<h1>x</h1>", "<h1>"),
        ("<a rel=opener href=/x>x</a>", "<a rel>"),
        ("<img src=x alt=x srcset='//attacker.test 1x'>", "<img srcset>"),
    ],
)
def test_reported_with_its_line(text, what):
    assert (9, what) in removed(f"Đoạn một.\n\nĐoạn hai.\n\n{text}\n\nĐoạn cuối.", first_line=5)


def test_the_line_is_that_of_the_block():
    text = "Đoạn.\n\n- một\n- hai <b onclick=1>\n  còn hai\n\nMột dòng\ndòng hai <i onclick=1>x</i>\n\n" + (
        "| a | b |\n|---|---|\n| <u onclick=1>x</u> | 1 |\n\n!!! note\n    x\n\n    y <s onclick=1>z</s>\n"
    )
    assert removed(text) == [(4, "<b onclick>"), (7, "<i onclick>"), (10, "<u>"), (17, "<s onclick>")]


def test_each_of_many_is_reported_on_its_own_line():
    text = "\n\n".join("<b onclick=1>x</b>" for _ in range(4))
    assert removed(text) == [(line, "<b onclick>") for line in (1, 3, 5, 7)]


def test_lines_after_code_raw_html_and_footnotes_are_right():
    text = "```\na\n\nb\n```\n\n<div>\n\nx\n\n</div>\n\n[^1]: chú\n\nx[^1]\n\n<script>1</script>\n"
    assert removed(text) == [(17, "<script>")]


def test_ids_are_prefixed_and_names_dropped():
    html = render('<div id="csrf_token" name="submit">x</div>\n\n<p id="quiz-form">y</p>', file="a").html
    assert 'id="noi-dung-csrf_token"' in html
    assert 'id="noi-dung-quiz-form"' in html
    assert "name" not in html


def test_an_id_is_used_once():
    rendered = render("<p id=a>x</p>\n\n<p id=a>y</p>", file="a")
    assert rendered.html.count("id=") == 1
    assert rendered.removed == (Removed(3, '<p id="a">'),)


def test_an_unknown_class_is_also_a_fault():
    assert render("x\n{: .la}", file="a").faults[0].message == "Không có kiểu “la” cho <p>."


def test_clean_text_loses_nothing():
    assert removed("## Mục\n\nĐoạn **đậm** [x](lai-gop)\n\n- a\n\n| a | b |\n|---|---|\n| 1 | 2 |\n") == []


def test_broken_html_of_one_block_does_not_swallow_the_next():
    html = render('<div title="\n\nĐoạn sau.\n\n<!-- mở\n\nĐoạn cuối.', file="a").html
    assert "<p>Đoạn sau.</p>" in html
    assert "<p>Đoạn cuối.</p>" in html
