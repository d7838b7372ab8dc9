"""Honest watching as arithmetic on stretches of milliseconds. Pure.

What was played is a set of stretches; telling the server again what it knows changes nothing, so beats may
arrive twice, late, or in any order. What a phone claims beyond what it is known to have played must fit into
the time that has passed on the server's own clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

Span = tuple[int, int]

#: Nothing plays faster than this: browsers offer twice the speed at most, and so do we.
FASTEST: Final = 2
SPEEDS: Final = ("0.75", "1", "1.25", "1.5", "2")
#: What a beat may hold, and how late it may come.
MOST_SPANS: Final = 100
LATEST: Final = timedelta(days=7)
#: Players stop a moment before the end and start a moment after the beginning.
TOLERANCE_MS: Final = 1000
#: Nearer than this to either end nobody needs to be brought back.
NEAR_END_MS: Final = 5000
_LONGEST_MS: Final = 24 * 3600 * 1000


class NotABeat(ValueError):
    """What came is no report of a player."""


@dataclass(frozen=True, slots=True)
class Beat:
    """One report of a player: stretches played since the last one, where it stands, and how long ago.

    position_ms and age_ms in milliseconds; age_ms is how long the report waited on the device for a signal.
    """

    spans: tuple[Span, ...]
    position_ms: int
    age_ms: int


def read_beat(form: Mapping[str, str]) -> Beat:
    """The beat in a posted form; raises NotABeat. spans: "0-15000 31000-40250"."""
    try:
        pairs = [part.split("-") for part in form.get("spans", "").split()]
        spans = tuple((int(start), int(end)) for start, end in pairs)
        beat = Beat(spans, int(form["position"]), int(form["age"]))
    except (KeyError, ValueError):
        raise NotABeat from None
    moments = [beat.position_ms, beat.age_ms, *(moment for span in spans for moment in span)]
    if len(spans) > MOST_SPANS or any(not 0 <= moment <= _LONGEST_MS * 7 for moment in moments):
        raise NotABeat
    if any(start > end for start, end in spans):
        raise NotABeat
    return beat


def merged(*groups: Iterable[Sequence[int]]) -> tuple[Span, ...]:
    """The stretches of all groups together, in order, none touching another, none empty."""
    found: list[Span] = []
    for start, end in sorted((one[0], one[1]) for group in groups for one in group if one[1] > one[0]):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return tuple(found)


def clipped(spans: Iterable[Sequence[int]], duration_ms: int) -> tuple[Span, ...]:
    """What of the stretches lies within a video of that length."""
    return merged((max(0, one[0]), min(duration_ms, one[1])) for one in spans)


def beyond(claimed: Iterable[Sequence[int]], known: Iterable[Sequence[int]]) -> tuple[Span, ...]:
    """What of `claimed` is not in `known` yet."""
    left = list(merged(claimed))
    for start, end in merged(known):
        left = [part for one in left for part in ((one[0], min(one[1], start)), (max(one[0], end), one[1]))]
        left = [one for one in left if one[1] > one[0]]
    return tuple(left)


def length(spans: Iterable[Sequence[int]]) -> int:
    """Milliseconds of all stretches together; they must not overlap."""
    return sum(one[1] - one[0] for one in spans)


def within(spans: Iterable[Span], allowance_ms: int) -> tuple[Span, ...]:
    """The first so many milliseconds of the stretches, in order."""
    kept: list[Span] = []
    left = max(0, allowance_ms)
    for start, end in spans:
        kept.append((start, min(end, start + left)))
        left -= kept[-1][1] - start
    return merged(kept)


def grant(
    known: Iterable[Sequence[int]],
    claimed: Iterable[Sequence[int]],
    counted_at: datetime,
    begun_at: datetime,
    at: datetime,
) -> tuple[tuple[Span, ...], datetime]:
    """What is watched once `claimed` has been judged, and up to when time is then used up.

    counted_at: what the last judgement returned, for the first one begun_at; begun_at: when the server opened
    this sitting. New stretches count while they fit into FASTEST times the time since the later of the two:
    what passed while nobody had the player open lets nobody claim anything, and what is not used is kept for
    the rest of the sitting.
    """
    since = max(counted_at, begun_at)
    passed = int((at - since) / timedelta(milliseconds=1))
    new = within(beyond(claimed, known), passed * FASTEST)
    used = timedelta(milliseconds=length(new) / FASTEST)
    return merged(known, new), since + used


def enough(watched_ms: int, duration_ms: int, percent: int) -> bool:
    """Whether so much of a video is `percent` of it; a last moment that no player reports is let go."""
    return watched_ms + TOLERANCE_MS >= duration_ms * percent / 100


def percent(watched_ms: int, duration_ms: int) -> int:
    """Whole percents watched, rounded down; 100 within TOLERANCE_MS of the length."""
    if not duration_ms:
        return 0
    return 100 if enough(watched_ms, duration_ms, 100) else watched_ms * 100 // duration_ms


def resume_at(position_ms: int, duration_ms: int) -> int:
    """Where to go on, in ms: 0 near the beginning or the end."""
    return position_ms if NEAR_END_MS <= position_ms <= duration_ms - NEAR_END_MS else 0
