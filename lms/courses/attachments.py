"""Files that lessons hand out: worksheets and papers to print or fill in, judged by their own bytes.

They are never shown in a page of ours: whoever may read the course gets a link that lives a minute and saves
the file under its name (learning/views.py). Judged here all the same, so that a name does not lie: a picture
called .csv, or a worksheet with macros, is for its author to put right before anybody's phone meets it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from lms.courses.pictures import MAX_BYTES
from lms.sources import Fault, Unreadable, decode
from lms.spreadsheets.archive import judge_archive
from lms.spreadsheets.errors import SpreadsheetFault
from lms.spreadsheets.sheet import Limits

_OFFICE = "application/vnd.openxmlformats-officedocument"
TYPES: Mapping[str, str] = {
    ".pdf": "application/pdf",
    ".docx": f"{_OFFICE}.wordprocessingml.document",
    ".xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    ".csv": "text/csv",
}
#: What an archive of each kind must hold.
_HEARTS = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml"}
_MACROS = "vbaProject.bin"
_LIMITS = Limits(rows=1, columns=1)


def is_attachment(path: str) -> bool:
    """Whether a file of media/ is named like one to hand out (and not like a picture)."""
    return PurePosixPath(path).suffix.lower() in TYPES


def read_attachment(path: str, data: bytes) -> tuple[str | None, list[Fault]]:
    """The content type of a file to hand out, or None with the faults that refuse it."""
    suffix = PurePosixPath(path).suffix.lower()
    if len(data) > MAX_BYTES:
        return None, [Fault(path, 1, "Tệp nặng quá 5 MB: hãy giảm bớt hình trong tệp rồi lưu lại.")]
    if suffix == ".pdf":
        fault = None if data.startswith(b"%PDF-") else _told(path, "PDF")
    elif suffix == ".csv":
        fault = _text_fault(path, data)
    else:
        fault = _archive_fault(path, suffix, data)
    return (None, [fault]) if fault else (TYPES[suffix], [])


def _told(path: str, kind: str) -> Fault:
    return Fault(path, 1, f"Nội dung tệp không phải {kind}, không đúng với tên: hãy lưu lại đúng loại.")


def _text_fault(path: str, data: bytes) -> Fault | None:
    try:
        decode(data, path)
    except Unreadable as unreadable:
        return unreadable.fault
    return None


def _archive_fault(path: str, suffix: str, data: bytes) -> Fault | None:
    try:
        names = judge_archive(data, _LIMITS)
    except SpreadsheetFault:
        return _told(path, suffix.removeprefix(".").upper())
    if _HEARTS[suffix] not in names:
        return _told(path, suffix.removeprefix(".").upper())
    if any(PurePosixPath(name).name == _MACROS for name in names):
        return Fault(path, 1, "Tệp có chương trình con (macro): hãy lưu lại không có macro.")
    return None
