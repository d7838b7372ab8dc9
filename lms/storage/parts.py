"""A file sent in parts: how it is cut, and what a store knows of the parts it has.

Pure. The cut is fixed when the upload begins, so every part has one number, one place and one size, and the
signature that lets a browser send it holds all three.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

#: S3 takes no part under 5 MiB but the last; a weak network takes none much larger.
PART_BYTES: Final = 6 * 1024 * 1024
LARGE_PART_BYTES: Final = 8 * 1024 * 1024

#: How long an address to send one part to is good, in seconds: 8 MB at 120 kbit/s take nine minutes.
PART_SECONDS: Final = 600


@dataclass(frozen=True, slots=True)
class Part:
    """One stretch of a file: its number from 1, where it begins, and how many bytes it has."""

    number: int
    offset: int
    size: int


@dataclass(frozen=True, slots=True)
class SentPart:
    """A part that a store holds: number, bytes, entity tag."""

    number: int
    size: int
    etag: str


@dataclass(frozen=True, slots=True)
class OpenUpload:
    """An upload that a store has begun and neither finished nor given up; `ref` is the store's name."""

    key: str
    ref: str
    begun_at: datetime


def part_bytes(size: int) -> int:
    """The size of the parts of a file of `size` bytes: 6 MiB, 8 MiB from 1 GiB on."""
    return PART_BYTES if size < 1024**3 else LARGE_PART_BYTES


def cut(size: int, each: int) -> tuple[Part, ...]:
    """The parts of a file of `size` bytes (at least 1), each of `each` bytes but the last."""
    if size < 1 or each < 1:
        raise ValueError(f"a file of {size} bytes cannot be cut into parts of {each}")
    return tuple(
        Part(number, offset, min(each, size - offset))
        for number, offset in enumerate(range(0, size, each), start=1)
    )


def missing(parts: tuple[Part, ...], sent: tuple[SentPart, ...]) -> tuple[Part, ...]:
    """The parts that are not there, or not there in the right size."""
    held = {part.number: part.size for part in sent}
    return tuple(part for part in parts if held.get(part.number) != part.size)
