"""From what a marker typed to points: pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from lms.names.numbers import parse_number
from lms.questions import Essay, Quiz, Result, needed
from lms.questions.grading import grade_question, total
from lms.questions.instances import QuestionInstance

WHOLE = "points"
LONGEST_COMMENT = 2000


@dataclass(frozen=True, slots=True)
class Typed:
    """What a marker gave: points in all, by row where there is a rubric; names of fields that do not fit."""

    points: Decimal = Decimal(0)
    rows: Mapping[str, Decimal] = field(default_factory=dict)
    bad: tuple[str, ...] = ()


def asked(question: Essay) -> dict[str, Decimal]:
    """The fields of a marker's form: the most points of each, by name."""
    if not question.rubric:
        return {WHOLE: question.points}
    return {f"row.{row.id}": row.points for row in question.rubric}


def read_points(question: Essay, form: Mapping[str, str]) -> Typed:
    """Read a marker's fields: each from 0 to its most, in hundredths at the finest."""
    given: dict[str, Decimal] = {}
    bad = []
    for name, most in asked(question).items():
        try:
            number = parse_number(form.get(name, ""))
        except ValueError:
            bad.append(name)
            continue
        if not 0 <= number <= most or number * 100 != int(number * 100):
            bad.append(name)
        else:
            given[name] = number
    if bad:
        return Typed(bad=tuple(bad))
    rows = {name.removeprefix("row."): points for name, points in given.items() if name != WHOLE}
    return Typed(sum(given.values(), Decimal(0)), rows)


def with_mark(
    result: Result,
    question: Essay,
    drawn: QuestionInstance,
    value: object,
    points: Decimal,
    quiz: Quiz,
) -> Result:
    """The attempt's grade with these points for one essay; every other question as it was.

    An essay that was dropped, or given in full to everybody, stays so.
    """
    if question.id in result.regraded:
        return result
    marked = grade_question(question, drawn, value, points)
    results = [marked if one.id == question.id else one for one in result.questions]
    return total(needed(quiz, results), results)
