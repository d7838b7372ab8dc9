"""Two accounts of one person become one: what either has watched counts together."""

from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import select

from lms.db import db
from lms.learning.watching.models import Watching
from lms.learning.watching.rules import length, merged
from lms.signals import people_merged


def move(kept: UUID, gone: UUID) -> None:
    """Give what `gone` has watched to `kept`; of two positions the later stays."""
    rows = db.session.scalars(select(Watching).where(Watching.user_id.in_([kept, gone])).with_for_update())
    mine: dict[UUID, Watching] = {}
    others: list[Watching] = []
    for row in rows:
        if row.user_id == kept:
            mine[row.video_id] = row
        else:
            others.append(row)
    for other in others:
        own = mine.get(other.video_id)
        if own is None:
            other.user_id = kept
            continue
        own.spans = [list(span) for span in merged(own.spans, other.spans)]
        own.watched_ms = length(own.spans)
        own.counted_at = max(own.counted_at, other.counted_at)
        if other.played_at > own.played_at:
            own.position_ms, own.played_at = other.position_ms, other.played_at
        db.session.delete(other)
    db.session.flush()


def on_people_merged(_sender: Any, *, kept: UUID, gone: UUID, **_rest: Any) -> None:
    """Join what both have watched."""
    move(kept, gone)


def connect(_app: Flask) -> None:
    """Listen; connecting twice is connecting once."""
    people_merged.connect(on_people_merged)
