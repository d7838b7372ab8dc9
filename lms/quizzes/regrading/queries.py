"""Reads of regrades: those in force, what one would change, what one has changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import aliased

from lms.accounts.models import User
from lms.courses import queries as courses
from lms.courses.queries import CourseRow
from lms.db import Rows, db
from lms.prepared import read_apart
from lms.questions import Behaviour, Correction, CorrectionKind, Instance, Marking, Question, Quiz, Result
from lms.quizzes.models import Answer, Attempt, AttemptState
from lms.quizzes.queries import CHECK_CLIENT
from lms.quizzes.regrading.models import Regrade, RegradeChange
from lms.quizzes.regrading.rules import InForce, step


@dataclass(frozen=True, slots=True)
class Version:
    """A definition of a quiz that attempts were handed in for: how many, and the last time."""

    digest: str
    attempts: int
    last_at: datetime

    @property
    def quiz(self) -> Quiz:
        """The definition; at most one query a process."""
        return courses.quiz_definition(self.digest)


@dataclass(frozen=True, slots=True)
class Regraded:
    """A regrade as pages need it."""

    id: UUID
    course_id: str
    quiz_id: str
    digest: str
    question_id: str
    kind: CorrectionKind
    key: Any
    replace: bool
    reason: str
    made_by: UUID | None
    made_at: datetime
    done_at: datetime | None
    undone_at: datetime | None
    maker: str | None
    changes: int

    @property
    def question(self) -> Question | None:
        """The question as it was asked."""
        return courses.quiz_definition(self.digest).question(self.question_id)


@dataclass(frozen=True, slots=True)
class Change:
    """One attempt before and after."""

    attempt_id: UUID
    full_name: str
    number: int
    before: Result
    after: Result


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of one definition of a quiz, for its trainers; standing: the correction of it in force."""

    course: CourseRow
    quiz_id: str
    digest: str
    question: Question
    standing: InForce | None

    @property
    def course_id(self) -> str:
        """For permissions."""
        return self.course.id

    @property
    def quiz(self) -> Quiz:
        """The definition; at most one query a process."""
        return courses.quiz_definition(self.digest)


@cache
def _in_force() -> Rows:
    return (
        select(Regrade.id, Regrade.question_id, Regrade.kind, Regrade.key, Regrade.replace)
        .where(Regrade.digest == bindparam("digest"), Regrade.undone_at.is_(None))
        .order_by(Regrade.made_at, Regrade.id)
    )


def in_force(digest: str) -> list[InForce]:
    """The corrections of a definition, in the order they were made; one query."""
    rows = read_apart(_in_force(), {"digest": digest})
    return [
        InForce(row_id, question_id, Correction(kind, key), replaces)
        for row_id, question_id, kind, key, replaces in rows
    ]


def versions(course_id: str, quiz_id: str) -> list[Version]:
    """The definitions that attempts were handed in for, latest first; one query."""
    last = func.max(Attempt.submitted_at)
    rows = db.session.execute(
        select(Attempt.digest, func.count(), last)
        .where(
            Attempt.course_id == course_id,
            Attempt.quiz_id == quiz_id,
            Attempt.state == AttemptState.SUBMITTED,
        )
        .group_by(Attempt.digest)
        .order_by(last.desc(), Attempt.digest)
    )
    return [Version(digest, count, at) for digest, count, at in rows if at is not None]


def asked(course_id: str, quiz_id: str, digest: str, question_id: str) -> Asked | None:
    """A question that attempts were handed in for, None for any other; three queries."""
    course = courses.course(course_id)
    known = select(Attempt.id).where(
        Attempt.course_id == course_id,
        Attempt.quiz_id == quiz_id,
        Attempt.digest == digest,
        Attempt.state == AttemptState.SUBMITTED,
    )
    if course is None or db.session.scalar(known.limit(1)) is None:
        return None
    question = courses.quiz_definition(digest).question(question_id)
    if question is None:
        return None
    standing = next((one for one in in_force(digest) if one.question_id == question_id), None)
    return Asked(course, quiz_id, digest, question, standing)


