"""Publishing a course, pulling it back, and deciding who sees it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from lms import clock
from lms.audit import service as audit
from lms.courses import queries
from lms.courses.errors import ContentMissing, CourseMovedOn
from lms.courses.models import Blob, Course, CourseFolder, CourseState, Revision, SearchEntry
from lms.courses.publish import Live, Plan, Prepared, media_key
from lms.courses.publish import plan as decide
from lms.courses.toolchain import fingerprint
from lms.db import db
from lms.ids import new_id
from lms.names import fold, sort_key
from lms.storage import Storage
from lms.storage.sweeping import GRACE

_INSERTS: Mapping[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def plan(prepared: Prepared, folder: str) -> Plan:
    """What publishing would do now; reads only.

    folder: the absolute path of the folder the text came from, to know what it was last in step with.
    """
    found = queries.live(prepared.course.id)
    if found is None:
        return decide(prepared, None, None)
    row, live = found
    return decide(prepared, live, queries.folder_base(prepared.course.id, folder, row.pulled_digest))


def store_pictures(prepared: Prepared, storage: Storage) -> int:
    """Put the pictures that storage does not have yet; before the transaction, never inside it.

    Keys are digests, so that a picture put for a publication that then fails is an orphan at worst, and the
    next attempt finds it there. An old one is put anew, lest it be swept as an orphan before the transaction
    that names it. Returns how many were put. Raises StorageUnavailable.
    """
    put = 0
    for digest, (content_type, data) in prepared.pictures.items():
        key = media_key(digest)
        stat = storage.head(key)
        if stat is None or stat.size != len(data) or stat.modified_at < clock.now() - GRACE / 2:
            storage.put(key, data, content_type)
            put += 1
    return put


def publish(
    prepared: Prepared, planned: Plan, folder: str, actor_id: UUID | None, at: datetime
) -> UUID | None:
    """Write a planned publication, whole or not at all; inside the caller's transaction.

    planned: as `plan` gave it. Where nothing is to be published only the folder's state is noted and None is
    returned, else the id of the new revision. Raises CourseMovedOn when the live course is no longer the one
    the plan was made upon; store_pictures must have been called before.
    """
    course = prepared.course
    row = db.session.get(Course, course.id, with_for_update=True)
    if _digest_of_live(row) != (planned.live.digest if planned.live else None):
        raise CourseMovedOn
    if planned.number is None or planned.kind is None:
        if row is not None and row.live_digest == prepared.source_digest:
            _in_step(row, folder, prepared.source_digest)
            row.rendered_by = fingerprint()
        return None
    _write_blobs(prepared)
    revision_id = new_id()
    if row is None:
        row = Course(id=course.id, state=CourseState.PUBLISHED)
        db.session.add(row)
    _describe(row, prepared, revision_id)
    try:
        # The course first: whoever publishes it for the first time at the same moment is refused here.
        db.session.flush()
        db.session.add(
            Revision(
                id=revision_id,
                course_id=course.id,
                major=planned.number.major,
                minor=planned.number.minor,
                patch=planned.number.patch,
                manifest=prepared.manifest,
                digest=prepared.digest,
                source_digest=prepared.source_digest,
                kind=planned.kind,
                created_at=at,
                created_by=actor_id,
            )
        )
        db.session.flush()
    except IntegrityError as taken:
        raise CourseMovedOn from taken
    _write_search(prepared, revision_id)
    _in_step(row, folder, prepared.source_digest)
    detail = {"number": str(planned.number), "kind": str(planned.kind), "digest": prepared.digest}
    audit.record(actor_id, "course.publish", "course", course.id, at, detail)
    return revision_id


def note_pull(course_id: str, folder: str, source_digest: str) -> None:
    """Note that a folder now holds the live text; inside the caller's transaction.

    Raises CourseMovedOn when the live text is no longer the one that was written into the folder.
    """
    row = db.session.get(Course, course_id, with_for_update=True)
    if row is None or row.live_digest != source_digest:
        raise CourseMovedOn
    _in_step(row, folder, source_digest)


def set_state(course_id: str, state: CourseState, actor_id: UUID | None, at: datetime) -> None:
    """Show or hide a course; those enrolled keep it. In the caller's transaction. Raises ContentMissing."""
    row = db.session.get(Course, course_id, with_for_update=True)
    if row is None:
        raise ContentMissing
    if row.state is not state:
        audit.record(actor_id, f"course.{state}", "course", course_id, at, {"from": str(row.state)})
        row.state = state


def live_files(live: Live, storage: Storage) -> dict[str, bytes]:
    """The exact bytes of every file of the live revision: text from the blobs, pictures from storage.

    Raises ContentMissing where a blob is not there, ObjectMissing or StorageUnavailable for a picture.
    """
    files: Mapping[str, str] = live.shape.manifest["files"]
    pictures = {**live.shape.manifest["media"], **live.shape.manifest.get("attachments", {})}
    texts = queries.source_bytes([digest for path, digest in files.items() if path not in pictures])
    out = {}
    for path, digest in files.items():
        if path in pictures:
            out[path] = storage.get(media_key(digest))
        elif digest in texts:
            out[path] = texts[digest]
        else:
            raise ContentMissing
    return out


def _digest_of_live(row: Any) -> str | None:
    if row is None:
        return None
    revision = db.session.get(Revision, row.revision_id)
    if revision is None:
        raise ContentMissing
    return str(revision.digest)


def _describe(row: Any, prepared: Prepared, revision_id: UUID) -> None:
    course = prepared.course
    row.title = course.title
    row.folded_title = fold(course.title)
    # By first word, as titles are listed: the whole title stands for the given name, which sorts first.
    row.sort_key = sort_key(course.title, course.title)
    row.summary = course.summary
    row.audience = list(course.audience)
    row.topic = course.topic
    row.language = course.language
    row.valid_from = course.valid_from
    row.valid_until = course.valid_until
    row.revision_id = revision_id
    row.live_digest = row.pulled_digest = prepared.source_digest
    row.rendered_by = fingerprint()


def _write_blobs(prepared: Prepared) -> None:
    # In order of digest, so that two publications that share blobs wait for each other and never in a ring.
    rows = [
        {"digest": digest, "kind": kind, "body": body}
        for digest, (kind, body) in sorted(prepared.blobs.items())
    ]
    insert = _INSERTS[db.engine.dialect.name]
    db.session.execute(insert(Blob).on_conflict_do_nothing(index_elements=[Blob.digest]), rows)


def _write_search(prepared: Prepared, revision_id: UUID) -> None:
    db.session.execute(delete(SearchEntry).where(SearchEntry.course_id == prepared.course.id))
    db.session.add_all(
        SearchEntry(
            id=new_id(),
            revision_id=revision_id,
            course_id=prepared.course.id,
            item_id=entry.item_id,
            title=entry.title,
            text=entry.text,
            folded=fold(f"{entry.title} {entry.text}"),
        )
        for entry in prepared.search
    )


def _in_step(row: Any, folder: str, digest: str) -> None:
    row.pulled_digest = digest
    known = db.session.get(CourseFolder, (row.id, folder))
    if known is None:
        db.session.add(CourseFolder(course_id=row.id, folder=folder, digest=digest))
    else:
        known.digest = digest
