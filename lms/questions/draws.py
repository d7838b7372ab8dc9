"""Numbers of calculated questions: drawn for an attempt, counted from what was drawn.

What was drawn is kept as decimal strings (law 7); everything else is counted from them again whenever it is
needed, exactly, so that nothing about the answer has to be stored beside the question.
"""

from __future__ import annotations

import hashlib
import hmac
import math
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import product

from lms.questions.definitions import Calculated, Rounding, Variable
from lms.questions.formulas import (
    FormulaError,
    count,
    decimal_of,
    half_up,
    holds,
    names_in,
    read_condition,
    read_formula,
    rounded,
)
from lms.sources import Sentence

#: Answers are money and quantities: no larger, no finer.
LARGEST = Decimal(10) ** 15
MAX_PLACES = 6
MAX_VALUES = 100_000
_TRIES = 500
_HOW: Mapping[Rounding, Callable[[Fraction], int]] = {
    Rounding.CEIL: math.ceil,
    Rounding.FLOOR: math.floor,
    Rounding.HALF_UP: half_up,
}

Values = Mapping[str, str]


def size(variable: Variable) -> int:
    """How many values a variable can take."""
    if variable.values:
        return len(variable.values)
    if variable.low is None or variable.high is None:
        return 0
    return math.floor((Fraction(variable.high) - Fraction(variable.low)) / Fraction(variable.step)) + 1


def value_at(variable: Variable, index: int) -> Fraction:
    """The value number `index`, from 0."""
    if variable.values:
        return Fraction(variable.values[index])
    return Fraction(variable.low or 0) + index * Fraction(variable.step)


def every_draw(question: Calculated) -> Iterator[dict[str, Fraction]]:
    """Every combination of the variables, whether or not the conditions hold."""
    for indexes in product(*(range(size(variable)) for variable in question.variables)):
        yield _at(question, indexes)


def sampled_draws(question: Calculated, number: int) -> Iterator[dict[str, Fraction]]:
    """`number` combinations, the same ones each time, with the corners first."""
    yield _at(question, [0 for _ in question.variables])
    yield _at(question, [size(variable) - 1 for variable in question.variables])
    for attempt in range(number - 2):
        yield _drawn(question, "check", attempt)


def draw_values(question: Calculated, seed: str) -> dict[str, str]:
    """Values for one attempt, as decimal strings; the same seed gives the same ones.

    Raises FormulaError where no values keep the conditions, which publishing has ruled out.
    """
    for attempt in range(_TRIES):
        values = _drawn(question, seed, attempt)
        if keeps(question, values):
            return _texts(values)
    for values in every_draw(question):
        if keeps(question, values):
            return _texts(values)
    raise FormulaError(Sentence("Không có bộ số nào thỏa các điều kiện."))


def keeps(question: Calculated, values: Mapping[str, Fraction]) -> bool:
    """Whether every condition of `require` holds. Raises FormulaError."""
    conditions = [read_condition(text) for text in question.require]
    drawn = [condition for condition in conditions if names_in(condition) <= values.keys()]
    # First those that speak of the drawn numbers alone: they may be what keeps a derived number from
    # dividing by 0.
    if not all(holds(condition, values) for condition in drawn):
        return False
    known = with_derived(question, values)
    return all(holds(condition, known) for condition in conditions)


def with_derived(question: Calculated, values: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """The values with those counted from them. Raises FormulaError."""
    known = dict(values)
    for derived in question.derived:
        known[derived.name] = count(read_formula(derived.formula), known)
    return known


def numbers(question: Calculated, values: Values) -> dict[str, Fraction]:
    """What was drawn (decimal strings) and what is counted from it. Raises FormulaError."""
    return with_derived(question, {name: Fraction(text) for name, text in values.items()})


def answer_of(question: Calculated, values: Values) -> Decimal:
    """The right number for what was drawn. Raises FormulaError."""
    return rounded_answer(question, question.answer, numbers(question, values))


def mistakes_of(question: Calculated, values: Values) -> list[Decimal]:
    """The numbers that the known mistakes lead to. Raises FormulaError."""
    known = numbers(question, values)
    return [rounded_answer(question, mistake.formula, known) for mistake in question.mistakes]


def rounded_answer(question: Calculated, formula: str, known: Mapping[str, Fraction]) -> Decimal:
    """What a formula gives, rounded as the question says. Raises FormulaError."""
    value = count(read_formula(formula), known)
    if question.rounding is not Rounding.EXACT:
        value = rounded(value, _HOW[question.rounding], Fraction(question.decimals))
    number = decimal_of(value)
    if abs(number) > LARGEST:
        raise FormulaError(Sentence("Đáp số lớn hơn %(largest)s.", largest=f"{LARGEST:f}"))
    if -int(number.as_tuple().exponent) > MAX_PLACES:
        raise FormulaError(
            Sentence("Đáp số có quá %(max_places)s chữ số lẻ: thêm cách làm tròn.", max_places=MAX_PLACES)
        )
    return number


def _drawn(question: Calculated, seed: str, attempt: int) -> dict[str, Fraction]:
    indexes = []
    for variable in question.variables:
        names = "\0".join(("value", question.id, variable.name, str(attempt)))
        mac = hmac.new(seed.encode(), names.encode(), hashlib.sha256).digest()
        # 256 bits against at most 100,000 values: no value is favoured that anybody could notice.
        indexes.append(int.from_bytes(mac) % size(variable))
    return _at(question, indexes)


def _at(question: Calculated, indexes: list[int] | tuple[int, ...]) -> dict[str, Fraction]:
    return {
        variable.name: value_at(variable, index)
        for variable, index in zip(question.variables, indexes, strict=True)
    }


def _texts(values: Mapping[str, Fraction]) -> dict[str, str]:
    return {name: f"{decimal_of(value):f}" for name, value in values.items()}
