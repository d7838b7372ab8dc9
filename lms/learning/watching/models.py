"""What somebody has watched of a video: stretches of it, never a stream of clicks (law 5)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import JSON, Model


class Watching(Model):
    """One person and one video.

    spans: the stretches watched, [start, end] in milliseconds, in order and apart from each other;
    watched_ms: their sum. position_ms: where the person was at `played_at`. counted_at: up to when the time
    that has passed is used up by what was claimed (rules.grant).
    """

    __tablename__ = "watchings"
    __table_args__ = (
        UniqueConstraint("user_id", "video_id"),
        CheckConstraint("watched_ms >= 0 AND position_ms >= 0", name="not_negative"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    video_id: Mapped[UUID] = mapped_column(ForeignKey("videos.id", ondelete="CASCADE"), index=True)
    spans: Mapped[list[list[int]]] = mapped_column(JSON)
    watched_ms: Mapped[int]
    position_ms: Mapped[int]
    played_at: Mapped[datetime]
    counted_at: Mapped[datetime]
