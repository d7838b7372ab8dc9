"""The table of marks."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import JSON, Model
from lms.quizzes.models import Points


class Mark(Model):
    """What a person gave for one answer, and the comment that the learner sees.

    `rows` holds the points of each row of the rubric, by its id, as text; `revision` is that of the answer
    that was read: a mark counts for that one alone. Marking again replaces; the log keeps who gave what.
    """

    __tablename__ = "marks"

    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempts.id"), primary_key=True)
    question_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    revision: Mapped[int]
    points: Mapped[Decimal] = mapped_column(Points)
    rows: Mapped[dict[str, Any]] = mapped_column(JSON)
    comment: Mapped[str] = mapped_column(String(2000))
    marked_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    marked_at: Mapped[datetime]

    __table_args__ = (CheckConstraint("points >= 0", name="points"),)
