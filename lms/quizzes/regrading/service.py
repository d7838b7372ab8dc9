"""Correcting a question of a quiz for everybody who has handed it in, and taking that back.

The order is one row. From its commit on, whoever hands in is graded with it; those who had handed in before
are looked at in handfuls, each in a transaction of its own, so that a class of five thousand keeps nobody
waiting. Every handful is harmless to repeat, and a second look two minutes later finds an attempt that was
being handed in just then.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final, cast
from uuid import UUID

from sqlalchemy import CursorResult, delete, update
from sqlalchemy.exc import IntegrityError

from lms.audit.service import record
from lms.courses import queries as courses
from lms.db import db
from lms.errors import Conflict, Invalid, NotFound
from lms.ids import new_id
from lms.jobs.service import enqueue
from lms.questions import BadKey, Correction, CorrectionKind, Result, with_key
from lms.quizzes import queries
from lms.quizzes.models import Attempt, AttemptState
from lms.quizzes.queries import AttemptRow
from lms.quizzes.regrading import queries as regrades
from lms.quizzes.regrading.models import Regrade, RegradeChange
from lms.quizzes.regrading.notes import note_steps
from lms.quizzes.regrading.rules import InForce, Step, step, steps
from lms.quizzes.service.grades import marking_of, plain_grade
from lms.quizzes.teaching.service import must_teach
from lms.signals import attempt_graded
from lms.web.i18n import _l

JOB = "quizzes.regrade"
HANDFUL: Final = 50
SECOND_LOOK: Final = timedelta(minutes=2)


class AlreadyCorrected(Conflict):
    """The question has a correction in force."""

    message = _l("Câu này đang có một lần chấm lại. Bỏ lần đó trước rồi mới chấm lại cách khác.")


class KeyDoesNotFit(Invalid):
    """The new key is none for this question."""

    message = _l("Đáp án mới chưa hợp với câu hỏi. Xem lại rồi chọn hoặc viết đáp án.")


class SameKey(KeyDoesNotFit):
    """The new key is the one in force."""

    message = _l("Đáp án này là đáp án đang dùng. Sửa lại cho đúng rồi xem tiếp.")


class AlreadyUndone(Conflict):
    """Somebody has taken this regrade back."""

    message = _l("Lần chấm lại này đã được bỏ.")


def checked(digest: str, question_id: str, correction: Correction) -> None:
    """Whether the correction can be made.

    Raises NotFound for a question that the definition has not, KeyDoesNotFit for a key that is none, SameKey
    for the one in force.
    """
    question = courses.quiz_definition(digest).question(question_id)
    if question is None:
        raise NotFound
    if correction.kind is CorrectionKind.KEY:
        try:
            corrected = with_key(question, correction.key)
        except BadKey:
            raise KeyDoesNotFit from None
        if corrected == question:
            raise SameKey


def order(
    course_id: str,
    quiz_id: str,
    digest: str,
    question_id: str,
    correction: Correction,
    *,
    replace: bool,
    reason: str,
    actor: UUID,
    at: datetime,
) -> UUID:
    """Put a correction in force and return its id; jobs look at what was handed in before. Audited.

    Raises NotFound, KeyDoesNotFit, AlreadyCorrected, Forbidden.
    """
    must_teach(actor, course_id)
    checked(digest, question_id, correction)
    made = Regrade(
        id=new_id(),
        course_id=course_id,
        quiz_id=quiz_id,
        digest=digest,
        question_id=question_id,
        kind=correction.kind,
        key=correction.key,
        replace=replace,
        reason=reason,
        made_by=actor,
        made_at=at,
        done_at=None,
        undone_by=None,
        undone_at=None,
    )
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except IntegrityError:
        raise AlreadyCorrected from None
    detail = {
        "course": course_id,
        "quiz": quiz_id,
        "question": question_id,
        "kind": correction.kind.value,
        "replace": replace,
        "reason": reason,
    }
    record(actor, "quizzes.regrade", "regrade", str(made.id), at, detail)
    _look(made.id, at)
    return made.id


def undo(regrade_id: UUID, actor: UUID, at: datetime) -> None:
    """Take a correction back; jobs give everybody the grade they would have without it. Audited.

    What was completed meanwhile stays completed, and certificates stay. Raises NotFound, AlreadyUndone.
    """
    found = db.session.get(Regrade, regrade_id)
    if found is None:
        raise NotFound
    must_teach(actor, found.course_id)
    undone = db.session.execute(
        update(Regrade)
        .where(Regrade.id == regrade_id, Regrade.undone_at.is_(None))
        .values(undone_at=at, undone_by=actor, done_at=None)
    )
    if not cast("CursorResult[Any]", undone).rowcount:
        raise AlreadyUndone
    detail = {"course": found.course_id, "quiz": found.quiz_id, "question": found.question_id}
    record(actor, "quizzes.regrade-undo", "regrade", str(regrade_id), at, detail)
    _look(regrade_id, at)


def _look(regrade_id: UUID, at: datetime) -> None:
    enqueue(JOB, {"regrade_id": str(regrade_id)}, at)
    enqueue(JOB, {"regrade_id": str(regrade_id)}, at, due=at + SECOND_LOOK)


def apply_some(regrade_id: UUID, after: UUID | None, at: datetime) -> UUID | None:
    """Look at a handful of attempts behind `after`; return the last one, None when there are no more."""
    found = db.session.get(Regrade, regrade_id)
    if found is None or found.undone_at is not None:
        return None
    handful = regrades.untouched(regrade_id, found.digest, after, HANDFUL)
    one = InForce(found.id, found.question_id, Correction(found.kind, found.key), found.replace)
    for attempt, stored in queries.handful(handful):
        if attempt.result is None:
            continue
        values = {key: answer.value for key, answer in stored.items()}
        marking = marking_of(attempt, stored)
        result = step(attempt.quiz, attempt.instance, attempt.result, values, one, marking)
        if result != attempt.result:
            note_steps(attempt.id, [Step(one.id, attempt.result, result)], at)
            _store(attempt, result, at)
    if len(handful) == HANDFUL:
        return handful[-1]
    found.done_at = at
    return None


def undo_some(regrade_id: UUID, at: datetime) -> bool:
    """Give a handful of attempts the grade they have without an undone regrade; False when there are none."""
    found = db.session.get(Regrade, regrade_id)
    if found is None or found.undone_at is None:
        return False
    handful = regrades.touched(regrade_id, HANDFUL)
    corrections = regrades.in_force(found.digest)
    for attempt, stored in queries.handful(handful):
        if attempt.result is not None:
            values = {key: answer.value for key, answer in stored.items()}
            plain, marking = plain_grade(attempt, stored)
            left = steps(attempt.quiz, attempt.instance, plain, values, corrections, marking)
            _store(attempt, left[-1].after if left else plain, at)
    db.session.execute(
        delete(RegradeChange).where(
            RegradeChange.regrade_id == regrade_id, RegradeChange.attempt_id.in_(handful)
        )
    )
    if len(handful) < HANDFUL:
        found.done_at = at
    return len(handful) == HANDFUL


def _store(attempt: AttemptRow, result: Result, at: datetime) -> None:
    """Write a grade and say so: a pass completes the quiz; what was completed before stays."""
    db.session.execute(
        update(Attempt)
        .where(Attempt.id == attempt.id, Attempt.state == AttemptState.SUBMITTED)
        .values(score=result.score, max_score=result.max_score, passed=result.passed, result=result.to_json())
    )
    attempt_graded.send(
        None,
        attempt_id=attempt.id,
        user_id=attempt.user_id,
        course_id=attempt.course_id,
        quiz_id=attempt.quiz_id,
        passed=result.passed,
        score=result.score,
        at=at,
    )
