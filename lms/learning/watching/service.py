"""Writing what was watched. The caller's transaction commits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lms.db import db
from lms.ids import new_id
from lms.learning import service as learning
from lms.learning.watching import queries, rules
from lms.learning.watching.models import Watching
from lms.videos.queries import VideoRow


@dataclass(frozen=True, slots=True)
class Noted:
    """What is known of somebody and a video after a beat. done: the lesson is done with it."""

    watched_ms: int
    percent: int
    done: bool


def note(
    found: queries.VideoPlace,
    video: VideoRow,
    beat: rules.Beat,
    begun_at: datetime,
    user_id: UUID,
    at: datetime,
) -> Noted:
    """Note a beat of a player opened at `begun_at`, and the lesson as done once enough is watched.

    The same beat twice is one; a late one changes what was watched but not where the person stands. Raises
    NotEnrolled when the lesson would be done but the person has left.
    """
    row = _locked(user_id, video.id)
    if row is None:
        row = _added(user_id, video.id, begun_at)
    claimed = rules.clipped(beat.spans, video.duration_ms)
    spans, row.counted_at = rules.grant(row.spans, claimed, row.counted_at, begun_at, at)
    if [list(one) for one in spans] != row.spans:
        row.spans = [list(one) for one in spans]
        row.watched_ms = rules.length(spans)
    played_at = at - min(timedelta(milliseconds=beat.age_ms), rules.LATEST)
    if played_at >= row.played_at:
        row.position_ms, row.played_at = min(beat.position_ms, video.duration_ms), played_at
    db.session.flush()
    done = _enough(found, user_id)
    if done:
        learning.complete_lesson(user_id, found.course_id, found.lesson.id, user_id, at)
    return Noted(row.watched_ms, rules.percent(row.watched_ms, video.duration_ms), done)


def _enough(found: queries.VideoPlace, user_id: UUID) -> bool:
    """Whether every video of the lesson is watched as far as the lesson asks."""
    wanted = found.lesson.video
    if wanted is None:
        return False
    names = queries.video_names(found.lesson)
    seen = queries.watched_of(user_id, found.course_id, names)
    return all(
        name in seen and seen[name][1] > 0 and rules.enough(*seen[name], percent=wanted) for name in names
    )


def _locked(user_id: UUID, video_id: UUID) -> Watching | None:
    """The row, other beats waiting until the transaction ends."""
    return db.session.scalar(
        select(Watching)
        .where(Watching.user_id == user_id, Watching.video_id == video_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _added(user_id: UUID, video_id: UUID, begun_at: datetime) -> Watching:
    """A new row, or the one that another beat has made meanwhile."""
    made = Watching(
        id=new_id(),
        user_id=user_id,
        video_id=video_id,
        spans=[],
        watched_ms=0,
        position_ms=0,
        played_at=begun_at,
        counted_at=begun_at,
    )
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except IntegrityError:
        return _locked(user_id, video_id) or made
    return made
