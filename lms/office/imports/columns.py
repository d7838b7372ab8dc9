"""Which column of a list is which. Headings are recognised in the spellings offices use."""

from collections.abc import Sequence
from dataclasses import dataclass

from lms.names import fold
from lms.spreadsheets import Row, Sheet

FIELDS = ("name", "phone", "commune", "unit")
_KNOWN = {
    "name": (
        "ho va ten", "ho ten", "ten", "ho va ten hoc vien", "ho ten hoc vien", "hoc vien", "nguoi hoc",
        "ho, ten", "ho va ten nguoi hoc", "full name", "name", "ho va ten chu ho", "ho ten chu the",
    ),
    "phone": (
        "sdt", "so dt", "so dien thoai", "dien thoai", "dt", "di dong", "so di dong", "dtdd", "so dtdd",
        "dien thoai di dong", "phone", "tel", "mobile", "so zalo", "zalo", "lien he",
    ),
    "commune": (
        "xa", "phuong", "xa phuong", "xa, phuong", "phuong xa", "xa/phuong", "phuong/xa", "xa - phuong",
        "xa, phuong, dac khu", "dia ban", "dia chi", "dia phuong", "noi o", "commune", "xa phuong dac khu",
        "don vi hanh chinh", "xa/phuong/dac khu", "ten xa",
    ),
    "unit": (
        "don vi", "co quan", "hop tac xa", "htx", "co so", "chu the", "ten chu the", "don vi cong tac",
        "don vi/co so", "ten don vi", "noi cong tac", "to chuc", "unit", "co so san xuat", "hop tac xa/co so",
        "co quan, don vi", "co quan/don vi", "hop tac xa, ho, trang trai hoac co quan",
    ),
}  # fmt: skip
_BY_HEADING = {heading: field for field, headings in _KNOWN.items() for heading in headings}
_ROWS_BEFORE = 15
CELL = 300


class NoNameColumn(ValueError):
    """No row near the top holds a heading for the names."""


@dataclass(frozen=True, slots=True)
class RawRow:
    """What a row says, as text of the file with single spaces; `number` is its number there."""

    number: int
    name: str
    phone: str
    commune: str
    unit: str


def heading(text: str) -> str | None:
    """The field that a heading names; None for any other."""
    folded = fold(text).strip(" .:*")
    return _BY_HEADING.get(folded) or _BY_HEADING.get(folded.split("(")[0].strip(" .:*"))


def _places(cells: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, text in enumerate(cells):
        field = heading(text)
        if field is not None:
            found.setdefault(field, place)
    return found


def raw_rows(sheet: Sheet) -> list[RawRow]:
    """The rows below the headings that say anything in a column we know. Raises NoNameColumn.

    Titles above the headings ("DANH SÁCH HỌC VIÊN …") are passed over; family and given name in two columns
    ("Họ", "Tên") become one.
    """
    for index, row in enumerate(sheet.rows[:_ROWS_BEFORE]):
        places = _places(row.cells)
        # One word alone may stand in a title; two headings beside each other are a heading row.
        if "name" in places and (len(places) > 1 or sum(bool(cell.strip()) for cell in row.cells) == 1):
            family = next((at for at, text in enumerate(row.cells) if fold(text) in _FAMILY), None)
            rows = [_raw(found, places, family) for found in sheet.rows[index + 1 :]]
            return [found for found in rows if found.name or found.phone or found.commune or found.unit]
    raise NoNameColumn


_FAMILY = ("ho", "ho dem", "ho va dem", "ho lot", "ho va ten dem", "ho chu lot")


def _raw(row: Row, places: dict[str, int], family: int | None) -> RawRow:
    texts = {name: _text(row, places.get(name)) for name in FIELDS}
    if family is not None:
        texts["name"] = f"{_text(row, family)} {texts['name']}".strip()
    return RawRow(row.number, **texts)


def _text(row: Row, place: int | None) -> str:
    return "" if place is None else " ".join(row.cell(place).split())[:CELL]
