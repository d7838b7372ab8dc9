"""The table of what learners type, line by line."""

from decimal import Decimal

import pytest

from lms.questions import AnswerRejected, Reason, plain_number
from lms.questions.quantities import read_quantity
from lms.quizzes.errors import refusal_text

READ = [
    ("2.400", "túi", "2400"),
    ("2,4", "đồng", "2.4"),
    ("2.4", "đồng", "2.4"),
    ("12.50", "", "12.5"),
    ("1.5 triệu", "đồng", "1500000"),
    ("1,5 tr", "đồng", "1500000"),
    ("1tr5", "đồng", "1500000"),
    ("1tr200", "đồng", "1200000"),
    ("2k5", "đồng", "2500"),
    ("3 ngàn", "đồng", "3000"),
    ("2 tỷ", "đồng", "2000000000"),
    ("2.400 tr", "đồng", "2400000000"),
    ("28,588 nghìn", "đồng", "28588"),
    ("28.588 đồng", "đồng", "28588"),
    ("28.588đ", "đồng", "28588"),
    ("28,5 triệu", "triệu đồng", "28.5"),
    ("28.500.000 đồng", "triệu đồng", "28.5"),
    ("28,500", "triệu đồng", "28.500"),
    ("28,5", "triệu đồng", "28.5"),
    ("1,200,000", "đồng", "1200000"),
    ("34,74 %", "%", "34.74"),
    ("34,740", "%", "34.740"),
    ("38,95%", "", "38.95"),
    ("667 túi", "túi", "667"),
    ("1,2 nghìn", "túi", "1200"),
    ("-5", "túi", "-5"),
    ("0,125", "kg", "0.125"),
    ("1,2345", "kg", "1.2345"),
]
ASKED = [
    ("2,400", "đồng", Reason.AMBIGUOUS_NUMBER),
    ("28,588 đồng", "đồng", Reason.AMBIGUOUS_NUMBER),
    ("-2,400", "túi", Reason.AMBIGUOUS_NUMBER),
    ("28.500.000", "triệu đồng", Reason.AMBIGUOUS_NUMBER),
    ("30 %", "triệu đồng", Reason.OTHER_UNIT),
    ("30%", "túi", Reason.OTHER_UNIT),
    ("95.000 đồng", "túi", Reason.OTHER_UNIT),
    ("30 triệu", "%", Reason.OTHER_UNIT),
    ("1.23.4", "đồng", Reason.UNCLEAR_NUMBER),
    ("12,34,5", "đồng", Reason.UNCLEAR_NUMBER),
    ("NaN", "đồng", Reason.NOT_A_NUMBER),
    ("1e308", "đồng", Reason.NOT_A_NUMBER),
    ("khoảng 5", "đồng", Reason.NOT_A_NUMBER),
    ("9" * 20, "đồng", Reason.NUMBER_TOO_LARGE),
]


@pytest.mark.parametrize(("text", "unit", "number"), READ)
def test_read(text: str, unit: str, number: str) -> None:
    assert read_quantity(text, unit) == Decimal(number)


@pytest.mark.parametrize(("text", "unit", "reason"), ASKED)
def test_asked(text: str, unit: str, reason: Reason) -> None:
    with pytest.raises(AnswerRejected) as refused:
        read_quantity(text, unit)
    assert refused.value.reason is reason


def test_three_places_are_decimals_where_three_are_asked_for() -> None:
    assert read_quantity("2,400", "kg", 3) == Decimal("2.4")


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("2,400", "túi"),
        ("28,588", "túi"),
        ("-1,250", "túi"),
        ("28.500.000", "triệu đồng"),
        ("63800000", "triệu đồng"),
        ("2.400", "nghìn"),
    ],
)
def test_what_is_offered_is_read_one_way(text: str, unit: str) -> None:
    """Whoever types what the question back offers is never asked again."""
    with pytest.raises(AnswerRejected) as refused:
        read_quantity(text, unit)
    one, other = refused.value.readings
    assert one != other
    for reading in (one, other):
        offered = f"{plain_number(reading)} {refused.value.unit}".strip()
        assert offered in refusal_text(refused.value)
        assert read_quantity(offered, unit) == reading
