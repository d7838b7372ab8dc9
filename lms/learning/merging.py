"""Two accounts of one person become one: enrolments and completions go over, none is lost.

Where both studied the same course the kept enrolment takes every completion it has not; the earlier of two
completions of the same lesson counts there. The other enrolment stays with the old account, ended, and holds
the repeated ones.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import select

from lms.courses import queries as courses
from lms.db import db
from lms.learning import service
from lms.learning.models import Completion, Enrolment, EnrolmentState
from lms.learning.rules import is_complete
from lms.signals import course_completed, people_merged


def _enrolments(user_id: UUID) -> dict[str, Enrolment]:
    rows = db.session.scalars(
        select(Enrolment).where(Enrolment.user_id == user_id).order_by(Enrolment.course_id).with_for_update()
    )
    return {row.course_id: row for row in rows}


def _completions(enrolment_id: UUID) -> dict[str, Completion]:
    rows = db.session.scalars(select(Completion).where(Completion.enrolment_id == enrolment_id))
    return {row.item_id: row for row in rows}


def move(kept: UUID, gone: UUID, at: datetime) -> None:
    """Give the enrolments and completions of `gone` to `kept`."""
    mine = _enrolments(kept)
    for course_id, other in _enrolments(gone).items():
        own = mine.get(course_id)
        if own is None:
            other.user_id = kept
            db.session.flush()
        else:
            _join(own, other, at)


def _join(own: Enrolment, other: Enrolment, at: datetime) -> None:
    have = _completions(own.id)
    for item_id, fact in _completions(other.id).items():
        known = have.get(item_id)
        if known is None:
            fact.enrolment_id = own.id
        elif fact.at < known.at:
            # The times change places, not the rows: one item may stand once in an enrolment.
            known.at, fact.at = fact.at, known.at
            known.actor_id, fact.actor_id = fact.actor_id, known.actor_id
    db.session.flush()
    was_left = EnrolmentState.LEFT in (own.state, other.state) and own.state is other.state
    finished = [one for one in (own, other) if one.completed_at is not None]
    if finished:
        first = min(finished, key=lambda one: (one.completed_at, one is other))
        own.completed_at = first.completed_at
        own.completed_major, own.completed_minor = first.completed_major, first.completed_minor
    if not was_left:
        own.state = EnrolmentState.COMPLETED if finished else EnrolmentState.ACTIVE
    own.enrolled_at = min(own.enrolled_at, other.enrolled_at)
    other.state = EnrolmentState.LEFT
    for one in (own, other):
        revision_id = courses.latest_revision(one.course_id, one.major, one.minor)
        if revision_id is None:
            continue
        manifest, done = courses.manifest(revision_id), set(_completions(one.id))
        service.recount(one, manifest, done)
        if one is own and own.state is EnrolmentState.ACTIVE and is_complete(manifest, done):
            own.state, own.completed_at = EnrolmentState.COMPLETED, at
            own.completed_major, own.completed_minor = own.major, own.minor
            db.session.flush()
            course_completed.send(
                None, enrolment_id=own.id, user_id=own.user_id, course_id=own.course_id, at=at
            )
    db.session.flush()


def on_people_merged(_sender: Any, *, kept: UUID, gone: UUID, at: datetime, **_rest: Any) -> None:
    """Move what the old account has learnt."""
    move(kept, gone, at)


def connect(_app: Flask) -> None:
    """Listen; connecting twice is connecting once."""
    people_merged.connect(on_people_merged)
