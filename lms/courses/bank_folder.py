"""The question bank on the disk: the folder `_bank` beside the course folders.

A course carries the files of the bank that its quizzes use, under their paths `_bank/…`, among its own: they
count in its digests, are published with it and pulled with it, each to its place.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from lms.courses.layout import BANK
from lms.courses.pictures import MAX_BYTES
from lms.questions import Bank, read_bank, used_of_bank
from lms.questions.bank import is_banked
from lms.sources import load_yaml


def bank_files(folder: Path) -> dict[str, bytes]:
    """The files of the bank in `folder` (that of the courses) by their paths `_bank/…`; links are not
    followed."""
    place = folder / BANK
    if not place.is_dir() or place.is_symlink():
        return {}
    files = {}
    for entry in sorted(place.iterdir()):
        if entry.name.startswith(".") or entry.is_symlink() or not entry.is_file():
            continue
        with entry.open("rb") as opened:
            files[f"{BANK}/{entry.name}"] = opened.read(MAX_BYTES + 1)
    return files


def bank_beside(quiz_file: Path) -> Bank:
    """The bank that a quiz file's course would use: `_bank` beside the course folder."""
    return read_bank(bank_files(quiz_file.resolve().parent.parent.parent))[0]


def used_files(files: Mapping[str, bytes], banked: Mapping[str, bytes]) -> dict[str, bytes]:
    """Those files of the bank that a course's quizzes use; files: the course's own."""
    quizzes = [
        load_yaml(data, path)
        for path, data in files.items()
        # Looked for before it is parsed: most quizzes use no bank, and parsing all of them twice is slow.
        if path.endswith(".yml") and "/" in path and b"bank" in data
    ]
    if not quizzes or not banked:
        return {}
    bank, _ = read_bank(banked)
    used = used_of_bank(quizzes, bank)
    return {path: data for path, data in banked.items() if is_banked(path) and Path(path).stem in used}
