"""Tables of quizzes printed on paper, and of the attempts entered from them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import JSON, Model


class Paper(Model):
    """One quiz drawn in two variants, A and B, from the edition that was live.

    `variants` holds for each letter what an attempt's `instance` holds: the seed, the order, the values. It
    stays what was printed, whatever is published later (law 7).
    """

    __tablename__ = "papers"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    course_id: Mapped[str] = mapped_column(ForeignKey("courses.id"))
    quiz_id: Mapped[str] = mapped_column(String(80))
    major: Mapped[int]
    minor: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    variants: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"), index=True)
    made_at: Mapped[datetime]

    __table_args__ = (Index("ix_papers_course_id_quiz_id", "course_id", "quiz_id"),)


class PaperEntry(Model):
    """An attempt entered from a sheet: whose it is stands in the attempt."""

    __tablename__ = "paper_entries"

    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempts.id"), primary_key=True)
    paper_id: Mapped[UUID] = mapped_column(ForeignKey("papers.id"), index=True)
    variant: Mapped[str] = mapped_column(String(1))
    entered_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"), index=True)
    entered_at: Mapped[datetime]

    __table_args__ = (CheckConstraint("variant IN ('A', 'B')", name="variant"),)
