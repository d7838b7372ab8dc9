"""Every figure of every lesson and quiz follows from the number book and the formulas."""

from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from lms.calculators.rules import round_half_up
from tests.unit.content.expressions import BOOK
from tests.unit.content.figures import figures, plain_text
from tests.unit.content.proofs import COURSE, EXPECTED, TEXTS, Text, is_proved

QUESTIONS = [(text, question) for text in TEXTS for question in text.questions]
PICTURES = sorted(COURSE.glob("media/*.svg"))
IDS = [text.id for text in TEXTS]


def right_options(question: dict[str, Any]) -> list[str]:
    return [option["text"] for option in question.get("options", []) if option.get("right") == "true"]


def shown_in(option: str) -> list[Any]:
    return [figure for figure in figures(plain_text(option)) if figure.checked]


@pytest.mark.parametrize("text", TEXTS, ids=IDS)
def test_every_figure_is_proved(text: Text) -> None:
    unproved = [each for each in text.figures if each.checked and not is_proved(each, text.facts)]
    assert not unproved, "\n".join(
        ["figures nobody can derive:", *(f"{text.name}:{each.line}: {each.text}" for each in unproved)]
    )


@pytest.mark.parametrize("picture", PICTURES, ids=[picture.stem for picture in PICTURES])
def test_every_figure_in_a_picture_is_proved_by_its_lesson(picture: Path) -> None:
    users = [text for text in TEXTS if picture.name in text.source]
    assert users, f"{picture.name} is shown in no lesson"
    facts = [fact for text in users for fact in text.facts]
    words = ["".join(node.itertext()) for node in ElementTree.parse(picture).iter() if _is_read(node)]
    unproved = [
        each.text
        for each in figures(plain_text("\n\n".join(words)))
        if each.checked and not is_proved(each, facts)
    ]
    assert not unproved, f"{picture.name}: {unproved}"


def _is_read(node: ElementTree.Element) -> bool:
    return node.tag.rpartition("}")[2] in ("text", "title", "desc")


@pytest.mark.parametrize("text", TEXTS, ids=IDS)
def test_every_sum_holds(text: Text) -> None:
    wrong = [each for each in text.sums if each.exact is None]
    assert not wrong, "\n".join(f"{text.name}:{each.line}: {each.text}" for each in wrong)


@pytest.mark.parametrize("text", TEXTS, ids=IDS)
def test_expected_expressions_give_what_is_shown(text: Text) -> None:
    for part, written, fact in text.entries:
        assert written.shows(fact.value), f"{text.id} {part}: {written.text} but {fact.value}"
        used = any(each.amount == written.amount and each.unit == written.unit for each in text.figures)
        assert used, f"{text.id} {part}: {written.text} stands nowhere in the file"


def test_every_table_belongs_to_a_text() -> None:
    assert {path.stem for path in EXPECTED.glob("*.yml")} <= set(IDS)


@pytest.mark.parametrize(("text", "question"), QUESTIONS, ids=[question["id"] for _, question in QUESTIONS])
def test_keys_of_questions_follow_from_the_formulas(text: Text, question: dict[str, Any]) -> None:
    stated = text.table.get("answers", {}).get(question["id"])
    where = f"{text.name}, question {question['id']}"
    if question["type"] == "numeric":
        assert stated, f"{where}: no expression for the answer {question['answer']}"
        assert_number(question["answer"], BOOK.evaluate(stated), question.get("tolerance", "0"), where)
        wrong = text.table.get("wrong", {}).get(question["id"], {})
        assert set(wrong) == {each["value"] for each in question.get("mistakes", [])}, where
        for value, expression in wrong.items():
            assert_number(value, BOOK.evaluate(expression), "0", where)
    elif question["type"] == "single" and any(shown_in(option) for option in right_options(question)):
        assert stated, f"{where}: no expression for the right option {right_options(question)}"
        value = BOOK.evaluate(stated)
        assert any(figure.shows(value) for figure in shown_in(right_options(question)[0])), (
            f"{where}: {value}"
        )


def assert_number(written: str, exact: Decimal, tolerance: str, where: str) -> None:
    """The key is the exact figure, or the exact figure rounded half up to the decimals of the key."""
    key = Decimal(written)
    decimals = max(0, -int(key.as_tuple().exponent))
    assert round_half_up(exact, decimals) == key or abs(exact - key) <= Decimal(tolerance), (
        f"{where}: {exact}"
    )


def test_questions_with_tables_exist() -> None:
    known = {(text.id, question["id"]) for text, question in QUESTIONS}
    for text in TEXTS:
        for part in ("answers", "wrong"):
            assert {(text.id, name) for name in text.table.get(part, {})} <= known, text.id
