"""Reading enrolments and progress. Lesson texts cost no query once a process has read them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

from sqlalchemy import and_, bindparam, select

from lms.courses import queries as courses
from lms.courses.manifest import Item, LessonItem, Manifest, Module, PracticalItem, QuizItem
from lms.courses.models import Course, CourseState
from lms.db import Rows, db
from lms.learning.models import Completion, Enrolment, EnrolmentState
from lms.learning.rules import Progress, label, next_item, progress
from lms.permissions import Actor
from lms.prepared import read_apart


@dataclass(frozen=True, slots=True)
class EnrolmentRow:
    """An enrolment as pages need it."""

    id: UUID
    user_id: UUID
    major: int
    minor: int
    state: EnrolmentState
    enrolled_at: datetime
    completed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Study:
    """One course as one person meets it: which revision, and what is done."""

    course_id: str
    course_state: CourseState
    manifest: Manifest
    major: int
    minor: int
    enrolment: EnrolmentRow | None
    completed: frozenset[str]

    @property
    def enrolled(self) -> bool:
        """True for a learner who has not left."""
        return self.enrolment is not None and self.enrolment.state is not EnrolmentState.LEFT

    @property
    def progress(self) -> Progress:
        """What is done and what is left."""
        return progress(self.manifest, self.completed)

    def next(self, waiting: Collection[str] = ()) -> Item | None:
        """What to do next. waiting: practical tasks of this course that wait for marks."""
        return next_item(self.manifest, self.completed, waiting)


@dataclass(frozen=True, slots=True)
class ItemPlace:
    """A lesson or quiz within somebody's study of a course."""

    study: Study
    item: Item
    module: Module

    @property
    def course_id(self) -> str:
        """The course, for permissions."""
        return self.study.course_id

    @property
    def enrolled(self) -> bool:
        """Whether the person is enrolled, for permissions."""
        return self.study.enrolled

    @property
    def done(self) -> bool:
        """True when this item is completed."""
        return self.item.id in self.study.completed

    @property
    def label(self) -> str:
        """ "2.3" for a lesson, empty for a quiz."""
        return label(self.study.manifest, self.item.id)

    @property
    def part(self) -> int:
        """The number of the module, from 1."""
        return self.study.manifest.modules.index(self.module) + 1

    @property
    def opens_later_part(self) -> bool:
        """True for the first item of every module but the first."""
        return self.module.items[0] is self.item and self.module is not self.study.manifest.modules[0]

    @property
    def previous(self) -> Item | None:
        """The item before."""
        return self.study.manifest.previous(self.item.id)

    @property
    def next(self) -> Item | None:
        """The item after."""
        return self.study.manifest.next(self.item.id)


def _visible(actor: Actor, course_id: str, state: CourseState, enrolled: bool) -> bool:
    """Drafts and archived courses exist only for those who study, teach or run them (S12)."""
    return state is CourseState.PUBLISHED or enrolled or actor.is_admin or actor.teaches(course_id)


_ENROLMENT = (
    Enrolment.id,
    Enrolment.user_id,
    Enrolment.major,
    Enrolment.minor,
    Enrolment.state,
    Enrolment.enrolled_at,
    Enrolment.completed_at,
)


# The statements of the pages that are opened most are built once a process: building one costs more than
# running it.


@cache
def _study() -> Rows:
    return (
        select(
            *_ENROLMENT,
            Course.state.label("course_state"),
            Course.revision_id,
            courses.revision_of_edition(Enrolment.course_id, Enrolment.major, Enrolment.minor).label(
                "pinned"
            ),
        )
        .select_from(Course)
        .outerjoin(
            Enrolment, and_(Enrolment.course_id == Course.id, Enrolment.user_id == bindparam("user_id"))
        )
        .where(Course.id == bindparam("course_id"))
    )


@cache
def _completed() -> Rows:
    return select(Completion.item_id).where(Completion.enrolment_id == bindparam("enrolment_id"))


@cache
def _my_courses() -> Rows:
    return (
        select(
            *_ENROLMENT,
            Enrolment.course_id,
            Course.state.label("course_state"),
            courses.revision_of_edition(Enrolment.course_id, Enrolment.major, Enrolment.minor).label(
                "pinned"
            ),
        )
        .join(Course, Course.id == Enrolment.course_id)
        .where(Enrolment.user_id == bindparam("user_id"), Enrolment.state != EnrolmentState.LEFT)
        .order_by(Enrolment.enrolled_at.desc())
    )


@cache
def _my_completed() -> Rows:
    return (
        select(Completion.enrolment_id, Completion.item_id, Completion.at)
        .join(Enrolment, Enrolment.id == Completion.enrolment_id)
        .where(Enrolment.user_id == bindparam("user_id"))
    )


