"""Writing captions: a new version each time, nothing is ever overwritten. In the caller's transaction."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from lms.audit.service import record
from lms.db import db
from lms.ids import new_id
from lms.videos.captions.errors import CaptionsMissing, CaptionsMovedOn
from lms.videos.captions.models import Caption, CaptionOrigin, CaptionWaiver
from lms.videos.captions.rules import Cue, judged, to_vtt
from lms.videos.errors import VideoMissing
from lms.videos.models import Video


def save(
    video_id: UUID,
    language: str,
    cues: Sequence[Cue],
    base: int | None,
    origin: CaptionOrigin,
    actor: UUID | None,
    at: datetime,
) -> int:
    """Keep cues as the next version and return its number; the version that is there already, when equal.

    base: the version that the writer saw, 0 for none, None to ask for none in particular. Raises
    CaptionsMovedOn when it is not the latest, VideoMissing, ValueError for cues that `judged` refuses.
    """
    checked = judged(cues, range(1, len(cues) + 1))
    if checked.problems or not cues:
        raise ValueError(f"captions with {len(checked.problems)} problems are not kept")
    if db.session.scalar(select(Video.id).where(Video.id == video_id)) is None:
        raise VideoMissing
    last = _last(video_id, language)
    latest = last.version if last is not None else 0
    vtt = to_vtt(checked.cues)
    if last is not None and last.vtt == vtt:
        return latest
    if base is not None and base != latest:
        raise CaptionsMovedOn
    _add(video_id, language, latest + 1, vtt, origin, actor, at)
    detail = {"language": language, "version": latest + 1, "origin": origin.value}
    record(actor, "captions.save", "video", str(video_id), at, detail)
    return latest + 1


def restore(video_id: UUID, language: str, version: int, actor: UUID, at: datetime) -> int:
    """Make an earlier version the latest, as a version of its own; raises CaptionsMissing."""
    found = db.session.scalar(
        select(Caption).where(
            Caption.video_id == video_id, Caption.language == language, Caption.version == version
        )
    )
    if found is None:
        raise CaptionsMissing
    latest = _last(video_id, language)
    if latest is None or latest.vtt == found.vtt:
        return version if latest is None else latest.version
    made = latest.version + 1
    _add(video_id, language, made, found.vtt, CaptionOrigin.RESTORED, actor, at)
    detail = {"language": language, "version": made, "from": version}
    record(actor, "captions.restore", "video", str(video_id), at, detail)
    return made


def waive(video_id: UUID, reason: str, actor: UUID, at: datetime) -> None:
    """Let a video be shown without captions; raises VideoMissing."""
    if db.session.scalar(select(Video.id).where(Video.id == video_id)) is None:
        raise VideoMissing
    found = db.session.get(CaptionWaiver, video_id)
    if found is None:
        found = CaptionWaiver(video_id=video_id)
        db.session.add(found)
    found.reason, found.waived_at, found.waived_by = reason, at, actor
    record(actor, "captions.waive", "video", str(video_id), at, {"reason": reason})


def unwaive(video_id: UUID, actor: UUID, at: datetime) -> None:
    """Ask for captions again; without a waiver nothing happens."""
    if db.session.get(CaptionWaiver, video_id) is None:
        return
    db.session.execute(delete(CaptionWaiver).where(CaptionWaiver.video_id == video_id))
    record(actor, "captions.unwaive", "video", str(video_id), at)


def _add(
    video_id: UUID,
    language: str,
    version: int,
    vtt: str,
    origin: CaptionOrigin,
    actor: UUID | None,
    at: datetime,
) -> None:
    """Write this version; raises CaptionsMovedOn where somebody was first."""
    made = Caption(
        id=new_id(),
        video_id=video_id,
        language=language,
        version=version,
        vtt=vtt,
        origin=origin,
        made_at=at,
        made_by=actor,
    )
    db.session.add(made)
    try:
        db.session.flush()
    except IntegrityError as taken:
        raise CaptionsMovedOn from taken


def _last(video_id: UUID, language: str) -> Caption | None:
    latest = (
        select(func.max(Caption.version))
        .where(Caption.video_id == video_id, Caption.language == language)
        .scalar_subquery()
    )
    found: Caption | None = db.session.scalar(
        select(Caption).where(
            Caption.video_id == video_id, Caption.language == language, Caption.version == latest
        )
    )
    return found
