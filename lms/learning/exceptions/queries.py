"""Reads for exceptions: who learns in the course, and who is given what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import aliased

from lms.accounts.models import User, UserState
from lms.db import db
from lms.learning.exceptions.rules import Learner
from lms.learning.models import Enrolment, EnrolmentState
from lms.quizzes.models import QuizException
from lms.quizzes.teaching.queries import Taught, taught_quiz


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody is given beyond the rules of a quiz."""

    user_id: UUID
    full_name: str
    unit: str
    minutes: int
    attempts: int
    closes_at: datetime | None
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class GivenTo:
    """A quiz and somebody who may be given something at it."""

    taught: Taught
    user_id: UUID

    @property
    def course_id(self) -> str:
        """For permissions."""
        return self.taught.course_id


def given_to(course_id: str, quiz_id: str, person_id: UUID) -> GivenTo | None:
    """The quiz with the person; None where there is no such quiz."""
    found = taught_quiz(course_id, quiz_id)
    return None if found is None else GivenTo(found, person_id)


def learners(course_id: str) -> list[Learner]:
    """Everybody enrolled in the course who may sign in, by name; one query."""
    rows = db.session.execute(
        select(User.id, User.full_name, User.unit, User.user_code, User.phone, User.email)
        .join(Enrolment, Enrolment.user_id == User.id)
        .where(
            Enrolment.course_id == course_id,
            Enrolment.state != EnrolmentState.LEFT,
            User.state == UserState.ACTIVE,
        )
        .order_by(User.sort_key, User.id)
    )
    return [Learner(*row) for row in rows]


def exceptions(course_id: str, quiz_id: str) -> list[Given]:
    """Who is given what at a quiz, newest first; one query."""
    giver = aliased(User)
    rows = db.session.execute(
        select(
            QuizException.user_id,
            User.full_name,
            User.unit,
            QuizException.minutes,
            QuizException.attempts,
            QuizException.closes_at,
            QuizException.reason,
            giver.full_name,
            QuizException.given_at,
        )
        .join(User, User.id == QuizException.user_id)
        .join(giver, giver.id == QuizException.given_by)
        .where(QuizException.course_id == course_id, QuizException.quiz_id == quiz_id)
        .order_by(QuizException.given_at.desc(), User.sort_key)
    )
    return [Given(*row) for row in rows]
