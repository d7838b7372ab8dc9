"""Numbers that learners type beside a unit: read the Vietnamese way, asked about where they can mean two
things.

| typed | beside | read as |
|---|---|---|
| 2.400 | any | 2400: a dot before three digits parts thousands |
| 2,4 / 2.4 | any | 2,4 |
| 1.5 triệu / 1,5 tr | đồng | 1.500.000 |
| 2.400 tr | đồng | 2.400.000.000 |
| 1tr2, 2k5 | đồng | 1.200.000, 2.500 |
| 28,588 nghìn | đồng | 28.588 |
| 28.588 đồng | đồng | 28.588 |
| 28,5 triệu / 28.500.000 đồng | triệu đồng | 28,5 |
| 2,400 | đồng, túi | asked: 2400 or 2,4 (English writes thousands so) |
| 2,400 | triệu đồng, %, or where three decimal places are asked for | 2,4 |
| 28.500.000 | triệu đồng | asked: 28,5 or 28.500.000 million |
| 30 % | triệu đồng, túi, đồng | asked: it is not in the unit of the question |
| 30 triệu, 95.000 đồng | %, túi | asked, likewise |
| 1.23.4, 12,34,5 | any | asked: no reading fits |
"""

from __future__ import annotations

import re
from decimal import Decimal

from lms.names import BadGrouping, NumberError, nfc, parse_number
from lms.questions.draws import LARGEST
from lms.questions.reasons import AnswerRejected, Reason

MAX_PLACES = 10

_SCALES = {"nghìn": 3, "ngàn": 3, "k": 3, "triệu": 6, "tr": 6, "tỷ": 9, "tỉ": 9}
_SCALE_WORDS = re.compile(r"\d\s*(nghìn|ngàn|nghin|ngan|k|triệu|trieu|tr|tỷ|tỉ|ty|ti)(?![a-zà-ỹ])")
_MONEY = re.compile(r"(đ|đồng|dong|vnđ|vnd|₫)$")
_SINGLE_COMMA = re.compile(r"[-+]?([1-9]\d{0,2}),(\d{3})(?=\D|$)")
# 1tr2 is one million two hundred thousand: the digits after the word go on where it stopped.
_SHORTHAND = re.compile(r"([-+]?\d+)\s?(tr|triệu|k|tỷ|tỉ)\s?(\d{1,3})(?:\s?(?:đ|đồng))?")


def read_quantity(text: str, unit: str = "", decimals: int | None = None) -> Decimal:
    """The number a learner means by `text` in a field with `unit` beside it.

    decimals: how many decimal places the question asks for, None where it says nothing. Raises
    AnswerRejected; AMBIGUOUS_NUMBER carries both readings.
    """
    tidy = " ".join(nfc(text).replace("\u2212", "-").lower().split())
    beside = nfc(unit).lower()
    _check_unit(tidy, beside)
    scale = _scale_of(beside)
    number = _parsed(tidy, unit, scale)
    if abs(number) > LARGEST or -int(number.as_tuple().exponent) > MAX_PLACES:
        raise AnswerRejected(Reason.NUMBER_TOO_LARGE)
    _check_comma(tidy, number, beside, decimals)
    if scale and abs(number) >= 10**scale and re.fullmatch(r"[-+]?[\d., ]+", tidy):
        raise AnswerRejected(Reason.AMBIGUOUS_NUMBER, (number.scaleb(-scale), number), unit)
    return number


def plain_number(number: Decimal) -> str:
    """`number` written so that `read_quantity` reads it one way only: no groups, never three decimal
    places. Beside a unit of thousands or millions a large one needs its unit behind it."""
    whole, _, places = f"{number:f}".partition(".")
    places = places.rstrip("0")
    return f"{whole},{places}{'0' if len(places) == 3 else ''}" if places else whole


def _parsed(tidy: str, unit: str, scale: int) -> Decimal:
    short = _SHORTHAND.fullmatch(tidy)
    try:
        if short is not None:
            whole, word, rest = short.groups()
            number = parse_number(f"{whole},{rest}").scaleb(_SCALES[word] - scale)
        else:
            number = parse_number(tidy, units=[unit] if unit else [])
    except BadGrouping as error:
        raise AnswerRejected(Reason.UNCLEAR_NUMBER) from error
    except NumberError as error:
        raise AnswerRejected(Reason.NOT_A_NUMBER) from error
    return Decimal(f"{number:f}")


def _check_unit(tidy: str, beside: str) -> None:
    if not beside or tidy.endswith(beside):
        return
    money = bool(_MONEY.search(beside))
    percent = tidy.endswith("%")
    if percent or (_MONEY.search(tidy) and not money) or (_SCALE_WORDS.search(tidy) and beside == "%"):
        if percent and beside == "%":
            return
        raise AnswerRejected(Reason.OTHER_UNIT)


def _check_comma(tidy: str, number: Decimal, beside: str, decimals: int | None) -> None:
    found = _SINGLE_COMMA.match(tidy)
    if found is None or (decimals or 0) >= 3 or beside == "%" or _scale_of(beside):
        return
    if _SCALE_WORDS.search(tidy) or "," in tidy[found.end() :] or "." in tidy:
        return
    sign = -1 if tidy.startswith("-") else 1
    raise AnswerRejected(Reason.AMBIGUOUS_NUMBER, (sign * Decimal(found[1] + found[2]), number))


def _scale_of(beside: str) -> int:
    word, _, money = beside.partition(" ")
    return _SCALES.get(word, 0) if not money or _MONEY.fullmatch(money) else 0
