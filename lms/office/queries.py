"""Lists of the office. Each is one SELECT to be paged."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, select

from lms.accounts.models import User
from lms.accounts.name_words import DENSE
from lms.courses.models import Course, CourseState
from lms.db import Rows, db
from lms.learning.models import Enrolment, EnrolmentState
from lms.office import people
from lms.web.pagination import DEEPEST, PAGE_SIZE, Page


def _rows() -> Rows:
    return (
        select(
            Enrolment.id,
            Enrolment.state,
            Enrolment.done_count,
            Enrolment.total_count,
            Enrolment.enrolled_at,
            Enrolment.completed_at,
            User.full_name,
            User.user_code,
            User.phone,
            User.unit,
            User.first_seen_at,
            Course.title.label("course_title"),
        )
        .join(User, User.id == Enrolment.user_id)
        .join(Course, Course.id == Enrolment.course_id)
        .order_by(User.sort_key, User.id, Enrolment.id)
    )


def _narrowed(course_id: str, state: str) -> list[Any]:
    found = [Enrolment.course_id == course_id] if course_id else []
    return [*found, Enrolment.state == EnrolmentState(state)] if state else found


def enrolments(typed: str, course_id: str, state: str) -> Rows:
    """All enrolments that fit, in Vietnamese order of names.

    typed: a name, a phone number, an e-mail address or a user code; course_id and state: "" for all.
    """
    return _rows().where(*people.who(typed), *_narrowed(course_id, state))


def page_of_enrolments(typed: str, course_id: str, state: str, number: int) -> Page[Any]:
    """One page of the same; three queries at most. The list ends after DEEPEST enrolments.

    Few are gathered by the indexes of what was asked, then sorted. Many are read along the list of people:
    each has an enrolment that fits, so as many people as rows up to this page hold all of its rows.
    """
    narrowed = _narrowed(course_id, state)
    found = select(Enrolment.id).where(*narrowed)
    if typed:
        found = found.join(User, User.id == Enrolment.user_id).where(*people.who(typed))
    counted = db.session.scalar(select(func.count()).select_from(found.limit(DEEPEST + 1).subquery())) or 0
    total = min(counted, DEEPEST)
    number = min(number, max(1, -(-total // PAGE_SIZE)))
    if counted > DENSE:
        studies = exists().where(Enrolment.user_id == User.id, *narrowed)
        some = (
            select(User.id)
            .where(*people.who(typed, gather=False), studies)
            .order_by(User.sort_key, User.id)
            .limit(number * PAGE_SIZE)
            .subquery()
        )
        query = _rows().join(some, some.c.id == User.id).where(*narrowed)
    else:
        few = found.limit(DENSE).subquery()
        query = _rows().join(few, few.c.id == Enrolment.id)
    rows = db.session.execute(query.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)).all() if total else []
    return Page(list(rows), number, PAGE_SIZE, total, counted > DEEPEST)


def enrolment(enrolment_id: UUID) -> Any | None:
    """One enrolment with the person's name and the course's title; one query."""
    return db.session.execute(
        select(Enrolment.id, Enrolment.state, User.full_name, Course.title.label("course_title"))
        .join(User, User.id == Enrolment.user_id)
        .join(Course, Course.id == Enrolment.course_id)
        .where(Enrolment.id == enrolment_id)
    ).one_or_none()


@dataclass(frozen=True, slots=True)
class CourseChoice:
    """A course in a select; `open` where people can be enrolled."""

    id: str
    title: str
    open: bool


def course_choices() -> list[CourseChoice]:
    """All courses by title; one query."""
    rows = db.session.execute(select(Course.id, Course.title, Course.state).order_by(Course.sort_key))
    return [CourseChoice(row.id, row.title, row.state is CourseState.PUBLISHED) for row in rows]
