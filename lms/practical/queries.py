"""Reads of practical work: one's own, the queue, what was said, what class and office are shown."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ScalarSelect, and_, bindparam, case, exists, func, or_, select

from lms.accounts.models import User
from lms.courses import queries as courses
from lms.courses.models import Course
from lms.courses.practicals import Level, Practical
from lms.db import Rows, db
from lms.practical.models import Photo, Phrase, Verdict, Work
from lms.practical.rules import UNMARKED_AFTER, PhotoState, Showing, WorkState, may_send, stuck
from lms.prepared import read_apart
from lms.web.pagination import Page

#: Works shown on the page of a course.
SHOWN = 6


@dataclass(frozen=True, slots=True)
class WorkRow:
    """A work as its pages need it; the fields are explained in models.py."""

    id: UUID
    user_id: UUID
    full_name: str
    course_id: str
    course: str
    practical_id: str
    digest: str
    state: WorkState
    text: str
    version: int
    turn: int
    turns: int
    sent_at: datetime | None
    decided_at: datetime | None
    levels: Mapping[str, str]
    comment: str
    second: bool
    differs: bool
    showing: Showing
    shown_at: datetime | None

    @property
    def practical(self) -> Practical:
        """The definition it was last saved under; at most one query a process."""
        return courses.practical(self.digest)

    @property
    def may_send(self) -> bool:
        """Whether its owner may send it now."""
        return may_send(self.state, self.turn, self.turns)

    @property
    def stuck(self) -> bool:
        """To be corrected, but its sendings are used up."""
        return stuck(self.state, self.turn, self.turns)


@dataclass(frozen=True, slots=True)
class PhotoRow:
    """A photo with what permissions look at. sent: its work has been sent; shown: the class may see it."""

    id: UUID
    work_id: UUID
    client_id: str
    state: PhotoState
    key: str
    user_id: UUID
    course_id: str
    sent: bool
    shown: bool


_OTHERS: Mapping[str, Any] = {"full_name": User.full_name, "course": Course.title}
_WORK = [_OTHERS[name] if name in _OTHERS else getattr(Work, name) for name in WorkRow.__dataclass_fields__]


def _rows(*conditions: Any) -> Any:
    return (
        select(*_WORK)
        .join(User, User.id == Work.user_id)
        .join(Course, Course.id == Work.course_id)
        .where(*conditions)
    )


def own_work(user_id: UUID, course_id: str, practical_id: str) -> WorkRow | None:
    """A person's work at a task, None before anything was saved; one query."""
    row = db.session.execute(
        _rows(Work.user_id == user_id, Work.course_id == course_id, Work.practical_id == practical_id)
    ).one_or_none()
    return None if row is None else WorkRow(*row)


def work(work_id: UUID) -> WorkRow | None:
    """A work by its id; one query."""
    row = db.session.execute(_rows(Work.id == work_id)).one_or_none()
    return None if row is None else WorkRow(*row)


def sent_work(work_id: UUID) -> WorkRow | None:
    """The same, for trainers: drafts are their owner's alone."""
    found = work(work_id)
    return found if found and found.state is not WorkState.DRAFT else None


def photos(work_id: UUID) -> list[PhotoRow]:
    """The photos of a work in their order; one query."""
    return [PhotoRow(*row) for row in db.session.execute(_photos(Photo.work_id == work_id))]


def photo(photo_id: UUID) -> PhotoRow | None:
    """A photo by its id; one query."""
    row = db.session.execute(_photos(Photo.id == photo_id)).one_or_none()
    return None if row is None else PhotoRow(*row)


def _photos(*conditions: Any) -> Any:
    shown = and_(Work.shown_at.is_not(None), Work.showing != Showing.NO)
    return (
        select(
            Photo.id, Photo.work_id, Photo.client_id, Photo.state, Photo.key,
            Work.user_id, Work.course_id, (Work.state != WorkState.DRAFT).label("sent"),
            shown.label("shown"),
        )
        .join(Work, Work.id == Photo.work_id)
        .where(*conditions)
        .order_by(Photo.place, Photo.id)
    )  # fmt: skip


@cache
def _states() -> Rows:
    return select(Work.course_id, Work.practical_id, Work.state).where(Work.user_id == bindparam("user_id"))


