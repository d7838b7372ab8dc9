"""Grading again with corrections, as a separate act: what a corrected key, a dropped question or full credit
does to an attempt, and to whom.

Pure: the published definition stays as it was; corrections are kept beside it and applied whenever the
attempt is graded again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

from lms.questions.definitions import (
    Calculated,
    Categorise,
    Multiple,
    Numeric,
    Question,
    Short,
    Single,
    TrueFalse,
)
from lms.questions.formulas import FormulaError, read_formula
from lms.questions.grading import NOTHING_MARKED, Marking, grade, grade_question, less_tries, total
from lms.questions.instances import Instance, QuestionInstance
from lms.questions.quiz import Behaviour, Quiz
from lms.questions.results import Outcome, QuestionResult, Result
from lms.questions.rounding import part_of


class CorrectionKind(StrEnum):
    """What is done about a question: counted for nobody, full credit for all, or another key."""

    DROP = "drop"
    FULL = "full"
    KEY = "key"


@dataclass(frozen=True)
class Correction:
    """What is done about one question.

    key, for KEY: indexes of the right options (single, multiple, calculated with options), true or false,
    the right number (numeric) or formula (calculated) as text, all accepted answers (short), or the category
    of each item in order (categorise). Other questions can be dropped or given full credit only.
    """

    kind: CorrectionKind
    key: Any = None


class BadKey(ValueError):
    """The key does not fit its question."""


def regrade(
    quiz: Quiz,
    instance: Instance,
    answers: Mapping[str, Any],
    corrections: Mapping[str, Correction],
    marking: Marking = NOTHING_MARKED,
) -> Result:
    """Grade an attempt with corrections, by question id.

    Where questions are dropped, the points needed to pass shrink in proportion. Raises BadKey.
    """
    result = grade(quiz, instance, answers, marking)
    for question_id, correction in corrections.items():
        result = corrected(quiz, instance, result, question_id, answers.get(question_id), correction, marking)
    return result


def corrected(
    quiz: Quiz,
    instance: Instance,
    before: Result,
    question_id: str,
    value: Any,
    correction: Correction,
    marking: Marking = NOTHING_MARKED,
) -> Result:
    """A graded attempt with one question corrected, all others as they were graded.

    value: the stored answer. An attempt that was not asked the question stays as it is. Raises BadKey.
    """
    question, drawn = quiz.question(question_id), instance.question(question_id)
    if question is None or drawn is None:
        return before
    again = _corrected(question, drawn, value, correction, marking.given.get(question_id))
    if quiz.behaviour is Behaviour.RETRY and correction.kind is CorrectionKind.KEY:
        again = less_tries(again, quiz.penalty, marking.tries.get(question_id, 1))
    results = [again if one.id == question_id else one for one in before.questions]
    return total(needed(quiz, results), results)


def needed(quiz: Quiz, results: Sequence[QuestionResult]) -> Decimal:
    """The points that a pass takes: dropped questions make them less, in proportion."""
    asked = [quiz.question(result.id) for result in results]
    whole = sum((question.points for question in asked if question is not None), Decimal(0))
    left = sum((result.points for result in results), Decimal(0))
    return quiz.pass_points if left == whole or not whole else part_of(quiz.pass_points, left / whole)


def _corrected(
    question: Question, drawn: QuestionInstance, value: Any, correction: Correction, given: Decimal | None
) -> QuestionResult:
    if correction.kind is CorrectionKind.DROP:
        return QuestionResult(question.id, Outcome.DROPPED, Decimal(0), Decimal(0), regraded=True)
    if correction.kind is CorrectionKind.FULL:
        return QuestionResult(question.id, Outcome.RIGHT, question.points, question.points, regraded=True)
    graded = grade_question(with_key(question, correction.key), drawn, value, given)
    return replace(graded, regraded=True)


def never_lower(before: Result, after: Result) -> Result:
    """The better of the two for the learner: a pass stays a pass and no share of the points is lost."""
    if before.passed and not after.passed:
        return before
    if after.passed and not before.passed:
        return after
    return after if after.score * before.max_score >= before.score * after.max_score else before


def with_key(question: Question, key: Any) -> Question:
    """The question with another key. Raises BadKey where it does not fit."""
    try:
        return _with_key(question, key)
    except (TypeError, ArithmeticError, FormulaError) as error:
        raise BadKey(question.id) from error


def _with_key(question: Question, key: Any) -> Question:
    if isinstance(question, Single | Multiple) or (isinstance(question, Calculated) and question.options):
        right = {index for index in key if type(index) is int and 0 <= index < len(question.options)}
        if not right or len(right) != len(key):
            raise BadKey(question.id)
        options = tuple(
            replace(option, right=index in right) for index, option in enumerate(question.options)
        )
        return replace(question, options=options)
    if isinstance(question, TrueFalse) and isinstance(key, bool):
        return replace(question, answer=key)
    if isinstance(question, Numeric) and isinstance(key, str) and Decimal(key).is_finite():
        return replace(question, answer=Decimal(key))
    if isinstance(question, Calculated) and isinstance(key, str):
        read_formula(key)
        return replace(question, answer=key)
    if isinstance(question, Short) and _texts(key) and key:
        return replace(question, accepted=tuple(key))
    if isinstance(question, Categorise) and _texts(key) and set(key) <= set(question.categories):
        if len(key) != len(question.items):
            raise BadKey(question.id)
        pairs = zip(question.items, key, strict=True)
        return replace(question, items=tuple(replace(item, category=right) for item, right in pairs))
    raise BadKey(question.id)


def _texts(key: Any) -> bool:
    return isinstance(key, list | tuple) and all(isinstance(text, str) for text in key)
