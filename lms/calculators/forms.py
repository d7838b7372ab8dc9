"""The fields of the calculators: what may be written in them, how it is read, what to say when it is not.

Figures arrive by POST, are read the Vietnamese way, shown back ("Đọc là 1.200 túi") and forgotten.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from lms.names import EmptyNumber, NumberError, TooManyDigits, nfc, number, parse_number
from lms.web.i18n import _, current_locale

# Ten thousand times the revenue of a large co-operative; beyond it a key was held down.
LARGEST = Decimal(10) ** 15
MOST_DECIMALS = 6
LONGEST_WORD = 20


class Kind(StrEnum):
    """What a field counts."""

    MONEY = "money"
    QUANTITY = "quantity"
    PERCENT = "percent"
    DAYS = "days"


@dataclass(frozen=True)
class Field:
    """One figure asked for. ``book`` names the figure of the number book that serves as the example."""

    name: str
    label: str
    kind: Kind = Kind.MONEY
    hint: str = ""
    required: bool = True
    book: str = ""


@dataclass
class Reading:
    """What was typed, what was read from it, and what is wrong, each by the name of the field."""

    typed: dict[str, str] = field(default_factory=dict)
    values: dict[str, Decimal] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    item: str = ""

    def __getitem__(self, name: str) -> Decimal:
        """The figure of a field; zero for one that was left empty and may be."""
        return self.values.get(name, Decimal(0))

    def echo(self, asked: Field) -> str:
        """How the figure was read, in words: ``Đọc là 1.200 túi``; empty where nothing was."""
        if asked.name not in self.values:
            return ""
        return _("Đọc là %(figure)s.", figure=self.with_unit(self.values[asked.name], asked.kind))

    def with_unit(self, value: Decimal, kind: Kind) -> str:
        """Return a figure with the word of its kind."""
        return number(value, None, current_locale()) + unit_words(kind, self.item)


def unit_words(kind: Kind, item: str) -> str:
    """The word after a figure of this kind, with the space before it where there is one."""
    words = {
        Kind.MONEY: " " + _("đồng"),
        Kind.QUANTITY: " " + (item or _("đơn vị hàng")),
        Kind.PERCENT: "%",
        Kind.DAYS: " " + _("ngày"),
    }
    return words[kind]


def read(fields: Sequence[Field], sent: Mapping[str, str]) -> Reading:
    """Read the figures of a form. Faults stand in ``errors``; nothing raises."""
    item = " ".join(nfc(sent.get("item", "")).split())
    reading = Reading(item=item if _is_word(item) else "")
    if item and not reading.item:
        reading.errors["item"] = _("Viết một từ ngắn, ví dụ túi.")
    reading.typed["item"] = item
    for asked in fields:
        text = sent.get(asked.name, "")
        reading.typed[asked.name] = text
        _read_one(asked, text, reading)
    return reading


def example(fields: Sequence[Field], book: Mapping[str, Decimal], item: str) -> Reading:
    """The reading of a form filled with the figures of the running example."""
    sent = {asked.name: number(book[asked.book]) for asked in fields if asked.book}
    return read(fields, sent | {"item": item})


def _is_word(item: str) -> bool:
    return len(item) <= LONGEST_WORD and all(letter.isalpha() or letter == " " for letter in item)


def _read_one(asked: Field, text: str, reading: Reading) -> None:
    try:
        value = parse_number(text, units=[reading.item] if reading.item else ())
    except EmptyNumber:
        if asked.required:
            reading.errors[asked.name] = _("Chưa có số. Viết bằng số, ví dụ 1.200.")
    except TooManyDigits:
        reading.errors[asked.name] = _("Số này dài quá. Xem lại có gõ thừa chữ số không.")
    except NumberError:
        reading.errors[asked.name] = _("Viết bằng số, ví dụ 1.200.")
    else:
        fault = _fault(value)
        if fault:
            reading.errors[asked.name] = fault
        else:
            reading.values[asked.name] = value


def _fault(value: Decimal) -> str:
    if value < 0:
        return _("Viết số từ 0 trở lên.")
    if value > LARGEST:
        return _("Số này lớn quá. Xem lại có gõ thừa số 0 không.")
    if -int(value.as_tuple().exponent) > MOST_DECIMALS:
        return _("Nhiều nhất %(num)s chữ số sau dấu phẩy.", num=MOST_DECIMALS)
    return ""
