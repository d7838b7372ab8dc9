"""The clocks of a request: two working days, 15 and 20 days, on the Vietnamese calendar."""

from datetime import UTC, date, datetime, timedelta

import pytest

from lms.accounts.requests.holidays import HOLIDAYS, KNOWN_TO, WARNED, is_working, runs_out
from lms.accounts.requests.rules import due, reply_due
from lms.clock import LOCAL


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


@pytest.mark.parametrize(
    ("came", "until"),
    [
        ("2026-11-23T09:00", "2026-11-25T17:00"),  # Monday -> Wednesday
        ("2026-11-23T23:30", "2026-11-25T17:00"),  # the day itself does not count, however late
        ("2026-11-26T08:00", "2026-11-30T17:00"),  # Thursday -> Monday, over the weekend
        ("2026-11-27T08:00", "2026-12-01T17:00"),  # Friday -> Tuesday
        ("2026-11-28T08:00", "2026-12-01T17:00"),  # Saturday
        ("2026-11-29T08:00", "2026-12-01T17:00"),  # Sunday
        ("2026-12-30T08:00", "2027-01-04T17:00"),  # Wednesday before New Year's Friday
        ("2027-02-03T08:00", "2027-02-10T17:00"),  # over Tết: Thursday, then the Wednesday after
        ("2027-04-29T08:00", "2027-05-05T17:00"),  # 30 April, a weekend, the day for 1 May
        ("2027-09-01T08:00", "2027-09-06T17:00"),  # 2 September
    ],
)
def test_an_answer_is_due_on_the_second_working_day(came: str, until: str) -> None:
    assert reply_due(local(came)) == local(until)


def test_the_day_is_the_vietnamese_one() -> None:
    # 18:00 UTC on Monday is already Tuesday in Hà Nội.
    assert reply_due(datetime(2026, 11, 23, 18, tzinfo=UTC)) == local("2026-11-26T17:00")


def test_the_deed_is_due_after_15_or_20_days() -> None:
    came = local("2026-11-23T09:00")
    assert due(came, deletion=False) == local("2026-12-08T17:00")
    assert due(came, deletion=True) == local("2026-12-13T17:00")


def test_no_holiday_of_the_table_is_a_day_of_rest_anyway() -> None:
    assert all(day.weekday() < 5 for day in HOLIDAYS)
    assert not any(is_working(day) for day in HOLIDAYS)
    assert is_working(date(2026, 11, 30)) and not is_working(date(2026, 11, 28))


def test_the_table_says_in_time_that_it_ends() -> None:
    assert max(HOLIDAYS) <= KNOWN_TO
    assert not runs_out(KNOWN_TO - WARNED)
    assert runs_out(KNOWN_TO - WARNED + timedelta(days=1))
