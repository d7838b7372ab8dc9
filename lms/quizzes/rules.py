"""What may be started, what may be shown, and what to read again: pure, from counts and times."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from lms.questions import Counts, Moment, Outcome, Quiz, Result, Show


@dataclass(frozen=True, slots=True)
class History:
    """A person's submitted attempts at one quiz: how many, the last one, and whether any passed."""

    submitted: int = 0
    last_at: datetime | None = None
    passed: bool = False


GRACE = timedelta(seconds=30)
"""How long after the deadline an answer on its way is still taken."""
AHEAD = timedelta(seconds=5)
"""By how much a page's count of the time left may run ahead of the server's."""


@dataclass(frozen=True, slots=True)
class Exceptional:
    """What one person is given beyond the rules: more minutes, more attempts, a closing date of their own."""

    minutes: int = 0
    attempts: int = 0
    closes_at: datetime | None = None


NO_EXCEPTION = Exceptional()


def deadline(minutes: int | None, closes_at: datetime | None, at: datetime) -> datetime | None:
    """When an attempt started at `at` ends: after its minutes or at the closing date, whichever is first."""
    ends = [closes_at] if closes_at is not None else []
    if minutes:
        ends.append(at + timedelta(minutes=minutes))
    return min(ends, default=None)


def closing(quiz: Quiz, given: Exceptional) -> datetime | None:
    """When the quiz closes for a person: the later of its own date and the one they were given."""
    if quiz.closes is None or given.closes_at is None:
        return quiz.closes
    return max(quiz.closes, given.closes_at)


def attempts_left(quiz: Quiz, history: History, given: Exceptional = NO_EXCEPTION) -> int | None:
    """How many more attempts may be started; None for any number."""
    return None if quiz.attempts == 0 else max(0, quiz.attempts + given.attempts - history.submitted)


def cooling_until(quiz: Quiz, history: History, at: datetime) -> datetime | None:
    """When the next attempt may be started, or None where it may be now."""
    if history.last_at is None:
        return None
    until = history.last_at + timedelta(minutes=quiz.cooldown_minutes)
    return until if until > at else None


def moments(
    quiz: Quiz, history: History, at: datetime, given: Exceptional = NO_EXCEPTION
) -> tuple[Moment, ...]:
    """The moments of the review policy that have come for a submitted attempt.

    `history` must include the attempt that is looked at; while it is open none has come.
    """
    if history.submitted == 0:
        return ()
    come = [Moment.AFTER_SUBMIT]
    if history.passed or attempts_left(quiz, history, given) == 0:
        come.append(Moment.AFTER_PASS_OR_LAST)
    closes = closing(quiz, given)
    if closes is not None and closes <= at:
        come.append(Moment.AFTER_CLOSE)
    return tuple(come)


def shown(quiz: Quiz, history: History, at: datetime, given: Exceptional = NO_EXCEPTION) -> frozenset[Show]:
    """What of a submitted attempt may leave the server now (law 8, S13, S15)."""
    return quiz.review.shows(*moments(quiz, history, at, given))


def shown_from(
    quiz: Quiz, wanted: Iterable[Show], history: History, at: datetime, given: Exceptional = NO_EXCEPTION
) -> Moment | None:
    """The next moment at which something of `wanted` is shown; None where the policy never does."""
    come, wanted = moments(quiz, history, at, given), frozenset(wanted)
    later = [Moment.AFTER_PASS_OR_LAST]
    if quiz.closes is not None:
        later.append(Moment.AFTER_CLOSE)
    return next(
        (moment for moment in later if moment not in come and wanted & quiz.review.shows(moment)), None
    )


def kept_score(counts: Counts, scores: Sequence[Decimal]) -> Decimal:
    """The score that counts of those of all submitted attempts, in their order; at least one.

    An average is rounded half up to a hundredth of a point, as every other score is.
    """
    if counts is Counts.BEST:
        return max(scores)
    if counts is Counts.AVERAGE:
        mean = sum(scores, Decimal(0)) / len(scores)
        return mean.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return scores[0 if counts is Counts.FIRST else -1]


def lessons_to_review(quiz: Quiz, result: Result) -> list[str]:
    """Ids of the lessons behind answers that were not right, each once, in the order of the questions.

    An essay that waits for its marks, and a question that was dropped, say nothing yet.
    """
    missed: Iterable[str | None] = (
        question.lesson
        for graded in result.questions
        if graded.outcome not in (Outcome.RIGHT, Outcome.WAITING, Outcome.DROPPED)
        and (question := quiz.question(graded.id)) is not None
    )
    return list(dict.fromkeys(lesson for lesson in missed if lesson is not None))
