"""How long a course takes, as people say it."""

import pytest

from lms.courses.words import rough_time


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, "khoảng 5 phút"),
        (11, "khoảng 10 phút"),
        (52, "khoảng 50 phút"),
        (58, "khoảng một giờ"),
        (70, "khoảng một giờ"),
        (80, "khoảng 1 giờ rưỡi"),
        (120, "khoảng 2 giờ"),
        (212, "khoảng 3 giờ rưỡi"),
    ],
)
def test_rough_time(minutes: int, said: str) -> None:
    assert rough_time(minutes) == said
