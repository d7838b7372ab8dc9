"""Reads of the videos of a lesson, as the person who studies it meets them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, func, select

from lms.courses import queries as courses
from lms.courses.manifest import LessonItem
from lms.courses.segments import VideoSegment
from lms.db import Rows, db, plain_rows
from lms.learning import queries as learning
from lms.learning.watching.models import Watching
from lms.permissions import Actor
from lms.videos.captions.models import Caption
from lms.videos.models import Rendition, Video
from lms.videos.queries import RenditionRow
from lms.videos.rules import RenditionKind, VideoState


@dataclass(frozen=True, slots=True)
class Version:
    """One way to watch, without where it lies. Bytes; pixels; at_ms: the moment a picture shows."""

    kind: RenditionKind
    name: str
    bytes: int
    hls_bytes: int
    width: int
    height: int
    at_ms: int
    content_type: str


@dataclass(frozen=True, slots=True)
class Film:
    """A video of a lesson, and what one person has watched of it. caption_bytes: 0 where there are none."""

    id: UUID
    name: str
    title: str
    state: VideoState
    duration_ms: int
    caption_bytes: int
    watched_ms: int
    position_ms: int
    versions: tuple[Version, ...]

    def of_kind(self, kind: RenditionKind) -> list[Version]:
        """The versions of one kind, smallest or earliest first."""
        return [one for one in self.versions if one.kind is kind]

    def version(self, name: str) -> Version | None:
        """The version of that name."""
        return next((one for one in self.versions if one.name == name), None)


@dataclass(frozen=True, slots=True)
class VideoPlace:
    """A video at its place in somebody's study, and which piece of it is asked for.

    rendition: its name, number: of a segment, language: of captions; None where none is named.
    """

    place: learning.ItemPlace
    name: str
    rendition: str | None = None
    number: int | None = None
    language: str | None = None

    @property
    def course_id(self) -> str:
        """The course, for permissions."""
        return self.place.course_id

    @property
    def enrolled(self) -> bool:
        """Whether the person is enrolled, for permissions."""
        return self.place.enrolled

    @property
    def lesson(self) -> LessonItem:
        """The lesson that shows the video."""
        if not isinstance(self.place.item, LessonItem):
            raise TypeError(f"{self.place.item.id} is no lesson")
        return self.place.item


def video_names(lesson: LessonItem) -> tuple[str, ...]:
    """The videos that a lesson shows, each once; no query once the process has read the lesson."""
    parts = courses.lesson_body(lesson.body)
    return tuple(dict.fromkeys(part.video_id for part in parts if isinstance(part, VideoSegment)))


def video_place(
    course_id: str, lesson_id: str, video_name: str, actor: Actor, **piece: Any
) -> VideoPlace | None:
    """The video at its place for this person; None unless a lesson of the person's edition shows it.

    One query; a piece is `rendition`, `number` or `language`.
    """
    place = learning.place(course_id, lesson_id, actor, completed=False)
    if place is None or not isinstance(place.item, LessonItem) or video_name not in video_names(place.item):
        return None
    return VideoPlace(place, video_name, **piece)


@cache
def _films() -> Rows:
    caption_bytes = (
        select(func.max(func.length(Caption.vtt)))
        .where(Caption.video_id == Video.id)
        .correlate(Video)
        .scalar_subquery()
    )
    return (
        select(
            Video.id,
            Video.name,
            Video.title,
            Video.state,
            Video.duration_ms,
            func.coalesce(caption_bytes, 0).label("caption_bytes"),
            func.coalesce(Watching.watched_ms, 0).label("watched_ms"),
            func.coalesce(Watching.position_ms, 0).label("position_ms"),
            *(getattr(Rendition, name).label(f"version_{name}") for name in Version.__dataclass_fields__),
        )
        .outerjoin(Rendition, and_(Rendition.video_id == Video.id, Rendition.source_etag == Video.playing))
        .outerjoin(Watching, and_(Watching.video_id == Video.id, Watching.user_id == bindparam("user_id")))
        .where(Video.course_id == bindparam("course_id"), Video.name.in_(bindparam("names", expanding=True)))
        .order_by(Rendition.height, Rendition.at_ms, Rendition.name)
    )


@cache
def _piece() -> Rows:
    return (
        select(*(getattr(Rendition, name) for name in RenditionRow.__dataclass_fields__))
        .join(Video, Video.id == Rendition.video_id)
        .where(
            Video.course_id == bindparam("course_id"),
            Video.name == bindparam("name"),
            Video.playing == Rendition.source_etag,
            Rendition.name == bindparam("version"),
        )
    )


def films(course_id: str, names: Collection[str], user_id: UUID | None) -> dict[str, Film]:
    """The videos of a lesson by name, whatever their state; one query, none without names."""
    if not names:
        return {}
    rows = plain_rows(_films(), {"course_id": course_id, "names": list(names), "user_id": user_id}).all()
    versions: dict[str, list[Version]] = {row.name: [] for row in rows}
    for row in rows:
        if row.version_name is not None:
            told = {name: getattr(row, f"version_{name}") for name in Version.__dataclass_fields__}
            versions[row.name].append(Version(**told))
    fields = [name for name in Film.__dataclass_fields__ if name != "versions"]
    return {
        row.name: Film(**{name: getattr(row, name) for name in fields}, versions=tuple(versions[row.name]))
        for row in rows
    }


def rendition(course_id: str, name: str, version: str) -> RenditionRow | None:
    """One version of a video that can be watched, with where it lies; one query."""
    row = plain_rows(_piece(), {"course_id": course_id, "name": name, "version": version}).one_or_none()
    if row is None:
        return None
    values = dict(zip(RenditionRow.__dataclass_fields__, row, strict=True))
    return RenditionRow(**{**values, "segments": tuple(values["segments"])})


def watched_of(user_id: UUID, course_id: str, names: Collection[str]) -> dict[str, tuple[int, int]]:
    """Milliseconds watched and length of each of these videos, by name; one query."""
    rows = db.session.execute(
        select(Video.name, func.coalesce(Watching.watched_ms, 0), Video.duration_ms)
        .outerjoin(Watching, and_(Watching.video_id == Video.id, Watching.user_id == user_id))
        .where(Video.course_id == course_id, Video.name.in_(names))
    )
    return {name: (watched, duration) for name, watched, duration in rows}