def study(course_id: str, actor: Actor, *, completed: bool = True) -> Study | None:
    """The course for this person; None where the person may not know of it.

    Two queries at most for the enrolled (the course with the enrolment, the completions), one for others and
    where nobody asks what is `completed`; the manifest comes from memory.
    """
    rows = read_apart(_study(), {"course_id": course_id, "user_id": actor.id})
    if not rows:
        return None
    *enrolment, state, revision_id, pinned = rows[0]
    found = EnrolmentRow(*enrolment) if enrolment[0] is not None else None
    enrolled = found is not None and found.state is not EnrolmentState.LEFT
    if not _visible(actor, course_id, state, enrolled):
        return None
    if found is not None and enrolled:
        manifest = courses.manifest(pinned)
        done = completed_ids(found.id) if completed else frozenset()
        return Study(course_id, state, manifest, found.major, found.minor, found, done)
    major, minor = courses.edition_of(revision_id) or (0, 0)
    manifest = courses.manifest(revision_id)
    return Study(course_id, state, manifest, major, minor, found, frozenset())


def place(course_id: str, item_id: str, actor: Actor, *, completed: bool = True) -> ItemPlace | None:
    """A lesson, quiz or task for this person; None where there is none in the person's edition."""
    found = study(course_id, actor, completed=completed)
    item = found.manifest.item(item_id) if found else None
    module = found.manifest.module_of(item_id) if found else None
    if found is None or item is None or module is None:
        return None
    return ItemPlace(found, item, module)


def lesson(course_id: str, lesson_id: str, actor: Actor) -> ItemPlace | None:
    """Like `place`, for lessons only."""
    found = place(course_id, lesson_id, actor)
    return found if found and isinstance(found.item, LessonItem) else None


def quiz(course_id: str, quiz_id: str, actor: Actor, *, completed: bool = True) -> ItemPlace | None:
    """Like `place`, for quizzes only."""
    found = place(course_id, quiz_id, actor, completed=completed)
    return found if found and isinstance(found.item, QuizItem) else None


def practical(course_id: str, practical_id: str, actor: Actor) -> ItemPlace | None:
    """Like `place`, for practical tasks only."""
    found = place(course_id, practical_id, actor)
    return found if found and isinstance(found.item, PracticalItem) else None


def completed_ids(enrolment_id: UUID) -> frozenset[str]:
    """The ids of what an enrolment has completed, of whatever edition; one query."""
    return frozenset(item_id for (item_id,) in read_apart(_completed(), {"enrolment_id": enrolment_id}))


@dataclass(frozen=True, slots=True)
class MyCourse:
    """A course on the home page. done_at: when each completed item was, by id."""

    study: Study
    title: str
    done_at: Mapping[str, datetime]


def first_of(
    mine: Iterable[MyCourse], waiting: Mapping[str, Collection[str]]
) -> tuple[MyCourse | None, Item | None]:
    """The course to go on with and its next item; one where all that is left waits for marks comes last.

    waiting: practical tasks that wait for marks, by course.
    """
    last: tuple[MyCourse | None, Item | None] = None, None
    for one in mine:
        sent = waiting.get(one.study.course_id, ())
        item = one.study.next(sent)
        if item is not None and item.id not in sent:
            return one, item
        if item is not None and last[0] is None:
            last = one, item
    return last


def my_courses(user_id: UUID) -> list[MyCourse]:
    """Everything a person studies or has finished, latest enrolment first; two queries."""
    enrolments = read_apart(_my_courses(), {"user_id": user_id})
    if not enrolments:
        return []
    done = _completed_of(user_id)
    found = []
    for row in enrolments:
        enrolment = EnrolmentRow(*row[: len(_ENROLMENT)])
        manifest = courses.manifest(row.pinned)
        done_at = done.get(enrolment.id, {})
        made = Study(
            row.course_id,
            row.course_state,
            manifest,
            enrolment.major,
            enrolment.minor,
            enrolment,
            frozenset(done_at),
        )
        found.append(MyCourse(made, manifest.title, done_at))
    return found


def _completed_of(user_id: UUID) -> dict[UUID, dict[str, datetime]]:
    found: dict[UUID, dict[str, datetime]] = {}
    for enrolment_id, item_id, at in read_apart(_my_completed(), {"user_id": user_id}):
        found.setdefault(enrolment_id, {})[item_id] = at
    return found


def enrolled_course_ids(user_id: UUID | None) -> list[str]:
    """The courses whose lessons a person may read as a learner; one query."""
    if user_id is None:
        return []
    return list(
        db.session.scalars(
            select(Enrolment.course_id).where(
                Enrolment.user_id == user_id, Enrolment.state != EnrolmentState.LEFT
            )
        )
    )
