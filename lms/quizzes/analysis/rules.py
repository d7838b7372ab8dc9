"""Statistics of questions: pure, from what attempts hold.

Each figure comes with how many attempts it rests on and an interval that holds the true value in about 95 of
100 cases. A figure that cannot be counted is None, never a zero. Shares are between 0 and 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import atanh, ceil, floor, sqrt, tanh
from statistics import StatisticsError, correlation, median
from uuid import UUID

Z = 1.959963984540054
"""The 97.5 % point of the normal distribution: intervals of 95 %."""

HINT_FROM = 20
"""From how many attempts on a hint is given; with fewer, chance alone explains nearly anything."""

_MIN_CORRELATED = 4
_MIN_TIMED = 6


@dataclass(frozen=True, slots=True)
class Tried:
    """One attempt, as far as statistics go.

    marks: (score, points) of each question that is judged; chosen: indexes of the options chosen, by id, of
    questions with options, empty where left blank; seconds: how long an answer took, where it is known.
    """

    id: UUID
    marks: Mapping[str, tuple[float, float]]
    chosen: Mapping[str, frozenset[int]] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with its interval and the number of attempts it rests on."""

    value: float
    low: float
    high: float
    n: int


class Hint(StrEnum):
    """What figures suggest to look at. UNCHOSEN and ATTRACTS name an option."""

    AGAINST = "against"
    ALL_RIGHT = "all-right"
    ALL_WRONG = "all-wrong"
    UNCHOSEN = "unchosen"
    ATTRACTS = "attracts"


@dataclass(frozen=True, slots=True)
class Analysis:
    """One question. options: how often each was chosen, in the order of the text; blank: how often none was.

    n: how many attempts were judged in it; every share but that of `seconds` rests on those.
    """

    question_id: str
    n: int
    facility: Figure | None = None
    discrimination: Figure | None = None
    options: tuple[Figure, ...] = ()
    blank: Figure | None = None
    seconds: Figure | None = None


def wilson(share: float, n: int) -> Figure | None:
    """The score interval of a share; None for no attempts.

    E. B. Wilson, Probable inference, the law of succession, and statistical inference, Journal of the
    American Statistical Association 22 (1927), 209-212. For a mean of shares that are not all 0 or 1 it is on
    the safe side, because such a mean varies less than a proportion of the same size.
    """
    if n == 0:
        return None
    weight = Z * Z / n
    middle = (share + weight / 2) / (1 + weight)
    half = Z / (1 + weight) * sqrt(max(0.0, share * (1 - share) / n) + weight / (4 * n))
    return Figure(share, max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half)), n)


def discriminates(pairs: Sequence[tuple[float, float]]) -> Figure | None:
    """The correlation between the share won in a question and that won in all others.

    The others alone, because a question agrees with a total it is part of (S. Henrysson, Correction of
    item-total correlations in item analysis, Psychometrika 28 (1963), 211-218). The interval: R. A. Fisher,
    On the "probable error" of a coefficient of correlation deduced from a small sample, Metron 1 (1921),
    3-32. None for fewer than four attempts, or where everybody won the same.
    """
    n = len(pairs)
    if n < _MIN_CORRELATED:
        return None
    try:
        found = max(-1.0, min(1.0, correlation([own for own, _ in pairs], [rest for _, rest in pairs])))
    except StatisticsError:
        return None
    if abs(found) >= 1:
        return Figure(found, found, found, n)
    half = Z / sqrt(n - 3)
    return Figure(found, tanh(atanh(found) - half), tanh(atanh(found) + half), n)


def middle(seconds: Iterable[float]) -> Figure | None:
    """The median of times with the interval of its order statistics; None for fewer than six.

    W. J. Conover, Practical Nonparametric Statistics, 3rd ed. (1999), section 3.2: the places n/2 -+ z
    sqrt(n)/2 in the sorted list, widened to whole places.
    """
    ordered = sorted(seconds)
    n = len(ordered)
    if n < _MIN_TIMED:
        return None
    half = Z * sqrt(n) / 2
    low, high = max(1, floor(n / 2 - half)), min(n, ceil(n / 2 + half) + 1)
    return Figure(median(ordered), ordered[low - 1], ordered[high - 1], n)


def analyse(asked: Mapping[str, int], tried: Sequence[Tried]) -> list[Analysis]:
    """The figures of each question; asked: how many options each has, by id, in the order of the text."""
    sums = {
        one.id: (sum(mark[0] for mark in one.marks.values()), sum(mark[1] for mark in one.marks.values()))
        for one in tried
    }
    return [_question(question_id, options, tried, sums) for question_id, options in asked.items()]


def _question(
    question_id: str, options: int, tried: Sequence[Tried], sums: Mapping[UUID, tuple[float, float]]
) -> Analysis:
    here = [one for one in tried if one.marks.get(question_id, (0, 0))[1] > 0]
    n = len(here)
    if n == 0:
        return Analysis(question_id, 0)
    shares = [one.marks[question_id][0] / one.marks[question_id][1] for one in here]
    pairs = []
    for one, share in zip(here, shares, strict=True):
        score, points = one.marks[question_id]
        all_score, all_points = sums[one.id]
        if all_points > points:
            pairs.append((share, (all_score - score) / (all_points - points)))
    chosen = [one.chosen.get(question_id, frozenset()) for one in here] if options else []
    rates = (wilson(sum(place in one for one in chosen) / n, n) for place in range(options))
    return Analysis(
        question_id,
        n,
        wilson(sum(shares) / n, n),
        discriminates(pairs),
        tuple(rate for rate in rates if rate is not None),
        wilson(sum(not one for one in chosen) / n, n) if options else None,
        middle(one.seconds[question_id] for one in here if question_id in one.seconds),
    )


def hints(found: Analysis, right: frozenset[int]) -> list[tuple[Hint, int | None]]:
    """What to look at, each with the place of the option it speaks of; none below HINT_FROM attempts.

    right: the places of the right options. Figures that differ by chance give no hint: the whole interval of
    the discrimination lies below zero, the intervals of two options are apart.
    """
    if found.n < HINT_FROM or found.facility is None:
        return []
    given: list[tuple[Hint, int | None]] = []
    if found.discrimination is not None and found.discrimination.high < 0:
        given.append((Hint.AGAINST, None))
    if found.facility.value >= 1:
        given.append((Hint.ALL_RIGHT, None))
    if found.facility.value <= 0:
        given.append((Hint.ALL_WRONG, None))
    most = max((found.options[place].high for place in right if place < len(found.options)), default=1.0)
    for place, rate in enumerate(found.options):
        if rate.value == 0:
            given.append((Hint.UNCHOSEN, place))
        elif place not in right and rate.low > most:
            given.append((Hint.ATTRACTS, place))
    return given
