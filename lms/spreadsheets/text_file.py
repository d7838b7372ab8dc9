"""CSV as it really comes: saved by Excel in Vietnam, by a phone, by a program of 1998.

Encodings are told apart by what they cannot hold: text that is not UTF-8 is windows-1258 when all its
combining marks stand on letters that carry them, and windows-1252 otherwise.
"""

import codecs
import csv
import io
import re
import unicodedata

from lms.spreadsheets.errors import OpenQuote, TooManyColumns, TooManyRows, UnknownEncoding, UnknownFormat
from lms.spreadsheets.guarding import unguarded
from lms.spreadsheets.sheet import Limits, Row, Sheet

SEPARATORS = ";,\t"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What no text has, whatever its encoding: pictures and programs do.
_BINARY = re.compile("[\x01-\x08\x0b\x0e-\x1f\x7f]")
_NAMED_SEPARATOR = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)


def read_text_file(data: bytes, limits: Limits) -> Sheet:
    """Read separated text. Raises UnknownEncoding, UnknownFormat, OpenQuote, TooManyRows, TooManyColumns."""
    text = decoded(data)
    if _BINARY.search(text):
        raise UnknownFormat
    named = _NAMED_SEPARATOR.match(text)
    skipped = 0
    if named:
        text, skipped = text[named.end() :], 1
    return Sheet("", _rows(text, named[1] if named else separator(text), skipped, limits))


def decoded(data: bytes) -> str:
    """The text of a file whose encoding nobody wrote down, in NFC. Raises UnknownEncoding."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decode(data, encoding)
    half = max(len(data) // 2, 1)
    for first, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if data[first::2].count(0) / half > 0.3:
            return _decode(data, encoding)
    try:
        return unicodedata.normalize("NFC", data.decode("utf-8"))
    except UnicodeDecodeError:
        return _one_byte(data)


def _decode(data: bytes, encoding: str) -> str:
    try:
        return unicodedata.normalize("NFC", data.decode(encoding))
    except UnicodeDecodeError:
        raise UnknownEncoding from None


def _one_byte(data: bytes) -> str:
    try:
        vietnamese = unicodedata.normalize("NFC", data.decode("cp1258"))
    except UnicodeDecodeError:
        vietnamese = None
    if vietnamese is not None and not any(map(unicodedata.combining, vietnamese)):
        return vietnamese
    return _decode(data, "cp1252")


def separator(text: str) -> str:
    """The mark that parts the cells of the first line that has any outside quotation marks."""
    for line in text.splitlines()[:50]:
        bare = re.sub(r'"[^"]*"?', "", line)
        counts = {mark: bare.count(mark) for mark in SEPARATORS}
        best = max(counts, key=lambda mark: counts[mark])
        if counts[best]:
            return best
    return ","


def _rows(text: str, mark: str, skipped: int, limits: Limits) -> tuple[Row, ...]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    rows: list[Row] = []
    start = 1
    try:
        for cells in reader:
            number, start = start, reader.line_num + 1
            if any(cell.strip() for cell in cells):
                if len(rows) >= limits.rows:
                    raise TooManyRows(rows=limits.rows)
                if len(cells) > limits.columns:
                    raise TooManyColumns(columns=limits.columns)
                rows.append(Row(number + skipped, tuple(unguarded(cell) for cell in cells)))
    except csv.Error:
        raise OpenQuote(line=start + skipped) from None
    return tuple(rows)
