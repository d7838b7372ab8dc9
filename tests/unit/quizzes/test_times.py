"""Until when, and from when: midnight is the end of a day, and another day has its date."""

from datetime import datetime

import pytest

from lms.clock import LOCAL
from lms.quizzes.times import near, until

NOW = datetime(2026, 11, 28, 21, 40, tzinfo=LOCAL)


@pytest.mark.parametrize(
    ("end", "said"),
    [
        (datetime(2026, 11, 28, 22, 5, tzinfo=LOCAL), "22:05"),
        (datetime(2026, 11, 29, 0, 5, tzinfo=LOCAL), "00:05, 29/11/2026"),
        (datetime(2026, 11, 29, tzinfo=LOCAL), "hết ngày 28/11/2026"),
        (datetime(2027, 1, 1, tzinfo=LOCAL), "hết ngày 31/12/2026"),
        (datetime(2026, 12, 30, 17, 0, tzinfo=LOCAL), "17:00, 30/12/2026"),
    ],
)
def test_the_end_is_said_with_its_day_unless_it_is_today(end: datetime, said: str) -> None:
    assert until(end, NOW) == said


def test_without_a_now_the_day_is_always_said() -> None:
    assert until(datetime(2026, 11, 28, 22, 5, tzinfo=LOCAL)) == "22:05, 28/11/2026"


def test_a_beginning_at_midnight_is_that_day_s() -> None:
    assert near(datetime(2026, 11, 29, tzinfo=LOCAL), NOW) == "00:00, 29/11/2026"
    assert near(datetime(2026, 11, 28, 22, 9, tzinfo=LOCAL), NOW) == "22:09"
