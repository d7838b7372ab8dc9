"""Reads for the trainer's pages of videos."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import literal, select

from lms.courses import queries as courses
from lms.courses.manifest import LessonItem
from lms.db import db
from lms.learning.models import Enrolment, EnrolmentState
from lms.quizzes.teaching.queries import Taught, taught
from lms.storage import uploads
from lms.storage.uploads import Sending
from lms.videos import queries as videos
from lms.videos import service
from lms.videos.captions import queries as captions
from lms.videos.captions.words import LANGUAGES
from lms.videos.queries import VideoRow


@dataclass(frozen=True, slots=True)
class Shelved:
    """A video in the list: lessons that show it, languages of its captions, whether it may do without."""

    video: VideoRow
    lessons: tuple[LessonItem, ...]
    languages: tuple[str, ...]
    waived: bool


@dataclass(frozen=True, slots=True)
class TaughtVideo:
    """A video with its course; language and version: of the captions that the page is about."""

    taught: Taught
    video: VideoRow
    language: str = ""
    version: int = 0

    @property
    def course_id(self) -> str:
        """For permissions."""
        return self.video.course_id


def shelf(course: Taught) -> list[Shelved]:
    """The videos of a course, latest first; at most five queries."""
    rows = videos.shelf(course.course_id)
    ids = [row.id for row in rows]
    uses = courses.video_uses(course.manifest)
    spoken, waived = captions.languages(ids), captions.waivers(ids)
    return [Shelved(row, uses.get(row.name, ()), spoken.get(row.id, ()), row.id in waived) for row in rows]


def lacking(course: Taught) -> dict[str, tuple[LessonItem, ...]]:
    """Videos that lessons name and nobody has sent yet; at most two queries."""
    uses = courses.video_uses(course.manifest)
    known = videos.named(course.course_id, list(uses)) if uses else {}
    return {name: lessons for name, lessons in uses.items() if name not in known}


def taught_video(video_id: UUID) -> TaughtVideo | None:
    """The video with its course; two queries."""
    video = videos.by_id(video_id)
    course = None if video is None else taught(video.course_id)
    return None if video is None or course is None else TaughtVideo(course, video)


def taught_captions(video_id: UUID, language: str) -> TaughtVideo | None:
    """The same for the captions in one language; None for a language that is not offered."""
    found = taught_video(video_id) if language in LANGUAGES else None
    return None if found is None else TaughtVideo(found.taught, found.video, language)


def taught_version(video_id: UUID, language: str, version: int) -> TaughtVideo | None:
    """The same for one version of the captions; None for one that is not there."""
    found = taught_captions(video_id, language)
    if found is None or captions.text_of(video_id, language, version) is None:
        return None
    return TaughtVideo(found.taught, found.video, language, version)


def under_way(video: VideoRow) -> Sending | None:
    """The upload that is open for a video, whoever has begun it; one query."""
    return uploads.open_for(service.UPLOAD, [str(video.id)]).get(str(video.id))


def begun(course_id: str, user_id: UUID, fingerprint: str) -> tuple[VideoRow, Sending] | None:
    """The upload of the very same file that this person has open in the course; at most two queries."""
    found = uploads.same_file(service.UPLOAD, user_id, fingerprint)
    video = None if found is None else videos.by_id(UUID(found.target))
    if found is None or video is None or video.course_id != course_id:
        return None
    return video, found


def served(course_id: str) -> list[UUID]:
    """The latest revisions of the editions that somebody still studies; one query."""
    pinned = (
        select(Enrolment.major, Enrolment.minor)
        .where(Enrolment.course_id == course_id, Enrolment.state != EnrolmentState.LEFT)
        .distinct()
        .subquery()
    )
    latest = courses.revision_of_edition(literal(course_id), pinned.c.major, pinned.c.minor)
    return list(db.session.scalars(select(latest).select_from(pinned)))


def shown_in(course: Taught, name: str) -> list[LessonItem]:
    """The lessons that show the video, of the live edition and of those that people still study.

    Three queries, and one for each edition whose lessons the process has not read yet.
    """
    revisions = {course.course.revision_id, *served(course.course_id)}
    found: dict[str, LessonItem] = {}
    for manifest in courses.manifests(revisions).values():
        found |= {lesson.id: lesson for lesson in courses.video_uses(manifest).get(name, ())}
    return list(found.values())


def smallest(video: VideoRow) -> tuple[str, str] | None:
    """Key and content type of the smallest version with a picture, else of the sound; one query."""
    playing = [one for one in videos.renditions(video.id) if one.plays]
    best = min(playing, key=lambda one: (one.height == 0, one.height), default=None)
    return None if best is None else (best.key, best.content_type)
