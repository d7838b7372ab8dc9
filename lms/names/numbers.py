"""Numbers as people in Vietnam type them.

``2.400`` is two thousand four hundred and ``2,4`` is two and four tenths. Many Android keyboards offer only
the dot, so a dot that cannot part groups of three (``2.4``) is read as the decimal sign.
"""

import re
from collections.abc import Collection
from decimal import Decimal

from lms.names.text import nfc

MAX_DIGITS = 30

_SCALES = {
    "nghìn": 3, "ngàn": 3, "nghin": 3, "ngan": 3, "k": 3,
    "triệu": 6, "trieu": 6, "tr": 6,
    "tỷ": 9, "tỉ": 9, "ty": 9, "ti": 9,
}  # fmt: skip
_MONEY = {"đ", "đồng", "dong", "vnđ", "vnd", "₫"}
_NUMBER = re.compile(r"([+-]?)([\d., ]*\d[\d., ]*)(\D*)", re.ASCII)
_GROUPED_VI = re.compile(r"[1-9]\d{0,2}(\.\d{3})+(,\d+)?", re.ASCII)
_GROUPED_EN = re.compile(r"[1-9]\d{0,2}(,\d{3}){2,}(\.\d+)?|[1-9]\d{0,2}(,\d{3})+\.\d+", re.ASCII)
_GROUPED_SPACES = re.compile(r"[1-9]\d{0,2}( \d{3})+([.,]\d+)?", re.ASCII)
_PLAIN = re.compile(r"\d+([.,]\d+)?", re.ASCII)


class NumberError(ValueError):
    """The text is not a number this platform reads."""


class EmptyNumber(NumberError):
    """Nothing was written."""


class NotANumber(NumberError):
    """Something other than one plain number was written (words, two numbers, ``1e5``, ``NaN``)."""


class BadGrouping(NumberError):
    """Digits and separators only, but no reading fits them (``1.2345.6``, ``12,34,5``)."""


class TooManyDigits(NumberError):
    """More digits than any quantity or sum of money here can have."""


def parse_number(text: str, units: Collection[str] = ()) -> Decimal:
    """Return the number written in ``text``, read the Vietnamese way first.

    Reads ``1.234.567,8``, ``1 234 567``, ``1,234,567.8``, ``2,4`` and ``2.4``; a word of scale after the
    number (nghìn, ngàn, k; triệu, tr; tỷ, tỉ), then đồng or đ, or a percent sign, which is dropped without
    dividing (``38,95%`` is 38.95). Words in ``units`` (``túi``) may follow as well and are dropped. Beside a
    unit that holds a scale itself (``triệu đồng``) the answer is in that unit: ``28,5``, ``28,5 triệu`` and
    ``28.500.000 đồng`` are all 28.5.
    ``2,400`` is 2.4: a single comma is always the decimal sign.

    Raises EmptyNumber, NotANumber, BadGrouping or TooManyDigits, all of them NumberError.
    """
    tidy = " ".join(nfc(text).replace("\u2212", "-").lower().split())
    if not tidy:
        raise EmptyNumber(text)
    found = _NUMBER.fullmatch(tidy)
    if found is None:
        raise NotANumber(text)
    sign, figures, words = found.groups()
    if sum(character.isdigit() for character in figures) > MAX_DIGITS:
        raise TooManyDigits(text)
    exponent = _scale(words, {nfc(unit).lower() for unit in units}, text)
    # Built from text: arithmetic would round to the 28 digits of the default context.
    scaled = Decimal(f"{sign}{_plain_figures(figures.strip(), text)}e{exponent}")
    plain = f"{scaled:f}"
    return Decimal(plain.rstrip("0") if exponent < 0 else plain)


def _scale(words: str, units: Collection[str], text: str) -> int:
    exponent = 0
    rest = words.strip()
    for scale in sorted(_SCALES, key=len, reverse=True):
        if rest == scale or rest.startswith(scale + " ") or _glued_money(rest, scale):
            exponent = _SCALES[scale]
            rest = rest.removeprefix(scale).strip()
            break
    if rest and rest != "%" and rest not in _MONEY and rest not in units:
        raise NotANumber(text)
    if exponent or rest in _MONEY:
        exponent -= max(map(_scale_of_unit, units), default=0)
    return exponent


def _scale_of_unit(unit: str) -> int:
    scale, _, money = unit.partition(" ")
    return _SCALES.get(scale, 0) if not money or money in _MONEY else 0


def _glued_money(rest: str, scale: str) -> bool:
    return rest.startswith(scale) and rest.removeprefix(scale) in _MONEY


def _plain_figures(figures: str, text: str) -> str:
    if _GROUPED_VI.fullmatch(figures):
        return figures.replace(".", "").replace(",", ".")
    if _GROUPED_EN.fullmatch(figures):
        return figures.replace(",", "")
    if _GROUPED_SPACES.fullmatch(figures):
        return figures.replace(" ", "").replace(",", ".")
    if _PLAIN.fullmatch(figures):
        return figures.replace(",", ".")
    raise BadGrouping(text)
