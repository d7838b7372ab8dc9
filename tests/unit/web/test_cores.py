"""Each web process has its share of the cores."""

import pytest

from lms.web.cores import share


@pytest.mark.parametrize(
    ("processes", "cores", "shares"),
    [
        (1, [0, 1], [[0, 1]]),
        (2, [0, 1], [[0], [1]]),
        (2, [4, 5, 6, 7, 9], [[4, 6, 9], [5, 7]]),
        (3, [0, 1], [[0, 1], [0, 1], [0, 1]]),
    ],
)
def test_every_core_belongs_to_one_process(processes: int, cores: list[int], shares: list[list[int]]) -> None:
    assert [share(place, processes, cores) for place in range(processes)] == shares


def test_whoever_takes_over_gets_the_same_share() -> None:
    assert share(3, 2, [0, 1, 2, 3]) == share(1, 2, [0, 1, 2, 3]) == [1, 3]
