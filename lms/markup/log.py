"""Where in the file something happened: the line of the block that a report should name."""

import re
from itertools import chain

from lms.markup.model import Removed
from lms.sources import Fault, Sentence

# A line that begins a block of its own although no blank line stands before it.
_STARTS_BLOCK = re.compile(r"\s*(?:[-*+]\s|\d+[.)]\s|#{1,6}\s|!!!\s|:\s|\[\^[^\]]*\]:|::video)")
_BLANK = re.compile(r"[\s>]*\Z")


class Log:
    """Collects faults and removals of one text and gives each its line.

    Markdown and HTML parsers keep no lines. What is known is the range of lines that made a top-level block;
    inside it the culprit is looked for by its spelling, and the report names the first line of its paragraph,
    list item or table.
    """

    def __init__(self, file: str, lines: list[str], first_line: int) -> None:
        self.file, self.first_line = file, first_line
        self.lines = lines
        self.low = [line.lower() for line in lines]
        self.start, self.end = 0, max(len(lines) - 1, 0)
        self.faults: list[Fault] = []
        self.removed: list[Removed] = []
        self._next: dict[str, int] = {}

    def look_in(self, start: int, end: int) -> None:
        """What is reported next came from these lines (0-based, inclusive)."""
        last = len(self.lines) - 1
        self.start, self.end = min(start, last), min(end, last)

    def fault(self, message: Sentence, needle: str = "") -> None:
        """Report a fault in the current range, at the block whose text has `needle`."""
        self.fault_at(self.where(needle), message)

    def fault_at(self, index: int, message: Sentence) -> None:
        """Report a fault on a line given by its 0-based index."""
        self.faults.append(Fault(self.file, self.first_line + index, message))

    def remove(self, what: str, needle: str) -> None:
        """Report a removal in the current range."""
        self.removed.append(Removed(self.first_line + self.where(needle), what))

    def where(self, needle: str) -> int:
        """0-based index of the first line of the block that has `needle`; the range's start if none has."""
        found = self._find(needle.strip().lower()) if needle.strip() else None
        index = self.start if found is None else found
        while index > self.start and not _STARTS_BLOCK.match(self.lines[index]):
            if _BLANK.match(self.lines[index - 1]):
                break
            index -= 1
        if found is None:
            while index < self.end and not self.lines[index].strip():
                index += 1
        return index

    def _find(self, needle: str) -> int | None:
        """Line of the next occurrence; one already reported is passed over while there is another."""
        again = max(self._next.get(needle, 0), self.start)
        for index in chain(range(again, self.end + 1), range(self.start, min(again, self.end + 1))):
            if needle in self.low[index]:
                more = self.low[index].count(needle) > 1
                self._next[needle] = index if more else index + 1
                return index
        return None
