"""Reads for trainers: the quizzes of a course with counts, the attempts at one quiz, one attempt."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from lms.accounts.models import User
from lms.courses import queries as courses
from lms.courses.manifest import Manifest, QuizItem
from lms.courses.queries import CourseRow
from lms.db import db
from lms.quizzes import queries
from lms.quizzes.models import Answer, Attempt, AttemptState
from lms.quizzes.queries import AttemptRow
from lms.web.pagination import Page, paginate


@dataclass(frozen=True, slots=True)
class Taught:
    """A course as its trainers reach for it: its live edition decides which quizzes there are."""

    course: CourseRow
    quiz_id: str = ""

    @property
    def course_id(self) -> str:
        """For permissions."""
        return self.course.id

    @property
    def manifest(self) -> Manifest:
        """The live edition; at most one query a process."""
        return courses.manifest(self.course.revision_id)

    @property
    def quiz(self) -> QuizItem | None:
        """The quiz asked for, where the live edition still has it."""
        found = self.manifest.item(self.quiz_id)
        return found if isinstance(found, QuizItem) else None

    @property
    def title(self) -> str:
        """The quiz's title; its id where the live edition has it no more."""
        return self.quiz.title if self.quiz is not None else self.quiz_id


@dataclass(frozen=True, slots=True)
class QuizCounts:
    """How many attempts at a quiz are open, submitted, passed."""

    open: int = 0
    submitted: int = 0
    passed: int = 0


@dataclass(frozen=True, slots=True)
class AttemptLine:
    """One attempt in a trainer's list. score and points are None while it is open.

    saved_at: the last answer saved, None for none; minutes_left: whole minutes to the deadline, None where
    there is none or it is handed in; page: where the person is, of `pages`, 0 where pages may be turned
    freely.
    """

    id: UUID
    full_name: str
    unit: str
    number: int
    state: AttemptState
    started_at: datetime
    deadline: datetime | None
    submitted_at: datetime | None
    answered: int
    asked: int
    score: Decimal | None
    points: Decimal | None
    passed: bool | None
    waiting: bool
    saved_at: datetime | None
    minutes_left: int | None
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class TaughtAttempt:
    """One attempt with whose it is."""

    attempt: AttemptRow
    full_name: str

    @property
    def course_id(self) -> str:
        """For permissions."""
        return self.attempt.course_id


def taught(course_id: str, quiz_id: str = "") -> Taught | None:
    """The course, None where there is none; one query. `quiz_id` is checked by `taught_quiz`."""
    found = courses.course(course_id)
    return None if found is None else Taught(found, quiz_id)


def taught_quiz(course_id: str, quiz_id: str) -> Taught | None:
    """The same for one quiz: None for one that neither the live edition nor any attempt knows."""
    found = taught(course_id, quiz_id)
    if found is None or found.quiz is not None:
        return found
    known = select(Attempt.id).where(Attempt.course_id == course_id, Attempt.quiz_id == quiz_id).limit(1)
    return found if db.session.scalar(known) is not None else None


def taught_attempt(attempt_id: UUID) -> TaughtAttempt | None:
    """The attempt with its learner's name; two queries."""
    found = queries.attempt(attempt_id)
    if found is None:
        return None
    return TaughtAttempt(
        found, db.session.scalar(select(User.full_name).where(User.id == found.user_id)) or ""
    )


def counts(course_id: str) -> dict[str, QuizCounts]:
    """Counts by quiz id; one query."""
    rows = db.session.execute(
        select(Attempt.quiz_id, Attempt.state, Attempt.passed, func.count())
        .where(Attempt.course_id == course_id)
        .group_by(Attempt.quiz_id, Attempt.state, Attempt.passed)
    )
    found: dict[str, Counter[str]] = {}
    for quiz_id, state, passed, count in rows:
        counter = found.setdefault(quiz_id, Counter())
        counter[state.value] += count
        counter["passed"] += count if passed else 0
    return {
        quiz_id: QuizCounts(counter["open"], counter["submitted"], counter["passed"])
        for quiz_id, counter in found.items()
    }


def attempt_lines(course_id: str, quiz_id: str, number: int, at: datetime) -> Page[AttemptLine]:
    """One page of the attempts at a quiz: those under way, then the others, newest first; three queries."""
    page = paginate(
        select(
            Attempt.id,
            User.full_name,
            User.unit,
            Attempt.number,
            Attempt.state,
            Attempt.started_at,
            Attempt.deadline,
            Attempt.submitted_at,
            Attempt.score,
            Attempt.max_score,
            Attempt.passed,
            Attempt.page,
            Attempt.digest,
            Attempt.instance,
            Attempt.result,
        )
        .join(User, User.id == Attempt.user_id)
        .where(Attempt.course_id == course_id, Attempt.quiz_id == quiz_id)
        .order_by(Attempt.state == AttemptState.SUBMITTED, Attempt.started_at.desc(), Attempt.id.desc()),
        number,
    )
    saved = _saved([row.id for row in page.items])
    return replace(page, items=[_line(row, saved.get(row.id, []), at) for row in page.items])


def _saved(attempt_ids: Collection[UUID]) -> dict[UUID, list[Any]]:
    """The saves of each attempt: when, and what; one query."""
    found: dict[UUID, list[Any]] = defaultdict(list)
    if attempt_ids:
        columns = Answer.attempt_id, Answer.value, Answer.saved_at
        for row in db.session.execute(select(*columns).where(Answer.attempt_id.in_(attempt_ids))):
            found[row.attempt_id].append(row)
    return found


def _line(row: Any, saved: Collection[Any], at: datetime) -> AttemptLine:
    """An answer that was cleared again counts as a save, not as an answer."""
    result = row.result or {"questions": []}
    pages = [question.get("page", 1) for question in row.instance["questions"]]
    is_open = row.state is AttemptState.OPEN
    left = max(0, int((row.deadline - at).total_seconds() // 60)) if is_open and row.deadline else None
    in_order = is_open and courses.quiz_definition(row.digest).sequential
    return AttemptLine(
        id=row.id,
        full_name=row.full_name,
        unit=row.unit or "",
        number=row.number,
        state=row.state,
        started_at=row.started_at,
        deadline=row.deadline,
        submitted_at=row.submitted_at,
        answered=sum(answer.value is not None for answer in saved),
        asked=len(row.instance["questions"]),
        score=row.score,
        points=row.max_score,
        passed=row.passed,
        waiting=any(question["outcome"] == "waiting" for question in result["questions"]),
        saved_at=max((answer.saved_at for answer in saved), default=None),
        minutes_left=left,
        page=row.page + 1 if in_order else 0,
        pages=max(pages, default=1),
    )
