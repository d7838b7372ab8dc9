"""Reads of courses. Published content never changes, so it is read once a process and then from memory."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ScalarSelect, SQLColumnExpression, and_, or_, select
from sqlalchemy.orm import aliased

from lms.courses.cache import Lru
from lms.courses.errors import ContentMissing
from lms.courses.manifest import LessonItem, Manifest, manifest_from_json
from lms.courses.models import Blob, Course, CourseFolder, CourseState, Revision, SearchEntry
from lms.courses.practicals import Practical
from lms.courses.practicals import from_json as practical_from_json
from lms.courses.publish import BlobKind, Live, shape_of
from lms.courses.ranking import Hit, SearchRow, rank
from lms.courses.rules import Number
from lms.courses.segments import Segment, VideoSegment, segments_from_json
from lms.courses.toolchain import fingerprint
from lms.db import db
from lms.questions import Quiz, from_canonical
from lms.questions.bank import is_banked

MAX_HITS = 50
MAX_WORDS = 8

_manifests: Lru[UUID, Manifest] = Lru(64)
_bodies: Lru[str, tuple[Segment, ...]] = Lru(512)
_quizzes: Lru[str, Quiz] = Lru(128)
_practicals: Lru[str, Practical] = Lru(64)


@dataclass(frozen=True, slots=True)
class CourseRow:
    """A course as lists and doors need it; revision_id is the live revision."""

    id: str
    title: str
    summary: str
    audience: tuple[str, ...]
    topic: str
    language: str
    state: CourseState
    revision_id: UUID
    valid_until: date | None

    @property
    def open(self) -> bool:
        """True where anybody may see that the course exists (S12)."""
        return self.state is CourseState.PUBLISHED


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """A course with its live manifest, for a card of the catalogue."""

    course: CourseRow
    manifest: Manifest


def manifest(revision_id: UUID) -> Manifest:
    """The manifest of a revision; one query, none once the process knows it. Raises ContentMissing."""
    found = manifests([revision_id])
    if revision_id not in found:
        raise ContentMissing
    return found[revision_id]


def manifests(revision_ids: Collection[UUID]) -> dict[UUID, Manifest]:
    """Several manifests by revision; one query for all that the process does not know yet, else none."""
    return _manifests.get_all(revision_ids, _load_manifests)


def lesson_body(digest: str) -> tuple[Segment, ...]:
    """The rendered segments of a lesson; at most one query. Raises ContentMissing."""
    return _bodies.get(digest, lambda key: segments_from_json(json.loads(_blob(key, BlobKind.BODY))))


def lesson_bodies(digests: Collection[str]) -> dict[str, tuple[Segment, ...]]:
    """The rendered segments of several lessons; at most one query. One that is missing is left out."""

    def load(missing: list[str]) -> dict[str, tuple[Segment, ...]]:
        rows = db.session.execute(
            select(Blob.digest, Blob.body).where(Blob.digest.in_(missing), Blob.kind == BlobKind.BODY)
        )
        return {digest: segments_from_json(json.loads(bytes(body))) for digest, body in rows}

    return _bodies.get_all(digests, load)


def video_uses(revision: Manifest) -> dict[str, tuple[LessonItem, ...]]:
    """Which lessons of a revision show which video, by its name; at most one query."""
    bodies = lesson_bodies([lesson.body for lesson in revision.lessons])
    found: dict[str, tuple[LessonItem, ...]] = {}
    for lesson in revision.lessons:
        parts = bodies.get(lesson.body, ())
        for name in dict.fromkeys(part.video_id for part in parts if isinstance(part, VideoSegment)):
            found[name] = (*found.get(name, ()), lesson)
    return found


def quiz_definition(digest: str) -> Quiz:
    """The quiz an attempt or a manifest pins; at most one query. Raises ContentMissing."""
    return _quizzes.get(digest, lambda key: from_canonical(_blob(key, BlobKind.QUIZ)))


def practical(digest: str) -> Practical:
    """The practical task a work or a manifest pins; at most one query. Raises ContentMissing."""
    return _practicals.get(digest, lambda key: practical_from_json(_blob(key, BlobKind.PRACTICAL)))


def quiz_definitions(digests: Collection[str]) -> dict[str, Quiz]:
    """Several quizzes by digest; at most one query. One that is missing is left out."""

    def load(missing: list[str]) -> dict[str, Quiz]:
        rows = db.session.execute(
            select(Blob.digest, Blob.body).where(Blob.digest.in_(missing), Blob.kind == BlobKind.QUIZ)
        )
        return {digest: from_canonical(bytes(body)) for digest, body in rows}

    return _quizzes.get_all(digests, load)


def course(course_id: str) -> CourseRow | None:
    """The course, in whatever state, or None; one query."""
    row = db.session.execute(_ROWS.where(Course.id == course_id)).one_or_none()
    return None if row is None else _row(row)


def courses(course_ids: Collection[str]) -> dict[str, CourseRow]:
    """Several courses by id, in whatever state; one query."""
    rows = db.session.execute(_ROWS.where(Course.id.in_(course_ids))).all()
    return {row.id: _row(row) for row in rows}


def catalogue(audience: str | None = None, topic: str | None = None) -> list[CatalogueEntry]:
    """Published courses in Vietnamese order of titles; one query, two where a manifest is not yet known.

    audience, topic: the author's words (subjects.py), None for all. A course has few audiences and the
    catalogue few courses, so the audience is matched here and not in SQL, which differs on JSON.
    """
    query = _ROWS.where(Course.state == CourseState.PUBLISHED)
    if topic is not None:
        query = query.where(Course.topic == topic)
    rows = [_row(row) for row in db.session.execute(query.order_by(Course.sort_key, Course.id)).all()]
    shown = [row for row in rows if audience is None or audience in row.audience]
    known = manifests([row.revision_id for row in shown])
    return [CatalogueEntry(row, known[row.revision_id]) for row in shown]


def latest_revision(course_id: str, major: int, minor: int) -> UUID | None:
    """The latest patch of an edition, which all who are pinned to the edition are served; one query."""
    found: UUID | None = db.session.execute(
        _patches(course_id, major, minor).order_by(Revision.patch.desc()).limit(1)
    ).scalar_one_or_none()
    return found


def revision_of_edition(
    course_id: SQLColumnExpression[str], major: SQLColumnExpression[int], minor: SQLColumnExpression[int]
) -> ScalarSelect[UUID]:
    """The latest revision of an edition as a column, to select beside the row that pins it.

    `select(Enrolment, revision_of_edition(Enrolment.course_id, Enrolment.major, Enrolment.minor))` costs one
    query and one look into the unique index of revisions.
    """
    patches = aliased(Revision)
    found: ScalarSelect[UUID] = (
        select(patches.id)
        .where(patches.course_id == course_id, patches.major == major, patches.minor == minor)
        .order_by(patches.patch.desc())
        .limit(1)
        .scalar_subquery()
    )
    return found


def edition_of(revision_id: UUID) -> tuple[int, int] | None:
    """Major and minor number of a revision, for a new enrolment to pin; one query."""
    row = db.session.execute(
        select(Revision.major, Revision.minor).where(Revision.id == revision_id)
    ).one_or_none()
    return None if row is None else (row.major, row.minor)


def search(words: Sequence[str], typed: str, enrolled: Collection[str]) -> list[Hit]:
    """Courses and lessons in which every word occurs, best first; one query.

    words: folded tokens (names.tokens) of what was typed; typed: what was typed, whose marks rank; enrolled:
    ids of the courses whose lessons this actor may read. Titles and summaries of published courses are for
    everybody, the text of lessons is not (S06). At most 50 hits.
    """
    if not words:
        return []
    lessons = and_(SearchEntry.item_id != "", SearchEntry.course_id.in_(enrolled))
    titles = and_(
        SearchEntry.item_id == "", or_(Course.state == CourseState.PUBLISHED, Course.id.in_(enrolled))
    )
    query = (
        select(SearchEntry.course_id, SearchEntry.item_id, SearchEntry.title, SearchEntry.text, Course.title)
        .join(Course, Course.id == SearchEntry.course_id)
        .where(
            or_(lessons, titles),
            *(SearchEntry.folded.contains(word, autoescape=True) for word in words[:MAX_WORDS]),
        )
        .order_by(SearchEntry.course_id, SearchEntry.item_id)
    )
    rows = [SearchRow(*row) for row in db.session.execute(query)]
    return rank(rows, words, typed)[:MAX_HITS]


def live(course_id: str) -> tuple[Course, Live] | None:
    """The course row and what publishing needs of its live revision, or None; three queries."""
    row = db.session.get(Course, course_id)
    if row is None:
        return None
    revision = db.session.get(Revision, row.revision_id)
    if revision is None:
        raise ContentMissing
    number = Number(revision.major, revision.minor, revision.patch)
    shape = shape_of(revision.manifest, _item_blobs(revision.manifest))
    return row, Live(number, revision.digest, revision.source_digest, shape)


@dataclass(frozen=True, slots=True)
class BankUse:
    """A live quiz that asks a question of the bank, and the version of the question it was published with."""

    course_id: str
    number: Number
    quiz_id: str
    version: str


def uses_of_bank() -> dict[str, list[BankUse]]:
    """Where the live courses use the bank, by question id; one query."""
    rows = db.session.execute(
        select(Course.id, Revision.major, Revision.minor, Revision.patch, Revision.manifest)
        .join(Revision, Revision.id == Course.revision_id)
        .order_by(Course.id)
    )
    found: dict[str, list[BankUse]] = {}
    for row in rows:
        number = Number(row.major, row.minor, row.patch)
        for item in (item for module in row.manifest["modules"] for item in module["items"]):
            for name, version in item.get("bank", {}).items():
                found.setdefault(name, []).append(BankUse(row.id, number, item["id"], version))
    return found


def settled(folder: str, source_digest: str) -> str | None:
    """The id of the course whose live revision is this folder's text as today's code renders it, or None.

    folder: its absolute path; source_digest: of its files now. One query, nothing parsed or rendered.
    """
    found: str | None = db.session.execute(
        select(Course.id)
        .join(CourseFolder, CourseFolder.course_id == Course.id)
        .where(
            CourseFolder.folder == folder,
            CourseFolder.digest == source_digest,
            Course.live_digest == source_digest,
            Course.rendered_by == fingerprint(),
        )
    ).scalar()
    return found


def folder_base(course_id: str, folder: str, fallback: str) -> Mapping[str, str] | None:
    """The files (sha256 by path) of the revision a folder was last in step with; two queries.

    fallback: digest to take for a folder never seen here, the course's own last exchange with any folder.
    """
    known = db.session.get(CourseFolder, (course_id, folder))
    digest = fallback if known is None else known.digest
    found = db.session.execute(
        select(Revision.manifest)
        .where(Revision.course_id == course_id, Revision.source_digest == digest)
        .order_by(Revision.major.desc(), Revision.minor.desc(), Revision.patch.desc())
        .limit(1)
    ).scalar_one_or_none()
    return None if found is None else found["files"]


def source_bytes(digests: Collection[str]) -> dict[str, bytes]:
    """Text files as they were published, by digest; one query."""
    rows = db.session.execute(select(Blob.digest, Blob.body).where(Blob.digest.in_(digests)))
    return {digest: bytes(body) for digest, body in rows}


def bank_and_quiz(revision_id: UUID, path: str = "") -> dict[str, bytes]:
    """The text files of a revision's part of the bank, and that of the quiz at `path`, by path; two queries.

    Raises ContentMissing where the revision is not there.
    """
    data = db.session.execute(
        select(Revision.manifest).where(Revision.id == revision_id)
    ).scalar_one_or_none()
    if data is None:
        raise ContentMissing
    digests = {name: digest for name, digest in data["files"].items() if name == path or is_banked(name)}
    texts = source_bytes(digests.values())
    return {name: texts[digest] for name, digest in digests.items() if digest in texts}


_ROWS = select(
    Course.id,
    Course.title,
    Course.summary,
    Course.audience,
    Course.topic,
    Course.language,
    Course.state,
    Course.revision_id,
    Course.valid_until,
)


def _row(row: Any) -> CourseRow:
    return CourseRow(
        id=row.id,
        title=row.title,
        summary=row.summary,
        audience=tuple(row.audience),
        topic=row.topic,
        language=row.language,
        state=row.state,
        revision_id=row.revision_id,
        valid_until=row.valid_until,
    )


def _patches(course_id: str, major: int, minor: int) -> Any:
    return select(Revision.id).where(
        Revision.course_id == course_id, Revision.major == major, Revision.minor == minor
    )


def _load_manifests(revision_ids: list[UUID]) -> dict[UUID, Manifest]:
    rows = db.session.execute(select(Revision.id, Revision.manifest).where(Revision.id.in_(revision_ids)))
    return {row.id: manifest_from_json(row.manifest) for row in rows}


def _blob(digest: str, kind: BlobKind) -> bytes:
    found = db.session.execute(
        select(Blob.body).where(Blob.digest == digest, Blob.kind == kind)
    ).scalar_one_or_none()
    if found is None:
        raise ContentMissing
    return bytes(found)


def _item_blobs(data: Mapping[str, Any]) -> dict[str, tuple[BlobKind, bytes]]:
    items = [item for module in data["modules"] for item in module["items"]]
    digests = {item["body"] if item["kind"] == "lesson" else item["definition"] for item in items}
    rows = db.session.execute(select(Blob.digest, Blob.kind, Blob.body).where(Blob.digest.in_(digests)))
    return {digest: (kind, bytes(body)) for digest, kind, body in rows}
