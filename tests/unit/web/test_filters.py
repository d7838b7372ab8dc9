"""Numbers, dates and shares as pages show them, in both languages."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask import Flask, g

from lms.web.filters import clock_, date_, datetime_, number, percent, says

LATE_EVENING = datetime(2026, 3, 4, 17, 5, tzinfo=UTC)  # 00:05 of the next day in Vietnam


@pytest.fixture(params=["vi", "en"])
def language(app: Flask, request: pytest.FixtureRequest) -> Iterator[str]:
    with app.test_request_context("/"):
        g.locale = request.param
        yield request.param


def test_numbers(language: str) -> None:
    shown = {"vi": "1.234.567,8", "en": "1,234,567.8"}[language]
    assert number(Decimal("1234567.8")) == shown
    assert number(0) == "0"
    assert number(Decimal("2.50"), 1) == {"vi": "2,5", "en": "2.5"}[language]


@pytest.mark.parametrize(("share", "shown"), [("0", "0%"), ("0.335", "34%"), ("1", "100%")])
def test_shares(language: str, share: str, shown: str) -> None:
    assert percent(Decimal(share)) == shown


def test_a_share_with_decimals(language: str) -> None:
    assert percent(0.3474, 1) == {"vi": "34,7%", "en": "34.7%"}[language]


def test_dates_and_times_are_those_of_vietnam(language: str) -> None:
    assert date_(LATE_EVENING) == "05/03/2026"
    assert date_(date(2026, 3, 4)) == "04/03/2026"
    assert datetime_(LATE_EVENING) == "00:05, 05/03/2026"
    assert clock_(LATE_EVENING) == "00:05"


@pytest.mark.parametrize(
    ("words", "begins"),
    [
        ("Đúng. Kho thuê theo tháng.", True),
        ("<p>Đúng rồi, ghi ngay thì không sót.</p>", True),
        ("Đúng ra là 667 túi.", False),
        ("Kho thuê theo tháng.", False),
        ("", False),
    ],
)
def test_words_that_begin_with_the_verdict(words: str, begins: bool) -> None:
    assert says(words, "Đúng") is begins
