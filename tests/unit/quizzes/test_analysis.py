"""Statistics of questions: intervals hold their value, nothing is said where nothing is known."""

from math import isclose
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.quizzes.analysis.rules import (
    HINT_FROM,
    Analysis,
    Figure,
    Hint,
    Tried,
    analyse,
    discriminates,
    hints,
    middle,
    wilson,
)

shares = st.floats(0, 1)
pairs = st.lists(st.tuples(shares, shares), min_size=4, max_size=40)


def attempt(own: float, rest: float, chosen: int | None = None, seconds: float | None = None) -> Tried:
    picked = frozenset() if chosen is None else frozenset([chosen])
    timed = {} if seconds is None else {"a": seconds}
    return Tried(uuid4(), {"a": (own, 1.0), "b": (rest, 1.0)}, {"a": picked}, timed)


@given(shares, st.integers(1, 10_000))
def test_an_interval_holds_its_share_and_stays_between_none_and_all(share: float, n: int) -> None:
    found = wilson(share, n)
    assert found is not None
    assert 0 <= found.low <= share <= found.high <= 1
    wider = wilson(share, max(1, n // 2))
    assert wider is not None
    assert wider.high - wider.low >= found.high - found.low - 1e-12


def test_the_interval_of_a_known_share() -> None:
    # 8 of 10: the bounds worked out by hand from the formula.
    found = wilson(0.8, 10)
    assert found is not None
    assert (round(found.low, 4), round(found.high, 4)) == (0.4902, 0.9433)
    assert wilson(0, 0) is None


@given(pairs)
def test_a_correlation_lies_in_its_interval_and_turns_with_its_sign(
    given_pairs: list[tuple[float, float]],
) -> None:
    found = discriminates(given_pairs)
    turned = discriminates([(1 - own, rest) for own, rest in given_pairs])
    if found is None or turned is None:
        return
    assert -1 <= found.low <= found.value + 1e-9 and found.value - 1e-9 <= found.high <= 1
    assert isclose(found.value, -turned.value, abs_tol=1e-6)


def test_nothing_is_said_of_few_or_of_equal_ones() -> None:
    assert discriminates([(0, 0), (1, 1), (1, 0)]) is None
    assert discriminates([(1, 0.2), (1, 0.4), (1, 0.6), (1, 0.8)]) is None
    assert middle([1, 2, 3, 4, 5]) is None


@given(st.lists(st.floats(0.1, 5_000), min_size=6, max_size=60))
def test_a_median_lies_between_times_that_were_taken(seconds: list[float]) -> None:
    found = middle(seconds)
    assert found is not None
    assert min(seconds) <= found.low <= found.value <= found.high <= max(seconds)


@given(st.lists(st.sampled_from([None, 0, 1, 2]), min_size=1, max_size=50))
def test_every_attempt_chose_one_option_or_none(choices: list[int | None]) -> None:
    (found,) = analyse({"a": 3}, [attempt(1, 1, chosen) for chosen in choices])
    assert found.n == len(choices)
    assert found.blank is not None
    assert isclose(sum(one.value for one in found.options) + found.blank.value, 1)


def test_the_rest_is_without_the_question_itself() -> None:
    # Alone, the two questions agree in nothing; a total that held the question would say otherwise.
    tried = [attempt(own, rest) for own in (0, 1) for rest in (0, 1)] * 5
    found = analyse({"a": 0, "b": 0}, tried)[0].discrimination
    assert found is not None
    assert isclose(found.value, 0, abs_tol=1e-9)


def test_a_question_that_nobody_was_judged_in_has_no_figures() -> None:
    assert analyse({"c": 4}, [attempt(1, 1)]) == [Analysis("c", 0)]


def many(n: int) -> list[Tried]:
    """The stronger choose option 1, the weaker the right one, nobody option 2."""
    return [attempt(1, 0, 0) if place % 4 == 0 else attempt(0, 1, 1) for place in range(n)]


@pytest.mark.parametrize(("n", "said"), [(HINT_FROM - 1, False), (HINT_FROM, True)])
def test_hints_wait_for_enough_attempts(n: int, said: bool) -> None:
    (found,) = analyse({"a": 3}, many(n))
    given_hints = hints(found, frozenset([0]))
    assert bool(given_hints) is said
    if said:
        assert given_hints == [(Hint.AGAINST, None), (Hint.ATTRACTS, 1), (Hint.UNCHOSEN, 2)]


def test_hints_of_what_all_or_nobody_got_right() -> None:
    (easy,) = analyse({"a": 1}, [attempt(1, 1, 0)] * HINT_FROM)
    (hard,) = analyse({"a": 2}, [attempt(0, 1)] * HINT_FROM)
    assert hints(easy, frozenset([0])) == [(Hint.ALL_RIGHT, None)]
    assert (Hint.ALL_WRONG, None) in hints(hard, frozenset([0]))


def test_chance_gives_no_hint() -> None:
    weak = Figure(-0.2, -0.5, 0.1, 60)
    rate = Figure(0.5, 0.4, 0.6, 60)
    assert hints(Analysis("a", 60, rate, weak, (rate, Figure(0.55, 0.45, 0.65, 60))), frozenset([0])) == []
