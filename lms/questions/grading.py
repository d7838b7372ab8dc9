"""Grading: a pure function of definition, instance and answers, in Decimal.

A partly right answer of k parts out of n earns points * k / n, rounded half up to a hundredth of a point; see
`Scoring` for what a wrong choice takes away, which is never more than was earned. The rounding is per
question, so that the total is the sum that the learner sees.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from lms.questions.answers import read_stored
from lms.questions.definitions import (
    Calculated,
    Categorise,
    Essay,
    Gap,
    GapKind,
    Gaps,
    Matching,
    Multiple,
    Numeric,
    Ordering,
    Question,
    Rich,
    Rounding,
    Scoring,
    Short,
    Single,
    TrueFalse,
)
from lms.questions.draws import answer_of, mistakes_of
from lms.questions.instances import Instance, QuestionInstance
from lms.questions.quiz import Behaviour, Quiz
from lms.questions.results import Outcome, QuestionResult, Result
from lms.questions.rounding import part_of, round_to, share
from lms.questions.wording import accepts

# Questions whose overall feedback is always named; at the others the options speak first.
_ALWAYS_OVERALL = (Numeric, Short, Matching, Ordering, Categorise, Gaps)


@dataclass(frozen=True)
class Marking:
    """What people have decided about answers, by question id.

    tries: how often each was answered, where behaviour is RETRY; given: points that a marker gave.
    """

    tries: Mapping[str, int] = field(default_factory=dict)
    given: Mapping[str, Decimal] = field(default_factory=dict)


NOTHING_MARKED = Marking()


@dataclass(frozen=True)
class _Judged:
    """How many of the parts of an answer are right (0 to `whole`), and its feedback keys."""

    right: int
    whole: int
    feedback: tuple[str, ...] = ()


def grade(
    quiz: Quiz, instance: Instance, answers: Mapping[str, Any], marking: Marking = NOTHING_MARKED
) -> Result:
    """Grade an attempt.

    answers: stored values by question id (`Answer.value`); a missing id or None is unanswered. Only questions
    of the instance count. Raises AnswerRejected for a value that does not belong to its question.
    """
    results = []
    for drawn in instance.questions:
        question = quiz.question(drawn.id)
        if question is None:
            raise LookupError(f"the definition has no question {drawn.id}")
        result = grade_question(question, drawn, answers.get(drawn.id), marking.given.get(drawn.id))
        if quiz.behaviour is Behaviour.RETRY:
            result = less_tries(result, quiz.penalty, marking.tries.get(drawn.id, 1))
        results.append(result)
    return total(quiz.pass_points, results)


def total(pass_points: Decimal, results: Sequence[QuestionResult]) -> Result:
    """The grades of an attempt's questions as one."""
    score = sum((result.score for result in results), Decimal(0))
    most = sum((result.points for result in results), Decimal(0))
    return Result(score, most, score >= pass_points, tuple(results))


def less_tries(result: QuestionResult, penalty: Decimal, tries: int) -> QuestionResult:
    """The grade of an answer that took `tries` tries: each after the first costs `penalty` of the points."""
    cost = part_of(result.points, penalty * max(0, tries - 1))
    return replace(result, score=max(Decimal(0), result.score - cost))


def grade_question(
    question: Question, drawn: QuestionInstance, value: Any, given: Decimal | None = None
) -> QuestionResult:
    """Grade one stored answer (None: unanswered); `given`: points that a marker gave.

    Raises AnswerRejected as `grade` does.
    """
    answer = read_stored(question, drawn, value)
    if answer.value is None:
        return QuestionResult(question.id, Outcome.UNANSWERED, Decimal(0), question.points)
    if isinstance(question, Essay):
        return _essay(question, given)
    judged = _GRADERS[question.type](question, drawn, answer.value)
    score = Decimal(0)
    if judged.right >= judged.whole:
        score = question.points
    elif getattr(question, "scoring", Scoring.ALL_OR_NOTHING) is not Scoring.ALL_OR_NOTHING:
        score = share(question.points, judged.right, judged.whole)
    outcome = _outcome(score, question.points, judged.right >= judged.whole)
    keys = (*judged.feedback, *_overall(question, outcome))
    return QuestionResult(question.id, outcome, score, question.points, keys)


def _outcome(score: Decimal, points: Decimal, whole: bool) -> Outcome:
    if whole or score == points:
        return Outcome.RIGHT
    return Outcome.PARTLY if score else Outcome.WRONG


def _overall(question: Question, outcome: Outcome) -> tuple[str, ...]:
    name = outcome.value
    if outcome is Outcome.PARTLY and question.feedback_partly is None:
        name = "wrong"
    if isinstance(question, _ALWAYS_OVERALL) or getattr(question, f"feedback_{name}") is not None:
        return (name,)
    return ("right" if outcome is Outcome.RIGHT else "wrong",) if _counted(question) else ()


def _counted(question: Question) -> bool:
    return isinstance(question, Calculated) and not question.options


def _essay(question: Essay, given: Decimal | None) -> QuestionResult:
    if given is None:
        return QuestionResult(question.id, Outcome.WAITING, Decimal(0), question.points)
    score = min(max(given, Decimal(0)), question.points)
    outcome = _outcome(score, question.points, score == question.points)
    return QuestionResult(question.id, outcome, score, question.points, _overall(question, outcome))


def feedback_for(question: Question, key: str) -> Rich | None:
    """The text behind a feedback key, or None where the author wrote none."""
    name, _, index = key.partition(":")
    if name == "option" and isinstance(question, Single | Multiple | Calculated):
        return question.options[int(index)].feedback
    if name == "mistake" and isinstance(question, Numeric | Calculated):
        return question.mistakes[int(index)].feedback
    if name == "gap" and isinstance(question, Gaps):
        return question.gaps[int(index)].feedback
    text: Rich | None = getattr(question, f"feedback_{name}", None)
    return text


