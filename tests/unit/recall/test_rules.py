"""When a module is asked again, and with which questions."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.recall.rules import Due, due, pick

DONE = datetime(2026, 3, 5, 14, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, None),
        (1.99, None),
        (2, 2),
        (6.9, 2),
        (7, 7),
        (20.9, 7),
        (21, 21),
        (41.9, 21),
        (42, None),
        (400, None),
    ],
)
def test_a_module_is_asked_again_after_2_7_and_21_days(days: float, expected: int | None) -> None:
    found = due({"ghi": DONE}, (), DONE + timedelta(days=days))
    assert found == ([] if expected is None else [Due("ghi", expected, DONE)])


def test_what_has_been_answered_is_not_asked_for_again() -> None:
    at = DONE + timedelta(days=8)
    assert due({"ghi": DONE}, {("ghi", 7)}, at) == []
    assert due({"ghi": DONE}, {("ghi", 2)}, at) == [Due("ghi", 7, DONE)]


def test_the_longest_finished_comes_first() -> None:
    later = DONE + timedelta(days=1)
    found = due({"b": later, "a": DONE}, (), DONE + timedelta(days=9))
    assert [one.module_id for one in found] == ["a", "b"]


@given(
    st.sets(st.text(min_size=1, max_size=5), max_size=12), st.text(max_size=8), st.integers(1, 5), st.data()
)
def test_missed_questions_come_first(questions: set[str], seed: str, count: int, data: st.DataObject) -> None:
    missed = data.draw(st.sets(st.sampled_from(sorted(questions)))) if questions else set()
    picked = pick(questions, missed, count, seed)
    assert len(picked) == min(count, len(questions)) == len(set(picked))
    assert len(missed & set(picked)) == min(len(missed), len(picked))
    assert picked == pick(sorted(questions), missed, count, seed)
