"""WebVTT and SubRip files, in whatever encoding Vietnamese programs write, as cues.

Formats: WebVTT (W3C) with its notes, styles and regions left out; SubRip, which nobody has written down, as
programs and people write it: comma or dot before the milliseconds, the blank line between cues missing, HTML
and `{\\an8}` in the text. What cannot be placed is a problem with its line, never left out in silence.
"""

import html
import re
from dataclasses import dataclass, field

from lms.names import passage
from lms.sources.decoding import read_text
from lms.sources.notes import Notes
from lms.videos.captions.rules.cues import LONGEST_TEXT, MOST_BYTES, Cue, Problem, Wrong, judged

_ARROW = "-->"
_TIME = re.compile(r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})")
_TIMING = re.compile(rf"\s*({_TIME.pattern})\s*-->\s*({_TIME.pattern})(?:\s.*)?")
_ASIDE = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|\Z)")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]*)>")
_TAG = re.compile(r"</?[A-Za-z0-9][^<>]*>|\{\\[^{}]*\}")
_NUMBER = re.compile(r"\s*\d+\s*")
# Marks of direction, which no viewer sees and which could turn a line around.
_UNSEEN = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class Read:
    """What a file holds. Cues can be kept when there is no problem; notes say what was put right."""

    cues: tuple[Cue, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()


def read_file(data: bytes) -> Read:
    """Read the bytes of a WebVTT or SubRip file."""
    if len(data) > MOST_BYTES:
        return Read(problems=(Problem(0, Wrong.TOO_LARGE),))
    said = Notes("")
    text = read_text(data, said, MOST_BYTES)
    if text is None:
        return Read(problems=(Problem(said.faults[0].line if said.faults else 0, Wrong.UNREADABLE),))
    found = read_text_of(text)
    if not said.warnings:
        return found
    return Read(found.cues, found.problems, (Problem(0, Wrong.ENCODING), *found.notes))


def read_text_of(text: str) -> Read:
    """Read WebVTT or SubRip text, as it stands in a form."""
    lines = passage(text.removeprefix("\ufeff")).split("\n")
    if not any(_ARROW in line for line in lines):
        return Read(problems=(Problem(1, Wrong.NOT_CAPTIONS),))
    reader = _Reader(lines)
    reader.read()
    found = judged(reader.cues, reader.places)
    problems = sorted([*reader.problems, *found.problems], key=lambda one: one.line)
    return Read(found.cues, tuple(problems), found.notes)


@dataclass
class _Reader:
    lines: list[str]
    cues: list[Cue] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def read(self) -> None:
        web = self.lines[0].startswith("WEBVTT")
        block: list[tuple[int, str]] = []
        for number, line in enumerate([*self.lines, ""], 1):
            if line.strip():
                block.append((number, line))
            elif block:
                self._block(block, web)
                block = []

    def _block(self, block: list[tuple[int, str]], web: bool) -> None:
        if web and block[0][0] == 1:
            block = block[1:]
            # Lines right below the signature belong to the head, unless a cue begins there.
            if not any(_ARROW in line for _, line in block):
                return
        if web and _ASIDE.match(block[0][1]):
            return
        begins = [index for index, (_, line) in enumerate(block) if _ARROW in line]
        if not begins or begins[0] > 1:
            self.problems.append(Problem(block[0][0], Wrong.STRAY_TEXT, block[0][1].strip()[:60]))
            return
        for begin, end in zip(begins, [*begins[1:], len(block)], strict=True):
            rows = block[begin:end]
            # The number of the next cue, where no blank line stands before it.
            if end < len(block) and len(rows) > 1 and _NUMBER.fullmatch(rows[-1][1]):
                rows = rows[:-1]
            self._cue(rows)

    def _cue(self, rows: list[tuple[int, str]]) -> None:
        number, timing = rows[0]
        found = _TIMING.fullmatch(timing)
        times = None if found is None else (_ms(found.groups()[1:5]), _ms(found.groups()[6:10]))
        if times is None or None in times:
            self.problems.append(Problem(number, Wrong.BAD_TIME, timing.strip()[:60]))
            return
        text = "\n".join(filter(None, (_plain(line) for _, line in rows[1:])))
        if not text:
            return  # a cue without words says nothing, and leaving it out loses nothing
        self.cues.append(Cue(times[0] or 0, times[1] or 0, text[: LONGEST_TEXT + 1]))
        self.places.append(number)


def _ms(groups: tuple[str | None, ...]) -> int | None:
    """Milliseconds of hours, minutes, seconds and a decimal fraction; None for minute or second 60."""
    hours, minutes, seconds = int(groups[0] or 0), int(groups[1] or 0), int(groups[2] or 0)
    if minutes > 59 or seconds > 59:
        return None
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + int((groups[3] or "0").ljust(3, "0"))


def _plain(line: str) -> str:
    """The words of a line: a voice as "name: ", other tags and marks gone, entities as letters."""
    named = _VOICE.sub(lambda found: f"{found[1].strip()}: " if found[1].strip() else "", line)
    return " ".join(_UNSEEN.sub("", html.unescape(_TAG.sub("", named))).split())
