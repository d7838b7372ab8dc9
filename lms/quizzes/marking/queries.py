"""Reads of marks: what waits, oldest first; one answer to mark; what was given."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Text, and_, cast, func, select

from lms.courses import queries as courses
from lms.db import db
from lms.questions import Essay, Marking, QuestionInstance, Quiz
from lms.questions.grading import NOTHING_MARKED
from lms.quizzes import queries
from lms.quizzes.marking.models import Mark
from lms.quizzes.models import Answer, Attempt, AttemptState
from lms.quizzes.queries import AttemptRow, StoredAnswer


@dataclass(frozen=True, slots=True)
class Waiting:
    """An essay that waits for marks."""

    attempt_id: UUID
    question_id: str
    quiz_title: str
    submitted_at: datetime


@dataclass(frozen=True, slots=True)
class Given:
    """What a marker gave for an answer as it stands."""

    points: Decimal
    rows: Mapping[str, str]
    comment: str


@dataclass(frozen=True, slots=True)
class Essayed:
    """One answer to mark. The learner's name is left out: the text is judged, not the person."""

    attempt: AttemptRow
    question: Essay
    drawn: QuestionInstance
    answer: StoredAnswer
    given: Given | None

    @property
    def course_id(self) -> str:
        """For permissions."""
        return self.attempt.course_id


def waiting(course_id: str, marker: UUID | None) -> list[Waiting]:
    """The essays of a course that `marker` may mark, oldest first; one query, definitions from memory."""
    rows = db.session.execute(
        select(Attempt.id, Attempt.digest, Attempt.submitted_at, Attempt.result)
        .where(
            Attempt.course_id == course_id,
            Attempt.state == AttemptState.SUBMITTED,
            Attempt.user_id != marker,
            cast(Attempt.result, Text).contains('"waiting"'),
        )
        .order_by(Attempt.submitted_at, Attempt.id)
    )
    return [
        Waiting(row.id, question["id"], courses.quiz_definition(row.digest).title, row.submitted_at)
        for row in rows
        for question in row.result["questions"]
        if question["outcome"] == "waiting"
    ]


def waiting_counts(course_ids: Collection[str], marker: UUID | None) -> dict[str, int]:
    """How many attempts of each course hold an essay that `marker` may mark, by course id; one query."""
    rows = db.session.execute(
        select(Attempt.course_id, func.count().label("waiting"))
        .where(
            Attempt.course_id.in_(course_ids),
            Attempt.state == AttemptState.SUBMITTED,
            Attempt.user_id != marker,
            cast(Attempt.result, Text).contains('"waiting"'),
        )
        .group_by(Attempt.course_id)
    )
    return {row.course_id: row.waiting for row in rows}


def following(course_id: str, marker: UUID | None, attempt_id: UUID, question_id: str) -> Waiting | None:
    """What waits after this answer in the queue, None for the last; the first for one that waits no more."""
    queue = waiting(course_id, marker)
    keys = [(one.attempt_id, one.question_id) for one in queue]
    here = (attempt_id, question_id)
    place = keys.index(here) + 1 if here in keys else 0
    return queue[place] if place < len(queue) else None


def preceding(course_id: str, marker: UUID | None, attempt_id: UUID, question_id: str) -> Waiting | None:
    """What waits before this answer in the queue, None for the first and for one that waits no more."""
    queue = waiting(course_id, marker)
    keys = [(one.attempt_id, one.question_id) for one in queue]
    here = (attempt_id, question_id)
    place = keys.index(here) if here in keys else 0
    return queue[place - 1] if place else None


def essayed(attempt_id: UUID, question_id: str) -> Essayed | None:
    """A submitted essay with its mark, None where there is none to mark; three queries."""
    found = queries.attempt(attempt_id)
    if found is None or found.open:
        return None
    question, drawn = found.quiz.question(question_id), found.instance.question(question_id)
    answer = queries.stored_answers(attempt_id).get(question_id)
    if not isinstance(question, Essay) or drawn is None or answer is None or answer.value is None:
        return None
    return Essayed(found, question, drawn, answer, given(attempt_id).get(question_id))


def given(attempt_id: UUID) -> dict[str, Given]:
    """Marks by question id, of answers that stand as they were marked; one query."""
    rows: Any = db.session.execute(
        select(Mark.question_id, Mark.points, Mark.rows, Mark.comment)
        .join(
            Answer,
            and_(
                Answer.attempt_id == Mark.attempt_id,
                Answer.question_id == Mark.question_id,
                Answer.revision == Mark.revision,
            ),
        )
        .where(Mark.attempt_id == attempt_id)
    )
    return {row.question_id: Given(row.points, row.rows, row.comment) for row in rows}


def marked(attempt_id: UUID, quiz: Quiz) -> dict[str, Given]:
    """The same; no query for a quiz without essays."""
    return given(attempt_id) if any(isinstance(one, Essay) for one in quiz.questions) else {}


def marking(found: AttemptRow) -> Marking:
    """What was marked before an attempt was opened again, for grading it anew."""
    marks = marked(found.id, found.quiz)
    return Marking(given={key: mark.points for key, mark in marks.items()}) if marks else NOTHING_MARKED
