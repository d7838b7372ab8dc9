"""Videos of courses and what was made of them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import JSON, Model, enum_type
from lms.videos.rules import Fault, RenditionKind, VideoState


class Video(Model):
    """One video of a course; lessons name it: `::video{name}`.

    course_id has no foreign key: courses lie above this room, so that a lesson can be checked against it.
    secret: makes the keys of everything stored for it unguessable; it is never shown. source_*: the file the
    trainer sent last; source_etag is the store's tag for exactly these bytes. playing: the source_etag of the
    versions that people watch, empty until there are any; it changes when everything is made of a new file,
    and a file that cannot be used leaves it. duration_ms, sizes and has_sound are of what is watched. run
    counts the orders to process the source (a retry is a new one). progress: 0 to 100 of the run. fault: why
    the last file could not be used. origin: digest of the inputs of a film that is made from a recipe in
    content/, empty for what people send.
    """

    __tablename__ = "videos"
    __table_args__ = (
        UniqueConstraint("course_id", "name"),
        CheckConstraint("progress BETWEEN 0 AND 100", name="progress"),
        Index("ix_videos_state", "state"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    course_id: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(200))
    state: Mapped[VideoState] = mapped_column(enum_type(VideoState))
    secret: Mapped[str] = mapped_column(String(64))
    file_name: Mapped[str] = mapped_column(String(200))
    source_key: Mapped[str] = mapped_column(String(500))
    source_etag: Mapped[str] = mapped_column(String(200))
    playing: Mapped[str] = mapped_column(String(200))
    source_bytes: Mapped[int] = mapped_column(BigInteger)
    duration_ms: Mapped[int]
    width: Mapped[int]
    height: Mapped[int]
    has_sound: Mapped[bool]
    run: Mapped[int]
    progress: Mapped[int]
    fault: Mapped[Fault | None] = mapped_column(enum_type(Fault))
    origin: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"), index=True)
    changed_at: Mapped[datetime]


class Rendition(Model):
    """One way to watch a video.

    kind and name: RUNG "144p" … "720p" and AUDIO "audio" have a progressive file (`key`, `bytes`) and an HLS
    version: `folder` holds `init.mp4` and `0.m4s`, `1.m4s` …; `segments` their lengths in seconds, in order;
    `hls_bytes` what they weigh together; `bandwidth` the peak in bit/s of any segment, `codecs` the RFC 6381
    words for playlists. POSTER "poster" and STILL "still-1" … "still-8" are JPEG pictures: `key`, `bytes`,
    and `at_ms`, the moment they show. Widths and heights in pixels, 0 for sound.
    """

    __tablename__ = "renditions"
    __table_args__ = (UniqueConstraint("video_id", "source_etag", "name"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    video_id: Mapped[UUID] = mapped_column(ForeignKey("videos.id", ondelete="CASCADE"))
    kind: Mapped[RenditionKind] = mapped_column(enum_type(RenditionKind))
    name: Mapped[str] = mapped_column(String(20))
    source_etag: Mapped[str] = mapped_column(String(200))
    width: Mapped[int]
    height: Mapped[int]
    duration_ms: Mapped[int]
    at_ms: Mapped[int]
    key: Mapped[str] = mapped_column(Text)
    content_type: Mapped[str] = mapped_column(String(100))
    bytes: Mapped[int] = mapped_column(BigInteger)
    folder: Mapped[str] = mapped_column(Text)
    hls_bytes: Mapped[int] = mapped_column(BigInteger)
    bandwidth: Mapped[int]
    codecs: Mapped[str] = mapped_column(String(100))
    segments: Mapped[list[float]] = mapped_column(JSON)
    made_at: Mapped[datetime]
