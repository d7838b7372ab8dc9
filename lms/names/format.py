"""Numbers, money, dates and durations as the platform shows them, one function each.

Vietnamese: ``1.234.567,8`` and ``05/03/2026``. English: ``1,234,567.8``, the date unchanged, because the
country writes day, month, year in both languages.
"""

from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal

MINUS = "\u2212"
# Wide enough for every number parse_number accepts, so that showing a number never rounds it unasked.
_WIDE = Context(prec=60, rounding=ROUND_HALF_UP)
_SEPARATORS = {"vi": (".", ","), "en": (",", ".")}


def number(value: Decimal | int | float, decimals: int | None = None, locale: str = "vi") -> str:
    """Return ``value`` with grouped thousands: ``1.234.567,8`` (vi) or ``1,234,567.8`` (en).

    ``decimals`` rounds half up to that many places and keeps trailing zeros; without it all decimals of the
    value are shown and trailing zeros are dropped. A float is read by its shortest text, so 0.1 is 0,1.
    The minus sign is the typographic one. Raises ValueError for NaN and infinities.
    """
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    if not exact.is_finite():
        raise ValueError(f"not a finite number: {value}")
    if decimals is not None:
        exact = exact.quantize(Decimal(1).scaleb(-decimals), context=_WIDE)
    whole, _, fraction = f"{abs(exact):f}".partition(".")
    if decimals is None:
        fraction = fraction.rstrip("0")
    group, point = _SEPARATORS[_language(locale)]
    shown = f"{int(whole):,}".replace(",", group) + (point + fraction if fraction else "")
    return MINUS + shown if exact < 0 else shown


def money(value: Decimal | int, locale: str = "vi") -> str:
    """Return a sum in đồng, rounded half up to the đồng: ``28.588 đồng`` (vi), ``28,588 VND`` (en)."""
    unit = "đồng" if _language(locale) == "vi" else "VND"
    return f"{number(value, 0, locale)} {unit}"


def date_(day: date) -> str:
    """Return a date for tables and text: ``05/03/2026``."""
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def certificate_date(day: date) -> str:
    """Return a date as official papers write it: ``ngày 05 tháng 3 năm 2026``.

    Days below 10 and months 1 and 2 get a zero, months 3 to 9 do not (seen in acts of 2021 to 2025,
    domain file 4.1).
    """
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def duration(minutes: int, locale: str = "vi") -> str:
    """Return a rough time: ``khoảng 1 giờ 40 phút``, ``khoảng 50 phút``, ``dưới 1 phút``.

    Raises ValueError for a negative number of minutes.
    """
    if minutes < 0:
        raise ValueError(f"negative duration: {minutes}")
    hours, rest = divmod(minutes, 60)
    if _language(locale) == "en":
        parts = [_english(hours, "hour"), _english(rest, "minute")]
        return "about " + " ".join(part for part in parts if part) if minutes else "under 1 minute"
    parts = [f"{hours} giờ" if hours else "", f"{rest} phút" if rest else ""]
    return "khoảng " + " ".join(part for part in parts if part) if minutes else "dưới 1 phút"


def _english(count: int, noun: str) -> str:
    if not count:
        return ""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _language(locale: str) -> str:
    return "en" if locale.startswith("en") else "vi"
