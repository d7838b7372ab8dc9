"""The proof of a lesson's figures: the number book, the lesson's table of expressions, and its own sums.

``expected/<id>.yml`` holds, for the lesson or quiz of that id, what the book does not:
``given`` (figure: why it is set), ``proved`` and ``mistakes`` (figure: expression), ``answers`` (question:
expression of its key) and ``wrong`` (question: {value: expression of the mistake}).
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from tests.unit.content.expressions import BOOK, ROOT
from tests.unit.content.figures import Sum, Written, figures, plain_text, sums

COURSE = ROOT / "content" / "danh-gia-ket-qua"
EXPECTED = Path(__file__).parent / "expected"
# Counted in every sum of its kind: the two of an average, the hundred of a percentage, months of a year.
CONSTANTS = (Decimal(1), Decimal(2), Decimal(12), Decimal(100))
MONEY_SCALES = (0, -3, -6)


@dataclass(frozen=True)
class Fact:
    """A proved figure: its unit ("" fits any) and exact value."""

    unit: str
    value: Decimal


@dataclass
class Text:
    """A lesson or quiz file with what its table says about it."""

    path: Path
    table: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        table = EXPECTED / f"{self.id}.yml"
        read = (
            yaml.load(table.read_text(encoding="utf-8"), Loader=yaml.BaseLoader) if table.exists() else None
        )
        self.table = read or {}

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @cached_property
    def source(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def id(self) -> str:
        found = re.search(r"^id: *(\S+)", self.source, re.MULTILINE)
        assert found, f"{self.path} has no id"
        return found.group(1)

    @cached_property
    def plain(self) -> str:
        return plain_text(self.source)

    @cached_property
    def figures(self) -> list[Written]:
        return figures(self.plain)

    @cached_property
    def sums(self) -> list[Sum]:
        return sums(self.plain)

    @cached_property
    def entries(self) -> list[tuple[str, Written, Fact]]:
        """The figures of the table: which part, as written there, and what they are."""
        found = []
        for part in ("given", "proved", "mistakes"):
            for shown, says in self.table.get(part, {}).items():
                (written,) = figures(plain_text(shown))
                value = written.amount if part == "given" else BOOK.evaluate(says)
                found.append((part, written, Fact(_kind(written), value)))
        return found

    @cached_property
    def facts(self) -> list[Fact]:
        """All that is proved here, the results of the sums included."""
        facts = [Fact(unit, value) for unit, value in BOOK.figures]
        facts += [fact for _, _, fact in self.entries]
        left = [each for each in self.sums if each.exact is not None]
        while True:
            ready = [each for each in left if all(operand_is_proved(one, facts) for one in each.operands)]
            if not ready:
                return facts
            left = [each for each in left if each not in ready]
            facts += [Fact(_kind(each.right), each.exact or Decimal(0)) for each in ready]

    @cached_property
    def questions(self) -> list[dict[str, Any]]:
        if self.path.suffix == ".yml":
            return list(yaml.load(self.source, Loader=yaml.BaseLoader).get("questions", []))
        blocks = re.findall(r"^```check\n(.*?)^```", self.source, re.MULTILINE | re.DOTALL)
        return [yaml.load(block, Loader=yaml.BaseLoader) for block in blocks]


def is_proved(written: Written, facts: list[Fact]) -> bool:
    """Whether some fact, rounded as the figure is written, is the figure; 0 and 100 % (đồng) need none."""
    if written.amount == 0 or (written.amount == 100 and written.unit in ("%", "đồng")):
        return True
    return any(_fits(written, fact) for fact in facts)


def operand_is_proved(written: Written, facts: list[Fact]) -> bool:
    """The same for a figure inside a sum, where the constants of arithmetic need no proof."""
    return abs(written.amount) in CONSTANTS or is_proved(written, facts)


def _kind(written: Written) -> str:
    return "đồng" if written.exponent else written.unit


def _fits(written: Written, fact: Fact) -> bool:
    unit = _kind(written)
    if unit:
        return fact.unit in (unit, "") and written.shows(fact.value)
    # A bare figure may stand under a heading in nghìn or triệu đồng.
    scales = MONEY_SCALES if fact.unit in ("đồng", "") else (0,)
    return any(written.shows(fact.value.scaleb(scale)) for scale in scales)


TEXTS = [Text(path) for path in sorted(COURSE.rglob("*")) if path.suffix in (".md", ".yml")]
