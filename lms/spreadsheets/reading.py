"""One door for every kind of list. What a file is, its bytes say; its name only decides where they cannot."""

from pathlib import PurePath

from lms.spreadsheets.archive import judge_archive
from lms.spreadsheets.errors import DamagedFile, EmptyFile, FileTooLarge, UnknownFormat
from lms.spreadsheets.sheet import LIMITS, Limits, Row, Sheet
from lms.spreadsheets.text_file import read_text_file
from lms.spreadsheets.workbook import read_workbook

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TEXT_NAMES = {".csv", ".tsv", ".txt", ""}
_BOOK_NAMES = {".xlsx", ".xlsm", ".xls", ".ods"}


def read(data: bytes, file_name: str, limits: Limits = LIMITS) -> Sheet:
    """Read a list: the rows of the first sheet that holds anything, every cell as text in the form shown.

    data: the whole file; file_name: as the browser gave it, only its ending counts. Numbers come as
    "912345678" and "12,5", dates as "05/03/2026". Raises a SpreadsheetFault that says what to do.
    """
    if len(data) > limits.file_bytes:
        raise FileTooLarge
    if not data.strip():
        raise EmptyFile
    sheet = _read(data, PurePath(file_name).suffix.lower(), limits)
    if not sheet.rows:
        raise EmptyFile
    return Sheet(sheet.name, tuple(_bounded(row, limits) for row in sheet.rows), sheet.others)


def _read(data: bytes, ending: str, limits: Limits) -> Sheet:
    if data.startswith(_ZIP):
        names = judge_archive(data, limits)
        if not {"xl/workbook.xml", "content.xml", "xl/workbook.bin"} & names:
            raise UnknownFormat
        return read_workbook(data, limits)
    if data.startswith(_OLE):
        return read_workbook(data, limits)
    if ending in _BOOK_NAMES:
        raise DamagedFile
    if ending not in _TEXT_NAMES:
        raise UnknownFormat
    return read_text_file(data, limits)


def _bounded(row: Row, limits: Limits) -> Row:
    return Row(row.number, tuple(cell[: limits.cell_characters] for cell in row.cells))
