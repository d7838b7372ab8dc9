"""Captions of videos: every version is kept, the latest is shown."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Model, enum_type


class CaptionOrigin(StrEnum):
    """Where a version comes from: a file somebody sent, the editor, an earlier version, a film's recipe."""

    FILE = "file"
    EDITOR = "editor"
    RESTORED = "restored"
    FILM = "film"


class Caption(Model):
    """One version of a video's captions in one language.

    vtt: canonical WebVTT, which holds all that was read.
    version counts from 1 in each language; the highest is the one that is shown.
    """

    __tablename__ = "captions"
    __table_args__ = (
        UniqueConstraint("video_id", "language", "version"),
        CheckConstraint("version > 0", name="version"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    video_id: Mapped[UUID] = mapped_column(ForeignKey("videos.id", ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(String(10))
    version: Mapped[int]
    vtt: Mapped[str] = mapped_column(Text)
    origin: Mapped[CaptionOrigin] = mapped_column(enum_type(CaptionOrigin))
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"), index=True)


class CaptionWaiver(Model):
    """Why a video may be shown without captions (nobody speaks in it, say), and who says so."""

    __tablename__ = "caption_waivers"

    video_id: Mapped[UUID] = mapped_column(ForeignKey("videos.id", ondelete="CASCADE"), primary_key=True)
    reason: Mapped[str] = mapped_column(String(500))
    waived_at: Mapped[datetime]
    waived_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"), index=True)
