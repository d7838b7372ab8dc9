"""A quiz as a learner does it, for its trainers: drawn, graded, shown, and nothing stored.

What was drawn is made anew from the seed that the page sends back, so that nothing of a trial lies on the
server. Decided in docs/decisions/0018-view-as-learner.md.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from werkzeug.datastructures import MultiDict

from lms.courses import queries as courses
from lms.courses.manifest import QuizItem
from lms.errors import NotFound
from lms.learning.queries import ItemPlace
from lms.questions import AnswerRejected, Instance, Quiz, Result, Show, grade, make_instance, validate_answer
from lms.quizzes.answers_form import (
    ALL_SHOWN,
    QuestionView,
    ReviewView,
    posted_answers,
    question_view,
    reviews,
)
from lms.quizzes.errors import refusal_text
from lms.quizzes.rules import History, shown

_SEED = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Trial:
    """One trial.

    asked: the questions, with why what was typed does not fit; result and reviews: once graded;
    shows: what a learner sees of an attempt just handed in; keys: the trainer asked for the rest too.
    """

    quiz: Quiz
    seed: str
    asked: tuple[tuple[QuestionView, str | None], ...]
    result: Result | None = None
    reviews: tuple[ReviewView, ...] = ()
    shows: frozenset[Show] = frozenset()
    keys: bool = False

    @property
    def refused(self) -> int:
        """How many answers do not fit."""
        return sum(error is not None for _view, error in self.asked)


def quiz_of(place: ItemPlace) -> Quiz:
    """The definition behind a quiz of the course; raises NotFound."""
    if not isinstance(place.item, QuizItem):
        raise NotFound
    return courses.quiz_definition(place.item.definition)


def draw(quiz: Quiz) -> Trial:
    """A new draw, unanswered."""
    seed = secrets.token_hex(16)
    return Trial(quiz, seed, _asked(quiz, make_instance(quiz, seed), {}, {}))


def judge(quiz: Quiz, form: MultiDict[str, str], at: datetime) -> Trial | None:
    """Grade the draw that the form names; None where it names none. `keys` in it asks for everything."""
    seed = form.get("seed", "")
    if not _SEED.fullmatch(seed):
        return None
    instance = make_instance(quiz, seed)
    given = posted_answers(quiz, instance, form)
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for drawn in instance.questions:
        question = quiz.question(drawn.id)
        if question is None or drawn.id not in given:
            continue
        try:
            values[drawn.id] = validate_answer(question, drawn, given[drawn.id]).value
        except AnswerRejected as refusal:
            errors[drawn.id] = refusal_text(refusal)
    if errors:
        return Trial(quiz, seed, _asked(quiz, instance, given, errors))
    result = grade(quiz, instance, values)
    keys = "keys" in form
    shows = ALL_SHOWN if keys else shown(quiz, History(1, at, result.passed), at)
    return Trial(quiz, seed, (), result, reviews(quiz, instance, result, values, shows), shows, keys)


def _asked(
    quiz: Quiz, instance: Instance, given: Mapping[str, Any], errors: Mapping[str, str]
) -> tuple[tuple[QuestionView, str | None], ...]:
    return tuple(
        (question_view(question, drawn, given.get(drawn.id)), errors.get(drawn.id))
        for drawn in instance.questions
        if (question := quiz.question(drawn.id)) is not None
    )
