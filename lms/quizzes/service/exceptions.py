"""Exceptions from the rules of a quiz, given to people by id, so that a class may give them to its own."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select, update

from lms.audit.service import record
from lms.db import db
from lms.quizzes.models import Attempt, AttemptState, QuizException
from lms.quizzes.rules import Exceptional
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

    Whoever has an attempt open gets the minutes that are new at once. Audited.
    """
    for user_id in sorted(user_ids):
        known = db.session.scalar(
            select(QuizException.minutes).where(
                QuizException.course_id == course_id,
                QuizException.quiz_id == quiz_id,
                QuizException.user_id == user_id,
            )
        )
        values = {
            "minutes": given.minutes,
            "attempts": given.attempts,
            "closes_at": given.closes_at,
            "reason": reason,
            "given_by": actor,
            "given_at": at,
        }
        db.session.execute(
            inserting(QuizException)
            .values(course_id=course_id, quiz_id=quiz_id, user_id=user_id, **values)
            .on_conflict_do_update(index_elements=["course_id", "quiz_id", "user_id"], set_=values)
        )
        _extend(course_id, quiz_id, user_id, given.minutes - (known or 0), at)
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


def _extend(course_id: str, quiz_id: str, user_id: UUID, minutes: int, at: datetime) -> None:
    """Move the deadline of the attempt under way, and have a worker look at the new one."""
    if minutes <= 0:
        return
    row = db.session.execute(
        select(Attempt.id, Attempt.deadline)
        .where(
            Attempt.course_id == course_id,
            Attempt.quiz_id == quiz_id,
            Attempt.user_id == user_id,
            Attempt.state == AttemptState.OPEN,
            Attempt.deadline.is_not(None),
        )
        .with_for_update()
    ).one_or_none()
    if row is None:
        return
    later = row.deadline + timedelta(minutes=minutes)
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
