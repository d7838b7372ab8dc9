"""Reads of captions. For players: `of(video_id)`."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from lms.db import db
from lms.videos.captions.models import Caption, CaptionOrigin, CaptionWaiver
from lms.videos.captions.rules import Cue, read_text_of


@dataclass(frozen=True, slots=True)
class CaptionRow:
    """The latest captions of a video in one language. vtt: canonical WebVTT, to be served as text/vtt."""

    language: str
    vtt: str
    cues: tuple[Cue, ...]
    version: int


@dataclass(frozen=True, slots=True)
class Version:
    """One version in the list of versions."""

    id: UUID
    language: str
    version: int
    origin: CaptionOrigin
    made_at: datetime
    made_by: UUID | None


@dataclass(frozen=True, slots=True)
class Waiver:
    """Why a video may do without captions."""

    video_id: UUID
    reason: str
    waived_at: datetime
    waived_by: UUID | None


def of(video_id: UUID) -> list[CaptionRow]:
    """The captions of a video, Vietnamese first, then by language; one query."""
    rows = db.session.execute(
        select(Caption.language, Caption.vtt, Caption.version)
        .where(Caption.video_id == video_id)
        .order_by(Caption.language, Caption.version)
    )
    latest = {row.language: row for row in rows}
    return sorted(map(_row, latest.values()), key=lambda row: (row.language != "vi", row.language))


def in_language(video_id: UUID, language: str) -> CaptionRow | None:
    """The captions of a video in one language; one query."""
    row = db.session.execute(
        select(Caption.language, Caption.vtt, Caption.version)
        .where(Caption.video_id == video_id, Caption.language == language)
        .order_by(Caption.version.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else _row(row)


def languages(video_ids: Collection[UUID]) -> dict[UUID, tuple[str, ...]]:
    """In which languages videos have captions; one query, videos without any are left out."""
    rows = db.session.execute(
        select(Caption.video_id, Caption.language)
        .where(Caption.video_id.in_(video_ids))
        .distinct()
        .order_by(Caption.language)
    )
    found: dict[UUID, tuple[str, ...]] = {}
    for video_id, language in rows:
        found[video_id] = (*found.get(video_id, ()), language)
    return found


def versions(video_id: UUID, language: str) -> list[Version]:
    """All versions, latest first; one query."""
    rows = db.session.execute(
        select(*(getattr(Caption, name) for name in Version.__dataclass_fields__))
        .where(Caption.video_id == video_id, Caption.language == language)
        .order_by(Caption.version.desc())
    )
    return [Version(*row) for row in rows]


def text_of(video_id: UUID, language: str, version: int) -> str | None:
    """The WebVTT of one version; one query."""
    found: str | None = db.session.scalar(
        select(Caption.vtt).where(
            Caption.video_id == video_id, Caption.language == language, Caption.version == version
        )
    )
    return found


def waivers(video_ids: Collection[UUID]) -> dict[UUID, Waiver]:
    """Which videos may do without captions, and why; one query."""
    rows = db.session.execute(
        select(*(getattr(CaptionWaiver, name) for name in Waiver.__dataclass_fields__)).where(
            CaptionWaiver.video_id.in_(video_ids)
        )
    )
    return {row.video_id: Waiver(*row) for row in rows}


def _row(row: Any) -> CaptionRow:
    return CaptionRow(row.language, row.vtt, read_text_of(row.vtt).cues, row.version)
