"""Submitting an attempt: once, by the learner or by the clock; graded in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from lms.db import plain_rows
from lms.questions import AnswerRejected, Behaviour, grade, is_answered
from lms.quizzes import queries
from lms.quizzes.errors import AttemptClosed
from lms.quizzes.models import AttemptState, Ending
from lms.quizzes.queries import AttemptRow, StoredAnswer
from lms.quizzes.regrading import queries as regrades
from lms.quizzes.regrading.notes import note_steps
from lms.quizzes.regrading.rules import steps
from lms.quizzes.rules import AHEAD
from lms.quizzes.service import sql
from lms.quizzes.service.grades import marking_of
from lms.quizzes.service.saving import read_locked, save_page, time_is_up
from lms.signals import attempt_submitted


@dataclass(frozen=True, slots=True)
class HandedIn:
    """How handing in, or a page, went: answers refused, overtaken or on a page already left, questions still
    to answer, or time that a page did not know of; with none of these, it is done."""

    refused: Mapping[str, AnswerRejected] = field(default_factory=dict)
    overtaken: Mapping[str, StoredAnswer] = field(default_factory=dict)
    unanswered: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    prolonged: bool = False


def hand_in(
    attempt_id: UUID,
    given: Mapping[str, object],
    actor: UUID,
    at: datetime,
    *,
    confirmed: bool,
    seen: Mapping[str, int] | None = None,
    by_clock: bool = False,
) -> HandedIn:
    """Save the page's fields, then submit unless something is refused, overtaken or, not `confirmed`,
    unanswered.

    by_clock: not the learner but the page's own clock ends it; where more time was given since the page was
    made, the attempt goes on. seen: the revisions that the page has shown, as for `save_answers`. What fits
    is saved in any case; once the time is up nothing more is, and what was saved before is submitted. Raises
    NotFound, AttemptClosed and UnknownQuestion.
    """
    found = read_locked(attempt_id, actor)
    if not found.open:
        raise AttemptClosed
    if time_is_up(found):
        _close(found, queries.answers(attempt_id), Ending.DEADLINE, at)
        return HandedIn()
    page = save_page(found, given, seen or {}, at)
    if page.refused or page.overtaken or page.left:
        return HandedIn(page.refused, page.overtaken, left=page.left)
    if by_clock and (found.deadline is None or found.deadline > queries.moment() + AHEAD):
        return HandedIn(prolonged=True)
    if not confirmed and (left := unanswered(found, page.answers)):
        return HandedIn(unanswered=left)
    _close(found, page.answers, Ending.HANDED_IN, at)
    return HandedIn()


def submit(attempt_id: UUID, actor: UUID, at: datetime) -> None:
    """Close and grade the attempt, once: whoever comes second changes nothing.

    Sends `attempt_submitted` within the transaction. Raises NotFound for another person's attempt.
    """
    found = read_locked(attempt_id, actor)
    if found.open:
        _close(found, queries.answers(attempt_id), Ending.HANDED_IN, at)


def close_overdue(attempt_id: UUID, at: datetime) -> bool:
    """Submit what was saved once deadline and grace are over; False where there is nothing to do.

    The database's clock decides, not `at`, so that a worker whose clock runs ahead ends nobody's time.
    """
    found = queries.attempt(attempt_id, lock=True)
    if found is None or not found.open or not time_is_up(found):
        return False
    _close(found, queries.answers(attempt_id), Ending.DEADLINE, at)
    return True


def unanswered(found: AttemptRow, values: Mapping[str, Any]) -> tuple[str, ...]:
    """The ids of the questions that are not answered in full, in the order they were drawn."""
    quiz = found.quiz
    return tuple(
        drawn.id
        for drawn in found.instance.questions
        if (question := quiz.question(drawn.id)) is None
        or not is_answered(question, drawn, values.get(drawn.id))
    )


def _close(found: AttemptRow, values: Mapping[str, Any], ending: Ending, at: datetime) -> None:
    retried = found.quiz.behaviour is Behaviour.RETRY
    marking = marking_of(found, queries.stored_answers(found.id) if retried else {})
    graded = grade(found.quiz, found.instance, values, marking)
    corrections = regrades.in_force(found.digest)
    made = steps(found.quiz, found.instance, graded, values, corrections, marking)
    result = made[-1].after if made else graded
    closed = {
        "attempt_id": found.id,
        "state": AttemptState.SUBMITTED,
        "submitted_at": at,
        "ending": ending,
        "score": result.score,
        "max_score": result.max_score,
        "passed": result.passed,
        "result": result.to_json(),
    }
    if plain_rows(sql.submitting(), closed).scalar() is None:
        return
    note_steps(found.id, made, at)
    attempt_submitted.send(
        None,
        attempt_id=found.id,
        user_id=found.user_id,
        course_id=found.course_id,
        quiz_id=found.quiz_id,
        passed=result.passed,
        score=result.score,
        at=at,
    )
