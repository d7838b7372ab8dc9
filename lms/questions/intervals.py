"""Between which bounds a formula lies, for variables between bounds: proof that no draw divides by zero.

Used where a question has too many draws to try them all. Bounds are never too narrow; they may be too wide,
so that "may divide by zero" can be said of a formula that never does.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import product

from lms.questions.formulas import Call, Name, Node, Number, ZeroDivision, count
from lms.sources import Sentence

Bounds = tuple[Fraction, Fraction]


def bounds(node: Node, ranges: Mapping[str, Bounds]) -> Bounds:
    """The least and greatest value of a formula. Raises ZeroDivision where a divisor may be zero."""
    if isinstance(node, Number):
        return node.value, node.value
    if isinstance(node, Name):
        return ranges[node.name]
    parts = [bounds(part, ranges) for part in node.parts]
    if node.name in ("/", "percent", "mod"):
        low, high = parts[1]
        if low <= 0 <= high:
            raise ZeroDivision(Sentence("Mẫu số có thể bằng 0."))
    if node.name == "mod":
        most = max(abs(parts[1][0]), abs(parts[1][1]))
        return -most, most
    if node.name in ("abs", "^"):
        return _even(node, parts)
    if len(parts) > 1 and node.name in ("ceil", "floor", "round"):
        parts = [parts[0], (parts[1][0], parts[1][0])]
    corners = [count(Call(node.name, tuple(map(Number, corner))), {}) for corner in product(*parts)]
    return min(corners), max(corners)


def _even(node: Call, parts: list[Bounds]) -> Bounds:
    """Powers and absolute values: the extremes are at the ends, or at zero between them."""
    rest = [part[0] for part in parts[1:]]
    low, high = parts[0]
    points = [low, high, *([Fraction(0)] if low < 0 < high else [])]
    values = [count(Call(node.name, (Number(point), *map(Number, rest))), {}) for point in points]
    return min(values), max(values)
