"""The questions of one attempt: their order, the order of what can be chosen, and the names it goes by.

Every order and every token is derived from the attempt's secret seed by HMAC-SHA256, so that neither a token
nor a place tells which choice is right, no token means anything in another attempt, and the same seed always
gives the same instance, whatever the version of Python.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lms.questions.definitions import (
    Calculated,
    Categorise,
    Gaps,
    Matching,
    Multiple,
    Ordering,
    Question,
    Single,
)
from lms.questions.draws import draw_values
from lms.questions.quiz import Quiz

TOKEN_LENGTH = 12


@dataclass(frozen=True)
class Choice:
    """Something that can be chosen: the token the page knows it by, its index in the definition."""

    token: str
    index: int


@dataclass(frozen=True)
class QuestionInstance:
    """One question as drawn.

    options: options, left sides, items or gaps, in the order shown. choices: right sides (matching),
    categories, or the choices of all gaps, in the order shown. values: numbers drawn for a calculated
    question, as decimal strings by name. page: the page of the attempt it stands on, from 1.
    """

    id: str
    options: tuple[Choice, ...] = ()
    choices: tuple[Choice, ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    page: int = 1

    @property
    def numbers(self) -> dict[str, str]:
        """The drawn values by name."""
        return dict(self.values)


@dataclass(frozen=True)
class Instance:
    """The questions of an attempt in the order shown."""

    questions: tuple[QuestionInstance, ...]

    def question(self, question_id: str) -> QuestionInstance | None:
        """The question of that id, or None."""
        return next((question for question in self.questions if question.id == question_id), None)

    @property
    def pages(self) -> int:
        """How many pages the attempt has."""
        return max((question.page for question in self.questions), default=1)

    def on_page(self, page: int) -> tuple[QuestionInstance, ...]:
        """The questions of one page, from 1, in the order shown."""
        return tuple(question for question in self.questions if question.page == page)

    def to_json(self) -> dict[str, Any]:
        """The instance as it is stored with the attempt."""
        return {
            "questions": [
                {
                    "id": question.id,
                    "options": _pairs(question.options),
                    "choices": _pairs(question.choices),
                    "values": dict(question.values),
                    "page": question.page,
                }
                for question in self.questions
            ]
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Instance:
        """The instance stored as `stored`."""
        return cls(
            tuple(
                QuestionInstance(
                    question["id"],
                    _choices(question["options"]),
                    _choices(question["choices"]),
                    # Attempts started before there were calculated questions and pages hold neither.
                    tuple(question.get("values", {}).items()),
                    question.get("page", 1),
                )
                for question in stored["questions"]
            )
        )


def make_instance(quiz: Quiz, seed: str) -> Instance:
    """Draw `quiz` for one attempt. `seed` is a secret of at least 128 random bits, never shown to anyone.

    Questions are drawn row by row of the blueprint, then put in the order of the text or shuffled within
    their pages.
    """
    asked = _asked(quiz, seed)
    paged = _paged(quiz, [question.id for question in quiz.questions if question.id in asked])
    if quiz.shuffle_questions:
        paged = sorted(paged, key=lambda placed: (placed[1], _mac(seed, "question", placed[0])))
    if quiz.page_size:
        paged = [(name, place // quiz.page_size + 1) for place, (name, _) in enumerate(paged)]
    by_id = {question.id: question for question in quiz.questions}
    return Instance(
        tuple(
            replace(make_question_instance(by_id[name], seed, shuffle=quiz.shuffle_options), page=page)
            for name, page in paged
        )
    )


def _asked(quiz: Quiz, seed: str) -> set[str]:
    if not quiz.draw:
        return {question.id for question in quiz.questions}
    asked = {question.id for question in quiz.questions if question.always}
    for row in quiz.draw:
        left = [name for name in row.among if name not in asked]
        asked |= set(sorted(left, key=lambda name: _mac(seed, "draw", name))[: row.n])
    return asked


def _paged(quiz: Quiz, ids: Sequence[str]) -> list[tuple[str, int]]:
    """Ids with the page each stands on; a page of which nothing was drawn is left out."""
    breaks = {page.before for page in quiz.pages}
    section, sections = 0, {}
    for question in quiz.questions:
        section += question.id in breaks
        sections[question.id] = section
    numbers = {section: page for page, section in enumerate(sorted({sections[name] for name in ids}), 1)}
    return [(name, numbers[sections[name]]) for name in ids]


def make_question_instance(question: Question, seed: str, *, shuffle: bool = True) -> QuestionInstance:
    """Draw one question.

    `shuffle` governs options and the choices of gaps; what is to be matched, sorted or put in order is always
    shuffled, because its place in the text is the answer.
    """
    if isinstance(question, Single | Multiple | Calculated):
        pinned = [option.pinned or not shuffle for option in question.options]
        options = _drawn(seed, question.id, "option", pinned)
        values = draw_values(question, seed) if isinstance(question, Calculated) else {}
        return QuestionInstance(question.id, options, values=tuple(values.items()))
    if isinstance(question, Matching):
        return QuestionInstance(
            question.id,
            _drawn(seed, question.id, "left", [False] * len(question.pairs)),
            _drawn(seed, question.id, "right", [False] * len(question.choices)),
        )
    if isinstance(question, Categorise):
        return QuestionInstance(
            question.id,
            _drawn(seed, question.id, "item", [False] * len(question.items)),
            _drawn(seed, question.id, "category", [True] * len(question.categories)),
        )
    if isinstance(question, Gaps):
        return QuestionInstance(
            question.id,
            _drawn(seed, question.id, "gap", [True] * len(question.gaps)),
            _drawn(seed, question.id, "choice", [not shuffle] * len(question.choices)),
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
