"""Reading recipes of films. A film is known by the digest of its inputs, never by the bytes ffmpeg made."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from lms.paths import CONTENT, TEMPLATES

FOLDER: Final = CONTENT / "films"
SLIDES: Final = TEMPLATES / "films" / "slides.typ"


@dataclass(frozen=True, slots=True)
class Slide:
    """One picture: heading, a figure (path of an SVG) or lines; seconds it stands; its caption."""

    heading: str
    lines: tuple[str, ...]
    figure: Path | None
    seconds: int
    say: str


@dataclass(frozen=True, slots=True)
class Recipe:
    """A film: the course and name by which lessons call it; origin: sha256 of everything it is made of."""

    course_id: str
    name: str
    title: str
    slides: tuple[Slide, ...]
    origin: str

    @property
    def seconds(self) -> int:
        """The length of the film."""
        return sum(slide.seconds for slide in self.slides)


def recipes(folder: Path = FOLDER) -> list[Recipe]:
    """Every film of content/; KeyError, ValueError or OSError for a recipe that cannot be followed."""
    return [_read(path) for path in sorted(folder.glob("*.yml"))]


def _read(path: Path) -> Recipe:
    data = path.read_bytes()
    told: Mapping[str, Any] = yaml.safe_load(data)
    media = path.parent.parent / told["course"] / "media"
    slides = tuple(
        Slide(
            heading=one["heading"],
            lines=tuple(one.get("lines", ())),
            figure=media / one["figure"] if "figure" in one else None,
            seconds=int(one["seconds"]),
            say=one["say"],
        )
        for one in told["slides"]
    )
    inputs = [data, SLIDES.read_bytes(), *(one.figure.read_bytes() for one in slides if one.figure)]
    origin = hashlib.sha256(b"".join(hashlib.sha256(one).digest() for one in inputs)).hexdigest()
    return Recipe(told["course"], told["name"], told["title"], slides, origin)
