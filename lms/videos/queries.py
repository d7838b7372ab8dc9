"""Reads of videos. For players: `video(course_id, name)` and `renditions(video_id)`."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, select

from lms.db import Rows, db, plain_rows
from lms.videos.models import Rendition, Video
from lms.videos.rules import Fault, RenditionKind, VideoState, made_folder


@dataclass(frozen=True, slots=True)
class VideoRow:
    """A video as pages and jobs need it. `has_sound`, sizes and duration are known once it can be watched."""

    id: UUID
    course_id: str
    name: str
    title: str
    state: VideoState
    secret: str
    file_name: str
    source_key: str
    source_etag: str
    playing: str
    source_bytes: int
    duration_ms: int
    width: int
    height: int
    has_sound: bool
    run: int
    progress: int
    fault: Fault | None
    origin: str
    created_at: datetime
    changed_at: datetime

    @property
    def watchable(self) -> bool:
        """Whether there is something to watch, whatever becomes of a new file."""
        return self.playing != ""

    def __repr__(self) -> str:
        """Without keys and secret: this text may reach a log (S60)."""
        return f"VideoRow({self.course_id}, {self.name}, {self.state.value})"


@dataclass(frozen=True, slots=True, repr=False)
class RenditionRow:
    """One way to watch a video; the fields are explained in models.py."""

    video_id: UUID
    kind: RenditionKind
    name: str
    width: int
    height: int
    duration_ms: int
    at_ms: int
    key: str
    content_type: str
    bytes: int
    folder: str
    hls_bytes: int
    bandwidth: int
    codecs: str
    segments: tuple[float, ...]

    @property
    def plays(self) -> bool:
        """Whether this is picture or sound that runs (not a still)."""
        return self.kind in (RenditionKind.RUNG, RenditionKind.AUDIO)

    def segment_key(self, number: int) -> str | None:
        """Where segment `number` (from 0) lies; None: there is no such one."""
        return f"{self.folder}/{number}.m4s" if 0 <= number < len(self.segments) else None

    @property
    def init_key(self) -> str:
        """Where the head of the segments lies."""
        return f"{self.folder}/init.mp4"


def _video_columns() -> list[Any]:
    return [getattr(Video, name) for name in VideoRow.__dataclass_fields__]


def _rendition_columns() -> list[Any]:
    return [getattr(Rendition, name) for name in RenditionRow.__dataclass_fields__]


@cache
def _by_name() -> Rows:
    return select(*_video_columns()).where(
        Video.course_id == bindparam("course_id"), Video.name == bindparam("name")
    )


@cache
def _by_id() -> Rows:
    return select(*_video_columns()).where(Video.id == bindparam("video_id"))


@cache
def _renditions() -> Rows:
    return (
        select(*_rendition_columns())
        .join(Video, and_(Video.id == Rendition.video_id, Video.playing == Rendition.source_etag))
        .where(Rendition.video_id == bindparam("video_id"))
        .order_by(Rendition.kind, Rendition.height, Rendition.at_ms, Rendition.name)
    )


def video(course_id: str, name: str) -> VideoRow | None:
    """The video that lessons of the course call `name`, in whatever state; one query."""
    row = plain_rows(_by_name(), {"course_id": course_id, "name": name}).one_or_none()
    return None if row is None else VideoRow(*row)


def by_id(video_id: UUID) -> VideoRow | None:
    """The video of that id; one query."""
    row = plain_rows(_by_id(), {"video_id": video_id}).one_or_none()
    return None if row is None else VideoRow(*row)


def shelf(course_id: str) -> list[VideoRow]:
    """The videos of a course, latest first; one query."""
    rows = db.session.execute(
        select(*_video_columns()).where(Video.course_id == course_id).order_by(Video.created_at.desc())
    )
    return [VideoRow(*row) for row in rows]


def named(course_id: str, names: Collection[str]) -> dict[str, VideoRow]:
    """Several videos of a course by name; one query."""
    rows = db.session.execute(
        select(*_video_columns()).where(Video.course_id == course_id, Video.name.in_(names))
    )
    return {row.name: VideoRow(*row) for row in rows}


def renditions(video_id: UUID) -> list[RenditionRow]:
    """What is watched of a video: sound first, poster, rungs from the lowest, stills in order; one query."""
    return [_made(row) for row in plain_rows(_renditions(), {"video_id": video_id})]


def made_of(video_id: UUID, source_etag: str) -> set[str]:
    """Names of the versions that were made of exactly this source; one query."""
    return set(
        db.session.scalars(
            select(Rendition.name).where(Rendition.video_id == video_id, Rendition.source_etag == source_etag)
        )
    )


def under_way() -> list[tuple[UUID, int]]:
    """Id and run of every video that is queued or processed; one query."""
    rows = db.session.execute(
        select(Video.id, Video.run).where(Video.state.in_([VideoState.QUEUED, VideoState.PROCESSING]))
    )
    return [(video_id, run) for video_id, run in rows]


def stored() -> tuple[set[str], set[str]]:
    """Keys, and folders (with the last slash), of everything that belongs to a video; two queries.

    Besides what rows name, the folder of the present source counts, into which a run may be writing.
    """
    keys: set[str] = set()
    folders: set[str] = set()
    for video_id, secret, key, etag in db.session.execute(
        select(Video.id, Video.secret, Video.source_key, Video.source_etag)
    ):
        keys.add(key)
        folders.add(f"{made_folder(video_id, secret, etag)}/")
    for key, folder in db.session.execute(select(Rendition.key, Rendition.folder)):
        keys.add(key)
        if folder:
            folders.add(f"{folder}/")
    return keys, folders


def _made(row: Any) -> RenditionRow:
    values = {name: getattr(row, name) for name in RenditionRow.__dataclass_fields__}
    values["segments"] = tuple(values["segments"])
    return RenditionRow(**values)
