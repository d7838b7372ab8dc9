"""Writing enrolments and completions. The caller's `atomic()` commits."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lms.audit.service import record
from lms.courses import queries as courses
from lms.courses.manifest import Manifest
from lms.courses.models import Course, CourseState
from lms.db import db
from lms.errors import Forbidden, NotFound
from lms.ids import new_id
from lms.learning.models import Completion, Enrolment, EnrolmentState, ItemKind
from lms.learning.queries import completed_ids
from lms.learning.rules import is_complete, progress
from lms.signals import course_completed
from lms.web.i18n import _l


class NotEnrolled(Forbidden):
    """The person does not study this course."""

    message = _l("Anh/chị chưa ghi danh khóa học này.")


class CourseClosed(NotFound):
    """The course takes nobody in: it is a draft or archived."""


def enrol(user_id: UUID, course_id: str, actor_id: UUID, at: datetime) -> UUID:
    """Enrol a person in the live edition of a published course and return the enrolment's id.

    Doing it twice is doing it once; whoever had left comes back with everything done so far. Raises
    CourseClosed.
    """
    course = db.session.get(Course, course_id)
    if course is None or course.state is not CourseState.PUBLISHED:
        raise CourseClosed
    known = _enrolment(user_id, course_id)
    if known is not None:
        if known.state is EnrolmentState.LEFT:
            known.state = EnrolmentState.COMPLETED if known.completed_at else EnrolmentState.ACTIVE
            record(actor_id, "learning.enrol-again", "enrolment", str(known.id), at)
        return known.id
    edition = courses.edition_of(course.revision_id)
    if edition is None:
        raise CourseClosed
    made = Enrolment(
        id=new_id(),
        user_id=user_id,
        course_id=course_id,
        major=edition[0],
        minor=edition[1],
        state=EnrolmentState.ACTIVE,
        enrolled_at=at,
        enrolled_by=actor_id,
        done_count=0,
        total_count=len(courses.manifest(course.revision_id).required_ids),
        completed_at=None,
        completed_major=None,
        completed_minor=None,
        last_item_id=None,
    )
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except IntegrityError:
        return _known_id(user_id, course_id)
    record(
        actor_id, "learning.enrol", "enrolment", str(made.id), at, {"course": course_id, "user": str(user_id)}
    )
    return made.id


def leave(enrolment_id: UUID, actor_id: UUID, at: datetime) -> None:
    """End an enrolment; what was done stays. Doing it twice is doing it once."""
    found = db.session.get(Enrolment, enrolment_id)
    if found is None or found.state is EnrolmentState.LEFT:
        return
    found.state = EnrolmentState.LEFT
    record(actor_id, "learning.leave", "enrolment", str(enrolment_id), at, {"course": found.course_id})


def complete_lesson(user_id: UUID, course_id: str, lesson_id: str, actor_id: UUID, at: datetime) -> None:
    """Note a lesson as done. Raises NotEnrolled, and NotFound for a lesson outside the edition."""
    held = _locked(user_id, course_id)
    if held is None or held[0].state is EnrolmentState.LEFT:
        raise NotEnrolled
    found, manifest = held
    item = manifest.item(lesson_id)
    if item is None or item.kind != "lesson":
        raise NotFound
    _complete(found, manifest, lesson_id, ItemKind.LESSON, actor_id, at)


def complete_quiz(user_id: UUID, course_id: str, quiz_id: str, at: datetime) -> None:
    """Note a quiz as passed; nothing when the person is not enrolled any more."""
    held = _locked(user_id, course_id)
    if held is not None and held[0].state is not EnrolmentState.LEFT:
        _complete(*held, quiz_id, ItemKind.QUIZ, user_id, at)


def complete_practical(
    user_id: UUID, course_id: str, practical_id: str, actor_id: UUID, at: datetime
) -> None:
    """Note a practical task as met or waived; nothing when the person is not enrolled any more."""
    held = _locked(user_id, course_id)
    if held is not None and held[0].state is not EnrolmentState.LEFT:
        _complete(*held, practical_id, ItemKind.PRACTICAL, actor_id, at)


def _complete(
    found: Enrolment, manifest: Manifest, item_id: str, kind: ItemKind, actor_id: UUID, at: datetime
) -> None:
    """Add the fact, bring the counters up to date, and say so when the course is complete with it.

    The caller holds the enrolment's row: two requests may note the same thing at once on PostgreSQL, and one
    of them waits.
    """
    completed = set(completed_ids(found.id))
    if item_id in completed:
        return
    db.session.add(
        Completion(id=new_id(), enrolment_id=found.id, item_id=item_id, kind=kind, at=at, actor_id=actor_id)
    )
    completed.add(item_id)
    recount(found, manifest, completed)
    found.last_item_id = item_id
    if found.state is EnrolmentState.ACTIVE and is_complete(manifest, completed):
        found.state = EnrolmentState.COMPLETED
        found.completed_at = at
        found.completed_major, found.completed_minor = found.major, found.minor
        db.session.flush()
        course_completed.send(
            None, enrolment_id=found.id, user_id=found.user_id, course_id=found.course_id, at=at
        )


def recount(found: Enrolment, manifest: Manifest, completed: set[str]) -> None:
    """Set the derived counters from the facts."""
    now = progress(manifest, completed)
    found.done_count, found.total_count = now.done, now.total


def _locked(user_id: UUID, course_id: str) -> tuple[Enrolment, Manifest] | None:
    """The enrolment, others waiting until the transaction ends, with the edition it pins; one query.

    Raises NotFound where the edition has no revision.
    """
    revision = courses.revision_of_edition(Enrolment.course_id, Enrolment.major, Enrolment.minor)
    row = db.session.execute(
        select(Enrolment, revision.label("revision_id"))
        .where(Enrolment.user_id == user_id, Enrolment.course_id == course_id)
        .with_for_update(of=Enrolment)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        return None
    if row.revision_id is None:
        raise NotFound
    return row.Enrolment, courses.manifest(row.revision_id)


def _enrolment(user_id: UUID, course_id: str) -> Enrolment | None:
    return db.session.scalar(
        select(Enrolment).where(Enrolment.user_id == user_id, Enrolment.course_id == course_id)
    )


def _known_id(user_id: UUID, course_id: str) -> UUID:
    found = _enrolment(user_id, course_id)
    if found is None:
        raise NotEnrolled
    return found.id
