"""Names inside a course folder: which file is what, and which names are refused.

Names are lower-case ASCII because the same name with marks is two different names on two systems (NFC on
one, NFD on another), and a name that differs only in case is one file on some of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

COURSE_FILE = "course.yml"
MEDIA = "media"
BANK = "_bank"

_PART = re.compile(r"[a-z0-9][a-z0-9._-]*")
_ITEM = re.compile(r"(?P<number>\d{2,3})-[a-z0-9][a-z0-9-]*\.(?P<suffix>md|yml|practical\.yml)")
FOLDER_PATTERN = r"^[0-9]{2,3}-[a-z0-9][a-z0-9-]*$"
ID_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
MAX_ID = 80


Kind = Literal["course", "lesson", "quiz", "practical", "media", "bank"]
#: What the end of a file's name says of it.
_KINDS: dict[str, Kind] = {"md": "lesson", "yml": "quiz", "practical.yml": "practical"}


@dataclass(frozen=True, slots=True)
class Place:
    """What a path is by its name. number: the prefix that orders items, 0 where there is none."""

    kind: Kind
    folder: str
    number: int


def safe_path(path: str) -> bool:
    """True for a relative path of plain names: no "..", no absolute or empty part, no backslash, no drive."""
    path = path.removeprefix(f"{BANK}/")
    return bool(path) and len(path) <= 200 and all(_PART.fullmatch(part) for part in path.split("/"))


def place(path: str) -> Place | str:
    """What the file at `path` is, or a sentence: why it cannot be part of a course, and what to do."""
    if not safe_path(path):
        return (
            "Tên tệp hoặc thư mục không dùng được: chỉ dùng chữ thường không dấu, chữ số, dấu gạch nối "
            "(ví dụ 01-ghi-lai/02-so-ghi.md)."
        )
    if path == COURSE_FILE:
        return Place("course", "", 0)
    parts = PurePosixPath(path).parts
    if parts[0] == BANK:
        return Place("bank", BANK, 0)
    if parts[0] == MEDIA:
        if len(parts) == 2:
            return Place("media", MEDIA, 0)
        return "Hình phải nằm thẳng trong thư mục media/, không chia thư mục con."
    if len(parts) != 2:
        return f"Tệp này không thuộc phần nào: chuyển vào thư mục của một phần, vào {MEDIA}/, hoặc bỏ đi."
    if not re.fullmatch(FOLDER_PATTERN, parts[0]):
        return f"Thư mục “{parts[0]}” thiếu số thứ tự ở đầu: hãy đổi tên thành dạng 01-{parts[0]}."
    named = _ITEM.fullmatch(parts[1])
    if named is None:
        return _misnamed(parts[1])
    return Place(_KINDS[named["suffix"]], parts[0], int(named["number"]))


def _misnamed(name: str) -> str:
    if not name.endswith((".md", ".yml")):
        return f"Tệp “{name}” không phải bài học (.md) hay bài kiểm tra (.yml): chuyển hình vào {MEDIA}/."
    return f"Tên tệp “{name}” thiếu số thứ tự ở đầu: hãy đổi tên thành dạng 01-{name}."
