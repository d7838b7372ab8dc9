"""The questions of one attempt: their order, the order of what can be chosen, and the names it goes by.

Every order and every token is derived from the attempt's secret seed by HMAC-SHA256, so that neither a token
nor a place tells which choice is right, no token means anything in another attempt, and the same seed always
gives the same instance, whatever the version of Python.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lms.questions.definitions import Matching, Multiple, Ordering, Question, Quiz, Single

TOKEN_LENGTH = 12


@dataclass(frozen=True)
class Choice:
    """Something that can be chosen: the token the page knows it by, its index in the definition."""

    token: str
    index: int


@dataclass(frozen=True)
class QuestionInstance:
    """One question as drawn.

    `options`: options, left sides or items, in the order shown. `choices`: right sides, in the order shown
    (matching only). Both are empty for questions without choices.
    """

    id: str
    options: tuple[Choice, ...] = ()
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Instance:
    """The questions of an attempt in the order shown."""

    questions: tuple[QuestionInstance, ...]

    def question(self, question_id: str) -> QuestionInstance | None:
        """The question of that id, or None."""
        return next((question for question in self.questions if question.id == question_id), None)

    def to_json(self) -> dict[str, Any]:
        """The instance as it is stored with the attempt."""
        return {
            "questions": [
                {"id": question.id, "options": _pairs(question.options), "choices": _pairs(question.choices)}
                for question in self.questions
            ]
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Instance:
        """The instance stored as `stored`."""
        return cls(
            tuple(
                QuestionInstance(question["id"], _choices(question["options"]), _choices(question["choices"]))
                for question in stored["questions"]
            )
        )


def make_instance(quiz: Quiz, seed: str) -> Instance:
    """Draw `quiz` for one attempt. `seed` is a secret of at least 128 random bits, never shown to anyone."""
    questions: Sequence[Question] = quiz.questions
    if quiz.shuffle_questions:
        questions = sorted(questions, key=lambda question: _mac(seed, "question", question.id))
    return Instance(
        tuple(make_question_instance(question, seed, shuffle=quiz.shuffle_options) for question in questions)
    )


def make_question_instance(question: Question, seed: str, *, shuffle: bool = True) -> QuestionInstance:
    """Draw one question.

    `shuffle` governs the options of single and multiple choice; what is to be matched or put in order is
    always shuffled, because its place in the text is the answer.
    """
    if isinstance(question, Single | Multiple):
        pinned = [option.pinned or not shuffle for option in question.options]
        return QuestionInstance(question.id, _drawn(seed, question.id, "option", pinned))
    if isinstance(question, Matching):
        return QuestionInstance(
            question.id,
            _drawn(seed, question.id, "left", [False] * len(question.pairs)),
            _drawn(seed, question.id, "right", [False] * len(question.choices)),
        )
    if isinstance(question, Ordering):
        return QuestionInstance(question.id, _drawn(seed, question.id, "item", [False] * len(question.items)))
    return QuestionInstance(question.id)


def _drawn(seed: str, question_id: str, what: str, pinned: Sequence[bool]) -> tuple[Choice, ...]:
    """Choices for the indexes of `pinned`: pinned ones at their place, the others shuffled around them."""
    loose = [index for index, stays in enumerate(pinned) if not stays]
    shuffled = iter(sorted(loose, key=lambda index: _mac(seed, "order", question_id, what, str(index))))
    order = [index if stays else next(shuffled) for index, stays in enumerate(pinned)]
    tokens = {index: _mac(seed, "token", question_id, what, str(index))[:TOKEN_LENGTH] for index in order}
    return tuple(Choice(tokens[index], index) for index in order)


def _mac(seed: str, *names: str) -> str:
    return hmac.new(seed.encode(), "\0".join(names).encode(), hashlib.sha256).hexdigest()


def _pairs(choices: Iterable[Choice]) -> list[list[str | int]]:
    return [[choice.token, choice.index] for choice in choices]


def _choices(stored: Iterable[Sequence[Any]]) -> tuple[Choice, ...]:
    return tuple(Choice(token, index) for token, index in stored)
