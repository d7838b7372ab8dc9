"""What a cue is, and what is wrong with a row of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

#: Limits: bytes of a file, cues of a video, characters of a cue, milliseconds.
MOST_BYTES: Final = 1_000_000
MOST_CUES: Final = 4_000
LONGEST_TEXT: Final = 400
LATEST_MS: Final = 24 * 3600 * 1000


@dataclass(frozen=True, slots=True)
class Cue:
    """One stretch of speech. start_ms, end_ms: milliseconds from the beginning; text: one or more lines."""

    start_ms: int
    end_ms: int
    text: str


class Wrong(StrEnum):
    """What can be wrong with captions; words.py says it to the trainer."""

    TOO_LARGE = "too-large"
    UNREADABLE = "unreadable"
    NOT_CAPTIONS = "not-captions"
    STRAY_TEXT = "stray-text"
    BAD_TIME = "bad-time"
    NO_TEXT = "no-text"
    TOO_MANY = "too-many"
    TEXT_TOO_LONG = "text-too-long"
    TOO_LATE = "too-late"
    ENDS_BEFORE_START = "ends-before-start"
    BACKWARD = "backward"
    SAME_START = "same-start"
    # Said, and put right.
    OVERLAP = "overlap"
    ENCODING = "encoding"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong. line: 1-based line of the file, 0 for the whole; detail: what was found there."""

    line: int
    wrong: Wrong
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """The cues as they are kept; problems stop them, notes say what was put right."""

    cues: tuple[Cue, ...]
    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...]


def judged(cues: Sequence[Cue], lines: Sequence[int]) -> Judged:
    """Check cues in their order. lines: where each is written.

    A cue that runs into the next one is ended where the next begins, and a note says so: two lines of speech
    over each other cannot be read. Everything else is for a person to put right.
    """
    problems: list[Problem] = []
    notes: list[Problem] = []
    kept: list[Cue] = []
    if len(cues) > MOST_CUES:
        problems.append(Problem(lines[MOST_CUES], Wrong.TOO_MANY, str(MOST_CUES)))
    for cue, line in zip(cues[:MOST_CUES], lines, strict=False):
        before = kept[-1] if kept else None
        wrong = _wrong(cue, before)
        if wrong is not None:
            problems.append(Problem(line, wrong))
            if wrong in (Wrong.BACKWARD, Wrong.SAME_START):
                continue
        elif before is not None and before.end_ms > cue.start_ms:
            notes.append(Problem(line, Wrong.OVERLAP))
            kept[-1] = replace(before, end_ms=cue.start_ms)
        kept.append(cue)
    return Judged(tuple(kept), tuple(problems), tuple(notes))


def _wrong(cue: Cue, before: Cue | None) -> Wrong | None:
    if cue.end_ms <= cue.start_ms:
        return Wrong.ENDS_BEFORE_START
    if cue.end_ms > LATEST_MS:
        return Wrong.TOO_LATE
    if not cue.text:
        return Wrong.NO_TEXT
    if len(cue.text) > LONGEST_TEXT:
        return Wrong.TEXT_TOO_LONG
    if before is not None and cue.start_ms < before.start_ms:
        return Wrong.BACKWARD
    if before is not None and cue.start_ms == before.start_ms:
        return Wrong.SAME_START
    return None
