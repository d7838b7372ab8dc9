"""Lists that people keep in Excel: read as rows of text, written so that no cell is run as a formula."""

from lms.spreadsheets.errors import (
    DamagedFile,
    EmptyFile,
    FileTooLarge,
    LockedFile,
    OpenQuote,
    SpreadsheetFault,
    TooManyRows,
    UnknownEncoding,
    UnknownFormat,
)
from lms.spreadsheets.reading import read
from lms.spreadsheets.sheet import LIMITS, Limits, Row, Sheet
from lms.spreadsheets.writing import Cell, csv_chunks, write_csv, write_xlsx

__all__ = [
    "LIMITS",
    "Cell",
    "DamagedFile",
    "EmptyFile",
    "FileTooLarge",
    "Limits",
    "LockedFile",
    "OpenQuote",
    "Row",
    "Sheet",
    "SpreadsheetFault",
    "TooManyRows",
    "UnknownEncoding",
    "UnknownFormat",
    "csv_chunks",
    "read",
    "write_csv",
    "write_xlsx",
]
