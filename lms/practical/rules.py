"""What may happen to practical work, as pure decisions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from lms.courses.practicals import Level, Practical


class WorkState(StrEnum):
    """DRAFT -> SENT -> MET, or SENT -> FIX -> SENT once more; SENT and FIX may be WAIVED."""

    DRAFT = "draft"
    SENT = "sent"
    FIX = "fix"
    MET = "met"
    WAIVED = "waived"


class PhotoState(StrEnum):
    """AWAITING its bytes -> ARRIVED -> READY, looked through and without what the camera wrote, or BROKEN."""

    AWAITING = "awaiting"
    ARRIVED = "arrived"
    READY = "ready"
    BROKEN = "broken"


class Showing(StrEnum):
    """What a learner lets the class see of good work: nothing, the work alone, the work with the name."""

    NO = "no"
    UNNAMED = "unnamed"
    NAMED = "named"


#: States in which the learner may change text and photos.
WRITABLE: Final = frozenset({WorkState.DRAFT, WorkState.FIX})
#: States that count for completion.
SETTLED: Final = frozenset({WorkState.MET, WorkState.WAIVED})
#: Once, and once more after "cần sửa"; a trainer may allow more.
TURNS: Final = 2
#: Work unmarked for so long is the office's to see (course outline 0.4).
UNMARKED_AFTER: Final = timedelta(days=7)
LONGEST_TEXT: Final = 8000
LONGEST_COMMENT: Final = 2000
LONGEST_PHRASE: Final = 300
MOST_PHRASES: Final = 30
#: A photo as it is sent: what a weak network carries in half a minute.
PHOTO_BYTES: Final = 300_000
PHOTO_TYPES: Final = {"image/jpeg": ("jpg", "jpeg")}


@dataclass(frozen=True, slots=True)
class Marks:
    """Levels by row of the rubric, and the comment that the learner sees."""

    levels: Mapping[str, Level]
    comment: str


def read_levels(practical: Practical, given: Mapping[str, str]) -> dict[str, Level]:
    """The levels among `given` (row id: word) that the rubric knows; rows left out are left out here too."""
    words = {level.value: level for level in Level}
    return {row.id: words[given[row.id]] for row in practical.rubric if given.get(row.id) in words}


def decision(levels: Mapping[str, Level]) -> WorkState:
    """MET when every row is met, else FIX."""
    return WorkState.MET if all(level is Level.MET for level in levels.values()) else WorkState.FIX


def may_send(state: WorkState, turn: int, turns: int) -> bool:
    """Whether the learner may send it now."""
    return state in WRITABLE and turn < turns


def overdue(state: WorkState, sent_at: datetime | None, at: datetime) -> bool:
    """Whether work has waited for a mark so long that the office may waive it."""
    return state is WorkState.SENT and sent_at is not None and sent_at <= at - UNMARKED_AFTER


def stuck(state: WorkState, turn: int, turns: int) -> bool:
    """Whether work is to be corrected but may not be sent again: only a trainer or the office can go on."""
    return state is WorkState.FIX and turn >= turns
