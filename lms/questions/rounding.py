"""Rounding, in one place: half up, the way people round money by hand."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal

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
