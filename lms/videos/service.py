"""Writing videos: what the trainer orders, and what the worker reports. All in the caller's transaction.

Every report of a worker names the run it works for. A run that a retry, a new file or a deletion has
overtaken changes nothing (`Overtaken`), so that two workers on one video are harmless.
"""

import secrets
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, UpdateBase, case, delete, select, update
from sqlalchemy.exc import IntegrityError

from lms.audit.service import record
from lms.db import db
from lms.ids import new_id
from lms.jobs.service import enqueue
from lms.storage import uploads
from lms.storage.kinds import Received
from lms.videos.errors import BeingProcessed, NameTaken, NothingToRetry, VideoMissing
from lms.videos.models import Rendition, Video
from lms.videos.rules import Fault, Probe, RenditionKind, VideoState, source_key, video_folder

UPLOAD = "video"
PROCESS = "videos.process"
REMOVE = "videos.remove"


class Overtaken(Exception):
    """The run is no longer the video's run: whatever it made belongs to nobody."""


@dataclass(frozen=True, slots=True)
class Made:
    """A rendition that lies in the store whole; the fields are explained in models.py."""

    kind: RenditionKind
    name: str
    key: str
    content_type: str
    bytes: int
    width: int = 0
    height: int = 0
    duration_ms: int = 0
    at_ms: int = 0
    folder: str = ""
    hls_bytes: int = 0
    bandwidth: int = 0
    codecs: str = ""
    segments: tuple[float, ...] = ()


def announce(
    course_id: str,
    name: str,
    title: str,
    file_name: str,
    size: int,
    content_type: str,
    actor: UUID,
    at: datetime,
    fingerprint: str = "",
) -> tuple[UUID, UUID]:
    """Make the row of a video whose file is to come; return its id and the upload's.

    Raises NameTaken, and what uploads.begin raises.
    """
    taken = db.session.scalar(select(Video.id).where(Video.course_id == course_id, Video.name == name))
    if taken is not None:
        raise NameTaken
    try:
        made = add(course_id, name, title, file_name, actor, at)
    except IntegrityError as taken_meanwhile:
        raise NameTaken from taken_meanwhile
    made.source_bytes = size
    upload_id = _begin(made, file_name, size, content_type, actor, at, fingerprint)
    record(actor, "videos.announce", "video", str(made.id), at, {"course": course_id, "name": name})
    return made.id, upload_id


def replace_file(
    video_id: UUID,
    file_name: str,
    size: int,
    content_type: str,
    actor: UUID,
    at: datetime,
    fingerprint: str = "",
) -> UUID:
    """Let another file be sent for a video; return the upload's id.

    A video that people watch stays as it is until everything is made of the new file; one that failed or
    never had a file waits for it. Raises VideoMissing, BeingProcessed.
    """
    found = db.session.get(Video, video_id)
    if found is None:
        raise VideoMissing
    if found.state in (VideoState.QUEUED, VideoState.PROCESSING):
        raise BeingProcessed
    upload_id = _begin(found, file_name, size, content_type, actor, at, fingerprint)
    if found.state is not VideoState.READY:
        found.state, found.fault, found.changed_at = VideoState.AWAITING_UPLOAD, None, at
        found.file_name, found.source_bytes = file_name[:200], size
    record(actor, "videos.replace", "video", str(video_id), at)
    return upload_id


def add(
    course_id: str,
    name: str,
    title: str,
    file_name: str,
    actor: UUID | None,
    at: datetime,
    origin: str = "",
) -> Video:
    """Add the row of a video that has no file yet."""
    made = Video(
        id=new_id(),
        course_id=course_id,
        name=name,
        title=title,
        state=VideoState.AWAITING_UPLOAD,
        secret=secrets.token_hex(16),
        file_name=file_name[:200],
        source_key="",
        source_etag="",
        playing="",
        source_bytes=0,
        duration_ms=0,
        width=0,
        height=0,
        has_sound=False,
        run=0,
        progress=0,
        fault=None,
        origin=origin,
        created_at=at,
        created_by=actor,
        changed_at=at,
    )
    db.session.add(made)
    db.session.flush()
    return made


def _begin(
    video: Video, file_name: str, size: int, content_type: str, actor: UUID, at: datetime, fingerprint: str
) -> UUID:
    key = source_key(video.id, video.secret, new_id().hex)
    uploads.overtake(UPLOAD, str(video.id), at)
    return uploads.begin(
        UPLOAD, str(video.id), actor, key, file_name, size, content_type, at, fingerprint=fingerprint
    )


def received(file: Received, at: datetime) -> None:
    """The file of a video lies in the store: queue its processing, in the transaction that says so."""
    source_arrived(UUID(file.target), file.key, file.etag, file.size, at, file.file_name)


def source_arrived(video_id: UUID, key: str, etag: str, size: int, at: datetime, file_name: str = "") -> None:
    """Note where the source lies and order its processing. file_name: "" leaves the name as it is."""
    named = {"file_name": file_name[:200]} if file_name else {}
    run = db.session.scalar(
        update(Video)
        .where(Video.id == video_id)
        .values(
            state=VideoState.QUEUED,
            source_key=key,
            source_etag=etag,
            source_bytes=size,
            run=Video.run + 1,
            progress=0,
            fault=None,
            changed_at=at,
            **named,
        )
        .returning(Video.run)
    )
    if run is not None:
        _order(video_id, run, at)


