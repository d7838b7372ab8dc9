"""Tables of attempts and answers. An attempt owns its questions (law 7): their digest and their order."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    String,
    TypeDecorator,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import JSON, Model, enum_type


class Points(TypeDecorator[Decimal]):
    """Points as whole hundredths: exact on both databases, which a float or SQLite's NUMERIC is not."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Any) -> int | None:  # noqa: ARG002
        """Hundredths of `value`; grading never gives finer ones."""
        return None if value is None else int(value * 100)

    def process_result_value(self, value: int | None, dialect: Any) -> Decimal | None:  # noqa: ARG002
        """The points again."""
        return None if value is None else Decimal(value) / 100


class Ending(StrEnum):
    """How an attempt came to be submitted: by the learner, or because its time was up."""

    HANDED_IN = "handed-in"
    DEADLINE = "deadline"


class AttemptState(StrEnum):
    """An attempt is open until it is submitted, and never opens again."""

    OPEN = "open"
    SUBMITTED = "submitted"


class Attempt(Model):
    """One person's try at one quiz.

    `digest` names the definition it was started with, `instance` holds the seed, the order and the option
    tokens; both stay what they are when the course is published anew. `number` counts the person's attempts
    at this quiz from 1. `deadline` is fixed when it starts; None for no limit. `page` is the furthest page
    reached, from 0. `ending` is None while the attempt is open.
    """

    __tablename__ = "attempts"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    course_id: Mapped[str] = mapped_column(ForeignKey("courses.id"), index=True)
    quiz_id: Mapped[str] = mapped_column(String(80))
    number: Mapped[int]
    major: Mapped[int]
    minor: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    instance: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[AttemptState] = mapped_column(enum_type(AttemptState))
    started_at: Mapped[datetime]
    deadline: Mapped[datetime | None]
    page: Mapped[int] = mapped_column(server_default="0")
    submitted_at: Mapped[datetime | None]
    ending: Mapped[Ending | None] = mapped_column(enum_type(Ending))
    score: Mapped[Decimal | None] = mapped_column(Points)
    max_score: Mapped[Decimal | None] = mapped_column(Points)
    passed: Mapped[bool | None]
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))

    __table_args__ = (
        UniqueConstraint("user_id", "course_id", "quiz_id", "number"),
        Index(
            "uq_attempts_open",
            "user_id",
            "course_id",
            "quiz_id",
            unique=True,
            sqlite_where=state == AttemptState.OPEN,
            postgresql_where=state == AttemptState.OPEN,
        ),
        Index(
            "ix_attempts_open_deadline",
            "deadline",
            sqlite_where=state == AttemptState.OPEN,
            postgresql_where=state == AttemptState.OPEN,
        ),
        CheckConstraint("(state = 'open') = (submitted_at IS NULL)", name="submitted_at"),
        CheckConstraint("(state = 'open') = (result IS NULL)", name="result"),
        CheckConstraint("score >= 0 AND score <= max_score", name="score"),
    )


class Answer(Model):
    """The latest answer to one question of an attempt; `value` is null where the learner cleared it.

    `client_id` and `seq` name the save that wrote it, so that repeating that save changes nothing.
    `revision` counts the changes from 1: a save says which one it has seen, so that an old page overwrites
    nothing newer. `checked` counts how often the learner let it be judged at once, where the quiz allows
    that; `settled` is true when it may not be changed any more.
    """

    __tablename__ = "answers"

    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempts.id"), primary_key=True)
    question_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON, nullable=True)
    client_id: Mapped[str] = mapped_column(String(64))
    seq: Mapped[int]
    revision: Mapped[int] = mapped_column(server_default="1")
    checked: Mapped[int] = mapped_column(server_default="0")
    settled: Mapped[bool] = mapped_column(server_default=false())
    saved_at: Mapped[datetime]


class QuizException(Model):
    """What one person is given beyond the rules of a quiz, by whom and why.

    `minutes` are added to the time limit, `attempts` to those allowed; `closes_at` stands in place of the
    quiz's own closing date, None for that one.
    """

    __tablename__ = "quiz_exceptions"

    course_id: Mapped[str] = mapped_column(ForeignKey("courses.id"), primary_key=True, index=True)
    quiz_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)
    minutes: Mapped[int]
    attempts: Mapped[int]
    closes_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(String(200))
    given_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    given_at: Mapped[datetime]

    __table_args__ = (CheckConstraint("minutes >= 0 AND attempts >= 0", name="more"),)


class WrongQuizPassword(Model):
    """A wrong password at the door of a quiz: rows, so that every process counts them."""

    __tablename__ = "wrong_quiz_passwords"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    quiz_id: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]

    __table_args__ = (Index("ix_wrong_quiz_passwords_user_id_quiz_id_at", "user_id", "quiz_id", "at"),)
