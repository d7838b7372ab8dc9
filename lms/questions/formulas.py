"""Formulas that authors write: read into our own small tree and counted in exact fractions.

No Python is ever run: a formula is numbers, names of variables, + - * / ^, comparisons where a condition is
asked for, and the functions of `FUNCTIONS`; whatever else stands there is refused by name. Fractions are
exact, so that floor(1 / 3 * 3) is 1; only what leaves a formula becomes a Decimal. Length, depth, exponents
and the size of every number on the way are limited, so that no text can keep a server busy.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from lms.questions.rounding import exact_decimal
from lms.sources import Sentence

MAX_LENGTH = 500
MAX_DEPTH = 40
MAX_EXPONENT = 20
MAX_BITS = 2048

NAME = r"[A-Za-z][A-Za-z0-9_]{0,29}"
_TOKEN = re.compile(rf"\s*(?:(\d+(?:\.\d+)?)|({NAME})|(\*\*|<=|>=|==|!=|[-+*/^(),<>=×÷−·≤≥≠]))", re.ASCII)
_SAME = {"×": "*", "·": "*", "÷": "/", "−": "-", "**": "^", "=": "==", "≤": "<=", "≥": ">=", "≠": "!="}
_COMPARISONS: Mapping[str, Callable[[Fraction, Fraction], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


class FormulaError(ValueError):
    """A formula that cannot be read or counted; `message` says why, for its author."""

    def __init__(self, message: Sentence) -> None:
        super().__init__(message)
        self.message = message


class ZeroDivision(FormulaError):
    """A divisor is zero."""


@dataclass(frozen=True)
class Number:
    """A number as written."""

    value: Fraction


@dataclass(frozen=True)
class Name:
    """A variable."""

    name: str


@dataclass(frozen=True)
class Call:
    """An operator or function and what it is applied to."""

    name: str
    parts: tuple[Node, ...]


Node = Number | Name | Call


@dataclass(frozen=True)
class Condition:
    """Two formulas and the comparison that must hold between them."""

    left: Node
    comparison: str
    right: Node


@lru_cache(2048)
def read_formula(text: str) -> Node:
    """The tree of `text`. Raises FormulaError."""
    reader = _Reader(text)
    node = reader.sum(0)
    reader.end()
    return node


@lru_cache(2048)
def read_condition(text: str) -> Condition:
    """The condition written in `text`, such as "p > v". Raises FormulaError."""
    reader = _Reader(text)
    left = reader.sum(0)
    comparison = reader.take(*_COMPARISONS)
    if comparison is None:
        raise FormulaError(Sentence("Điều kiện phải so hai vế, ví dụ p > v."))
    condition = Condition(left, comparison, reader.sum(0))
    reader.end()
    return condition


def names_in(node: Node | Condition) -> frozenset[str]:
    """The variables that a formula or condition asks for."""
    if isinstance(node, Name):
        return frozenset([node.name])
    if isinstance(node, Call):
        return frozenset().union(*map(names_in, node.parts))
    if isinstance(node, Condition):
        return names_in(node.left) | names_in(node.right)
    return frozenset()


def count(node: Node, values: Mapping[str, Fraction]) -> Fraction:
    """The value of a formula. Raises FormulaError (ZeroDivision for a zero divisor)."""
    if isinstance(node, Number):
        return node.value
    if isinstance(node, Name):
        if node.name not in values:
            raise FormulaError(Sentence("Không có biến “%(name)s”.", name=node.name))
        return values[node.name]
    parts = [count(part, values) for part in node.parts]
    result = _OPERATIONS[node.name](*parts)
    if max(result.numerator.bit_length(), result.denominator.bit_length()) > MAX_BITS:
        raise FormulaError(Sentence("Công thức ra số quá lớn."))
    return result


def holds(condition: Condition, values: Mapping[str, Fraction]) -> bool:
    """Whether a condition holds for these values. Raises FormulaError."""
    left, right = count(condition.left, values), count(condition.right, values)
    return _COMPARISONS[condition.comparison](left, right)


def decimal_of(value: Fraction) -> Decimal:
    """The same number as a Decimal. Raises FormulaError where its decimal places never end."""
    found = exact_decimal(value)
    if found is None:
        raise FormulaError(Sentence("Kết quả lẻ vô hạn: thêm cách làm tròn (rounding và decimals)."))
    return found


class _Reader:
    """Reads tokens from left to right, each rule one level of precedence."""

    def __init__(self, text: str) -> None:
        if len(text) > MAX_LENGTH:
            raise FormulaError(Sentence("Công thức dài quá %(max_length)s ký tự.", max_length=MAX_LENGTH))
        self.tokens: list[tuple[str, str]] = []
        place = 0
        tidy = text.rstrip()
        while place < len(tidy):
            found = _TOKEN.match(tidy, place)
            if found is None:
                raise FormulaError(
                    Sentence(
                        "Công thức có ký tự không dùng được: “%(value)s”.", value=tidy[place:].strip()[:1]
                    )
                )
            number, name, sign = found.groups()
            kind = "number" if number else "name" if name else "sign"
            self.tokens.append((kind, number or name or _SAME.get(sign, sign)))
            place = found.end()
        self.at = 0

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")

    def take(self, *signs: str) -> str | None:
        kind, text = self.peek()
        if kind == "sign" and text in signs:
            self.at += 1
            return text
        return None

    def end(self) -> None:
        kind, text = self.peek()
        if kind != "end":
            raise FormulaError(Sentence("Công thức thừa “%(text)s”.", text=text))

    def sum(self, depth: int) -> Node:
        node = self.product(depth)
        while sign := self.take("+", "-"):
            node = Call(sign, (node, self.product(depth)))
        return node

    def product(self, depth: int) -> Node:
        node = self.signed(depth)
        while sign := self.take("*", "/"):
            node = Call(sign, (node, self.signed(depth)))
        return node

    def signed(self, depth: int) -> Node:
        negative = False
        while sign := self.take("+", "-"):
            negative ^= sign == "-"
        node = self.power(depth)
        return Call("negative", (node,)) if negative else node

    def power(self, depth: int) -> Node:
        node = self.single(depth)
        if self.take("^"):
            kind, text = self.peek()
            if kind != "number" or not text.isdigit() or int(text) > MAX_EXPONENT:
                raise FormulaError(
                    Sentence(
                        "Số mũ phải là số nguyên viết sẵn, từ 0 đến %(max_exponent)s.",
                        max_exponent=MAX_EXPONENT,
                    )
                )
            self.at += 1
            node = Call("^", (node, Number(Fraction(int(text)))))
            if self.take("^"):
                raise FormulaError(Sentence("Không viết hai số mũ liền nhau: dùng dấu ngoặc."))
        return node

    def single(self, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise FormulaError(Sentence("Công thức lồng nhau quá sâu."))
        kind, text = self.peek()
        self.at += 1
        if kind == "number":
            return Number(Fraction(text))
        if kind == "name":
            return self.call(text, depth) if self.take("(") else Name(text)
        if text == "(":
            node = self.sum(depth + 1)
            self.close()
            return node
        raise FormulaError(
            Sentence("Công thức thiếu một số hoặc một biến trước “%(sign)s”.", sign=text)
            if text
            else Sentence("Công thức viết dở.")
        )

    def call(self, name: str, depth: int) -> Node:
        if name not in FUNCTIONS:
            raise FormulaError(
                Sentence(
                    "Không có hàm “%(name)s”. Các hàm dùng được: %(names)s.",
                    name=name,
                    names=", ".join(FUNCTIONS),
                )
            )
        parts = [self.sum(depth + 1)]
        while self.take(","):
            parts.append(self.sum(depth + 1))
        self.close()
        least, most = FUNCTIONS[name]
        if not least <= len(parts) <= most:
            wanted = str(least) if least == most else f"{least}–{most}"
            raise FormulaError(
                Sentence(
                    "Hàm %(name)s cần %(wanted)s số, ở đây có %(count)s.",
                    name=name,
                    wanted=wanted,
                    count=len(parts),
                )
            )
        return Call(name, tuple(parts))

    def close(self) -> None:
        if not self.take(")"):
            raise FormulaError(Sentence("Công thức thiếu dấu đóng ngoặc."))


def rounded(value: Fraction, how: Callable[[Fraction], int], places: Fraction = Fraction(0)) -> Fraction:
    """`value` rounded by `how` to `places` decimal places (0 to 10)."""
    if places.denominator != 1 or not 0 <= places <= 10:
        raise FormulaError(Sentence("Số chữ số lẻ khi làm tròn phải là số nguyên từ 0 đến 10."))
    scale = 10 ** int(places)
    return Fraction(how(value * scale), scale)


def half_up(value: Fraction) -> int:
    """The nearest whole number; halves go away from zero, as people round money."""
    whole = math.floor(abs(value) + Fraction(1, 2))
    return -whole if value < 0 else whole


def _divided(left: Fraction, right: Fraction) -> Fraction:
    if right == 0:
        raise ZeroDivision(Sentence("Công thức chia cho 0."))
    return left / right


def _powered(base: Fraction, exponent: Fraction) -> Fraction:
    bits = max(base.numerator.bit_length(), base.denominator.bit_length())
    if bits * int(exponent) > MAX_BITS:
        raise FormulaError(Sentence("Công thức ra số quá lớn."))
    return base ** int(exponent)


def _left_over(left: Fraction, right: Fraction) -> Fraction:
    return left - right * math.floor(_divided(left, right))


#: Functions and how many numbers each takes.
FUNCTIONS: Mapping[str, tuple[int, int]] = {
    "ceil": (1, 2),
    "floor": (1, 2),
    "round": (1, 2),
    "min": (1, 20),
    "max": (1, 20),
    "abs": (1, 1),
    "percent": (2, 2),
    "mod": (2, 2),
}
_OPERATIONS: Mapping[str, Callable[..., Fraction]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": _divided,
    "^": _powered,
    "negative": operator.neg,
    "ceil": lambda value, *places: rounded(value, math.ceil, *places),
    "floor": lambda value, *places: rounded(value, math.floor, *places),
    "round": lambda value, *places: rounded(value, half_up, *places),
    "min": lambda *values: min(values),
    "max": lambda *values: max(values),
    "abs": abs,
    "percent": lambda part, whole: _divided(part * 100, whole),
    "mod": _left_over,
}