def _regraded() -> Rows:
    maker = aliased(User)
    counted = select(func.count()).where(RegradeChange.regrade_id == Regrade.id)
    return select(
        Regrade.id,
        Regrade.course_id,
        Regrade.quiz_id,
        Regrade.digest,
        Regrade.question_id,
        Regrade.kind,
        Regrade.key,
        Regrade.replace,
        Regrade.reason,
        Regrade.made_by,
        Regrade.made_at,
        Regrade.done_at,
        Regrade.undone_at,
        maker.full_name,
        counted.correlate(Regrade).scalar_subquery(),
    ).outerjoin(maker, maker.id == Regrade.made_by)


def regrades(course_id: str, quiz_id: str) -> list[Regraded]:
    """The regrades of a quiz, latest first, undone ones too; one query."""
    rows = db.session.execute(
        _regraded()
        .where(Regrade.course_id == course_id, Regrade.quiz_id == quiz_id)
        .order_by(Regrade.made_at.desc(), Regrade.id)
    )
    return [Regraded(*row) for row in rows]


def regrade(regrade_id: UUID) -> Regraded | None:
    """One regrade; one query."""
    row = db.session.execute(_regraded().where(Regrade.id == regrade_id)).one_or_none()
    return None if row is None else Regraded(*row)


def changed(regrade_id: UUID) -> Rows:
    """What a regrade has changed, by name, for a paged list."""
    return (
        select(
            RegradeChange.attempt_id,
            User.full_name,
            Attempt.number,
            RegradeChange.score_before,
            RegradeChange.most_before,
            RegradeChange.passed_before,
            RegradeChange.score_after,
            RegradeChange.most_after,
            RegradeChange.passed_after,
        )
        .join(Attempt, Attempt.id == RegradeChange.attempt_id)
        .join(User, User.id == Attempt.user_id)
        .where(RegradeChange.regrade_id == regrade_id)
        .order_by(User.sort_key, Attempt.number)
    )


def preview(digest: str, one: InForce) -> list[Change]:
    """Whom a correction would change, and how; by name. Two queries, whatever the number of attempts.

    Everybody else's answers stay unread: only this question is graded again.
    """
    quiz = courses.quiz_definition(digest)
    answers = {
        row.attempt_id: row
        for row in db.session.execute(
            select(Answer.attempt_id, Answer.value, Answer.checked, Answer.client_id)
            .join(Attempt, Attempt.id == Answer.attempt_id)
            .where(Attempt.digest == digest, Answer.question_id == one.question_id)
        )
    }
    attempts = db.session.execute(
        select(Attempt.id, User.full_name, Attempt.number, Attempt.instance, Attempt.result)
        .join(User, User.id == Attempt.user_id)
        .where(Attempt.digest == digest, Attempt.state == AttemptState.SUBMITTED)
        .order_by(User.sort_key, Attempt.number)
    )
    found = []
    for attempt_id, name, number, instance, stored in attempts:
        before, answer = Result.from_json(stored), answers.get(attempt_id)
        values = {one.question_id: answer.value} if answer else {}
        after = step(quiz, Instance.from_json(instance), before, values, one, _tries(quiz, one, answer))
        if after != before:
            found.append(Change(attempt_id, name, number, before, after))
    return found


def _tries(quiz: Quiz, one: InForce, answer: Any) -> Marking:
    if answer is None or quiz.behaviour is not Behaviour.RETRY:
        return Marking()
    judged = answer.client_id == CHECK_CLIENT
    return Marking(tries={one.question_id: answer.checked if judged else answer.checked + 1})


def untouched(regrade_id: UUID, digest: str, after: UUID | None, most: int) -> Sequence[UUID]:
    """Attempts handed in that a regrade has not changed (yet), by id behind `after`; one query."""
    query = (
        select(Attempt.id)
        .outerjoin(
            RegradeChange,
            (RegradeChange.attempt_id == Attempt.id) & (RegradeChange.regrade_id == regrade_id),
        )
        .where(
            Attempt.digest == digest,
            Attempt.state == AttemptState.SUBMITTED,
            RegradeChange.attempt_id.is_(None),
        )
        .order_by(Attempt.id)
        .limit(most)
    )
    if after is not None:
        query = query.where(Attempt.id > after)
    return db.session.scalars(query).all()


def touched(regrade_id: UUID, most: int) -> Sequence[UUID]:
    """Attempts that a regrade has changed; one query."""
    return db.session.scalars(
        select(RegradeChange.attempt_id).where(RegradeChange.regrade_id == regrade_id).limit(most)
    ).all()