def states(user_id: UUID) -> dict[str, dict[str, WorkState]]:
    """The states of a person's works, by course and by task; one query."""
    found: dict[str, dict[str, WorkState]] = {}
    rows = read_apart(_states(), {"user_id": user_id})
    for course_id, practical_id, state in rows:
        found.setdefault(course_id, {})[practical_id] = state
    return found


def waiting(states: Mapping[str, Mapping[str, WorkState]]) -> dict[str, set[str]]:
    """The tasks whose work is sent and waits for marks, by course."""
    return {
        course: {task for task, state in tasks.items() if state is WorkState.SENT}
        for course, tasks in states.items()
    }


def to_correct(states: Mapping[str, Mapping[str, WorkState]], course_id: str) -> list[str]:
    """The tasks of a course whose work came back to be corrected."""
    return [task for task, state in states.get(course_id, {}).items() if state is WorkState.FIX]


@dataclass(frozen=True, slots=True)
class ShownWork:
    """Good work that the class may see. name: empty where the learner gave none."""

    id: UUID
    practical_id: str
    name: str


@dataclass(frozen=True, slots=True)
class OfCourse:
    """What the page of a course says of practical work: the person's own states by task, what is shown."""

    states: Mapping[str, WorkState]
    shown: tuple[ShownWork, ...]


NOTHING = OfCourse({}, ())


@cache
def _of_course() -> Rows:
    own = Work.user_id == bindparam("user_id")
    return (
        select(
            Work.id, Work.user_id, Work.practical_id, Work.state, Work.showing, Work.shown_at, User.full_name
        )
        .join(User, User.id == Work.user_id)
        .where(Work.course_id == bindparam("course_id"), or_(own, _is_shown()))
        # One's own first: what the class is shown may be more than is read.
        .order_by(case((own, 0), else_=1), Work.shown_at.desc())
        .limit(SHOWN + 20)
    )


def of_course(user_id: UUID, course_id: str) -> OfCourse:
    """One's own works and those shown to the class, newest first; one query."""
    rows = read_apart(_of_course(), {"user_id": user_id, "course_id": course_id})
    shown = [row for row in rows if row.shown_at is not None and row.showing is not Showing.NO]
    return OfCourse(
        {row.practical_id: row.state for row in rows if row.user_id == user_id},
        tuple(ShownWork(row.id, row.practical_id, _name(row)) for row in shown[:SHOWN]),
    )


def _is_shown() -> Any:
    return and_(Work.shown_at.is_not(None), Work.showing != Showing.NO)


def _name(row: Any) -> str:
    return row.full_name if row.showing is Showing.NAMED else ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A work in a trainer's queue. second: the first marks are there; differs: two sets of marks are."""

    id: UUID
    practical_id: str
    digest: str
    sent_at: datetime
    turn: int
    second: bool
    differs: bool

    @property
    def title(self) -> str:
        """The task's title; at most one query a process."""
        return courses.practical(self.digest).title


def _for_marker(marker: UUID | None) -> Any:
    """What waits for this very person: not their own, and not what they have marked and nobody else has."""
    mine = exists().where(Verdict.work_id == Work.id, Verdict.turn == Work.turn, Verdict.marker_id == marker)
    return and_(
        Work.state == WorkState.SENT,
        Work.user_id != marker,
        or_(and_(Work.differs.is_(False), ~mine), and_(Work.differs.is_(True), mine)),
    )


def queue(course_id: str, marker: UUID | None) -> list[Waiting]:
    """The works of a course that wait for `marker`, oldest first; one query."""
    rows = db.session.execute(
        select(*(getattr(Work, name) for name in Waiting.__dataclass_fields__))
        .where(Work.course_id == course_id, _for_marker(marker))
        .order_by(Work.sent_at, Work.id)
    )
    return [Waiting(*row) for row in rows]


def following(course_id: str, marker: UUID | None, work_id: UUID) -> UUID | None:
    """The work after this one in the queue; the first for one that waits no more, None at the end."""
    ids = [one.id for one in queue(course_id, marker)]
    place = ids.index(work_id) + 1 if work_id in ids else 0
    return ids[place] if place < len(ids) else None


def waiting_counts(course_ids: Collection[str], marker: UUID | None) -> dict[str, int]:
    """How many works of each course wait for `marker`; one query."""
    rows = db.session.execute(
        select(Work.course_id, func.count().label("waiting"))
        .where(Work.course_id.in_(course_ids), _for_marker(marker))
        .group_by(Work.course_id)
    )
    return {row.course_id: row.waiting for row in rows}


