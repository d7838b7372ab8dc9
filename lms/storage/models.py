"""Files on their way in."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Model, enum_type


class UploadState(StrEnum):
    """OPEN -> RECEIVED, or OPEN -> DROPPED (cancelled, or left alone for too long)."""

    OPEN = "open"
    RECEIVED = "received"
    DROPPED = "dropped"


class Upload(Model):
    """One file that one person may send: this key, this size, this type, nothing else (S61).

    kind: which feature wants it; target: that feature's name for the thing the file belongs to. key: where it
    will lie. part_bytes: how it is cut. fingerprint: sha256 of its first and last bytes, by which the browser
    knows the same file again on another day; may be empty. ref: the store's name for the sending, empty until
    the first part is asked for. user_id has no foreign key: accounts lie above this room.
    """

    __tablename__ = "uploads"
    __table_args__ = (
        Index("ix_uploads_state_touched_at", "state", "touched_at"),
        Index("ix_uploads_kind_target", "kind", "target"),
        CheckConstraint("size > 0 AND part_bytes > 0", name="sizes"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    target: Mapped[str] = mapped_column(String(128))
    user_id: Mapped[UUID] = mapped_column(index=True)
    key: Mapped[str] = mapped_column(String(500), unique=True)
    file_name: Mapped[str] = mapped_column(String(200))
    content_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(BigInteger)
    part_bytes: Mapped[int]
    fingerprint: Mapped[str] = mapped_column(String(64))
    ref: Mapped[str | None] = mapped_column(Text)
    state: Mapped[UploadState] = mapped_column(enum_type(UploadState))
    created_at: Mapped[datetime]
    touched_at: Mapped[datetime]
    etag: Mapped[str | None] = mapped_column(String(200))
