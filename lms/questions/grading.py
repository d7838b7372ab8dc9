"""Grading: a pure function of definition, instance and answers, in Decimal.

A partly right answer of k parts out of n earns points * k / n, rounded half up to a hundredth of a point; in
multiple choice each wrong choice takes one right choice away, never below zero. The rounding is per question,
so that the total is the sum that the learner sees.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from lms.questions.answers import read_stored
from lms.questions.definitions import (
    Matching,
    Multiple,
    Numeric,
    Ordering,
    Question,
    Quiz,
    Rich,
    Scoring,
    Short,
    Single,
    TrueFalse,
)
from lms.questions.instances import Instance, QuestionInstance
from lms.questions.rounding import round_to, share
from lms.questions.wording import comparable


class Outcome(StrEnum):
    """How an answer turned out."""

    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"
    UNANSWERED = "unanswered"


@dataclass(frozen=True)
class QuestionResult:
    """The grade of one answer. `feedback` holds keys for `feedback_for`, in the order to be shown."""

    id: str
    outcome: Outcome
    score: Decimal
    points: Decimal
    feedback: tuple[str, ...] = ()


@dataclass(frozen=True)
class Result:
    """The grade of an attempt: `score` of `max_score` points, questions in the order shown."""

    score: Decimal
    max_score: Decimal
    passed: bool
    questions: tuple[QuestionResult, ...]

    def to_json(self) -> dict[str, Any]:
        """The result as it is stored with the attempt: decimals as strings."""
        return {
            "score": f"{self.score:f}",
            "max_score": f"{self.max_score:f}",
            "passed": self.passed,
            "questions": [
                {
                    "id": question.id,
                    "outcome": question.outcome.value,
                    "score": f"{question.score:f}",
                    "points": f"{question.points:f}",
                    "feedback": list(question.feedback),
                }
                for question in self.questions
            ],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Result:
        """The result stored as `stored`."""
        return cls(
            Decimal(stored["score"]),
            Decimal(stored["max_score"]),
            stored["passed"],
            tuple(
                QuestionResult(
                    question["id"],
                    Outcome(question["outcome"]),
                    Decimal(question["score"]),
                    Decimal(question["points"]),
                    tuple(question["feedback"]),
                )
                for question in stored["questions"]
            ),
        )


@dataclass(frozen=True)
class _Judged:
    """How many of the parts of an answer are right (0 to `whole`), and its feedback keys."""

    right: int
    whole: int
    feedback: tuple[str, ...] = ()


def grade(quiz: Quiz, instance: Instance, answers: Mapping[str, Any]) -> Result:
    """Grade an attempt.

    answers: stored values by question id (`Answer.value`); a missing id or None is unanswered. Only questions
    of the instance count. Raises AnswerRejected for a value that does not belong to its question.
    """
    results = []
    for drawn in instance.questions:
        question = quiz.question(drawn.id)
        if question is None:
            raise LookupError(f"the definition has no question {drawn.id}")
        results.append(grade_question(question, drawn, answers.get(drawn.id)))
    score = sum((result.score for result in results), Decimal(0))
    most = sum((result.points for result in results), Decimal(0))
    return Result(score, most, score >= quiz.pass_points, tuple(results))


def grade_question(question: Question, drawn: QuestionInstance, value: Any) -> QuestionResult:
    """Grade one stored answer (None: unanswered). Raises AnswerRejected as `grade` does."""
    answer = read_stored(question, drawn, value)
    if answer.value is None:
        return QuestionResult(question.id, Outcome.UNANSWERED, Decimal(0), question.points)
    judged = _GRADERS[question.type](question, drawn, answer.value)
    if judged.right >= judged.whole:
        return QuestionResult(question.id, Outcome.RIGHT, question.points, question.points, judged.feedback)
    score = Decimal(0)
    if getattr(question, "scoring", None) is Scoring.PARTIAL:
        score = share(question.points, judged.right, judged.whole)
    outcome = Outcome.PARTLY if score else Outcome.WRONG
    return QuestionResult(question.id, outcome, score, question.points, judged.feedback)


def feedback_for(question: Question, key: str) -> Rich | None:
    """The text behind a feedback key, or None where the author wrote none."""
    name, _, index = key.partition(":")
    if name == "option" and isinstance(question, Single | Multiple):
        return question.options[int(index)].feedback
    if name == "mistake" and isinstance(question, Numeric):
        return question.mistakes[int(index)].feedback
    text: Rich | None = getattr(question, f"feedback_{name}", None)
    return text


def _single(question: Single, drawn: QuestionInstance, value: str) -> _Judged:
    index = _indexes(drawn)[value]
    return _Judged(int(question.options[index].right), 1, (f"option:{index}",))


def _multiple(question: Multiple, drawn: QuestionInstance, value: list[str]) -> _Judged:
    indexes = _indexes(drawn)
    chosen = {indexes[token] for token in value}
    right = {index for index, option in enumerate(question.options) if option.right}
    keys = tuple(f"option:{index}" for index in sorted(chosen))
    return _Judged(max(0, len(chosen & right) - len(chosen - right)), len(right), keys)


def _true_false(question: TrueFalse, _drawn: QuestionInstance, value: bool) -> _Judged:
    return _Judged(int(value is question.answer), 1, ("true" if value else "false",))


def _numeric(question: Numeric, _drawn: QuestionInstance, value: Mapping[str, str]) -> _Judged:
    number = round_to(Decimal(value["number"]), question.decimals)
    if abs(number - question.answer) <= question.tolerance:
        return _Judged(1, 1, ("right",))
    known = [
        f"mistake:{index}"
        for index, mistake in enumerate(question.mistakes)
        if number == round_to(mistake.value, question.decimals)
    ]
    return _Judged(0, 1, (*known[:1], "wrong"))


def _short(question: Short, _drawn: QuestionInstance, value: str) -> _Judged:
    form = comparable(value, question.marks)
    right = form in {comparable(text, question.marks) for text in question.accepted}
    return _Judged(int(right), 1, (_key(right),))


def _matching(question: Matching, drawn: QuestionInstance, value: Mapping[str, str]) -> _Judged:
    lefts = _indexes(drawn)
    rights = {choice.token: question.choices[choice.index] for choice in drawn.choices}
    right = sum(rights[chosen] == question.pairs[lefts[token]].right for token, chosen in value.items())
    return _Judged(right, len(question.pairs), (_key(right == len(question.pairs)),))


def _ordering(question: Ordering, drawn: QuestionInstance, value: Mapping[str, int]) -> _Judged:
    items = _indexes(drawn)
    right = sum(place == items[token] + 1 for token, place in value.items())
    return _Judged(right, len(question.items), (_key(right == len(question.items)),))


def _indexes(drawn: QuestionInstance) -> dict[str, int]:
    return {choice.token: choice.index for choice in drawn.options}


def _key(right: bool) -> str:
    return "right" if right else "wrong"


_GRADERS: dict[str, Callable[[Any, QuestionInstance, Any], _Judged]] = {
    Single.type: _single,
    Multiple.type: _multiple,
    TrueFalse.type: _true_false,
    Numeric.type: _numeric,
    Short.type: _short,
    Matching.type: _matching,
    Ordering.type: _ordering,
}
