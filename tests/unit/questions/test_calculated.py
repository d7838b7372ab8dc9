"""Calculated questions: what publishing refuses, what is drawn, how it is graded."""

from decimal import Decimal
from typing import Any

import pytest

from lms.questions import (
    Calculated,
    Outcome,
    Question,
    as_drawn,
    grade_question,
    make_question_instance,
    parse_question,
    validate_answer,
)
from lms.sources import load_yaml

SEED = "0123456789abcdef0123456789abcdef"
BREAK_EVEN = """
id: hoa-von
type: calculated
stem: "F là {F}, p là {p}, v là {v}."
variables:
  - {name: F, values: [20000000, 22000000]}
  - {name: p, from: 90000, to: 100000, step: 5000}
  - {name: v, values: [60000, 62000]}
derived: [{name: g, formula: p - v}]
require: [p > v]
answer: F / g
rounding: ceil
unit: túi
mistakes: [{formula: floor(F / g), feedback: "Làm tròn xuống từ {F} chia {g}."}]
"""


def question(text: str = BREAK_EVEN, *changes: tuple[str, str]) -> tuple[Question | None, list[str]]:
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    found, faults = parse_question(load_yaml(text, "q.yml"))
    return found, [f"{fault.line}: {fault.message}" for fault in faults]


def sound(*changes: tuple[str, str]) -> Calculated:
    found, faults = question(BREAK_EVEN, *changes)
    assert faults == []
    assert isinstance(found, Calculated)
    return found


def graded(asked: Question, raw: Any, seed: str = SEED) -> Any:
    drawn = make_question_instance(asked, seed)
    return grade_question(asked, drawn, validate_answer(asked, drawn, raw).value)


def test_draws_from_its_sets_and_keeps_conditions() -> None:
    asked = sound(("require: [p > v]", "require: [p > 92000, F > 20000000]"))
    drawn = [make_question_instance(asked, f"{number:032x}").numbers for number in range(40)]
    assert {values["F"] for values in drawn} == {"22000000"}
    assert {values["p"] for values in drawn} == {"95000", "100000"}
    assert make_question_instance(asked, SEED) == make_question_instance(asked, SEED)


def test_counts_from_what_was_drawn() -> None:
    asked = sound(("values: [20000000, 22000000]", "values: [22000000]"), ("from: 90000", "from: 95000"))
    asked = sound(
        ("values: [20000000, 22000000]", "values: [22000000]"),
        ("from: 90000, to: 100000, step: 5000", "values: [95000]"),
        ("values: [60000, 62000]", "values: [62000]"),
    )
    assert graded(asked, "667").outcome is Outcome.RIGHT
    assert graded(asked, "666,67").outcome is Outcome.WRONG
    wrong = graded(asked, "666 túi")
    assert wrong.feedback == ("mistake:0", "wrong")
    shown = as_drawn(asked, make_question_instance(asked, SEED))
    assert shown.stem.markdown == "F là 22.000.000, p là 95.000, v là 62.000."
    assert isinstance(shown, Calculated)
    assert shown.mistakes[0].feedback.markdown == "Làm tròn xuống từ 22.000.000 chia 33.000."


def test_half_up_accepts_more_places_than_asked() -> None:
    changes = (("rounding: ceil", "rounding: half_up\ndecimals: 2"), ("floor(F / g)", "F / p"))
    asked = sound(*changes, ("values: [60000, 62000]", "values: [62000]"))
    drawn = make_question_instance(asked, SEED)
    exact = Decimal(drawn.numbers["F"]) / (Decimal(drawn.numbers["p"]) - 62000)
    assert graded(asked, f"{exact:.5f}".replace(".", ",")).outcome is Outcome.RIGHT


REFUSED = {
    "zero divisor in one draw": (
        (("values: [60000, 62000]", "values: [60000, 90000]"), ("require: [p > v]", "require: []")),
        "11: Công thức chia cho 0. Thấy khi F = 20000000, p = 90000, v = 90000.",
    ),
    "endless decimals": ((("rounding: ceil\n", ""),), "11: Kết quả lẻ vô hạn"),
    "unknown name in a text": ((("v là {v}", "v là {w}"),), "4: Không có biến “w” để viết vào bài."),
    "unknown name in a formula": ((("answer: F / g", "answer: F / h"),), "11: Không có biến “h”."),
    "a call": ((("answer: F / g", "answer: system(F)"),), "11: Không có hàm “system”."),
    "name twice": ((("{name: v,", "{name: p,"),), "8: Tên “p” viết hai lần"),
    "from above to": ((("from: 90000", "from: 100005"),), "7: from phải nhỏ hơn"),
    "no draw keeps the conditions": ((("require: [p > v]", "require: [p < v]"),), "10: Quá ít bộ số"),
    "a mistake that is right": (
        (("formula: floor(F / g)", "formula: F / (p - v)"),),
        "14: Công thức này luôn ra",
    ),
    "answer too large": ((("answer: F / g", "answer: F ^ 3"),), "11: Đáp số lớn hơn"),
    "both answer and options": (
        (("unit: túi", "options: [{text: a, right: true}, {text: b}]"),),
        "1: Câu loại calculated cần đúng một",
    ),
    "decimals without rounding": ((("rounding: ceil", "decimals: 2"),), "12: Có decimals thì nói rõ"),
    "sets too large to try, divisor may be zero": (
        (("from: 90000, to: 100000, step: 5000", "from: 1, to: 100000, step: 1"),),
        "11: Mẫu số có thể bằng 0.",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_publishing_refuses(name: str) -> None:
    changes, said = REFUSED[name]
    found, faults = question(BREAK_EVEN, *changes)
    assert found is None
    assert any(fault.startswith(said) for fault in faults), faults


def test_large_sets_with_safe_divisions_pass() -> None:
    assert sound(("from: 90000, to: 100000, step: 5000", "from: 90000, to: 100000, step: 1"))


OPTIONS = """
id: chon
type: calculated
stem: "{a} cộng {b}?"
variables: [{name: a, values: [1, 2]}, {name: b, values: [3, 4]}]
derived: [{name: tong, formula: a + b}, {name: tich, formula: a * b}]
options:
  - {text: "{tong} túi", right: true}
  - {text: "{tich} túi"}
"""


def test_options_show_numbers_and_never_the_same_ones() -> None:
    found, faults = question(OPTIONS)
    assert found is not None, faults
    drawn = make_question_instance(found, SEED)
    shown = as_drawn(found, drawn)
    total = int(drawn.numbers["a"]) + int(drawn.numbers["b"])
    assert isinstance(shown, Calculated)
    assert shown.options[0].text.markdown == f"{total} túi"
    right = next(choice.token for choice in drawn.options if choice.index == 0)
    assert grade_question(found, drawn, right).outcome is Outcome.RIGHT
    _, faults = question(OPTIONS, ("values: [1, 2]", "values: [2]"), ("values: [3, 4]", "values: [2]"))
    assert faults == [
        "9: Phương án thứ 1 và thứ 2 giống nhau: thêm điều kiện vào require. Thấy khi a = 2, b = 2."
    ]