def settled(course_id: str, number: int, size: int) -> Page[WorkRow]:
    """The works of a course that have been marked or waived, newest first; two queries."""
    ours = Work.course_id == course_id, Work.state.in_([WorkState.MET, WorkState.FIX, WorkState.WAIVED])
    total = db.session.scalar(select(func.count()).select_from(Work).where(*ours)) or 0
    rows = db.session.execute(
        _rows(*ours).order_by(Work.decided_at.desc(), Work.id).limit(size).offset((number - 1) * size)
    )
    return Page([WorkRow(*row) for row in rows], number, size, total)


@dataclass(frozen=True, slots=True)
class Said:
    """What one trainer said of a work in its present turn."""

    marker_id: UUID
    full_name: str
    levels: Mapping[str, Level]
    comment: str


def said(work_id: UUID, turn: int) -> list[Said]:
    """The marks of a turn, first given first; one query."""
    rows: Any = db.session.execute(
        select(Verdict.marker_id, User.full_name, Verdict.levels, Verdict.comment)
        .join(User, User.id == Verdict.marker_id)
        .where(Verdict.work_id == work_id, Verdict.turn == turn)
        .order_by(Verdict.at, Verdict.marker_id)
    )
    return [
        Said(
            row.marker_id, row.full_name, {key: Level(word) for key, word in row.levels.items()}, row.comment
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class PhraseRow:
    """A trainer's own sentence; user_id for permissions."""

    id: UUID
    text: str
    user_id: UUID


def phrases(trainer_id: UUID | None) -> list[PhraseRow]:
    """A trainer's own sentences, newest first; one query."""
    rows = db.session.execute(
        select(Phrase.id, Phrase.text, Phrase.trainer_id)
        .where(Phrase.trainer_id == trainer_id)
        .order_by(Phrase.added_at.desc(), Phrase.id)
    )
    return [PhraseRow(*row) for row in rows]


def phrase(phrase_id: UUID) -> PhraseRow | None:
    """One sentence; one query."""
    row = db.session.execute(
        select(Phrase.id, Phrase.text, Phrase.trainer_id).where(Phrase.id == phrase_id)
    ).one_or_none()
    return None if row is None else PhraseRow(*row)


@dataclass(frozen=True, slots=True)
class Overdue:
    """A work that the office may waive."""

    id: UUID
    user_id: UUID
    full_name: str
    user_code: str
    course_id: str
    course: str
    practical_id: str
    digest: str
    state: WorkState
    sent_at: datetime

    @property
    def title(self) -> str:
        """The task's title; at most one query a process."""
        return courses.practical(self.digest).title


def _overdue(at: datetime) -> Any:
    waits = and_(Work.state == WorkState.SENT, Work.sent_at <= at - UNMARKED_AFTER)
    return or_(waits, and_(Work.state == WorkState.FIX, Work.turn >= Work.turns))


def overdue_total(at: datetime) -> ScalarSelect[int]:
    """How many works the office may waive, as a column to select beside others."""
    return select(func.count()).select_from(Work).where(_overdue(at)).scalar_subquery()


def overdue(at: datetime, number: int, size: int) -> Page[Overdue]:
    """Works unmarked for seven days, and those that cannot be sent again; oldest first; two queries."""
    total = db.session.scalar(select(func.count()).select_from(Work).where(_overdue(at))) or 0
    rows = db.session.execute(
        _overdue_rows(_overdue(at)).order_by(Work.sent_at, Work.id).limit(size).offset((number - 1) * size)
    )
    return Page([Overdue(*row) for row in rows], number, size, total)


def waivable(work_id: UUID) -> Overdue | None:
    """A sent work for the office, whether it may be waived by now or not; one query."""
    row = db.session.execute(_overdue_rows(Work.id == work_id, Work.state != WorkState.DRAFT)).one_or_none()
    return None if row is None else Overdue(*row)


def _overdue_rows(*conditions: Any) -> Any:
    return (
        select(
            Work.id, Work.user_id, User.full_name, User.user_code, Work.course_id, Course.title,
            Work.practical_id, Work.digest, Work.state, Work.sent_at,
        )
        .join(User, User.id == Work.user_id)
        .join(Course, Course.id == Work.course_id)
        .where(*conditions)
    )  # fmt: skip
