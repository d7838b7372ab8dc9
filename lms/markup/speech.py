"""The words of a text as they are read: for search, for the phone's own voice, and to count."""

import re

from lms.markup.allowed import names

_BLOCKS = names(
    "p h2 h3 h4 h5 h6 li dt dd blockquote pre figure figcaption section div table tr caption summary details"
)
_CELLS = frozenset({"td", "th"})
# The number of a footnote in mid-sentence and the way back are not read; formulas are told in words beside.
_SILENT_CLASSES = frozenset({"footnote-ref", "footnote-backref"})
_WORD = re.compile(r"\w")


class Speech:
    """Follows the tags and texts of cleaned HTML and keeps what a reader would say."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self._silent = 0
        self._table = 0
        self._counted: list[str] = []

    def open(self, name: str, classes: str) -> None:
        """An element begins."""
        silent = name == "math" or bool(_SILENT_CLASSES & set(classes.split()))
        self._open.append((name, silent))
        self._silent += silent
        self._table += name == "table"
        if name in _BLOCKS:
            self._break()

    def close(self, name: str) -> None:
        """The element opened last ends."""
        opened, silent = self._open.pop() if self._open else (name, False)
        self._silent -= silent
        self._table -= opened == "table"
        if name in _BLOCKS:
            self._break()
        elif name in _CELLS:
            self._line.append(", ")

    def void(self, name: str) -> None:
        """An element without content."""
        if name in {"br", "hr"}:
            self.text("\n" if name == "br" else "")

    def picture(self, alt: str) -> None:
        """A picture: its description is read, and not counted among the words."""
        if alt:
            self._line.append(f" {alt} ")

    def text(self, data: str) -> None:
        """A run of text."""
        if self._silent:
            return
        self._line.append(data)
        if not self._table:
            self._counted.append(data)

    def _break(self) -> None:
        line = " ".join("".join(self._line).split()).strip(" ,").replace(" ,", ",")
        if line:
            self._lines.append(line)
        self._line = []
        self._counted.append(" ")

    @property
    def plain(self) -> str:
        """Everything read, one paragraph a line."""
        self._break()
        return "\n".join(self._lines)

    @property
    def words(self) -> int:
        """Tiếng: space-separated syllables and numbers outside tables and alternative texts."""
        return sum(1 for word in "".join(self._counted).split() if _WORD.search(word))
