"""Watching is counted once, never lowered, and never faster than time passes."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.learning.watching import rules
from lms.learning.watching.rules import Beat, NotABeat, Span

BEGUN = datetime(2026, 11, 28, 8, tzinfo=UTC)
LENGTH = 600_000
moments = st.integers(0, LENGTH)
spans = st.lists(st.tuples(moments, moments).map(lambda pair: (min(pair), max(pair))), max_size=12)


def points(some: list[Span] | tuple[Span, ...]) -> set[int]:
    """The milliseconds of small stretches, one by one."""
    return {moment for start, end in some for moment in range(start, end)}


small = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda pair: (min(pair), max(pair))), max_size=6
)


@given(small, small)
def test_stretches_are_sets_of_moments(one: list[Span], other: list[Span]) -> None:
    assert points(rules.merged(one, other)) == points(one) | points(other)
    assert points(rules.beyond(one, other)) == points(one) - points(other)
    assert points(rules.clipped(one, 30)) == {moment for moment in points(one) if moment < 30}
    assert rules.length(rules.merged(one)) == len(points(one))
    within = rules.within(rules.merged(one), 10)
    assert points(within) <= points(one)
    assert rules.length(within) == min(10, len(points(one)))


@given(spans)
def test_merged_stretches_stand_in_order_and_apart(some: list[Span]) -> None:
    found = rules.merged(some)
    assert all(start < end for start, end in found)
    assert all(before[1] < after[0] for before, after in pairwise(found))
    assert rules.merged(found) == found


@given(st.lists(st.tuples(spans, st.integers(0, 90_000), st.integers(0, 3)), max_size=8))
def test_nobody_watches_faster_than_time_passes(beats: list[tuple[list[Span], int, int]]) -> None:
    """However beats are cut, repeated or invented: what is known grows, within twice the time that passed."""
    known: tuple[Span, ...] = ()
    counted, at = BEGUN, BEGUN
    for claimed, wait, repeats in beats:
        at += timedelta(milliseconds=wait)
        for _time in range(repeats + 1):
            before = known
            known, counted = rules.grant(before, rules.clipped(claimed, LENGTH), counted, BEGUN, at)
            assert points_cover(known, before)
            assert points_cover(rules.merged(before, claimed), known)
    passed = (at - BEGUN) / timedelta(milliseconds=1)
    assert rules.length(known) <= passed * rules.FASTEST


def points_cover(outer: tuple[Span, ...], inner: tuple[Span, ...]) -> bool:
    return not rules.beyond(inner, outer)


@given(spans, st.permutations(range(4)))
def test_the_order_of_honest_beats_does_not_matter(claimed: list[Span], order: list[int]) -> None:
    """Beats that come late, twice or mixed up leave what they would have left in order."""
    whole = rules.clipped(claimed, LENGTH)
    late = BEGUN + timedelta(milliseconds=rules.length(whole) + 1)
    known: tuple[Span, ...] = ()
    counted = BEGUN
    for index in (*order, *order):
        known, counted = rules.grant(known, whole[index::4], counted, BEGUN, late)
    assert known == whole


def test_time_without_an_open_player_lets_nobody_claim() -> None:
    known, counted = rules.grant((), [(0, 10_000)], BEGUN, BEGUN, BEGUN + timedelta(seconds=10))
    assert known == ((0, 10_000),)
    next_day = BEGUN + timedelta(days=1)
    known, counted = rules.grant(known, [(0, LENGTH)], counted, next_day, next_day + timedelta(seconds=5))
    assert rules.length(known) == 20_000


def test_an_impossible_claim_is_cut_and_can_be_made_good() -> None:
    known, counted = rules.grant((), [(0, LENGTH)], BEGUN, BEGUN, BEGUN + timedelta(seconds=30))
    assert known == ((0, 60_000),)
    assert rules.grant(known, [(0, LENGTH)], counted, BEGUN, BEGUN + timedelta(seconds=30))[0] == known
    known, _ = rules.grant(known, [(0, LENGTH)], counted, BEGUN, BEGUN + timedelta(seconds=300))
    assert known == ((0, LENGTH),)


@pytest.mark.parametrize(
    ("watched", "length", "percent", "enough"),
    [
        (80_000, 100_000, 80, True),
        (78_999, 100_000, 80, False),
        (79_000, 100_000, 80, True),
        (100_000, 100_000, 100, True),
        (0, 100_000, 80, False),
    ],
)
def test_enough(watched: int, length: int, percent: int, enough: bool) -> None:
    assert rules.enough(watched, length, percent) is enough


def test_percent_and_where_to_go_on() -> None:
    assert [rules.percent(ms, 90_000) for ms in (0, 44_999, 88_000, 89_000)] == [0, 49, 97, 100]
    assert rules.percent(0, 0) == 0
    assert [rules.resume_at(ms, 60_000) for ms in (4999, 5000, 55_000, 55_001)] == [0, 5000, 55_000, 0]


def test_a_beat_is_read() -> None:
    form = {"spans": "0-15000 31000-40250", "position": "40250", "age": "0"}
    assert rules.read_beat(form) == Beat(((0, 15_000), (31_000, 40_250)), 40_250, 0)
    assert rules.read_beat({"position": "1", "age": "0"}).spans == ()


@pytest.mark.parametrize(
    "wrong",
    [
        {"spans": "0"},
        {"spans": "a-b"},
        {"spans": "5-1"},
        {"spans": "1-2-3"},
        {"spans": "0-99999999999"},
        {"spans": " ".join(["0-1"] * 101)},
        {"position": ""},
        {"position": "-1"},
        {"age": "1e9"},
    ],
)
def test_what_is_no_beat_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(NotABeat):
        rules.read_beat({"spans": "0-1", "position": "0", "age": "0", **wrong})
