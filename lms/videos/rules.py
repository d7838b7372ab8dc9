"""What may be a video, which versions are made of it, and where they lie. Pure.

The ladder is for speech, slides and hands at work on a phone: constant quality under a ceiling, so that a
still picture costs next to nothing and nothing ever costs more than the label said.
"""

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID


class VideoState(StrEnum):
    """AWAITING_UPLOAD -> QUEUED -> PROCESSING -> READY or FAILED; FAILED -> QUEUED by the retry button.

    A new file takes a READY video through the same states, while people go on watching what was there; when
    nothing can be made of it, the video is READY again, with a fault.
    """

    AWAITING_UPLOAD = "awaiting-upload"
    QUEUED = "queued"
    PROCESSING = "processing"
    READY = "ready"
    FAILED = "failed"


class RenditionKind(StrEnum):
    """What a version is for."""

    RUNG = "rung"
    AUDIO = "audio"
    POSTER = "poster"
    STILL = "still"


class Fault(StrEnum):
    """Why a video could not be made; words.py says it to the trainer."""

    NOT_MEDIA = "not-media"
    NO_PICTURE = "no-picture"
    TOO_LONG = "too-long"
    TOO_SHORT = "too-short"
    TOO_LARGE_PICTURE = "too-large-picture"
    SOURCE_GONE = "source-gone"
    GAVE_UP = "gave-up"


#: Limits of what is accepted.
LIMIT_BYTES: Final = 4 * 1024**3
FORM_LIMIT_BYTES: Final = 100 * 1024**2
LONGEST_MS: Final = 3 * 3600 * 1000
SHORTEST_MS: Final = 1000
MOST_PIXELS: Final = 4096 * 4096

SEGMENT_SECONDS: Final = 6
STILLS: Final = 8

#: Content types a trainer may send, with their file name endings.
TYPES: Final = {
    "video/mp4": ("mp4", "m4v"),
    "video/quicktime": ("mov",),
    "video/webm": ("webm",),
    "video/x-matroska": ("mkv",),
    "video/3gpp": ("3gp", "3g2"),
    "video/x-msvideo": ("avi",),
    "video/mp2t": ("ts", "mts", "m2ts"),
    "video/mpeg": ("mpg", "mpeg"),
    "video/x-ms-wmv": ("wmv",),
}

#: The folder of the store in which all videos lie.
FOLDER: Final = "videos"

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the ladder: the shorter side in pixels, at most so many pictures a second and kbit/s."""

    side: int
    rate: int
    quality: int
    ceiling: int
    sound: str

    @property
    def name(self) -> str:
        """ "240p"."""
        return f"{self.side}p"


LADDER: Final = (
    Rung(144, 15, 30, 90, "low"),
    Rung(240, 20, 28, 200, "low"),
    Rung(360, 25, 27, 420, "high"),
    Rung(480, 30, 26, 800, "high"),
    Rung(720, 30, 25, 1600, "high"),
)

#: Sound, mono: kbit/s and samples a second. "low" is also the version for listening only.
SOUNDS: Final = {"low": (32, 24000), "high": (64, 44100)}


@dataclass(frozen=True, slots=True)
class Probe:
    """What a source is: milliseconds, displayed width and height in pixels, pictures a second, sound."""

    duration_ms: int
    width: int
    height: int
    rate: float
    has_sound: bool


def fault_of(probe: Probe) -> Fault | None:
    """Why such a source is refused; None: it is accepted."""
    if probe.duration_ms < SHORTEST_MS:
        return Fault.TOO_SHORT
    if probe.duration_ms > LONGEST_MS:
        return Fault.TOO_LONG
    if probe.width * probe.height > MOST_PIXELS:
        return Fault.TOO_LARGE_PICTURE
    return None


def rungs(probe: Probe) -> tuple[Rung, ...]:
    """The steps that the source allows: none larger than it is, and always the lowest."""
    side = min(probe.width, probe.height)
    return tuple(rung for rung in LADDER if rung.side <= side) or LADDER[:1]


def size_at(rung: Rung, width: int, height: int) -> tuple[int, int]:
    """Width and height of a rung, even numbers, the shorter side as named; portrait stays portrait."""
    scale = min(1.0, rung.side / min(width, height))
    return max(2, round(width * scale / 2) * 2), max(2, round(height * scale / 2) * 2)


def still_times(duration_ms: int, count: int = STILLS) -> tuple[int, ...]:
    """The moments (ms) of the still pictures: the middles of `count` equal stretches."""
    return tuple(duration_ms * (2 * index + 1) // (2 * count) for index in range(count))


def video_folder(video_id: UUID, secret: str) -> str:
    """The folder of everything that is stored for a video."""
    return f"{FOLDER}/{video_id.hex}-{secret}"


def source_key(video_id: UUID, secret: str, upload: str) -> str:
    """Where the file of one upload lies: each upload has a place of its own."""
    return f"{video_folder(video_id, secret)}/source/{upload}"


def made_folder(video_id: UUID, secret: str, source_etag: str) -> str:
    """The folder of what is made of one source: the same source, the same keys; nobody can guess them."""
    tag = hashlib.sha256(f"{secret}\0{source_etag}".encode()).hexdigest()[:32]
    return f"{video_folder(video_id, secret)}/{tag}"