def _single(question: Single | Calculated, drawn: QuestionInstance, value: str) -> _Judged:
    index = _indexes(drawn)[value]
    return _Judged(int(question.options[index].right), 1, (f"option:{index}",))


def _multiple(question: Multiple, drawn: QuestionInstance, value: list[str]) -> _Judged:
    indexes = _indexes(drawn)
    chosen = {indexes[token] for token in value}
    right = {index for index, option in enumerate(question.options) if option.right}
    # Without penalty a wrong choice costs nothing until more is chosen than there are right ones: ticking
    # everything must not earn everything.
    lost = len(chosen - right)
    if question.scoring is Scoring.PARTIAL:
        lost = max(0, len(chosen) - len(right))
    keys = tuple(f"option:{index}" for index in sorted(chosen))
    return _Judged(max(0, len(chosen & right) - lost), len(right), keys)


def _true_false(question: TrueFalse, _drawn: QuestionInstance, value: bool) -> _Judged:
    return _Judged(int(value is question.answer), 1, ("true" if value else "false",))


def within(number: Decimal, answer: Decimal, tolerance: Decimal, percent: Decimal | None) -> bool:
    """Whether `number` is near enough to `answer`; percent: of the answer, None where it is absolute."""
    if percent is not None:
        tolerance = part_of(abs(answer), percent / 100, places=12)
    return abs(number - answer) <= tolerance


def _numeric(question: Numeric, _drawn: QuestionInstance, value: Mapping[str, str]) -> _Judged:
    number = round_to(Decimal(value["number"]), question.decimals)
    if within(number, question.answer, question.tolerance, question.tolerance_percent):
        return _Judged(1, 1)
    known = [
        f"mistake:{index}"
        for index, mistake in enumerate(question.mistakes)
        if number == round_to(mistake.value, question.decimals)
    ]
    return _Judged(0, 1, tuple(known[:1]))


def _calculated(question: Calculated, drawn: QuestionInstance, value: Any) -> _Judged:
    if question.options:
        return _single(question, drawn, value)
    number, right = Decimal(value["number"]), answer_of(question, drawn.numbers)
    # Rounding up and down is part of the question; writing more places than asked for, half up, is not.
    if question.rounding is Rounding.HALF_UP:
        number = round_to(number, question.decimals)
    if within(number, right, question.tolerance, question.tolerance_percent):
        return _Judged(1, 1)
    known = [index for index, wrong in enumerate(mistakes_of(question, drawn.numbers)) if wrong == number]
    return _Judged(0, 1, tuple(f"mistake:{index}" for index in known[:1]))


def _short(question: Short, _drawn: QuestionInstance, value: str) -> _Judged:
    return _Judged(int(accepts(question, value)), 1)


def _matching(question: Matching, drawn: QuestionInstance, value: Mapping[str, str]) -> _Judged:
    lefts = _indexes(drawn)
    rights = {choice.token: question.choices[choice.index] for choice in drawn.choices}
    right = sum(rights[chosen] == question.pairs[lefts[token]].right for token, chosen in value.items())
    return _Judged(right, len(question.pairs))


def _categorise(question: Categorise, drawn: QuestionInstance, value: Mapping[str, str]) -> _Judged:
    items = _indexes(drawn)
    categories = {choice.token: question.categories[choice.index] for choice in drawn.choices}
    right = sum(
        categories[chosen] == question.items[items[token]].category for token, chosen in value.items()
    )
    return _Judged(right, len(question.items))


def _gaps(question: Gaps, drawn: QuestionInstance, value: Mapping[str, Any]) -> _Judged:
    filled = gaps_right(question, drawn, value)
    wrong = tuple(f"gap:{index}" for index, right in sorted(filled.items()) if not right)
    return _Judged(sum(filled.values()), len(question.gaps), wrong)


def gaps_right(question: Gaps, drawn: QuestionInstance, value: Mapping[str, Any]) -> dict[int, bool]:
    """For each gap that is filled, by its index, whether it is filled rightly."""
    gaps = _indexes(drawn)
    words = {choice.token: question.choices[choice.index][1] for choice in drawn.choices}
    return {gaps[token]: _fits(question.gaps[gaps[token]], words, given) for token, given in value.items()}


def _fits(gap: Gap, words: Mapping[str, str], given: Any) -> bool:
    if gap.type is GapKind.CHOICE:
        return words[given] == gap.right
    if gap.type is GapKind.TEXT:
        return accepts(gap, given)
    number = round_to(Decimal(given["number"]), gap.decimals)
    return within(number, gap.answer or Decimal(0), gap.tolerance, gap.tolerance_percent)


def _ordering(question: Ordering, drawn: QuestionInstance, value: Mapping[str, int]) -> _Judged:
    items = _indexes(drawn)
    right = sum(place == items[token] + 1 for token, place in value.items())
    return _Judged(right, len(question.items))


def _indexes(drawn: QuestionInstance) -> dict[str, int]:
    return {choice.token: choice.index for choice in drawn.options}


_GRADERS: dict[str, Callable[[Any, QuestionInstance, Any], _Judged]] = {
    Single.type: _single,
    Multiple.type: _multiple,
    TrueFalse.type: _true_false,
    Numeric.type: _numeric,
    Calculated.type: _calculated,
    Short.type: _short,
    Matching.type: _matching,
    Categorise.type: _categorise,
    Ordering.type: _ordering,
    Gaps.type: _gaps,
}
