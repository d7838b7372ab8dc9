"""What reading a file gives: rows of text that know where they stood."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one file may hold. Sizes in bytes."""

    file_bytes: int = 10_000_000
    unpacked_bytes: int = 64_000_000
    entries: int = 500
    rows: int = 10_000
    columns: int = 200
    cell_characters: int = 32_767


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the file, counted from 1 as Excel shows it, and the text of its cells."""

    number: int
    cells: tuple[str, ...]

    def cell(self, place: int) -> str:
        """The text at a place counted from 0, "" beyond the end of the row."""
        return self.cells[place] if place < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The first sheet that holds anything; empty rows are left out, the numbers of the others stay.

    `others` names the sheets that were not read, so that a page can say so.
    """

    name: str
    rows: tuple[Row, ...]
    others: tuple[str, ...] = ()
