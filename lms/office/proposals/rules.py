"""A list as a contact writes or pastes it: one person a line. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lms.names import is_name, nfc
from lms.office.imports.columns import CELL, RawRow, heading
from lms.office.imports.rules import LONGEST_NAME, LONGEST_UNIT, read_phone

#: More people than this come to the office as a file.
MOST = 200
_NUMBERED = re.compile(r"\A\d{1,3}[.)]?\s+(?=\D)")
_NUMBER = re.compile(r"\D*(?:\d[ .()+-]*){6,}")
_BARS = ("\t", ";", "|", ",")


@dataclass(frozen=True, slots=True)
class LineFault:
    """What is wrong with a line. what: "no-name", "not-a-name", "long", "phone", "twice"."""

    number: int
    line: str
    what: str


def read_lines(text: str, commune: str) -> tuple[list[RawRow], list[LineFault]]:
    """The people of a text and what is wrong with it; `commune` is written beside each of them.

    A line is "name; phone; unit" with tabs (pasted from a sheet), semicolons, bars or commas between; phone
    and unit may be missing or stand the other way round; numbers before names and a line of headings are
    passed over.
    """
    rows: list[RawRow] = []
    faults: list[LineFault] = []
    seen: set[tuple[str, str]] = set()
    for number, line in enumerate(nfc(text).splitlines(), 1):
        cells = _cells(line)
        if not any(cells) or heading(cells[0]) == "name":
            continue
        name, phone, unit = _parts(cells)
        fault = _fault(name, phone, unit)
        key = (name.casefold(), read_phone(phone) or "")
        if not fault and key in seen:
            fault = "twice"
        if fault:
            faults.append(LineFault(number, line.strip()[:CELL], fault))
            continue
        seen.add(key)
        rows.append(RawRow(number, name, phone, commune, unit))
    return rows, faults


def _cells(line: str) -> list[str]:
    bar = next((bar for bar in _BARS if bar in line), None)
    cells = [" ".join(cell.split()) for cell in (line.split(bar) if bar else [line])]
    if cells and cells[0].rstrip(".)").isdecimal():
        cells = cells[1:]
    return [_NUMBERED.sub("", cells[0]), *cells[1:]] if cells else [""]


def _parts(cells: Sequence[str]) -> tuple[str, str, str]:
    name, rest = cells[0], [cell for cell in cells[1:] if cell]
    phone = next((cell for cell in rest if _NUMBER.fullmatch(cell)), "")
    return name, phone, ", ".join(cell for cell in rest if cell is not phone)


def _fault(name: str, phone: str, unit: str) -> str:
    if not name:
        return "no-name"
    if len(name) > LONGEST_NAME or len(unit) > LONGEST_UNIT:
        return "long"
    if not is_name(name):
        return "not-a-name"
    return "phone" if phone and not read_phone(phone) else ""
