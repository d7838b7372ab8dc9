"""Which recall is due, and the questions of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import bindparam, select

from lms.courses import queries as courses
from lms.courses.manifest import Item, Module, QuizItem
from lms.db import Rows, plain_rows
from lms.learning import queries as learning
from lms.permissions import Actor
from lms.questions import Outcome, Question, QuestionInstance, Quiz, make_question_instance
from lms.quizzes.queries import latest_results
from lms.recall import rules
from lms.recall.models import Recall


@dataclass(frozen=True, slots=True)
class DueRecall:
    """What home offers: which part of which course, and how many days ago it was finished."""

    course_id: str
    module: Module
    days: int
    days_ago: int


@dataclass(frozen=True, slots=True)
class RecallPlace:
    """A recall within somebody's study of a course; `days` as in rules (START: before the module)."""

    study: learning.Study
    module: Module
    days: int

    @property
    def course_id(self) -> str:
        """The course, for permissions."""
        return self.study.course_id

    @property
    def enrolled(self) -> bool:
        """Whether the person is enrolled, for permissions."""
        return self.study.enrolled

    @property
    def first(self) -> Item:
        """Where the module begins."""
        return self.module.items[0]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as it is asked here: its own draw, not that of the quiz."""

    question: Question
    drawn: QuestionInstance


@cache
def _answered() -> Rows:
    return select(Recall.enrolment_id, Recall.module_id, Recall.days).where(
        Recall.enrolment_id.in_(bindparam("enrolments", expanding=True))
    )


def due(mine: Sequence[learning.MyCourse], at: datetime) -> DueRecall | None:
    """The recall that is due longest among these courses; at most one query, none before the first is."""
    finished = {
        one.study.enrolment.id: (one.study, rules.finished(one.study.manifest, one.done_at))
        for one in mine
        if one.study.enrolment is not None
    }
    if not any(rules.due(modules, (), at) for _study, modules in finished.values()):
        return None
    answered: dict[UUID, set[tuple[str, int]]] = {}
    for enrolment_id, module_id, days in plain_rows(_answered(), {"enrolments": list(finished)}):
        answered.setdefault(enrolment_id, set()).add((module_id, days))
    waiting = [
        (found, study)
        for enrolment_id, (study, modules) in finished.items()
        for found in rules.due(modules, answered.get(enrolment_id, ()), at)
    ]
    if not waiting:
        return None
    first, study = min(waiting, key=lambda pair: pair[0].finished_at)
    module = next(one for one in study.manifest.modules if one.id == first.module_id)
    return DueRecall(study.course_id, module, first.days, (at - first.finished_at).days)


def place(course_id: str, module_id: str, days: int, actor: Actor) -> RecallPlace | None:
    """The recall for this person; None where there is no such module or no recall of so many days."""
    study = learning.study(course_id, actor)
    if study is None or days not in (rules.START, *rules.DAYS):
        return None
    modules = study.manifest.modules
    module = next((one for one in modules if one.id == module_id), None)
    if module is None or (days == rules.START and module is modules[0]):
        return None
    return RecallPlace(study, module, days)


def asked(found: RecallPlace) -> list[Asked]:
    """The questions of a recall, the same each time the page is opened; one query.

    They come from quizzes this person has passed, never from the final one; those missed in the last attempt
    come first.
    """
    enrolment = found.study.enrolment
    if enrolment is None:
        return []
    quizzes = [courses.quiz_definition(item.definition) for item in _passed(found)]
    known = {question.id: question for quiz in quizzes for question in _askable(quiz)}
    missed = _missed(latest_results(enrolment.user_id, found.course_id), {quiz.id for quiz in quizzes})
    secret = str(current_app.secret_key)
    seed = f"{secret}\0{enrolment.id}\0{found.module.id}\0{found.days}"
    count = rules.AT_START if found.days == rules.START else rules.LATER
    return [
        Asked(known[key], make_question_instance(known[key], f"{seed}\0{key}"))
        for key in rules.pick(known, missed, count, seed)
    ]


def _passed(found: RecallPlace) -> list[QuizItem]:
    modules = found.study.manifest.modules
    asked_of = modules[: modules.index(found.module)] if found.days == rules.START else (found.module,)
    return [
        item
        for module in asked_of
        for item in module.items
        if isinstance(item, QuizItem) and not item.final and item.id in found.study.completed
    ]


def _askable(quiz: Quiz) -> list[Question]:
    """Questions that are judged on the spot: an essay waits for somebody."""
    return [question for question in quiz.questions if question.type != "essay"]


def _missed(results: Mapping[str, Any], quiz_ids: set[str]) -> set[str]:
    return {
        question.id
        for quiz_id, result in results.items()
        if quiz_id in quiz_ids
        for question in result.questions
        if question.outcome is not Outcome.RIGHT
    }