def dropped(target: str, at: datetime) -> None:
    """The upload of a video was cancelled or left alone: forget a video that never had a file."""
    video_id = UUID(target)
    gone = _changed(
        delete(Video).where(
            Video.id == video_id, Video.state == VideoState.AWAITING_UPLOAD, Video.source_key == ""
        )
    )
    if not gone:
        _changed(
            update(Video)
            .where(Video.id == video_id, Video.state == VideoState.AWAITING_UPLOAD)
            .values(state=VideoState.FAILED, fault=Fault.SOURCE_GONE, changed_at=at)
        )


def retry(video_id: UUID, actor: UUID, at: datetime) -> None:
    """Process the last file once more, of which nothing could be made; raises NothingToRetry."""
    run = db.session.scalar(
        update(Video)
        .where(
            Video.id == video_id,
            Video.state.in_([VideoState.FAILED, VideoState.READY]),
            Video.fault.is_not(None),
            Video.source_key != "",
        )
        .values(state=VideoState.QUEUED, run=Video.run + 1, progress=0, fault=None, changed_at=at)
        .returning(Video.run)
    )
    if run is None:
        raise NothingToRetry
    _order(video_id, run, at)
    record(actor, "videos.retry", "video", str(video_id), at)


def dismiss(video_id: UUID, actor: UUID, at: datetime) -> None:
    """Put away the notice that a new file was not taken, for a video that people watch as it was.

    Twice is once. Raises VideoMissing.
    """
    known = db.session.get(Video, video_id)
    if known is None:
        raise VideoMissing
    put_away = _changed(
        update(Video)
        .where(Video.id == video_id, Video.state == VideoState.READY, Video.fault.is_not(None))
        .values(fault=None, changed_at=at)
    )
    if put_away:
        record(actor, "videos.dismiss", "video", str(video_id), at)


def remove(video_id: UUID, actor: UUID, at: datetime) -> None:
    """Delete a video; a job removes its files. Raises VideoMissing."""
    found = db.session.get(Video, video_id)
    if found is None:
        raise VideoMissing
    folder = video_folder(found.id, found.secret)
    record(
        actor,
        "videos.remove",
        "video",
        str(video_id),
        at,
        {"course": found.course_id, "name": found.name, "title": found.title},
    )
    _changed(delete(Rendition).where(Rendition.video_id == video_id))
    _changed(delete(Video).where(Video.id == video_id))
    enqueue(REMOVE, {"folder": folder}, at, key=f"{REMOVE}:{video_id}")


def _order(video_id: UUID, run: int, at: datetime) -> None:
    enqueue(PROCESS, {"video_id": str(video_id), "run": run}, at, key=job_key(video_id, run))


def job_key(video_id: UUID, run: int) -> str:
    """The key of the job that does one run of a video."""
    return f"{PROCESS}:{video_id}:{run}"


# What the worker reports.


def begin_run(video_id: UUID, run: int, at: datetime) -> None:
    """The worker has begun, or begins again after a crash; raises Overtaken."""
    _report(video_id, run, at, state=VideoState.PROCESSING)


def note_progress(video_id: UUID, run: int, percent: int, at: datetime) -> None:
    """How far the run is, 0 to 100; raises Overtaken."""
    _report(video_id, run, at, progress=max(0, min(100, percent)))


def add_rendition(video_id: UUID, run: int, source_etag: str, made: Made, at: datetime) -> None:
    """A version lies in the store whole; a second report of the same one replaces the first."""
    _report(video_id, run, at)
    same = (Rendition.source_etag == source_etag, Rendition.name == made.name)
    _changed(delete(Rendition).where(Rendition.video_id == video_id, *same))
    values = {**asdict(made), "segments": list(made.segments)}
    db.session.add(Rendition(id=new_id(), video_id=video_id, source_etag=source_etag, made_at=at, **values))


def finish_run(video_id: UUID, run: int, source_etag: str, probe: Probe, at: datetime) -> None:
    """Everything is made and is what people watch from now on; versions of an earlier source go.

    probe: what the source is. Raises Overtaken.
    """
    _report(
        video_id,
        run,
        at,
        state=VideoState.READY,
        progress=100,
        playing=source_etag,
        duration_ms=probe.duration_ms,
        width=probe.width,
        height=probe.height,
        has_sound=probe.has_sound,
    )
    _changed(delete(Rendition).where(Rendition.video_id == video_id, Rendition.source_etag != source_etag))


def fail_run(video_id: UUID, run: int, fault: Fault, at: datetime) -> None:
    """The run has come to an end without a video; one that was overtaken says nothing.

    A video that people watch is READY again, and fault says that the new file was not taken.
    """
    _changed(
        update(Video)
        .where(
            Video.id == video_id,
            Video.run == run,
            Video.state.in_([VideoState.QUEUED, VideoState.PROCESSING]),
        )
        .values(
            state=case((Video.playing == "", VideoState.FAILED), else_=VideoState.READY),
            fault=fault,
            changed_at=at,
        )
    )


def _report(video_id: UUID, run: int, at: datetime, **values: Any) -> None:
    states = [VideoState.QUEUED, VideoState.PROCESSING]
    told = _changed(
        update(Video)
        .where(Video.id == video_id, Video.run == run, Video.state.in_(states))
        .values(changed_at=at, **values)
    )
    if not told:
        raise Overtaken


def _changed(statement: UpdateBase) -> int:
    return cast("CursorResult[Any]", db.session.execute(statement)).rowcount
