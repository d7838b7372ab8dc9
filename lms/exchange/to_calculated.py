"""Our calculated questions as Moodle's: formulas, and a set of numbers for each draw.

Moodle draws one set of numbers for all variables together, so the sets written are whole draws that keep
the question's conditions; what is counted from the variables goes into the texts as `{={p}-{v}}`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from lms.exchange.formulas import to_moodle
from lms.exchange.moodle import HUNDRED, Answer, Dataset, Form, MoodleQuestion, Unfit, Words
from lms.exchange.one_question import OneQuestion
from lms.questions.definitions import Calculated, Rounding
from lms.questions.draw_checks import EXHAUSTIVE
from lms.questions.draws import every_draw, keeps, rounded_answer, sampled_draws, size, with_derived
from lms.questions.formulas import Call, FormulaError, Name, Node, Number, decimal_of, read_formula
from lms.questions.shapes import Node as Place
from lms.questions.tables import QUESTIONS
from lms.sources import Sentence, Source

#: As many draws as Moodle takes for one question.
MOST_DRAWS = 100
_SAMPLED = 3000
_ROUNDED = {Rounding.HALF_UP: "round", Rounding.CEIL: "ceil", Rounding.FLOOR: "floor"}
_SHOWN = re.compile(r"(?P<math>\$\$.*?\$\$|\$[^$\n]*\$)|\{(?P<name>[A-Za-z][A-Za-z0-9_]{0,29})\}", re.DOTALL)

Draw = dict[str, Fraction]


def calculated(one: OneQuestion, question: MoodleQuestion) -> None:
    """Set the answers and the sets of numbers of `question`. Raises Unfit."""
    found = as_calculated(one.value)
    try:
        draws, every = _draws(found)
        texts = _Texts(found, _derived(found))
        question.datasets = _datasets(found, draws)
        if found.options:
            _choice(one, question, texts)
        else:
            _number(one, question, found, draws, texts)
        question.stem = texts.words(question.stem)
        question.general = question.general and texts.words(question.general)
        question.hints = [texts.words(hint) for hint in question.hints]
    except FormulaError as error:
        raise Unfit(error.message) from error
    if found.derived:
        names = ", ".join(derived.name for derived in found.derived)
        one.loss(Sentence("tên %(names)s của số tính thêm (derived)", names=names), "derived")
    if found.require:
        one.loss(Sentence("điều kiện của biến (require), ở đó có sẵn các bộ số thỏa điều kiện,"), "require")
    if not every:
        one.loss(
            Sentence(
                "các bộ số ngoài %(count)s bộ (variables), Moodle giữ nhiều nhất từng ấy,", count=len(draws)
            ),
            "variables",
        )


def as_calculated(value: Mapping[str, Any]) -> Calculated:
    """A sound question's values as a question."""
    read = QUESTIONS["calculated"].read(Place(Source("", value), (), value, [])) or {}
    return Calculated(**{key: item for key, item in read.items() if key != "type"})


