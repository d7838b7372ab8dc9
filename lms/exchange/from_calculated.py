"""Moodle's calculated questions as ours: formulas through our own parser, sets of numbers as variables.

Moodle draws all variables of a question together, one set of numbers; ours are drawn each for itself. Where
the sets are not every combination, what always holds between two variables becomes a condition.
"""

from __future__ import annotations

import math
import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise, permutations
from typing import Any

from lms.exchange.draft import DraftQuestion, slug
from lms.exchange.formulas import from_moodle, ours
from lms.exchange.marks import MARK, mark, unbraced, unmarked
from lms.exchange.moodle import HUNDRED, Answer, Dataset, Form, MoodleQuestion, Unfit, Words
from lms.exchange.numbers import plain_number, short_percent
from lms.exchange.wording import markdown_of
from lms.questions.formulas import Call, FormulaError, Node, Number, count, decimal_of
from lms.sources import Sentence
from lms.sources.notes import Notes

_ROUNDED = {"round": "half_up", "ceil": "ceil", "floor": "floor"}
_MOST_PLACES = 6
#: So many values in equal steps are written as a range.
_LONG = 10
_COUNTED = re.compile(r"\{=((?:[^{}]|\{[^{}]*\})*)\}")
_NAMED = re.compile(r"\{ ?([^{}=][^{}]*)\}")


class Wildcards:
    """The variables of a question under our names, and what its texts count from them."""

    def __init__(self, datasets: list[Dataset]) -> None:
        self.names: dict[str, str] = {}
        self.derived: dict[str, str] = {}
        self.shown: list[str] = []
        for place, dataset in enumerate(datasets, 1):
            name = dataset.name
            if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,29}", name, re.ASCII):
                name = re.sub(r"^(?=\d)", "x", slug(name).replace("-", "_"))[:25] or "x"
            taken = set(self.names.values())
            self.names[dataset.name] = f"{name}_{place}" if name in taken else name

    def marked(self, question: MoodleQuestion) -> MoodleQuestion:
        """The question with signs that no reader changes where its texts show numbers. Raises Unfit."""

        def words(text: Words | None) -> Words | None:
            return text and self._words(text)

        # The stem first: numbers are named in the order they are read.
        stem, answers = self._words(question.stem), question.answers
        if question.kind == "calculatedmulti":
            answers = [replace(answer, words=self._words(answer.words)) for answer in answers]
        return replace(
            question,
            stem=stem,
            general=words(question.general),
            hints=[self._words(hint) for hint in question.hints],
            right=words(question.right),
            partly=words(question.partly),
            wrong=words(question.wrong),
            answers=[replace(answer, feedback=words(answer.feedback)) for answer in answers],
        )

    def named(self, value: Any) -> Any:
        """`value` with `{name}` where those signs stood."""
        if isinstance(value, str):
            return MARK.sub(lambda place: f"{{{self.shown[int(place[1])]}}}", value)
        if isinstance(value, list):
            return [self.named(item) for item in value]
        return {key: self.named(item) for key, item in value.items()} if isinstance(value, dict) else value

    def _words(self, words: Words) -> Words:
        def counted(place: re.Match[str]) -> str:
            try:
                formula = ours(from_moodle(place[1], self.names))
            except FormulaError as error:
                line = words.line + words.body.count("\n", 0, place.start())
                raise Unfit(_in_formula(place[0], error), line) from error
            taken = {*self.names.values(), *self.derived.values()}
            free = next(name for name in map("m{}".format, range(1, 999)) if name not in taken)
            return self._mark(self.derived.setdefault(formula, free))

        def variable(place: re.Match[str]) -> str:
            name = self.names.get(place[1])
            return place[0] if name is None else self._mark(name)

        body = _NAMED.sub(variable, _COUNTED.sub(counted, unmarked(words.body)))
        return replace(words, body=unbraced(body) if words.form is Form.MARKDOWN else body)

    def _mark(self, name: str) -> str:
        self.shown.append(name)
        return mark(len(self.shown) - 1)


def read_calculated(question: MoodleQuestion, cards: Wildcards, made: DraftQuestion, notes: Notes) -> None:
    """Fill `made` with the numbers and the answer of `question`, as `cards` marked it. Raises Unfit."""
    made.put("type", "calculated", question.line)
    if not question.datasets:
        raise Unfit(Sentence("Câu tính không có bộ số nào."), question.line)
    rows = _rows(question.datasets)
    variables = [(_variable(dataset, rows, cards), dataset.line) for dataset in question.datasets]
    made.put_list("variables", variables)
    made.put_list(
        "derived",
        [({"name": name, "formula": text}, question.line) for text, name in cards.derived.items()],
    )
    _conditions(question, cards, rows, made, notes)
    if question.kind != "calculatedmulti":
        _number(question, cards, rows, made, notes)


def _rows(datasets: list[Dataset]) -> list[tuple[Decimal, ...]]:
    """The sets of numbers in Moodle's order, empty where a variable has a range alone."""
    return list(zip(*(dataset.values for dataset in datasets), strict=False))


def _variable(dataset: Dataset, rows: list[tuple[Decimal, ...]], cards: Wildcards) -> dict[str, Any]:
    name = cards.names[dataset.name]
    values = [plain_number(value) for value in dict.fromkeys(dataset.values[: len(rows)] or dataset.values)]
    if not values:
        if dataset.low is None or dataset.high is None:
            raise Unfit(Sentence("Biến “%(name)s” không có số nào.", name=dataset.name), dataset.line)
        step = {"step": Decimal(1).scaleb(-dataset.places)} if dataset.places else {}
        return {"name": name, "from": plain_number(dataset.low), "to": plain_number(dataset.high), **step}
    ordered = sorted(values)
    steps = {after - before for before, after in pairwise(ordered)}
    if len(values) > _LONG and len(steps) == 1:
        ranged = {"name": name, "from": ordered[0], "to": ordered[-1]}
        apart = plain_number(Decimal(steps.pop()))
        return ranged if apart == 1 else ranged | {"step": apart}
    return {"name": name, "values": values}


