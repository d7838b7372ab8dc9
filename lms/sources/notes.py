"""What is said about one file on its way: faults stop it, losses and warnings go with it."""

from __future__ import annotations

from dataclasses import dataclass, field

from lms.sources import Fault, Sentence

#: A file that is not what it says it is has a fault on every line; the first ones say enough.
MOST = 200


@dataclass
class Notes:
    """Everything found in `file`. losses: what the target or our format cannot hold. encoding: how
    the letters of a text file are written."""

    file: str
    encoding: str = ""
    faults: list[Fault] = field(default_factory=list)
    losses: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)

    @property
    def full(self) -> bool:
        """Whether no further fault would be kept."""
        return len(self.faults) >= MOST

    def fault(self, line: int, message: Sentence) -> None:
        """Note what must be put right before anything is written."""
        self._add(self.faults, line, message)

    def loss(self, line: int, message: Sentence) -> None:
        """Note what is left out of the result."""
        self._add(self.losses, line, message)

    def warn(self, line: int, message: Sentence) -> None:
        """Note what the author should look at."""
        self._add(self.warnings, line, message)

    def _add(self, notes: list[Fault], line: int, message: Sentence) -> None:
        note = Fault(self.file, line, message)
        if len(notes) < MOST and (not notes or notes[-1] != note):
            notes.append(note)
