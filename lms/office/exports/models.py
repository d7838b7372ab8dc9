"""A list that somebody asked for as a file and that takes too long to wait for."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import JSON, Model, enum_type


class ExportState(StrEnum):
    """READY has its file in the store until it expires."""

    WAITING = "waiting"
    READY = "ready"


class Export(Model):
    """One file on its way. `filters` is what the list was narrowed by, `file_format` xlsx or csv."""

    __tablename__ = "exports"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    file_format: Mapped[str] = mapped_column(String(8))
    filters: Mapped[dict[str, Any]] = mapped_column(JSON)
    requested_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    requested_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    state: Mapped[ExportState] = mapped_column(enum_type(ExportState))
    row_count: Mapped[int | None]