def _draws(found: Calculated) -> tuple[list[Draw], bool]:
    """Draws that keep the conditions, at most MOST_DRAWS, and whether they are all there are."""
    few = math.prod(size(variable) for variable in found.variables) <= EXHAUSTIVE
    tried = every_draw(found) if few else sampled_draws(found, _SAMPLED)
    kept = list({tuple(draw.values()): draw for draw in tried if keeps(found, draw)}.values())
    if few and len(kept) <= MOST_DRAWS:
        return kept, True
    # First those that bring in a value not seen yet, then others evenly from all.
    seen: set[tuple[str, Fraction]] = set()
    first: list[Draw] = []
    rest: list[Draw] = []
    for draw in kept:
        (rest if seen >= draw.items() else first).append(draw)
        seen.update(draw.items())
    room = max(0, MOST_DRAWS - len(first))
    return [*first[:MOST_DRAWS], *(rest[place * len(rest) // room] for place in range(room))][
        :MOST_DRAWS
    ], False


def _derived(found: Calculated) -> dict[str, Node]:
    """What the derived numbers are, in terms of the variables alone."""
    known: dict[str, Node] = {}
    for derived in found.derived:
        known[derived.name] = _replaced(read_formula(derived.formula), known)
    return known


def _replaced(node: Node, known: Mapping[str, Node]) -> Node:
    if isinstance(node, Call):
        return Call(node.name, tuple(_replaced(part, known) for part in node.parts))
    return known.get(node.name, node) if isinstance(node, Name) else node


def _datasets(found: Calculated, draws: list[Draw]) -> list[Dataset]:
    made = []
    for variable in found.variables:
        values = tuple(decimal_of(draw[variable.name]) for draw in draws)
        places = max(-int(value.normalize().as_tuple().exponent) for value in values)
        made.append(Dataset(variable.name, values, min(values), max(values), max(0, places)))
    return made


@dataclass(frozen=True)
class _Texts:
    """Writes the texts of a question: numbers drawn and counted, as Moodle shows them."""

    found: Calculated
    known: Mapping[str, Node]

    def words(self, words: Words) -> Words:
        return replace(words, body=_SHOWN.sub(self._shown, words.body))

    def said(self, text: str) -> Words:
        return self.words(Words(text))

    def _shown(self, place: re.Match[str]) -> str:
        if place["math"]:
            # Braces between dollar signs belong to the formula there; Moodle would put a number into them.
            names = "|".join(variable.name for variable in self.found.variables)
            return re.sub(rf"\{{({names})\}}", r"{ \1}", place["math"])
        node = self.known.get(place["name"])
        return place[0] if node is None else f"{{={to_moodle(node)}}}"


def _number(
    one: OneQuestion, question: MoodleQuestion, found: Calculated, draws: list[Draw], texts: _Texts
) -> None:
    question.kind = "calculated"
    places = found.decimals
    if found.rounding is Rounding.EXACT:
        numbers = (rounded_answer(found, found.answer, with_derived(found, draw)) for draw in draws)
        places = max(max(0, -int(number.normalize().as_tuple().exponent)) for number in numbers)
    right, wrong = one.words("feedback_right"), one.words("feedback_wrong")
    percent = found.tolerance_percent
    question.answers = [
        Answer(
            _formula(found, found.answer, texts),
            HUNDRED,
            right and texts.words(right),
            found.tolerance if percent is None else percent / HUNDRED,
            relative=percent is not None,
            places=places,
        )
    ]
    for mistake in found.mistakes:
        said = texts.said(mistake.feedback.markdown)
        question.answers.append(
            Answer(_formula(found, mistake.formula, texts), Decimal(0), said, places=places)
        )
    if wrong is not None:
        caught = Words("*", Form.PLAIN)
        question.answers.append(Answer(caught, Decimal(0), texts.words(wrong), places=places))
    question.unit = found.unit


def _formula(found: Calculated, text: str, texts: _Texts) -> Words:
    node = _replaced(read_formula(text), texts.known)
    if found.rounding is not Rounding.EXACT:
        places = (Number(Fraction(found.decimals)),) if found.decimals else ()
        node = Call(_ROUNDED[found.rounding], (node, *places))
    return Words(to_moodle(node), Form.PLAIN)


def _choice(one: OneQuestion, question: MoodleQuestion, texts: _Texts) -> None:
    question.kind = "calculatedmulti"
    for place, option in enumerate(one.value["options"]):
        said = option.get("feedback")
        percent = HUNDRED if option.get("right") else Decimal(0)
        feedback = None if said is None else texts.said(str(said))
        question.answers.append(Answer(texts.said(str(option["text"])), percent, feedback, places=2))
        one.lose_pin(place)
    for key in ("right", "wrong"):
        words = one.words(f"feedback_{key}")
        setattr(question, key, words and texts.words(words))
