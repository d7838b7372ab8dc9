"""Formulas from our own writing to Moodle's and back, always by way of the tree that our own parser reads.

Moodle's are PHP: `{q}` is a variable, `pow(x,2)` a power, and there are functions that ours do not have. What
our parser does not know is refused by name; no formula is ever run here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction

from lms.questions.formulas import Call, FormulaError, Name, Node, Number, read_formula
from lms.questions.rounding import exact_decimal
from lms.sources import Sentence

_TOKEN = re.compile(
    r"\s*(?:\{([^{}]*)\}|(\d+(?:\.\d*)?(?:[eE][-+]?\d{1,2})?|\.\d+)|([A-Za-z_][A-Za-z0-9_]*)|(\*\*|[-+*/(),]))"
)
_LOOSE, _SUM, _PRODUCT, _SIGN, _POWER = range(5)
_STRENGTH = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "negative": _SIGN, "^": _POWER}
#: Functions that Moodle has under the same name, meaning the same.
_SAME = frozenset({"abs", "ceil", "floor", "round", "min", "max"})
_STEPS = {"ceil", "floor"}


def to_moodle(node: Node) -> str:
    """The formula as Moodle writes it, without a space, as `{=…}` in a text wants it."""
    return _moodle(node, _LOOSE)


def _moodle(node: Node, around: int) -> str:
    if isinstance(node, Number):
        return _digits(node.value)
    if isinstance(node, Name):
        return f"{{{node.name}}}"
    if node.name in _SPELLED:
        return _SPELLED[node.name](node)
    if node.name not in _STRENGTH:
        return _called(node.name, [_moodle(part, _LOOSE) for part in node.parts])
    if node.name == "^":
        base, power = node.parts
        return f"pow({_moodle(base, _LOOSE)},{_moodle(power, _LOOSE)})"
    return _signed(node, around, _moodle, "")


def _signed(node: Call, around: int, write: Callable[[Node, int], str], space: str) -> str:
    strength = _STRENGTH[node.name]
    if node.name == "negative":
        text = f"-{write(node.parts[0], _SIGN)}"
    else:
        left, right = (write(part, strength + place) for place, part in enumerate(node.parts))
        text = f"{left}{space}{node.name}{space}{right}"
    # A sign never stands right behind another operator: PHP would take -- for something else.
    return f"({text})" if around > strength or (node.name == "negative" and around > _LOOSE) else text


def _called(name: str, parts: list[str]) -> str:
    # Moodle's min and max want two numbers at least.
    return f"({parts[0]})" if name in ("min", "max") and len(parts) == 1 else f"{name}({','.join(parts)})"


def _stepped(node: Call) -> str:
    inner = _moodle(node.parts[0], _LOOSE)
    if len(node.parts) == 1:
        return f"{node.name}({inner})"
    places = node.parts[1]
    if not isinstance(places, Number) or places.value.denominator != 1 or not 0 <= places.value <= 10:
        raise FormulaError(Sentence("Moodle cần số chữ số lẻ viết sẵn trong %(name)s.", name=node.name))
    scale = 10 ** int(places.value)
    return f"({node.name}({_moodle(node.parts[0], _PRODUCT)}*{scale})/{scale})"


def _percent(node: Call) -> str:
    part, whole = node.parts
    return f"({_moodle(part, _PRODUCT)}*100/{_moodle(whole, _SIGN)})"


def _left_over(node: Call) -> str:
    left, right = node.parts
    right_text = _moodle(right, _SIGN)
    return f"({_moodle(left, _SUM)}-{right_text}*floor({_moodle(left, _PRODUCT)}/{right_text}))"


_SPELLED: Mapping[str, Callable[[Call], str]] = {
    "ceil": _stepped,
    "floor": _stepped,
    "percent": _percent,
    "mod": _left_over,
}


def ours(node: Node) -> str:
    """The formula as our authors write it."""
    return _ours(node, _LOOSE)


def _ours(node: Node, around: int) -> str:
    if isinstance(node, Number):
        return _digits(node.value)
    if isinstance(node, Name):
        return node.name
    if node.name == "^":
        base = _ours(node.parts[0], _POWER + 1)
        return (
            f"({base}^{_ours(node.parts[1], _POWER)})"
            if around > _POWER
            else f"{base}^{_ours(node.parts[1], _POWER)}"
        )
    if node.name in _STRENGTH:
        return _signed(node, around, _ours, " ")
    return f"{node.name}({', '.join(_ours(part, _LOOSE) for part in node.parts)})"


def from_moodle(text: str, names: Mapping[str, str]) -> Node:
    """The tree of Moodle's formula `text`; names: our name of each of its variables.

    Raises FormulaError for whatever our formulas do not have: then nothing of it may be used.
    """
    return _simpler(read_formula(_rewritten(text, names)))


def _rewritten(text: str, names: Mapping[str, str]) -> str:
    tokens: list[str] = []
    place, tidy = 0, text.strip().removeprefix("=").rstrip()
    while place < len(tidy):
        found = _TOKEN.match(tidy, place)
        if found is None:
            raise FormulaError(
                Sentence("Công thức có ký tự không dùng được: “%(value)s”.", value=tidy[place:].strip()[:1])
            )
        variable, number, function, sign = found.groups()
        if variable is not None:
            if variable not in names:
                raise FormulaError(Sentence("Không có biến “%(variable)s”.", variable=variable[:40]))
            tokens.append(names[variable])
        elif number:
            tokens.append(f"{Decimal(number):f}".rstrip("."))
        elif function:
            if function not in _SAME | {"pow"} or not tidy[found.end() :].lstrip().startswith("("):
                raise FormulaError(Sentence("Không có hàm “%(function)s”.", function=function[:40]))
            tokens.append(function)
        else:
            tokens.append("^" if sign == "**" else sign)
        place = found.end()
    return " ".join(_powers(tokens))


def _powers(signs: list[str]) -> list[str]:
    """`signs` with every pow(x, n) as (x)^n."""
    made: list[str] = []
    # What each open bracket belongs to: a pow, another function, or nothing.
    opened: list[bool] = []
    for place, sign in enumerate(signs):
        if sign == "pow":
            continue
        if sign == "(":
            opened.append(place > 0 and signs[place - 1] == "pow")
            made += ["(", "("] if opened[-1] else ["("]
        elif sign == ")":
            made.append(")")
            if opened:
                opened.pop()
        elif sign == "," and opened and opened[-1]:
            made += [")", "^"]
        else:
            made.append(sign)
    return made


def _simpler(node: Node) -> Node:
    """`ceil(x * 100) / 100` is `ceil(x, 2)` for us."""
    if not isinstance(node, Call):
        return node
    made = Call(node.name, tuple(_simpler(part) for part in node.parts))
    if made.name != "/":
        return made
    top, bottom = made.parts
    if isinstance(top, Call) and top.name in _STEPS and len(top.parts) == 1 and isinstance(bottom, Number):
        inner = top.parts[0]
        places = len(str(bottom.value)) - 1
        if (
            bottom.value == 10**places
            and isinstance(inner, Call)
            and inner.name == "*"
            and inner.parts[1] == bottom
        ):
            return Call(top.name, (inner.parts[0], Number(Fraction(places))))
    return made


def _digits(value: Fraction) -> str:
    number = exact_decimal(value)
    return f"{number:f}" if number is not None else f"({value.numerator} / {value.denominator})"
