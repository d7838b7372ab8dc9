"""Saving answers: one by one as the page's script sends them, or a whole page without script."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from lms.db import committed, db
from lms.errors import NotFound
from lms.questions import Answer as GivenAnswer
from lms.questions import AnswerRejected, Instance, Quiz, validate_answer
from lms.quizzes import queries
from lms.quizzes.errors import (
    AnswerOvertaken,
    AnswerRefused,
    AnswerSettled,
    AttemptClosed,
    PageLeft,
    TimeUp,
    UnknownQuestion,
)
from lms.quizzes.queries import AttemptHead, AttemptRow, StoredAnswer
from lms.quizzes.rules import GRACE
from lms.quizzes.service.sql import ANY_PAGE, FORM_CLIENT, dialect, saving, storing
from lms.together import write_together


@dataclass(frozen=True, slots=True)
class Saved:
    """What was saved: the answer as it was read, its revision, and the sequence number of the save."""

    question_id: str
    seq: int
    revision: int
    answer: GivenAnswer


@dataclass(frozen=True, slots=True)
class PageSaved:
    """How saving a page went, by question id: answers refused, and answers that another page changed.

    `overtaken` holds what is stored instead. `left`: those on a page that was left for good, or not reached
    yet; nothing of them is stored. `answers` is everything stored now.
    """

    refused: Mapping[str, AnswerRejected] = field(default_factory=dict)
    overtaken: Mapping[str, StoredAnswer] = field(default_factory=dict)
    left: tuple[str, ...] = ()
    answers: Mapping[str, Any] = field(default_factory=dict)


def save_answer(
    head: AttemptHead, question_id: str, raw: object, client_id: str, seq: int, base: int, at: datetime
) -> Saved:
    """Save one answer as the page's script sends it, for the owner of `head`.

    client_id names the page, seq counts its saves, base is the revision of the answer that the page has
    seen, 0 for none. A save repeated or overtaken by a later one of the same page changes nothing and gets
    the same reply. Raises NotFound, AttemptClosed, TimeUp, UnknownQuestion, AnswerRefused, AnswerSettled,
    PageLeft, and AnswerOvertaken where another page has changed the answer meanwhile: nothing is overwritten
    unseen.

    Unlike other services it commits, in a transaction that answers of others may share (docs/decisions/0026).
    """
    quiz = head.quiz
    try:
        answer = judged(quiz, head.instance, question_id, raw)
    except AnswerRejected as refusal:
        raise AnswerRefused(refusal) from refusal
    drawn = head.instance.question(question_id)
    save = {
        "attempt_id": head.id,
        "user_id": head.user_id,
        "question_id": question_id,
        "value": answer.value,
        "client_id": client_id,
        "seq": seq,
        "base": base,
        "page": drawn.page - 1 if quiz.sequential and drawn else ANY_PAGE,
        "saved_at": at,
    }
    revision = write_together(saving(dialect()), save)
    if revision is None:
        revision = committed(_saved_alone, save)
    return Saved(question_id, seq, revision, answer)


def _saved_alone(save: Mapping[str, Any]) -> int:
    """The revision that `save` makes or stands for; raises what keeps it from being stored."""
    revision = db.session.connection().execute(saving(dialect()), dict(save)).scalar()
    return revision if revision is not None else _repeated(save)


def _repeated(save: Mapping[str, Any]) -> int:
    """The revision that a save without effect stands for; raises AnswerOvertaken where it stands for none."""
    question_id = save["question_id"]
    found = locked(save["attempt_id"], save["user_id"])
    stored = queries.stored_answers(found.id).get(question_id)
    if stored is not None and stored.client_id == save["client_id"] and stored.seq >= save["seq"]:
        return stored.revision
    if stored is None or not found.reachable(question_id):
        raise PageLeft
    if stored.value == save["value"]:
        return stored.revision
    if stored.settled:
        raise AnswerSettled
    raise AnswerOvertaken(question_id, stored)


def save_answers(
    attempt_id: UUID, given: Mapping[str, object], seen: Mapping[str, int], actor: UUID, at: datetime
) -> PageSaved:
    """Save the fields of a whole page at once.

    seen: the revision of each answer that the page has shown, 0 for none. What fits is saved, even where
    another field does not fit or was overtaken. Raises NotFound, AttemptClosed, TimeUp, UnknownQuestion.
    """
    return save_page(locked(attempt_id, actor), given, seen, at)


def save_page(
    found: AttemptRow, given: Mapping[str, object], seen: Mapping[str, int], at: datetime
) -> PageSaved:
    """Like `save_answers`, for an attempt already locked and known to be open."""
    quiz, instance = found.quiz, found.instance
    kept = queries.stored_answers(found.id)
    changed: dict[str, GivenAnswer] = {}
    refused: dict[str, AnswerRejected] = {}
    overtaken: dict[str, StoredAnswer] = {}
    left: list[str] = []
    for question_id, raw in given.items():
        if not found.reachable(question_id):
            if _says_more(quiz, instance, question_id, raw, kept.get(question_id)):
                left.append(question_id)
            continue
        try:
            answer = judged(quiz, instance, question_id, raw)
        except AnswerRejected as refusal:
            refused[question_id] = refusal
            continue
        stored = kept.get(question_id)
        if stored is None and answer.value is None:
            continue
        if stored is not None and stored.value == answer.value:
            continue
        if stored is not None and (stored.settled or stored.revision != seen.get(question_id, 0)):
            overtaken[question_id] = stored
        else:
            changed[question_id] = answer
    if changed:
        rows = [
            {
                "attempt_id": found.id,
                "question_id": question_id,
                "value": answer.value,
                "client_id": FORM_CLIENT,
                "seq": 0,
                "revision": 1,
                "checked": 0,
                "settled": False,
                "saved_at": at,
            }
            for question_id, answer in changed.items()
        ]
        db.session.connection().execute(storing(dialect()), rows)
    values = {question_id: stored.value for question_id, stored in kept.items()}
    return PageSaved(
        refused, overtaken, tuple(left), values | {key: answer.value for key, answer in changed.items()}
    )


def _says_more(
    quiz: Quiz, instance: Instance, question_id: str, raw: object, stored: StoredAnswer | None
) -> bool:
    """Whether a page sent late holds something else than what was saved of it in time."""
    try:
        answer = judged(quiz, instance, question_id, raw)
    except AnswerRejected:
        return True
    return answer.value != (stored.value if stored is not None else None)


def read_locked(attempt_id: UUID, actor: UUID) -> AttemptRow:
    """The attempt, others waiting until the transaction ends; raises NotFound for another person's."""
    found = queries.attempt(attempt_id, lock=True)
    if found is None or found.user_id != actor:
        raise NotFound
    return found


def locked(attempt_id: UUID, actor: UUID) -> AttemptRow:
    """Like `read_locked`; raises AttemptClosed once it is submitted, TimeUp when its time is over."""
    found = read_locked(attempt_id, actor)
    if not found.open:
        raise AttemptClosed
    if time_is_up(found):
        raise TimeUp
    return found


def time_is_up(found: AttemptRow) -> bool:
    """Whether deadline and grace are over, by the database's clock; one query where there is a deadline."""
    return found.deadline is not None and found.deadline + GRACE < queries.moment()


def judged(quiz: Quiz, instance: Instance, question_id: str, raw: object) -> GivenAnswer:
    """The answer that `raw` is; raises UnknownQuestion and AnswerRejected."""
    question, drawn = quiz.question(question_id), instance.question(question_id)
    if question is None or drawn is None:
        raise UnknownQuestion
    return validate_answer(question, drawn, raw)
