"""Tables of enrolments and completions: facts, not clicks (law 5)."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Model, enum_type


class EnrolmentState(StrEnum):
    """A completed enrolment stays completed, whatever later editions ask."""

    ACTIVE = "active"
    COMPLETED = "completed"
    LEFT = "left"


class ItemKind(StrEnum):
    """What was completed."""

    LESSON = "lesson"
    QUIZ = "quiz"
    PRACTICAL = "practical"


class Enrolment(Model):
    """One person in one course, pinned to an edition.

    `done_count` and `total_count` are derived from completions and the edition's required ids, updated in
    the same transaction as what changes them; `flask learning verify` proves them. `certified_at` is when the
    first certificate was issued: certificates write it, so that who waits for one is found by an index.
    """

    __tablename__ = "enrolments"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    course_id: Mapped[str] = mapped_column(ForeignKey("courses.id"))
    major: Mapped[int]
    minor: Mapped[int]
    state: Mapped[EnrolmentState] = mapped_column(enum_type(EnrolmentState))
    enrolled_at: Mapped[datetime]
    enrolled_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"), index=True)
    done_count: Mapped[int]
    total_count: Mapped[int]
    completed_at: Mapped[datetime | None]
    completed_major: Mapped[int | None]
    completed_minor: Mapped[int | None]
    certified_at: Mapped[datetime | None]
    last_item_id: Mapped[str | None] = mapped_column(String(80))

    __table_args__ = (
        UniqueConstraint("user_id", "course_id"),
        Index("ix_enrolments_course_id_enrolled_at", "course_id", "enrolled_at"),
        Index("ix_enrolments_state", "state", "certified_at", "completed_at", "id"),
        Index("ix_enrolments_enrolled_at", "enrolled_at"),
        CheckConstraint("done_count >= 0 AND done_count <= total_count", name="counts"),
    )


class Completion(Model):
    """A lesson read, a quiz passed or a practical task settled, by whom it was noted and when."""

    __tablename__ = "completions"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolments.id"))
    item_id: Mapped[str] = mapped_column(String(80))
    kind: Mapped[ItemKind] = mapped_column(enum_type(ItemKind))
    at: Mapped[datetime]
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"), index=True)

    __table_args__ = (UniqueConstraint("enrolment_id", "item_id"),)
