"""GIFT as Moodle documents it, point by point: one row for each thing that an author may write."""

from decimal import Decimal
from typing import Any

import pytest

from lms.exchange import Conversion, Format, convert


def read(text: str) -> Conversion:
    return convert(text.encode(), "f.gift", Format.GIFT, Format.YAML)


def options(*texts: str) -> list[dict[str, Any]]:
    """Options as they are read: `=` before the right ones, what is said after a `#`."""
    made: list[dict[str, Any]] = []
    for text in texts:
        body, mark, said = text.removeprefix("=").partition("#")
        right = {"right": True} if text.startswith("=") else {}
        made.append({"text": body} | right | ({"feedback": said} if mark else {}))
    return made


ROWS: list[tuple[str, str, dict[str, Any]]] = [
    # Questions of one choice, and the missing word.
    ("answers on one line", "Chọn{~kho =chuối ~điện}", {"options": options("kho", "=chuối", "điện")}),
    ("answers on lines of their own", "Chọn {\n  ~kho\n  =chuối\n  }", {"options": options("kho", "=chuối")}),
    ("missing word", "Túi {=thứ 667 ~thứ 1} mới có lãi.", {"stem": "Túi \\_\\_\\_\\_\\_ mới có lãi."}),
    ("missing word before a full stop", "Bán {=667 =sáu} .",
     {"type": "short", "stem": "Bán \\_\\_\\_\\_\\_ ."}),
    ("a line of answers after the text leaves no gap", "Bán mấy túi?{=667 =sáu}", {"stem": "Bán mấy túi?"}),
    ("the question over several lines", "Dòng một\ndòng hai{T}", {"stem": "Dòng một  \ndòng hai"}),
    # Titles.
    ("title", "::Hòa vốn::Mấy túi?{T}", {"id": "hoa-von", "stem": "Mấy túi?"}),
    ("title with an escaped colon", "::Giờ 8\\:30::Mở cửa?{T}", {"id": "gio-8-30", "stem": "Mở cửa?"}),
    ("title and text on lines of their own", "::Hòa vốn::\nMấy túi?\n{T}",
     {"id": "hoa-von", "stem": "Mấy túi?"}),
    # Feedback.
    ("feedback of answers", "Chọn{=a #đúng ~b# sai\n~c}", {"options": options("=a#đúng", "b#sai", "c")}),
    ("feedback over two lines", "Chọn{=a#đúng\nrồi ~b}", {"options": options("=a#đúng  \nrồi", "b")}),
    ("general feedback of a choice", "Chọn{=a ~b####Lời giải}", {"explanation": "Lời giải"}),
    ("general feedback of words", "Tên{=lãi####Lời giải}", {"explanation": "Lời giải", "accepted": ["lãi"]}),
    ("general feedback of a number", "Số{#5:1####Lời giải}", {"explanation": "Lời giải", "tolerance": 1}),
    ("general feedback of pairs", "Ghép{=a->1 =b->2####Lời giải}", {"explanation": "Lời giải"}),
    ("general feedback of true", "Đúng{T####Lời giải}", {"explanation": "Lời giải", "answer": True}),
    ("general feedback of an essay", "Viết{####Lời giải}", {"explanation": "Lời giải", "type": "essay"}),
    ("general feedback has a format", "Đúng{T####[html]<b>Giải</b>}", {"explanation": "**Giải**"}),
    # True and false; the first feedback is for those who are wrong.
    ("T", "Câu{T}", {"type": "truefalse", "answer": True}),
    ("TRUE", "Câu{ TRUE }", {"answer": True}),
    ("F", "Câu{F}", {"answer": False}),
    ("FALSE", "Câu{FALSE}", {"answer": False}),
    ("one feedback", "Câu{F#Xem lại}", {"feedback_true": "Xem lại"}),
    ("two feedbacks", "Câu{F#Xem lại#Giỏi}", {"feedback_true": "Xem lại", "feedback_false": "Giỏi"}),
    ("two feedbacks of true", "Câu{T#Xem lại#Giỏi}", {"feedback_true": "Giỏi", "feedback_false": "Xem lại"}),
    # Words.
    ("several accepted words", "Tên{=lãi =lời}", {"type": "short", "accepted": ["lãi", "lời"]}),
    ("one accepted word without a sign", "Tên{lãi}", {"type": "short", "accepted": ["lãi"]}),
    ("a star takes what is left", "Tên{=lãi =%0%*#Xem lại}", {"feedback_wrong": "Xem lại"}),
    ("feedback of words", "Tên{=lãi#Giỏi =lời#Giỏi}", {"feedback_right": "Giỏi"}),
    # Numbers.
    ("a number", "Số{#667}", {"type": "numeric", "answer": 667}),
    ("a tolerance", "Số{#667:2}", {"answer": 667, "tolerance": 2}),
    ("a range", "Số{#3.141..3.142}", {"answer": Decimal("3.1415"), "tolerance": Decimal("0.0005")}),
    ("a range below zero", "Số{#-5..-1}", {"answer": -3, "tolerance": 2}),
    ("a fraction and an exponent", "Số{#.5e2}", {"answer": 50}),
    ("several numbers with weights", "Số{#\n=1822:0#đủ\n=%50%1822:2#gần}",
     {"answer": 1822, "feedback_right": "đủ"}),
    ("feedback for other numbers", "Số{#3:2~#Xem lại}",
     {"answer": 3, "tolerance": 2, "feedback_wrong": "Xem lại"}),
    ("a number as the missing word", "Bán {#667} túi.", {"answer": 667, "stem": "Bán \\_\\_\\_\\_\\_ túi."}),
    # Several choices.
    ("weights", "Hai{~%50%a ~%50%b ~c}",
     {"type": "multiple", "options": options("=a", "=b", "c"), "scoring": "partial"}),
    ("weights that take away", "Hai{~%50%a#đúng ~%50%b ~%-50%c#sai}",
     {"options": options("=a#đúng", "=b", "c#sai"), "scoring": "partial_penalty"}),
    ("weights of thirds", "Ba{~%33.33333%a ~%33,33333%b ~%33.33333%c ~d}",
     {"options": options("=a", "=b", "=c", "d")}),
    # Pairs.
    ("pairs", "Ghép {\n =kho -> cố định\n =chuối->biến đổi\n}",
     {"pairs": [{"left": "kho", "right": "cố định"}, {"left": "chuối", "right": "biến đổi"}]}),
    ("a right side too many", "Ghép{=a->1 =b->2 =->3}", {"extra": ["3"]}),
    ("left sides have a format", "Ghép{=[html]<i>a</i>->1 =[plain]*b*->2}",
     {"pairs": [{"left": "*a*", "right": "1"}, {"left": "\\*b\\*", "right": "2"}]}),
    # Essays.
    ("essay", "Viết ba câu. {}", {"type": "essay", "stem": "Viết ba câu."}),
    ("essay with a space", "Viết { }", {"type": "essay"}),
    # Formats: of the question, and of a piece; a piece without one is written like its question.
    ("html", "[html]<p>Giá <b>bán</b></p>{T}", {"stem": "Giá **bán**"}),
    ("moodle", "[moodle]Giá\nbán{T}", {"stem": "Giá  \nbán"}),
    ("plain", "[plain]Giá *bán*{T}", {"stem": "Giá \\*bán\\*"}),
    ("markdown", "[markdown]Giá *bán*{T}", {"stem": "Giá *bán*"}),
    ("an answer like its question", "[markdown]x{=*a* ~b}", {"options": options("=*a*", "b")}),
    ("an answer of its own", "[markdown]x{=[plain]*a* ~b#[html]<b>c</b>}",
     {"options": options("=\\*a\\*", "b#**c**")}),
    # Signs that are letters.
    ("escapes in the text", "1\\=1 \\~ \\# \\{ \\} \\:{T}", {"stem": "1=1 &#126; # \\{ \\} :"}),
    ("escapes in answers", "x{=\\=2 ~\\~2 ~\\#2}", {"options": [
        {"text": "=2", "right": True}, {"text": "&#126;2"}, {"text": "\\#2"}]}),
    ("escapes in feedback", "x{=a#\\#1 \\= 2 ~b}", {"options": [
        {"text": "a", "right": True, "feedback": "\\#1 = 2"}, {"text": "b"}]}),
    ("a backslash", "[plain]a\\\\b{T}", {"stem": "a\\\\b"}),
    ("a new line", "Một\\nhai\\n\\nba{T}", {"stem": "Một  \nhai  \n  \nba"}),
    # Comments and labels.
    ("a comment above", "// lời ghi {T}\nCâu{F}", {"stem": "Câu", "answer": False}),
    ("a comment inside", "Câu{\n=a\n// =b\n~c\n}", {"options": options("=a", "c")}),
    ("an id and tags", "// [id:cau-9] [tag:de] [tag:level:P]\nCâu{T}",
     {"id": "cau-9", "tags": ["de"], "level": "P"}),
    ("an escaped bracket in a label", "// [id:a\\]b]\nCâu{T}", {"id": "a-b"}),
    # Files.
    ("line ends of Windows", "Câu{\r\n=a\r\n~b\r\n}\r\n", {"options": options("=a", "b")}),
    ("blank lines of spaces", "\n \n\t\nCâu{T}\n  \n", {"stem": "Câu"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_the_grammar(text: str, expected: dict[str, Any]) -> None:
    made = read(text)
    assert not made.faults
    (found,) = made.source.value["questions"]
    assert {key: found.get(key) for key in expected} == expected


@pytest.mark.parametrize(
    ("text", "title", "lost"),
    [
        ("$CATEGORY: Hòa vốn\n\nCâu{T}", "Hòa vốn", []),
        ("$CATEGORY: $course$/top/Quý 1\\/2026\n\nCâu{T}", "Quý 1/2026", []),
        ("$CATEGORY: a/Quý 1//2026\n\nCâu{T}", "Quý 1/2026", []),
        ("$CATEGORY: top\n\n$CATEGORY: top/Hòa vốn\n\nCâu{T}", "Hòa vốn", []),
        ("$CATEGORY: A\n\nCâu{T}\n\n$CATEGORY: B\n\nHai{T}\n\nBa{T}", "A", [7]),
        ("Câu{T}", "Bài kiểm tra", []),
    ],
)
def test_categories_name_the_quiz(text: str, title: str, lost: list[int]) -> None:
    made = read(text)
    assert made.source.value["title"] == title
    assert [note.line for note in made.losses] == lost


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Câu{=a =%50%b}", [1]),
        ("Câu\n{~%25%a\n=b\n~c}", [2]),
        ("Số{#=10:1\n=%50%10:5}", [2]),
        ("Câu{~%60%a ~%40%b\n~c}", [1]),
        ("Câu{T}\n\nĐoạn giữa hai câu.\n\nHai{T}", [3]),
        ("// [tag:Nhãn có dấu]\nCâu{T}", [2]),
    ],
)
def test_what_gift_can_say_and_we_cannot_is_named_by_line(text: str, lines: list[int]) -> None:
    made = read(text)
    assert not made.faults
    assert [note.line for note in made.losses] == lines
