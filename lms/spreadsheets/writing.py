"""Lists for Excel: XLSX with typed cells, CSV that Excel opens in UTF-8. Rows are taken one by one."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from lms.spreadsheets.guarding import guarded

Cell = str | int | float | Decimal | date | datetime | None
"""What a cell may hold. Datetimes come in local time: a spreadsheet knows no zones."""

_TITLE_FORBIDS = re.compile(r"[\\*?:/\[\]]")
# What XML 1.0 cannot hold, and the words that already look like the escape for it (ECMA-376, ST_Xstring).
_ESCAPED = re.compile("[\0-\x08\x0b-\x1f]|_(?=x[0-9A-Fa-f]{4}_)")
_NO_CHARACTER = re.compile("[\ud800-\udfff\ufffe\uffff]")
_LONGEST_CELL = 32_767
_WIDEST, _NARROWEST = 48, 9
_PIECE = 1000


def write_xlsx(headings: Sequence[str], rows: Iterable[Sequence[Cell]], *, sheet: str) -> bytes:
    """An XLSX of one sheet: bold headings that stay in view, then `rows`. Text is never a formula.

    Dates and numbers keep their type; text keeps its leading zeros, so phones belong in str.
    """
    book = Workbook(write_only=True)
    page = book.create_sheet(_TITLE_FORBIDS.sub(" ", sheet)[:31])
    page.freeze_panes = "A2"
    for place, heading in enumerate(headings, 1):
        width = min(max(len(heading) + 4, _NARROWEST), _WIDEST)
        page.column_dimensions[get_column_letter(place)].width = width * 1.4
    page.append([_heading(page, text) for text in headings])
    for row in rows:
        page.append([_typed(page, value) for value in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _heading(page: Any, text: str) -> WriteOnlyCell:
    cell = _typed(page, text)
    cell.font = Font(bold=True)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _typed(page: Any, value: Cell) -> Any:
    if isinstance(value, str):
        cell = WriteOnlyCell(page, value=_escaped(value))
        cell.data_type = "s"  # openpyxl would make a formula of "=1+1"
        return cell
    if isinstance(value, datetime):
        return _dated(page, value.replace(tzinfo=None), "dd/mm/yyyy hh:mm")
    if isinstance(value, date):
        return _dated(page, value, "dd/mm/yyyy")
    return value


def _dated(page: Any, value: date, pattern: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(page, value=value)
    cell.number_format = pattern
    return cell


def _escaped(text: str) -> str:
    return _ESCAPED.sub(
        lambda found: f"_x{ord(found[0]):04X}_", _NO_CHARACTER.sub("\ufffd", text[:_LONGEST_CELL])
    )


def write_csv(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """CSV in UTF-8 with the mark that tells Excel so; see `csv_chunks`."""
    return b"".join(csv_chunks(headings, rows))


def csv_chunks(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """The pieces of a CSV: commas, CRLF, UTF-8 with a byte order mark, no cell that is a formula.

    Dates are 2026-03-05 and decimals 12.5, which every Excel reads alike whatever its language.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    text.write("\ufeff")
    writer.writerow([guarded(heading) for heading in headings])
    for count, row in enumerate(rows, 1):
        writer.writerow([_plain(value) for value in row])
        if count % _PIECE == 0:
            yield _taken(text)
    yield _taken(text)


def _taken(text: io.StringIO) -> bytes:
    piece = _NO_CHARACTER.sub("\ufffd", text.getvalue()).encode()
    text.seek(0)
    text.truncate()
    return piece


def _plain(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return guarded(value)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    return str(value)
