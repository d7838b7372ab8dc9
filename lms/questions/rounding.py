"""Rounding, in one place: half up, the way people round money by hand."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

_CONTEXT = Context(prec=60, rounding=ROUND_HALF_UP)
CENTIPOINT = Decimal("0.01")


def round_to(number: Decimal, decimals: int | None) -> Decimal:
    """`number` rounded half up to `decimals` places; unchanged where that is None."""
    if decimals is None:
        return number
    return number.quantize(Decimal(1).scaleb(-decimals), context=_CONTEXT)


def share(points: Decimal, part: int, whole: int) -> Decimal:
    """`points` * part / whole, rounded half up to a hundredth of a point; never above `points`."""
    exact = _CONTEXT.divide(_CONTEXT.multiply(points, Decimal(part)), Decimal(whole))
    return exact.quantize(CENTIPOINT, context=_CONTEXT)


def part_of(points: Decimal, fraction: Decimal, places: int = 2) -> Decimal:
    """`points` * `fraction`, rounded half up to `places` decimal places."""
    return _CONTEXT.multiply(points, fraction).quantize(Decimal(1).scaleb(-places), context=_CONTEXT)


def exact_decimal(value: Fraction) -> Decimal | None:
    """`value` as a Decimal, or None where its decimal places never end (1/3)."""
    denominator, places = value.denominator, 0
    while denominator % 10 == 0:
        denominator, places = denominator // 10, places + 1
    for factor in (2, 5):
        while denominator % factor == 0:
            denominator, places = denominator // factor, places + 1
    if denominator != 1:
        return None
    digits = str(abs(value.numerator) * 10**places // value.denominator)
    # Built from text: arithmetic would round to the digits of a context.
    return Decimal(f"{'-' if value < 0 else ''}{digits}e-{places}")
