"""Two accounts of one person become one: practical work goes over, the further of two at the same task.

Where both accounts have worked at a task, the kept one has the work that is further; the other stays with
the old account, whole. A trainer's phrases go over; marks given stay signed by the account that gave them.
"""

from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import delete, select, update

from lms.db import db
from lms.practical.models import Photo, Phrase, Verdict, Work
from lms.practical.rules import WorkState
from lms.signals import people_merged

_FURTHER = [WorkState.DRAFT, WorkState.FIX, WorkState.SENT, WorkState.WAIVED, WorkState.MET]
#: What makes a work this person's and no other's row; everything else changes places.
_STAYS = {"id", "user_id", "course_id", "practical_id"}


def move(kept: UUID, gone: UUID) -> None:
    """Give the works of `gone` to `kept`."""
    mine = {(one.course_id, one.practical_id): one for one in _works(kept)}
    for other in _works(gone):
        own = mine.get((other.course_id, other.practical_id))
        if own is None:
            other.user_id = kept
        elif _FURTHER.index(other.state) > _FURTHER.index(own.state):
            _change_places(own, other)
    db.session.flush()
    _move_phrases(kept, gone)


def _works(user_id: UUID) -> list[Work]:
    return list(
        db.session.scalars(
            select(Work).where(Work.user_id == user_id).order_by(Work.created_at, Work.id).with_for_update()
        )
    )


def _change_places(own: Work, other: Work) -> None:
    """A task stands once for a person: the two rows exchange what they hold, and what hangs on them."""
    for name in (column.key for column in Work.__table__.columns if column.key not in _STAYS):
        mine, theirs = getattr(own, name), getattr(other, name)
        setattr(own, name, theirs)
        setattr(other, name, mine)
    db.session.flush()
    photos = {work.id: _ids(Photo.id, Photo.work_id == work.id) for work in (own, other)}
    for work, to in ((own, other), (other, own)):
        db.session.execute(update(Photo).where(Photo.id.in_(photos[work.id])).values(work_id=to.id))
    said = {
        work.id: [
            (one.turn, one.marker_id, one.levels, one.comment, one.at)
            for one in db.session.scalars(select(Verdict).where(Verdict.work_id == work.id))
        ]
        for work in (own, other)
    }
    db.session.execute(delete(Verdict).where(Verdict.work_id.in_([own.id, other.id])))
    db.session.expire_all()
    for work, to in ((own, other), (other, own)):
        for turn, marker_id, levels, comment, at in said[work.id]:
            db.session.add(
                Verdict(work_id=to.id, turn=turn, marker_id=marker_id, levels=levels, comment=comment, at=at)
            )
    db.session.flush()


def _ids(column: Any, *conditions: Any) -> list[UUID]:
    return list(db.session.scalars(select(column).where(*conditions)))


def _move_phrases(kept: UUID, gone: UUID) -> None:
    known = set(db.session.scalars(select(Phrase.text).where(Phrase.trainer_id == kept)))
    db.session.execute(
        update(Phrase).where(Phrase.trainer_id == gone, Phrase.text.not_in(known)).values(trainer_id=kept)
    )


def on_people_merged(_sender: Any, *, kept: UUID, gone: UUID, **_rest: Any) -> None:
    """Move the practical work of the old account."""
    move(kept, gone)


def connect(_app: Flask) -> None:
    """Listen; connecting twice is connecting once."""
    people_merged.connect(on_people_merged)
