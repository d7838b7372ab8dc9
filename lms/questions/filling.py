"""Drawn numbers in an author's text: `{q}` becomes 1.200.

Only digits, separators and the minus sign ever take the place of a name, so that text which was safe HTML
before stays safe HTML (S25); braces inside formulas between dollar signs belong to the formula.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction

from lms.names import number
from lms.questions.definitions import Calculated, Question, Rich
from lms.questions.draws import numbers
from lms.questions.formulas import NAME, decimal_of
from lms.questions.instances import QuestionInstance
from lms.questions.rich import with_texts

_PLACE = re.compile(rf"\{{({NAME})\}}", re.ASCII)
_MATH = re.compile(r"\$\$.*?\$\$|\$[^$\n]*\$", re.DOTALL)


def names_shown(markdown: str) -> list[str]:
    """The names that a text shows as `{name}`, in order, each once."""
    return list(dict.fromkeys(_PLACE.findall(_MATH.sub(" ", markdown))))


def fill(text: str, known: Mapping[str, Fraction], locale: str = "vi") -> str:
    """`text` (HTML or words) with the numbers in place; other braces stay as they are."""

    def one(place: re.Match[str]) -> str:
        value = known.get(place[1])
        return place[0] if value is None else number(decimal_of(value), locale=locale)

    return _PLACE.sub(one, text)


def as_drawn(question: Question, drawn: QuestionInstance) -> Question:
    """The question with the numbers of one attempt in all its texts."""
    if not isinstance(question, Calculated):
        return question
    known = numbers(question, drawn.numbers)
    return with_texts(question, lambda text: Rich(fill(text.markdown, known), fill(text.html, known)))


def pieces(html: str, names: Mapping[str, int]) -> list[str | int]:
    """`html` cut at the gaps: its stretches, and between them what `names` gives for each `{name}`."""
    found: list[str | int] = []
    at = 0
    for place in _PLACE.finditer(html):
        if place[1] in names:
            found += [html[at : place.start()], names[place[1]]]
            at = place.end()
    return [*found, html[at:]]
