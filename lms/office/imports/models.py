"""A list that was sent in and waits to be looked at. It lives for a day; then nothing of it is left."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import JSON, Model, enum_type


class ImportState(StrEnum):
    """OPEN is looked at; WRITING is a job's; DONE keeps what was refused until it expires."""

    OPEN = "open"
    WRITING = "writing"
    DONE = "done"
    FAILED = "failed"


class PeopleImport(Model):
    """One list. `rows` holds the text of the file, `choices` which commune each unclear name means.

    `request_id` is the proposal of a commune's contact that it was made of.
    `result` is filled when written: counts, the numbers of the rows refused with their reasons, the ids of
    the new people.
    """

    __tablename__ = "people_imports"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    created_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    file_name: Mapped[str] = mapped_column(String(120))
    course_id: Mapped[str | None] = mapped_column(ForeignKey("courses.id"), index=True)
    province_code: Mapped[str | None] = mapped_column(String(2))
    request_id: Mapped[UUID | None] = mapped_column(ForeignKey("requests.id"), index=True)
    state: Mapped[ImportState] = mapped_column(enum_type(ImportState))
    rows: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    choices: Mapped[dict[str, str]] = mapped_column(JSON)
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
