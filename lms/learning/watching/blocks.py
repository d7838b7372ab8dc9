"""A video in its lesson, ready for the page: the choices with what each costs, and the one that is played."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from lms import clock
from lms.learning.watching import rules, sittings, words
from lms.learning.watching.queries import Film, Version
from lms.videos.captions import queries as captions
from lms.videos.captions.queries import CaptionRow
from lms.videos.captions.rules.transcript import Paragraph, transcript
from lms.videos.rules import RenditionKind, VideoState
from lms.web.assets import asset_weight

#: The script that plays HLS where the browser cannot: its bytes are part of what automatic quality costs.
STREAM_SCRIPT: Final = "stream.js"
#: The rung that is suggested where nobody asks to save data.
_SUGGESTED: Final = 240


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to watch. key: its name in addresses; least, most: bytes, apart only for automatic."""

    key: str
    label: str
    least: int
    most: int
    suggested: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    """A still picture and what is said until the next one."""

    still: Version | None
    said: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Playing:
    """What is played. key: of the choice; version: None for automatic and for stills.

    start_ms: where to begin; spoken: the captions, the page's language first; mark: for beats, empty for
    those whose watching is not kept.
    """

    key: str
    version: Version | None
    fallback: Version | None
    start_ms: int
    resumed: bool
    spoken: tuple[CaptionRow, ...]
    said: tuple[Paragraph, ...]
    scenes: tuple[Scene, ...]
    mark: str


@dataclass(frozen=True, slots=True)
class Block:
    """A video at its place. film: None where the course has no such video (yet)."""

    name: str
    film: Film | None
    choices: tuple[Choice, ...]
    playing: Playing | None

    @property
    def state(self) -> str:
        """ "ready", "failed" or "preparing"."""
        if self.choices:
            return "ready"
        return "failed" if self.film and self.film.state is VideoState.FAILED else "preparing"

    @property
    def percent(self) -> int:
        """Whole percents this person has watched."""
        return rules.percent(self.film.watched_ms, self.film.duration_ms) if self.film else 0


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks to be played: `?xem=<video>:<choice>&t=<seconds>`. start_ms: None for go on."""

    name: str = ""
    key: str = ""
    start_ms: int | None = None


def asked(chosen: str, second: str) -> Asked:
    """Read the two arguments; whatever is none of ours asks for nothing."""
    name, _colon, key = chosen.partition(":")
    start_ms = int(second) * 1000 if second.isascii() and second.isdigit() and len(second) < 7 else None
    return Asked(name, key, start_ms)


def choices(film: Film, *, saving: bool) -> tuple[Choice, ...]:
    """The ways to watch a film, cheapest to see first; saving: the browser asks to save data."""
    rungs = film.of_kind(RenditionKind.RUNG)
    extra = sum(one.bytes for one in film.of_kind(RenditionKind.POSTER)) + film.caption_bytes
    stills = sum(one.bytes for one in film.of_kind(RenditionKind.STILL))
    fitting = [one for one in rungs if _side(one) <= _SUGGESTED] or rungs[:1]
    suggested = rungs[:1] if saving else fitting[-1:]
    found = [
        Choice(one.name, one.name, one.bytes + extra, one.bytes + extra, one in suggested) for one in rungs
    ]
    streamed = [one.hls_bytes for one in rungs if one.hls_bytes]
    if len(streamed) > 1:
        script = asset_weight(STREAM_SCRIPT)
        label = str(words.CHOICE_WORDS[words.AUTO])
        found.append(Choice(words.AUTO, label, min(streamed) + extra, max(streamed) + extra + script))
    for one in film.of_kind(RenditionKind.AUDIO):
        weight = one.bytes + film.caption_bytes
        found.append(Choice(words.SOUND, str(words.CHOICE_WORDS[words.SOUND]), weight, weight))
    if stills:
        weight = stills + film.caption_bytes
        found.append(Choice(words.STILLS, str(words.CHOICE_WORDS[words.STILLS]), weight, weight))
    return tuple(found)


def block(
    name: str, film: Film | None, wanted: Asked, *, user_id: UUID | None, locale: str, saving: bool
) -> Block:
    """The block of a video. user_id: of the learner whose watching is kept, None for others.

    One query for the captions where something is played, none otherwise; the store is never asked.
    """
    offered = choices(film, saving=saving) if film else ()
    if film is None or wanted.name != name or wanted.key not in {one.key for one in offered}:
        return Block(name, film, offered, None)
    spoken = sorted(captions.of(film.id), key=lambda row: row.language != locale)
    said = transcript(spoken[0].cues) if spoken else ()
    resume = rules.resume_at(film.position_ms, film.duration_ms)
    rungs = film.of_kind(RenditionKind.RUNG)
    playing = Playing(
        key=wanted.key,
        version=film.version(wanted.key),
        fallback=next(iter(rungs), None),
        start_ms=resume if wanted.start_ms is None else min(wanted.start_ms, film.duration_ms),
        resumed=wanted.start_ms is None and resume > 0,
        spoken=tuple(spoken),
        said=said,
        scenes=scenes(film.of_kind(RenditionKind.STILL), said) if wanted.key == words.STILLS else (),
        mark=sittings.opened(user_id, film.id, clock.now()) if user_id else "",
    )
    return Block(name, film, offered, playing)


def scenes(stills: Sequence[Version], said: Sequence[Paragraph]) -> tuple[Scene, ...]:
    """Each still with what is said from the middle before it to the middle after it; nothing is left out.

    A still shows the middle of its stretch of the film, so stretches meet halfway between two stills.
    """
    if not stills:
        return (Scene(None, tuple(said)),) if said else ()
    found = []
    start = 0
    for index, still in enumerate(stills):
        following = stills[index + 1] if index + 1 < len(stills) else None
        end = (still.at_ms + following.at_ms) // 2 if following else None
        told = tuple(one for one in said if one.start_ms >= start and (end is None or one.start_ms < end))
        found.append(Scene(still, told))
        start = end or start
    return tuple(found)


def _side(version: Version) -> int:
    return min(version.width, version.height)
