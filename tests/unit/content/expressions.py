"""Expressions over the formulas and the number book: how content tests state where a figure comes from.

``break_even(fixed=co_dinh_1, price=gia_ban_1, variable_cost=bien_phi_1).quantity`` and plain arithmetic;
every literal number is exact. The expressions are part of this repository, so Python evaluates them.
"""

import ast
from collections.abc import Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import cached_property
from pathlib import Path

from lms.calculators import rules
from lms.calculators.number_book import BookValue, read_book

ROOT = Path(__file__).parents[3]
BOOK_FILE = ROOT / "content" / "so-lieu-ben-lau.yml"


def _ceil(value: Decimal) -> Decimal:
    return value.to_integral_value(ROUND_CEILING)


def _floor(value: Decimal) -> Decimal:
    return value.to_integral_value(ROUND_FLOOR)


FUNCTIONS = {
    **{name: getattr(rules, name) for name in rules.__all__},
    "ceil": _ceil,
    "floor": _floor,
    "round_": rules.round_half_up,
    "abs": abs,
}


class _ExactNumbers(ast.NodeTransformer):
    """Literal 0.5 becomes Decimal("0.5"); whole numbers as well, so that division is exact."""

    def __init__(self, source: str) -> None:
        self.source = source

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if isinstance(node.value, int | float):
            text = ast.get_source_segment(self.source, node) or str(node.value)
            call = ast.Call(ast.Name("Decimal", ast.Load()), [ast.Constant(text)], [])
            return ast.copy_location(call, node)
        return node


class Book(Mapping[str, Decimal]):
    """The number book with every derived figure worked out again; a lookup gives the exact figure."""

    def __init__(self, values: dict[str, BookValue]) -> None:
        self.rows = values
        self._exact: dict[str, Decimal] = {}

    def __getitem__(self, name: str) -> Decimal:
        if name not in self._exact:
            row = self.rows[name]
            self._exact[name] = self.evaluate(row.formula) if row.formula else row.value
        return self._exact[name]

    def __iter__(self):
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def evaluate(self, expression: str, names: Mapping[str, Decimal] | None = None) -> Decimal:
        """Return the exact result of ``expression``; ``names`` are figures of the lesson itself."""
        source = expression.strip()
        tree = ast.parse(source, mode="eval")
        code = compile(ast.fix_missing_locations(_ExactNumbers(source).visit(tree)), source, "eval")
        scope = _Scope(self, names or {})
        result = eval(code, {"__builtins__": {}}, scope)
        # round_half_up takes a plain int of decimals; everything else here is a Decimal.
        assert isinstance(result, Decimal), f"{expression} gives {result!r}, not a figure"
        return result

    @cached_property
    def figures(self) -> list[tuple[str, Decimal]]:
        return [(row.unit, self[row.id]) for row in self.rows.values()]


class _Scope(dict[str, object]):
    def __init__(self, book: Book, names: Mapping[str, Decimal]) -> None:
        super().__init__(FUNCTIONS | {"Decimal": Decimal} | dict(names))
        self._book = book

    def __missing__(self, name: str) -> Decimal:
        return self._book[name]


BOOK = Book(read_book(BOOK_FILE))
