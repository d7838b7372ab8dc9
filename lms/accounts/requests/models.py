"""The table of requests."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import JSON, Model, enum_type


class RequestKind(StrEnum):
    """What is asked for."""

    FORGOTTEN_CODE = "forgotten-code"
    NAME_CORRECTION = "name-correction"
    CORRECTION = "correction"
    WITHDRAWAL = "withdrawal"
    DELETION = "deletion"
    PEOPLE_LIST = "people-list"


class RequestState(StrEnum):
    """WAITING has had no answer, REPLIED waits for the deed, DONE and REFUSED are closed."""

    WAITING = "waiting"
    REPLIED = "replied"
    DONE = "done"
    REFUSED = "refused"


OPEN = (RequestState.WAITING, RequestState.REPLIED)


class Request(Model):
    """One request. `user_id` is empty where nobody is known by what was typed.

    `typed` is the phone number or code as the person wrote it, normalised; `detail` holds what the deed needs
    (old and new name, the rows of a list). `commune_code` is the person's commune when the request came.
    """

    __tablename__ = "requests"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[RequestKind] = mapped_column(enum_type(RequestKind))
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    commune_code: Mapped[str | None] = mapped_column(String(5))
    typed: Mapped[str] = mapped_column(String(254))
    text: Mapped[str] = mapped_column(Text)
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[RequestState] = mapped_column(enum_type(RequestState))
    created_at: Mapped[datetime]
    reply_due_at: Mapped[datetime]
    due_at: Mapped[datetime]
    replied_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"), index=True)
    note: Mapped[str] = mapped_column(Text)

    __table_args__ = (
        Index("ix_requests_user_id_kind", "user_id", "kind"),
        Index("ix_requests_state_reply_due_at", "state", "reply_due_at"),
        Index("ix_requests_commune_code_state", "commune_code", "state"),
        Index("ix_requests_typed_kind", "typed", "kind"),
    )
