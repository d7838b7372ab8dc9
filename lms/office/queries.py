"""Lists of the office. Each is one SELECT to be paged."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from lms.accounts.models import User
from lms.courses.models import Course, CourseState
from lms.db import Rows, db
from lms.learning.models import Enrolment, EnrolmentState

MAX_WORDS = 8


def enrolments(words: list[str], digits: str, course_id: str, state: str) -> Rows:
    """Enrolments in Vietnamese order of names.

    words: folded tokens of a name; digits: part of a phone number or user code, "" for none; course_id and
    state: "" for all.
    """
    query: Rows = (
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
            Course.title.label("course_title"),
        )
        .join(User, User.id == Enrolment.user_id)
        .join(Course, Course.id == Enrolment.course_id)
        .order_by(User.sort_key, Enrolment.id)
    )
    if digits:
        query = query.where(
            or_(
                User.phone.contains(digits, autoescape=True), User.user_code.contains(digits, autoescape=True)
            )
        )
    else:
        for word in words[:MAX_WORDS]:
            query = query.where(User.folded_name.contains(word, autoescape=True))
    if course_id:
        query = query.where(Enrolment.course_id == course_id)
    if state:
        query = query.where(Enrolment.state == EnrolmentState(state))
    return query


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
