"""Reads for quizzes on paper: what was printed, and the learners of the course with what was entered."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from lms.accounts.models import User
from lms.courses import queries as courses
from lms.db import db
from lms.learning.models import Enrolment, EnrolmentState
from lms.papers.models import Paper, PaperEntry
from lms.questions import Instance, Quiz
from lms.quizzes.models import Answer, Attempt
from lms.quizzes.teaching.queries import Taught, taught
from lms.web.pagination import Page, paginate

VARIANTS = ("A", "B")
GRID_ROWS = 10


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A printed quiz. `variants` maps a letter to what was drawn for it."""

    id: UUID
    course_id: str
    quiz_id: str
    digest: str
    edition: tuple[int, int]
    variants: Mapping[str, Any]
    made_at: datetime
    taught: Taught

    @property
    def quiz(self) -> Quiz:
        """The definition it was drawn from; at most one query a process."""
        return courses.quiz_definition(self.digest)

    def instance(self, variant: str) -> Instance:
        """What stands on the sheet of `variant`, A or B."""
        return Instance.from_json(self.variants[variant])


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed quiz in the list of them."""

    id: UUID
    made_at: datetime
    made_by: str
    entered: int


@dataclass(frozen=True, slots=True)
class Sitter:
    """A learner in the grid. attempt_id: None until a sheet was entered; values: the stored answers."""

    user_id: UUID
    full_name: str
    unit: str
    attempt_id: UUID | None
    variant: str
    score: Decimal | None
    points: Decimal | None
    passed: bool | None
    values: Mapping[str, Any]


def paper(paper_id: UUID) -> PaperRow | None:
    """One printed quiz; two queries."""
    found = db.session.get(Paper, paper_id)
    if found is None:
        return None
    of = taught(found.course_id, found.quiz_id)
    if of is None:
        return None
    return PaperRow(
        found.id,
        found.course_id,
        found.quiz_id,
        found.digest,
        (found.major, found.minor),
        found.variants,
        found.made_at,
        of,
    )


def printed(course_id: str, quiz_id: str) -> list[Printed]:
    """What was printed of a quiz, newest first, with how many sheets were entered; one query."""
    entered = select(PaperEntry.paper_id, func.count().label("n")).group_by(PaperEntry.paper_id).subquery()
    rows = db.session.execute(
        select(Paper.id, Paper.made_at, User.full_name, func.coalesce(entered.c.n, 0))
        .outerjoin(User, User.id == Paper.made_by)
        .outerjoin(entered, entered.c.paper_id == Paper.id)
        .where(Paper.course_id == course_id, Paper.quiz_id == quiz_id)
        .order_by(Paper.made_at.desc(), Paper.id)
    )
    return [Printed(paper_id, made_at, name or "", count) for paper_id, made_at, name, count in rows]


def entry_of(paper_id: UUID, user_id: UUID) -> UUID | None:
    """The attempt entered for a person from this paper, or None; one query."""
    found: UUID | None = db.session.scalar(
        select(PaperEntry.attempt_id)
        .join(Attempt, Attempt.id == PaperEntry.attempt_id)
        .where(PaperEntry.paper_id == paper_id, Attempt.user_id == user_id)
    )
    return found


def sitters(found: PaperRow, number: int) -> Page[Sitter]:
    """One page of the learners of the course in Vietnamese order, with what was entered; three queries."""
    page = paginate(_sitting(found), number, GRID_ROWS)
    return Page(_filled(page.items), page.number, page.size, page.total)


def sitters_named(found: PaperRow, user_ids: Collection[UUID]) -> list[Sitter]:
    """The same for these people, in the same order; two queries."""
    return _filled(db.session.execute(_sitting(found).where(User.id.in_(user_ids))).all())


def _sitting(found: PaperRow) -> Any:
    entered = (
        select(
            Attempt.user_id,
            PaperEntry.attempt_id,
            PaperEntry.variant,
            Attempt.score,
            Attempt.max_score,
            Attempt.passed,
        )
        .join(Attempt, Attempt.id == PaperEntry.attempt_id)
        .where(PaperEntry.paper_id == found.id)
        .subquery()
    )
    columns = [entered.c[name] for name in ("attempt_id", "variant", "score", "max_score", "passed")]
    return (
        select(User.id, User.full_name, User.unit, *columns)
        .join(Enrolment, Enrolment.user_id == User.id)
        .outerjoin(entered, entered.c.user_id == User.id)
        .where(Enrolment.course_id == found.course_id, Enrolment.state != EnrolmentState.LEFT)
        .order_by(User.sort_key, User.id)
    )


def _filled(rows: Sequence[Any]) -> list[Sitter]:
    values = _values([row.attempt_id for row in rows if row.attempt_id is not None])
    return [
        Sitter(
            row.id,
            row.full_name,
            row.unit,
            row.attempt_id,
            row.variant or "",
            row.score,
            row.max_score,
            row.passed,
            values.get(row.attempt_id, {}),
        )
        for row in rows
    ]


def _values(attempt_ids: list[UUID]) -> dict[UUID, dict[str, Any]]:
    found: dict[UUID, dict[str, Any]] = {}
    if attempt_ids:
        rows = db.session.execute(
            select(Answer.attempt_id, Answer.question_id, Answer.value).where(
                Answer.attempt_id.in_(attempt_ids)
            )
        )
        for attempt_id, question_id, value in rows:
            found.setdefault(attempt_id, {})[question_id] = value
    return found
