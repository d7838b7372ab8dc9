"""Reading and showing numbers, the Vietnamese way first."""

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.names import (
    BadGrouping,
    EmptyNumber,
    NotANumber,
    NumberError,
    TooManyDigits,
    certificate_date,
    date_,
    duration,
    money,
    number,
    parse_number,
)

D = Decimal


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("2.400", "2400"),
        ("2,4", "2.4"),
        ("2.4", "2.4"),
        ("2,400", "2.4"),
        ("0.500", "0.5"),
        ("1.234.567,8", "1234567.8"),
        ("1,234,567.8", "1234567.8"),
        ("1,234,567", "1234567"),
        ("1 234 567", "1234567"),
        ("1\u00a0234\u202f567,5", "1234567.5"),
        ("22 triệu", "22000000"),
        ("22tr", "22000000"),
        ("2,4 triệu đồng", "2400000"),
        ("95k", "95000"),
        ("95 nghìn", "95000"),
        ("95 ngàn đồng", "95000"),
        ("1,2 tỷ", "1200000000"),
        ("1,2 tỉ", "1200000000"),
        ("28.588 đ", "28588"),
        ("28.588đồng", "28588"),
        ("38,95%", "38.95"),
        ("38,95 %", "38.95"),
        ("\u22122,4", "-2.4"),
        ("-2,4", "-2.4"),
        ("- 2,4", "-2.4"),
        ("+8", "8"),
        ("0", "0"),
        ("007", "7"),
        ("9" * 30, "9" * 30),
    ],
)
def test_numbers_as_typed(typed: str, read: str) -> None:
    assert parse_number(typed) == D(read)


def test_named_units_may_follow() -> None:
    assert parse_number("1.200 túi", units=["túi"]) == 1200
    assert parse_number("2,4 VÒNG", units=["vòng"]) == D("2.4")
    with pytest.raises(NotANumber):
        parse_number("1.200 hộp", units=["túi"])


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("", EmptyNumber),
        ("   ", EmptyNumber),
        ("NaN", NotANumber),
        ("inf", NotANumber),
        ("-Infinity", NotANumber),
        ("1e308", NotANumber),
        ("1e5", NotANumber),
        ("mười", NotANumber),
        ("12 13 14 túi", NotANumber),
        ("5-10", NotANumber),
        ("5²", NotANumber),
        ("٣", NotANumber),
        ("0x10", NotANumber),
        ("1_000", NotANumber),
        ("1.2345.6", BadGrouping),
        ("12,34,5", BadGrouping),
        ("12 34", BadGrouping),
        ("1..2", BadGrouping),
        (",5", BadGrouping),
        ("5.", BadGrouping),
        ("9" * 31, TooManyDigits),
        ("0," + "1" * 30, TooManyDigits),
    ],
)
def test_what_is_refused_and_why(typed: str, error: type[NumberError]) -> None:
    with pytest.raises(error):
        parse_number(typed)


exact = st.builds(
    lambda digits, places: D(digits).scaleb(-places),
    st.integers(-(10**24) + 1, 10**24 - 1),
    st.integers(0, 10),
)


@given(exact)
def test_what_is_shown_reads_back(value: Decimal) -> None:
    assert parse_number(number(value)) == value


@given(exact)
def test_english_numbers_are_the_vietnamese_ones_with_signs_swapped(value: Decimal) -> None:
    swap = str.maketrans(".,", ",.")
    assert number(value, locale="en") == number(value).translate(swap)


@given(st.text())
def test_reading_never_fails_otherwise(text: str) -> None:
    with suppress(NumberError):
        assert parse_number(text).is_finite()


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (D("1234567.8"), None, "1.234.567,8"),
        (D("28587.5"), 0, "28.588"),
        (D("-28587.5"), 0, "−28.588"),
        (D("-0.4"), 0, "0"),
        (D("2.40"), None, "2,4"),
        (D("2.4"), 2, "2,40"),
        (D("1E+6"), None, "1.000.000"),
        (0.1, None, "0,1"),
        (1200, None, "1.200"),
        (D("999.995"), 2, "1.000,00"),
    ],
)
def test_numbers_as_shown(value: Decimal | int | float, decimals: int | None, shown: str) -> None:
    assert number(value, decimals) == shown


@pytest.mark.parametrize("value", [D("NaN"), D("Infinity"), float("inf")])
def test_what_cannot_be_shown(value: Decimal | float) -> None:
    with pytest.raises(ValueError, match="finite"):
        number(value)


def test_money() -> None:
    assert money(D("28587.5")) == "28.588 đồng"
    assert money(22_000_000, "en") == "22,000,000 VND"


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2021, 12, 9), "ngày 09 tháng 12 năm 2021"),
        (date(2024, 9, 12), "ngày 12 tháng 9 năm 2024"),
        (date(2025, 2, 18), "ngày 18 tháng 02 năm 2025"),
        (date(2024, 3, 28), "ngày 28 tháng 3 năm 2024"),
        (date(2026, 3, 5), "ngày 05 tháng 3 năm 2026"),
    ],
)
def test_dates_on_certificates(day: date, written: str) -> None:
    assert certificate_date(day) == written


def test_dates_elsewhere() -> None:
    assert date_(date(2026, 3, 5)) == "05/03/2026"


@pytest.mark.parametrize(
    ("minutes", "vi", "en"),
    [
        (100, "khoảng 1 giờ 40 phút", "about 1 hour 40 minutes"),
        (50, "khoảng 50 phút", "about 50 minutes"),
        (121, "khoảng 2 giờ 1 phút", "about 2 hours 1 minute"),
        (60, "khoảng 1 giờ", "about 1 hour"),
        (0, "dưới 1 phút", "under 1 minute"),
    ],
)
def test_durations(minutes: int, vi: str, en: str) -> None:
    assert duration(minutes) == vi
    assert duration(minutes, "en") == en


def test_no_negative_duration() -> None:
    with pytest.raises(ValueError, match="negative"):
        duration(-1)


@pytest.mark.parametrize(
    "text",
    ["28,5", "28.5", "28,5 triệu", "28,5 triệu đồng", "28,5tr", "28.500.000 đồng", "28.500 nghìn", "28500k"],
)
def test_beside_a_unit_with_a_scale_the_answer_is_in_that_unit(text: str) -> None:
    assert parse_number(text, units=["triệu đồng"]) == Decimal("28.5")
    assert str(parse_number(text, units=["triệu đồng"])) == "28.5"


def test_a_unit_without_a_scale_leaves_the_scale_that_was_written() -> None:
    assert parse_number("28,5 triệu", units=["đồng"]) == Decimal("28500000")
    assert parse_number("2 nghìn", units=["túi"]) == Decimal("2000")
    assert parse_number("0 đồng", units=["triệu đồng"]) == 0
