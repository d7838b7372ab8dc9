"""Moodle's categories of a file: the one that the first question stands in gives the quiz its title."""

from __future__ import annotations

import re

from lms.sources import Sentence
from lms.sources.notes import Notes

# A slash parts the levels of a path; a doubled or escaped one is a letter.
_LEVEL = re.compile(r"(?<![\\/])/(?!/)")


class Categories:
    """Follows the categories through a file; the names of later ones are noted as lost."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self.title = ""
        self._asked = False
        self._now = ""
        self._told: set[str] = set()

    def enter(self, path: str) -> None:
        """What follows stands in the category at `path`, such as `$course$/top/Hòa vốn`."""
        self._now = _LEVEL.split(path.strip())[-1].replace("\\/", "/").replace("//", "/").strip()

    def ask(self, line: int) -> None:
        """A question stands on `line`."""
        if not self._asked:
            self._asked, self.title = True, self._now
        elif self._now != self.title and self._now not in self._told:
            self._told.add(self._now)
            self.notes.loss(
                line,
                Sentence("Bài chỉ có một tên: bỏ tên danh mục “%(now)s”, câu hỏi vẫn giữ.", now=self._now),
            )
