"""S43: text made to keep the parser busy is refused, with its line, or rendered in bounded time."""

import time

import pytest

from lms.markup import limits, render

MEGABYTE = 1_000_000


@pytest.mark.parametrize("unit", ["[", ">", "*", "|", "`", "> ", "- ", "    - a\n", "![", "_a", "<b>", "$"])
def test_a_megabyte_is_refused(unit):
    rendered = render(unit * (MEGABYTE // len(unit)), file="a.md", first_line=4)
    assert rendered.refused
    assert rendered.segments == ()
    assert rendered.faults[0].line == 4


def test_ten_thousand_footnotes_are_refused():
    text = "\n".join(f"x[^{number}]\n\n[^{number}]: y\n" for number in range(10_000))
    assert render(text, file="a.md").refused


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Đoạn.\n\n" + "[" * 50, "Ngoặc vuông"),
        ("Đoạn.\n\n" + "> " * 30 + "x", "Trích dẫn"),
        ("Đoạn.\n\n" + "- " * 30 + "x", "Danh sách"),
        ("Đoạn.\n\n" + " " * 80 + "- x", "Danh sách"),
        ("Đoạn.\n\n" + "x" * 30_000, "Một đoạn"),
        ("Đoạn.\n\n" + "*a " * 5_000, "dấu định dạng"),
    ],
)
def test_refused_where_it_stands(text, said):
    fault = render(text, file="a.md").faults[0]
    assert said in fault.message
    assert fault.line in {2, 3}


@pytest.mark.parametrize(
    "text",
    [
        "x\n" * 5_000,
        "x\n\n" * 1_999 + "x\n\n" * 10,
        "[^1]: x\n" * 300,
        "[^1]: x\n\n" + "x[^1] x[^1]\n\n" * 250,
        "<b>x</b>\n\n" * 800,
    ],
)
def test_too_many_of_a_kind(text):
    assert render(text, file="a.md").refused


def test_what_lessons_do_is_within_the_limits():
    table = (
        "| Khoản | Năm trước | Năm nay | Chênh |\n|---|---:|---:|---:|\n"
        + "| **Cố định** | 20 | 22 | +2 |\n" * 25
    )
    text = (
        "Đoạn văn có **đậm**, *nghiêng* và [liên kết](x). " * 8
        + "\n\n"
        + table
        + "\n- một\n    - hai\n\n---\n\n"
    ) * 6
    assert len(text) > 7_000
    assert limits.refusals(text) == []


def test_rules_are_no_nested_lists():
    assert limits.refusals("- - - - - - - - - - - -\n\n* * * * * * * * * * * * *\n") == []


WORST = {
    **{
        f"{unit!r} by {size}": "\n\n".join([(unit * size)[:size]] * (190_000 // (size + 2)))
        for size in (200, 2_000, 19_000)
        for unit in (
            "[", "![", "[a](", "*", "**a", "*a ", "_a ", "`", "``a`", "<", "<a b=", "<!--", "&", "$a",
            "\\", "|", "[^1]", "<b>", "a@b ", "(", "[a]((", "<div>", "a  \n", "\n- a", "{: .n}", "*a*{: .n}",
        )
    },
    "references to one note": "[^1]: b\n\n" + "x[^1] x[^1]\n\n" * 199,
    "headings": "## a\n\n" * 1_990,
    "bad links": "[a](javascript:1)\n\n" * 1_990,
    "boxes in boxes": "".join("    " * depth + "!!! note\n\n" for depth in range(200)),
    "lists in lists": "\n\n".join("    " * min(depth, 9) + "- a" for depth in range(1_900)),
    "definitions": "a\n:   b\n\n" * 1_300,
    "tags left open": "<div>\n\n" * 1_490,
}  # fmt: skip


@pytest.mark.soak
@pytest.mark.parametrize("name", WORST)
def test_the_worst_text_that_passes_takes_less_than_two_seconds(name):
    started = time.process_time()
    render(WORST[name], file="a.md")
    assert time.process_time() - started < 2
