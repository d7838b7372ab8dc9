"""The deletions that were done, by id and time, so that a restored backup can be made to forget again."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Model


class Deletion(Model):
    """One person removed. The id is the one from before; what stays carries another, which stands nowhere."""

    __tablename__ = "deletions"

    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    approved_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
