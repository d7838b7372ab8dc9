"""What rendering gives back, and what it needs to be told: plain values."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Protocol

from lms.sources import Fault


@dataclass(frozen=True)
class Html:
    """A run of sanitised HTML; print it as it is, change nothing in it."""

    html: str


@dataclass(frozen=True)
class Check:
    """A check question standing in the lesson.

    id: its id, empty when it has none (that is a fault); source: its YAML as written; line: the
    file's line on which `source` begins, so `load_yaml(source, file, first_line=line)` names the
    right lines.
    """

    id: str
    source: str
    line: int


@dataclass(frozen=True)
class Video:
    """A reference to a video, standing alone in the lesson."""

    id: str
    line: int


Segment = Html | Check | Video


@dataclass(frozen=True, order=True)
class Removed:
    """Something the sanitiser took out. line: first line of the block that lost it; what: `<a onclick>`."""

    line: int
    what: str


@dataclass(frozen=True)
class Heading:
    """A heading of the author's (boxes not counted). level: 2 to 6; id: its anchor in the page."""

    level: int
    text: str
    id: str
    line: int


@dataclass(frozen=True)
class Dated:
    """A statement that holds until a day, with its source."""

    until: date
    source: str
    line: int


@dataclass(frozen=True)
class Picture:
    """Where a picture is served and its size in pixels. small_url: a narrower copy, small_width wide."""

    url: str
    width: int | None = None
    height: int | None = None
    small_url: str | None = None
    small_width: int | None = None


class Links(Protocol):
    """Turns what an author wrote into addresses; None means that there is no such thing (a fault)."""

    def page(self, target: str) -> str | None:
        """Address for an id of the course, a site path (`/tinh/hoa-von`) or a file, without fragment."""
        ...

    def label(self, target: str, /) -> str:
        """What stands behind the words of a link, such as a file's kind and size; "" for nothing."""
        ...

    def picture(self, source: str) -> Picture | None:
        """Address and size for a picture path as written (`../media/x.svg`)."""
        ...


class AsWritten:
    """Leaves every link and picture as its author wrote it: rendering outside a course."""

    def page(self, target: str) -> str | None:
        """Return the target itself."""
        return target

    def label(self, _target: str, /) -> str:
        """Nothing."""
        return ""

    def picture(self, source: str) -> Picture | None:
        """Return the path itself, size unknown."""
        return Picture(source)


@dataclass(frozen=True)
class Rendered:
    """A rendered text. All lines are 1-based lines of the file.

    segments: HTML runs, check questions and videos in their order. removed: what the sanitiser took out.
    faults: what the author must put right. words: tiếng (space-separated syllables) outside tables and
    alternative texts. figures: pictures with a caption of their own. media, links: as written, each once.
    plain: the text for search and for reading aloud, one paragraph a line. refused: nothing was rendered,
    because the text is beyond the limits (faults say which).
    """

    segments: tuple[Segment, ...] = ()
    removed: tuple[Removed, ...] = ()
    faults: tuple[Fault, ...] = ()
    headings: tuple[Heading, ...] = ()
    dated: tuple[Dated, ...] = ()
    words: int = 0
    figures: int = 0
    media: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    plain: str = ""
    refused: bool = False

    @cached_property
    def html(self) -> str:
        """All HTML runs joined; check questions and videos are left out."""
        return "".join(segment.html for segment in self.segments if isinstance(segment, Html))

    @property
    def checks(self) -> tuple[Check, ...]:
        """The check questions in their order."""
        return tuple(segment for segment in self.segments if isinstance(segment, Check))
