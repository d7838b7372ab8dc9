"""Exceptions from the rules of a quiz, given to people by id, so that a class may give them to its own."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select, update

from lms.audit.service import record
from lms.courses import queries as courses
from lms.db import db
from lms.quizzes.models import Attempt, AttemptState, QuizException
from lms.quizzes.rules import Exceptional, closing, deadline
from lms.quizzes.service.sql import inserting
from lms.quizzes.service.starting import watch_deadline


def give_exception(
    course_id: str,
    quiz_id: str,
    user_ids: Collection[UUID],
    given: Exceptional,
    reason: str,
    actor: UUID,
    at: datetime,
) -> None:
    """Give these people more minutes, more attempts or a later closing date; giving again replaces.

    Whoever has an attempt open gets the minutes that are new, and the later date, at once. Audited.
    """
    people = sorted(user_ids)
    had = db.session.execute(
        select(QuizException.user_id, QuizException.minutes).where(
            QuizException.course_id == course_id,
            QuizException.quiz_id == quiz_id,
            QuizException.user_id.in_(people),
        )
    )
    known = {row.user_id: row.minutes for row in had}
    values = {
        "minutes": given.minutes,
        "attempts": given.attempts,
        "closes_at": given.closes_at,
        "reason": reason,
        "given_by": actor,
        "given_at": at,
    }
    rows = [{"course_id": course_id, "quiz_id": quiz_id, "user_id": person, **values} for person in people]
    db.session.execute(
        inserting(QuizException)
        .values(rows)
        .on_conflict_do_update(index_elements=["course_id", "quiz_id", "user_id"], set_=values)
    )
    _extend(
        course_id, quiz_id, {person: given.minutes - known.get(person, 0) for person in people}, given, at
    )
    detail = {
        "course": course_id,
        "quiz": quiz_id,
        "users": [str(user_id) for user_id in sorted(user_ids)],
        "minutes": given.minutes,
        "attempts": given.attempts,
        "closes_at": given.closes_at.isoformat() if given.closes_at else None,
        "reason": reason,
    }
    record(actor, "quizzes.give-exception", "quiz", f"{course_id}/{quiz_id}", at, detail)


def _extend(course_id: str, quiz_id: str, more: Mapping[UUID, int], given: Exceptional, at: datetime) -> None:
    """Move the deadlines of attempts under way, never to an earlier time; a worker looks at the new ones.

    more: the minutes that are new, by person. An attempt that the closing date would end goes on with the
    later one for as long as its minutes allow.
    """
    rows = db.session.execute(
        select(Attempt.id, Attempt.user_id, Attempt.digest, Attempt.started_at, Attempt.deadline)
        .where(
            Attempt.course_id == course_id,
            Attempt.quiz_id == quiz_id,
            Attempt.user_id.in_(more),
            Attempt.state == AttemptState.OPEN,
            Attempt.deadline.is_not(None),
        )
        .order_by(Attempt.id)
        .with_for_update()
    ).all()
    for row in rows:
        quiz = courses.quiz_definition(row.digest)
        minutes = quiz.minutes + given.minutes if quiz.minutes else None
        ends = [row.deadline + timedelta(minutes=max(0, more[row.user_id]))]
        by_rule = deadline(minutes, closing(quiz, given), row.started_at)
        later = max(ends if by_rule is None else [*ends, by_rule])
        if later > row.deadline:
            db.session.execute(update(Attempt).where(Attempt.id == row.id).values(deadline=later))
            watch_deadline(later, at)


def withdraw_exception(course_id: str, quiz_id: str, user_id: UUID, actor: UUID, at: datetime) -> None:
    """Take an exception back; deadlines already fixed stay. Audited; nothing where there is none."""
    gone = db.session.scalar(
        delete(QuizException)
        .where(
            QuizException.course_id == course_id,
            QuizException.quiz_id == quiz_id,
            QuizException.user_id == user_id,
        )
        .returning(QuizException.user_id)
    )
    if gone is not None:
        detail = {"course": course_id, "quiz": quiz_id, "user": str(user_id)}
        record(actor, "quizzes.withdraw-exception", "quiz", f"{course_id}/{quiz_id}", at, detail)
