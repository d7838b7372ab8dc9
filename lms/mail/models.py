"""The outbox."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Model, enum_type


class MailState(StrEnum):
    """Where a message is. SENDING is left behind only by a process that died while it sent."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"


class Mail(Model):
    """One message to one address. Its body is not kept once sent and never holds a secret (see `seed`)."""

    __tablename__ = "mails"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str | None] = mapped_column(String(120), unique=True)
    address: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(160))
    body: Mapped[str] = mapped_column(Text)
    seed: Mapped[str | None] = mapped_column(String(64))
    state: Mapped[MailState] = mapped_column(enum_type(MailState))
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
