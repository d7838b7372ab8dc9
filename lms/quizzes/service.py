"""Writes of attempts: start, save, submit. Each is called inside `atomic()` and may be repeated safely.

One row lock orders everything that happens to an attempt: a save reads the attempt FOR UPDATE (on SQLite
BEGIN IMMEDIATE has the same effect), so that no answer is acknowledged after the attempt was graded.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import and_, not_, update
from sqlalchemy.dialects import postgresql, sqlite

from lms.courses import queries as courses
from lms.db import db
from lms.errors import NotFound
from lms.ids import new_id
from lms.questions import Answer as GivenAnswer
from lms.questions import AnswerRejected, Instance, Quiz, grade, is_answered, make_instance, validate_answer
from lms.quizzes import queries
from lms.quizzes.errors import (
    AnswerRefused,
    AttemptClosed,
    AttemptsUsedUp,
    CoolingDown,
    UnknownQuestion,
    refusal_text,
)
from lms.quizzes.models import Answer, Attempt, AttemptState
from lms.signals import attempt_submitted

__all__ = [
    "HandedIn",
    "Saved",
    "hand_in",
    "refusal_text",
    "save_answer",
    "save_answers",
    "start",
    "submit",
    "unanswered",
]

_INSERTS: Mapping[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
FORM_CLIENT = "form"


@dataclass(frozen=True, slots=True)
class Saved:
    """What was saved: the answer as it was read, and the sequence number it was saved under."""

    question_id: str
    seq: int
    answer: GivenAnswer


def start(
    user_id: UUID,
    course_id: str,
    edition: tuple[int, int],
    quiz_id: str,
    digest: str,
    quiz: Quiz,
    at: datetime,
) -> UUID:
    """Start an attempt and return its id; an attempt still open is returned instead of a second one.

    The caller has checked the enrolment. edition: major and minor number pinned by it; digest: of the
    definition that `quiz` was read from. Raises AttemptsUsedUp and CoolingDown.
    """
    while True:
        door = queries.door(user_id, course_id, quiz, at)
        if door.open_id is not None:
            return door.open_id
        if door.left == 0:
            raise AttemptsUsedUp
        if door.cooling_until is not None:
            raise CoolingDown(door.cooling_until)
        seed = secrets.token_hex(16)
        made = {
            "id": new_id(),
            "user_id": user_id,
            "course_id": course_id,
            "quiz_id": quiz_id,
            "number": door.history.submitted + 1,
            "major": edition[0],
            "minor": edition[1],
            "digest": digest,
            "instance": {"seed": seed, **make_instance(quiz, seed).to_json()},
            "state": AttemptState.OPEN,
            "started_at": at,
        }
        started: UUID | None = db.session.scalar(
            _INSERTS[db.session.get_bind().dialect.name](Attempt)
            .values(made)
            .on_conflict_do_nothing()
            .returning(Attempt.id)
        )
        if started is not None:
            return started
        # Another tap was first: its attempt is the one to go on with.


def save_answer(
    attempt_id: UUID, question_id: str, raw: object, client_id: str, seq: int, actor: UUID, at: datetime
) -> Saved:
    """Save one answer as the page's script sends it.

    client_id names the page, seq counts its saves; a save repeated or overtaken by a later one of the same
    page changes nothing and gets the same reply. Raises NotFound for another person's attempt,
    AttemptClosed, UnknownQuestion and AnswerRefused.
    """
    found = _locked(attempt_id, actor)
    quiz, instance = found.quiz, found.instance
    try:
        answer = _judged(quiz, instance, question_id, raw)
    except AnswerRejected as refusal:
        raise AnswerRefused(refusal.reason) from refusal
    _store(attempt_id, {question_id: answer}, client_id, seq, at)
    return Saved(question_id, seq, answer)


def save_answers(
    attempt_id: UUID, given: Mapping[str, object], actor: UUID, at: datetime
) -> dict[str, AnswerRejected]:
    """Save the fields of a whole page at once and return the refused ones by question id.

    What fits is saved, even where another field does not fit. Raises as `save_answer` does, AnswerRefused
    excepted.
    """
    found = _locked(attempt_id, actor)
    quiz, instance = found.quiz, found.instance
    accepted: dict[str, GivenAnswer] = {}
    refused: dict[str, AnswerRejected] = {}
    for question_id, raw in given.items():
        try:
            accepted[question_id] = _judged(quiz, instance, question_id, raw)
        except AnswerRejected as refusal:
            refused[question_id] = refusal
    kept = queries.answers(attempt_id)
    changed = {key: answer for key, answer in accepted.items() if answer.value != kept.get(key)}
    _store(attempt_id, changed, FORM_CLIENT, 0, at)
    return refused


@dataclass(frozen=True, slots=True)
class HandedIn:
    """How handing in went: answers refused, questions still to answer; with neither, it is submitted."""

    refused: Mapping[str, AnswerRejected]
    unanswered: tuple[str, ...]


def hand_in(
    attempt_id: UUID, given: Mapping[str, object], actor: UUID, at: datetime, *, confirmed: bool
) -> HandedIn:
    """Save the page's fields, then submit unless something is refused or, not `confirmed`, unanswered.

    What fits is saved in any case. Raises as `save_answers` does.
    """
    refused = save_answers(attempt_id, given, actor, at)
    if refused:
        return HandedIn(refused, ())
    if not confirmed:
        left = unanswered(attempt_id)
        if left:
            return HandedIn({}, left)
    submit(attempt_id, actor, at)
    return HandedIn({}, ())


def submit(attempt_id: UUID, actor: UUID, at: datetime) -> None:
    """Close and grade the attempt, once: whoever comes second changes nothing.

    Sends `attempt_submitted` within the transaction. Raises NotFound for another person's attempt.
    """
    found = _read_locked(attempt_id, actor)
    if found.state is not AttemptState.OPEN:
        return
    quiz, instance = found.quiz, found.instance
    result = grade(quiz, instance, queries.answers(attempt_id))
    closed = db.session.scalar(
        update(Attempt)
        .where(Attempt.id == attempt_id, Attempt.state == AttemptState.OPEN)
        .values(
            state=AttemptState.SUBMITTED,
            submitted_at=at,
            score=result.score,
            max_score=result.max_score,
            passed=result.passed,
            result=result.to_json(),
        )
        .returning(Attempt.id)
    )
    if closed is None:
        return
    attempt_submitted.send(
        None,
        attempt_id=attempt_id,
        user_id=found.user_id,
        course_id=found.course_id,
        quiz_id=found.quiz_id,
        passed=result.passed,
        score=result.score,
        at=at,
    )


def unanswered(attempt_id: UUID) -> tuple[str, ...]:
    """The ids of the questions of an attempt that are not answered in full, in the order they were drawn."""
    found = db.session.get_one(Attempt, attempt_id)
    quiz, values = courses.quiz_definition(found.digest), queries.answers(attempt_id)
    return tuple(
        drawn.id
        for drawn in Instance.from_json(found.instance).questions
        if (question := quiz.question(drawn.id)) is None
        or not is_answered(question, drawn, values.get(drawn.id))
    )


def _read_locked(attempt_id: UUID, actor: UUID) -> queries.AttemptRow:
    found = queries.attempt(attempt_id, lock=True)
    if found is None or found.user_id != actor:
        raise NotFound
    return found


def _locked(attempt_id: UUID, actor: UUID) -> queries.AttemptRow:
    found = _read_locked(attempt_id, actor)
    if found.state is not AttemptState.OPEN:
        raise AttemptClosed
    return found


def _judged(quiz: Quiz, instance: Instance, question_id: str, raw: object) -> GivenAnswer:
    question, drawn = quiz.question(question_id), instance.question(question_id)
    if question is None or drawn is None:
        raise UnknownQuestion
    return validate_answer(question, drawn, raw)


def _store(
    attempt_id: UUID, answers: Mapping[str, GivenAnswer], client_id: str, seq: int, at: datetime
) -> None:
    if not answers:
        return
    rows = [
        {
            "attempt_id": attempt_id,
            "question_id": question_id,
            "value": answer.value,
            "client_id": client_id,
            "seq": seq,
            "saved_at": at,
        }
        for question_id, answer in answers.items()
    ]
    db.session.connection().execute(_saving(db.session.get_bind().dialect.name), rows)


@cache
def _saving(dialect: str) -> Any:
    """Built and compiled once a process, because every answer of every learner goes through it."""
    statement = _INSERTS[dialect](Answer)
    new = statement.excluded
    # The same save again, or one that a later save of the same page has overtaken on the way: no effect.
    overtaken = and_(Answer.client_id == new.client_id, Answer.seq >= new.seq, new.client_id != FORM_CLIENT)
    return statement.on_conflict_do_update(
        index_elements=[Answer.attempt_id, Answer.question_id],
        set_={name: new[name] for name in ("value", "client_id", "seq", "saved_at")},
        where=not_(overtaken),
    )
