"""Tables of regrades and of what each has changed."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import JSON, Model, enum_type
from lms.questions import CorrectionKind
from lms.quizzes.models import Points


class Regrade(Model):
    """One correction of one question of one definition (`digest`), in force until it is undone.

    key: what a corrected key is (see Correction), null otherwise. replace: the corrected grade stands even
    where it is lower. done_at: when every attempt handed in before had been looked at.
    """

    __tablename__ = "regrades"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    course_id: Mapped[str] = mapped_column(ForeignKey("courses.id"))
    quiz_id: Mapped[str] = mapped_column(String(80))
    digest: Mapped[str] = mapped_column(String(64))
    question_id: Mapped[str] = mapped_column(String(80))
    kind: Mapped[CorrectionKind] = mapped_column(enum_type(CorrectionKind))
    key: Mapped[Any] = mapped_column(JSON, nullable=True)
    replace: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(200))
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"), index=True)
    made_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    undone_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"), index=True)
    undone_at: Mapped[datetime | None] = mapped_column()

    __table_args__ = (
        Index("ix_regrades_course_id_quiz_id", "course_id", "quiz_id"),
        # One correction of a question at a time: another one begins with taking this one back.
        Index(
            "uq_regrades_in_force",
            "digest",
            "question_id",
            unique=True,
            sqlite_where=undone_at.is_(None),
            postgresql_where=undone_at.is_(None),
        ),
    )


class RegradeChange(Model):
    """What a regrade has changed for one attempt: score, of how many points, and whether it is a pass."""

    __tablename__ = "regrade_changes"

    regrade_id: Mapped[UUID] = mapped_column(ForeignKey("regrades.id"), primary_key=True)
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempts.id"), primary_key=True, index=True)
    score_before: Mapped[Decimal] = mapped_column(Points)
    most_before: Mapped[Decimal] = mapped_column(Points)
    passed_before: Mapped[bool]
    score_after: Mapped[Decimal] = mapped_column(Points)
    most_after: Mapped[Decimal] = mapped_column(Points)
    passed_after: Mapped[bool]
    at: Mapped[datetime]

    __table_args__ = (CheckConstraint("score_after >= 0 AND score_after <= most_after", name="score"),)
