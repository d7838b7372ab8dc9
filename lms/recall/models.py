"""Which recalls have been answered, so that none is asked for twice."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Model


class Recall(Model):
    """One recall answered: after `days` of a module, in one enrolment; `right` of `asked` questions."""

    __tablename__ = "recalls"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolments.id"))
    module_id: Mapped[str] = mapped_column(String(80))
    days: Mapped[int]
    asked: Mapped[int]
    right: Mapped[int]
    at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("enrolment_id", "module_id", "days"),
        CheckConstraint('"right" >= 0 AND "right" <= asked', name="right"),
    )
