"""Calculated questions: in every draw the answer is what the formulas give, and the sums shown hold."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from lms.questions.definitions import Calculated
from lms.questions.draws import every_draw, keeps, rounded_answer, with_derived
from lms.questions.filling import fill
from lms.questions.formulas import count, decimal_of, read_formula
from lms.questions.parsing import parse_quiz
from lms.sources import load_yaml
from tests.unit.content.expressions import BOOK
from tests.unit.content.figures import plain_text, sums
from tests.unit.content.proofs import TEXTS, Text

PLACES_SHOWN = 2


@cache
def parsed(path: Path) -> list[Calculated]:
    """The calculated questions of a quiz file."""
    quiz, faults = parse_quiz(load_yaml(path.read_bytes(), path.name))
    assert quiz, faults
    return [each for each in quiz.questions if isinstance(each, Calculated)]


QUIZZES = [text for text in TEXTS if text.path.suffixes == [".yml"] and text.path.stem != "course"]
DRAWN = [(text, question) for text in QUIZZES for question in parsed(text.path)]
IDS = [question.id for _, question in DRAWN]


def draws(question: Calculated) -> Iterator[dict[str, Fraction]]:
    """Every draw that an attempt may hold, with what is counted from it."""
    for values in every_draw(question):
        if keeps(question, values):
            yield with_derived(question, values)


def texts_of(text: Text, question: Calculated) -> list[str]:
    """What the learner reads of a question, places for numbers included."""
    (written,) = [each for each in text.questions if each["id"] == question.id]
    found: list[str] = []

    def walk(node: Any) -> None:
        if isinstance(node, str):
            found.append(node)
        for part in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
            walk(part)

    walk(written)
    return found


def test_there_are_calculated_questions() -> None:
    assert len(DRAWN) >= 18


@pytest.mark.parametrize(("text", "question"), DRAWN, ids=IDS)
def test_the_answer_is_what_the_formulas_of_the_calculators_give(text: Text, question: Calculated) -> None:
    stated = text.table.get("drawn", {}).get(question.id)
    assert stated, f"{text.name}, question {question.id}: no expression for its answer"
    for known in draws(question):
        names = {name: decimal_of(value) for name, value in known.items() if question.answer != name}
        expected = BOOK.evaluate(stated, names)
        assert rounded_answer(question, question.answer, known) == expected, (question.id, names)


@pytest.mark.parametrize(("text", "question"), DRAWN, ids=IDS)
def test_numbers_stay_easy(text: Text, question: Calculated) -> None:
    """Results are whole or with one decimal; numbers shown have at most two."""
    for known in draws(question):
        answer = rounded_answer(question, question.answer, known)
        assert answer > 0
        assert answer * 10 == int(answer * 10), f"{question.id}: {answer}"
        if question.rounding.value == "half_up":
            exact = count(read_formula(question.answer), known)
            assert exact == Fraction(answer), f"{question.id}: {exact} must not need rounding"
        for value in known.values():
            assert (value * 10**PLACES_SHOWN).denominator == 1, f"{question.id}: {value}"


@pytest.mark.parametrize(("text", "question"), DRAWN, ids=IDS)
def test_sums_shown_hold_in_every_draw(text: Text, question: Calculated) -> None:
    shown = texts_of(text, question)
    assert any("{" in each for each in shown)
    for known in draws(question):
        for each in shown:
            wrong = [one.text for one in sums(plain_text(fill(each, known))) if one.exact is None]
            assert not wrong, f"{text.name}, question {question.id}: {wrong}"


@pytest.mark.parametrize(("text", "question"), DRAWN, ids=IDS)
def test_no_known_mistake_is_the_right_answer(text: Text, question: Calculated) -> None:
    """In no draw may a mistake lead to the right number, nor two mistakes to one number."""
    for known in draws(question):
        right = rounded_answer(question, question.answer, known)
        wrong = [rounded_answer(question, mistake.formula, known) for mistake in question.mistakes]
        assert right not in wrong, (question.id, known)
        assert len(set(wrong)) == len(wrong), (question.id, [Decimal(each) for each in wrong])
