"""What every formula here gives back besides its result: the operations, one a line, as a person writes them.

A learner does not trust a bare result. Each step says in words what is being found, shows the operation in
figures and gives its result, so that it can be repeated on paper.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import StrEnum

from lms.names import number

# Wide enough that products of the largest figures anyone types are rounded only where a rule says so.
WIDE = Context(prec=80, rounding=ROUND_HALF_UP)
Amount = Decimal | int
# Part of an operation: a figure, a sign, or a figure followed by a percent sign.
Part = Decimal | int | str


def N_(text: str) -> str:  # noqa: N802 (the name gettext's extractor looks for)
    """Mark a text for the translators without translating it: rules know no language."""
    return text


class Unit(StrEnum):
    """What a result counts."""

    DONG = "dong"
    ITEMS = "items"
    PERCENT = "percent"
    TURNS = "turns"
    DAYS = "days"
    TIMES = "times"


# Decimals shown for each unit where the exact result has more; results themselves are never rounded.
SHOWN_DECIMALS = {
    Unit.DONG: 0,
    Unit.ITEMS: 2,
    Unit.PERCENT: 2,
    Unit.TURNS: 2,
    Unit.DAYS: 1,
    Unit.TIMES: 2,
}


@dataclass(frozen=True)
class Step:
    """One operation.

    ``label``: what is found, in Vietnamese words (a message id). ``parts``: figures and signs in order.
    ``value``: the exact result in ``unit``. ``note``: what happened to the result, in words, or "".
    """

    label: str
    parts: tuple[Part, ...]
    value: Decimal
    unit: Unit
    note: str = ""

    def expression(self, locale: str = "vi") -> str:
        """Return the operation in figures: ``95.000 − 62.000``."""
        parts = [part if isinstance(part, str) else figure(Decimal(part), locale) for part in self.parts]
        line = " ".join(parts)
        return line.replace(" %", "%").replace("( ", "(").replace(" )", ")")

    def result(self, locale: str = "vi") -> str:
        """Return the result without its unit, rounded half up for showing: ``33.000``."""
        return shown(self.value, self.unit, locale)

    @property
    def rounded(self) -> bool:
        """Whether what is shown is not the exact result, so that it is introduced by "khoảng"."""
        return shown_value(self.value, self.unit) != self.value


def shown_value(value: Decimal, unit: Unit) -> Decimal:
    """Return ``value`` rounded half up to the decimals its unit is shown with."""
    return round_half_up(value, SHOWN_DECIMALS[unit])


def shown(value: Decimal, unit: Unit, locale: str = "vi") -> str:
    """Return ``value`` as pages show it in ``unit``, without the word of the unit."""
    return number(shown_value(value, unit), None, locale)


def figure(value: Decimal, locale: str = "vi") -> str:
    """Return a figure inside an operation, with brackets round a negative one.

    Figures of at most four decimals stand as they are; longer ones are rounded half up, to whole đồng from
    a thousand on and to two decimals below.
    """
    places = 4 if round_half_up(value, 4) == value else 0 if abs(value) >= 1000 else 2
    text = number(round_half_up(value, places), None, locale)
    return f"({text})" if value < 0 else text


def round_half_up(value: Decimal, decimals: int) -> Decimal:
    """Return ``value`` rounded half away from zero to ``decimals`` places."""
    return value.quantize(Decimal(1).scaleb(-decimals), context=WIDE)


def ceiling(dividend: Decimal, divisor: Decimal) -> Decimal:
    """Return the smallest whole number not below ``dividend / divisor`` (both not negative), exactly."""
    whole, rest = WIDE.divmod(dividend, divisor)
    return whole + (1 if rest else 0)