def _conditions(
    question: MoodleQuestion,
    cards: Wildcards,
    rows: list[tuple[Decimal, ...]],
    made: DraftQuestion,
    notes: Notes,
) -> None:
    """Conditions for what every set of numbers keeps, where the sets are not all combinations."""
    columns = list(zip(*rows, strict=True))
    if not rows or len(set(rows)) == math.prod(len(set(column)) for column in columns):
        return
    found = []
    for (left, high), (right, low) in permutations(zip(question.datasets, columns, strict=True), 2):
        if all(one > other for one, other in zip(high, low, strict=True)) and min(high) <= max(low):
            found.append(f"{cards.names[left.name]} > {cards.names[right.name]}")
    made.put_list("require", [(text, question.line) for text in found])
    notes.loss(
        question.datasets[0].line,
        Sentence(
            "Moodle rút cả bộ %(count)s dòng số đi cùng nhau; ở đây mỗi biến rút riêng. Điều kiện đã thêm: "
            "%(added)s. Xem lại mục “require”.",
            count=len(rows),
            added=", ".join(found),
        )
        if found
        else Sentence(
            "Moodle rút cả bộ %(count)s dòng số đi cùng nhau; ở đây mỗi biến rút riêng. Xem lại mục "
            "“require”.",
            count=len(rows),
        ),
    )


def _number(
    question: MoodleQuestion,
    cards: Wildcards,
    rows: list[tuple[Decimal, ...]],
    made: DraftQuestion,
    notes: Notes,
) -> None:
    answers = [answer for answer in question.answers if answer.words.body.strip() != "*"]
    right = next((answer for answer in answers if answer.percent >= HUNDRED), None)
    if right is None:
        notes.fault(question.line, Sentence("Câu tính không có đáp số nào được 100%."))
        return
    node = _tree(right, cards)
    how, places, inner = _rounding(node)
    if not how and not _ends(node, question.datasets, rows, cards):
        how, places = "half_up", min(right.places if right.places is not None else 2, _MOST_PLACES)
        notes.warn(
            right.line, Sentence("Đáp số lẻ vô hạn: đã đặt làm tròn đến %(places)s chữ số lẻ.", places=places)
        )
    made.put("answer", ours(inner), right.line)
    if how:
        made.put("rounding", how, right.line)
    if places:
        made.put("decimals", places, right.line)
    if right.tolerance:
        share = right.tolerance * HUNDRED if right.relative else right.tolerance
        made.put("tolerance_percent" if right.relative else "tolerance", plain_number(share), right.line)
    made.put("unit", question.unit, question.line)
    for key, said in (("feedback_right", right.feedback), ("feedback_wrong", _caught(question))):
        if said is not None:
            made.put(key, markdown_of(said, notes), said.line)
    mistakes = [mistake for answer in answers if answer is not right
                for mistake in _mistake(answer, cards, (how, places), notes)]  # fmt: skip
    made.put_list("mistakes", mistakes)


def _mistake(
    answer: Answer, cards: Wildcards, rounding: tuple[str, int], notes: Notes
) -> list[tuple[Any, int]]:
    said = markdown_of(answer.feedback, notes) if answer.feedback else ""
    if answer.percent > 0 or not said:
        share = short_percent(answer.percent)
        notes.loss(
            answer.line,
            Sentence(
                "Bỏ đáp số %(body)s được %(share)s điểm: mỗi câu một đáp số.",
                body=answer.words.body,
                share=share,
            ),
        )
        return []
    node = _tree(answer, cards)
    how, places, inner = _rounding(node)
    return [({"formula": ours(inner if (how, places) == rounding else node), "feedback": said}, answer.line)]


def _caught(question: MoodleQuestion) -> Words | None:
    found = (
        answer for answer in question.answers if answer.words.body.strip() == "*" and answer.percent <= 0
    )
    return next((answer.feedback for answer in found), None)


def _tree(answer: Answer, cards: Wildcards) -> Node:
    try:
        return from_moodle(answer.words.body, cards.names)
    except FormulaError as error:
        raise Unfit(_in_formula(answer.words.body, error), answer.line) from error


def _rounding(node: Node) -> tuple[str, int, Node]:
    """How the formula rounds ("" where it does not), to how many places, and what it rounds."""
    if isinstance(node, Call) and node.name in _ROUNDED:
        places = node.parts[1] if len(node.parts) == 2 else Number(Fraction(0))
        if isinstance(places, Number) and places.value.denominator == 1 and 0 <= places.value <= _MOST_PLACES:
            return _ROUNDED[node.name], int(places.value), node.parts[0]
    return "", 0, node


def _ends(node: Node, datasets: list[Dataset], rows: list[tuple[Decimal, ...]], cards: Wildcards) -> bool:
    """Whether the answer has few enough decimals in every set of numbers."""
    names = [cards.names[dataset.name] for dataset in datasets]
    try:
        for row in rows:
            value = decimal_of(count(node, dict(zip(names, map(Fraction, row), strict=True))))
            if -int(value.normalize().as_tuple().exponent) > _MOST_PLACES:
                return False
    except FormulaError:
        return False
    return bool(rows)


def _in_formula(formula: str, error: FormulaError) -> Sentence:
    return Sentence("Ở công thức %(formula)s: %(fault)s", formula=formula[:60], fault=error.message)
