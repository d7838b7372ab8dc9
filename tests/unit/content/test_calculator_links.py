"""Lessons and calculators lead to each other, and examples come from the number book."""

import re

from lms.calculators.catalogue import BY_SLUG, CALCULATORS
from tests.unit.content.expressions import BOOK
from tests.unit.content.proofs import TEXTS


def test_calculators_lead_to_lessons_that_exist() -> None:
    lessons = {text.id for text in TEXTS if text.path.suffix == ".md"}
    assert {calculator.lesson for calculator in CALCULATORS} <= lessons


def test_lessons_lead_to_calculators_that_exist() -> None:
    slugs = {slug for text in TEXTS for slug in re.findall(r"\(/tinh/([\w-]+)\)", text.source)}
    assert slugs
    assert slugs <= set(BY_SLUG)


def test_every_calculator_lesson_leads_back() -> None:
    sources = {text.id: text.source for text in TEXTS}
    missing = [each.slug for each in CALCULATORS if f"/tinh/{each.slug}" not in sources[each.lesson]]
    assert not missing


def test_examples_are_figures_of_the_book() -> None:
    names = {field.book for calculator in CALCULATORS for field in calculator.fields if field.book}
    assert names <= set(BOOK)
    assert all(BOOK.rows[name].value == BOOK[name] for name in names), "an example must be exact"
