"""Cues as something to read: paragraphs, each with the moment at which it is spoken."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lms.videos.captions.rules.cues import Cue

#: A pause that long (ms) begins a new paragraph; so does a full stop after so many characters.
PAUSE_MS: Final = 2_000
LONG: Final = 240
#: Where nobody ever stops, a paragraph ends all the same.
LONGEST: Final = 600


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of the transcript and when it begins, in milliseconds."""

    start_ms: int
    text: str


def transcript(cues: Sequence[Cue]) -> tuple[Paragraph, ...]:
    """The paragraphs of captions, in order; every word of every cue once."""
    found: list[Paragraph] = []
    words: list[str] = []
    start = length = 0
    for index, cue in enumerate(cues):
        if not words:
            start, length = cue.start_ms, 0
        words.append(" ".join(cue.text.split()))
        length += len(words[-1]) + 1
        following = cues[index + 1] if index + 1 < len(cues) else None
        pause = following is None or following.start_ms - cue.end_ms >= PAUSE_MS
        stop = words[-1].endswith((".", "?", "!", "…"))
        if pause or (stop and length >= LONG) or length >= LONGEST:
            found.append(Paragraph(start, " ".join(words)))
            words = []
    return tuple(found)
