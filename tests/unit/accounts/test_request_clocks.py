"""The clocks of a request: two working days, 15 and 20 days, on the Vietnamese calendar."""

from datetime import UTC, datetime

import pytest

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
