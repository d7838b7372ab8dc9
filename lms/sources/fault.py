"""What is wrong with a file, and where: the one form in which every content check reports."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong in one file.

    file: the path as the author knows it; line: 1-based line in that file; message: Vietnamese, one sentence.
    `str(fault)` is the `file:line: message` that `flask content check` prints. Faults sort by file and line.
    """

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"
