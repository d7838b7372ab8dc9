"""A film's slides as pictures, and the pictures as a video without sound."""

import json
import shutil
from pathlib import Path
from typing import Any, Final

import fontpkg_be_vietnam_pro
import typst

from lms.videos.captions.rules import Cue
from lms.videos.films.recipes import SLIDES, Recipe
from lms.videos.making import tool
from lms.videos.making.tool import Limits

FONTS: Final = Path(fontpkg_be_vietnam_pro.ROOT) / "files"
#: 1280 by 720 pixels of a page of 640 by 360 points, pictures a second.
PPI: Final = 144
RATE: Final = 5


def cues(recipe: Recipe) -> tuple[Cue, ...]:
    """What is said, slide by slide."""
    found, begin = [], 0
    for slide in recipe.slides:
        found.append(Cue(begin * 1000, (begin + slide.seconds) * 1000, slide.say))
        begin += slide.seconds
    return tuple(found)


def make_film(recipe: Recipe, folder: Path) -> Path:
    """Write the film into `folder` and return where; raises ToolFailed."""
    pictures = draw(recipe, folder)
    inputs: list[str] = []
    for slide, picture in zip(recipe.slides, pictures, strict=True):
        inputs += ["-loop", "1", "-framerate", str(RATE), "-t", str(slide.seconds), "-i", str(picture)]
    made = folder / "film.mp4"
    tool.run(
        [*inputs, "-filter_complex", f"concat=n={len(pictures)}:v=1:a=0,format=yuv420p"]
        + ["-c:v", "libx264", "-preset", "fast", "-tune", "stillimage", "-crf", "20"]
        + ["-threads", str(tool.THREADS), "-movflags", "+faststart", "-fflags", "+bitexact", str(made)],
        Limits(cpu_seconds=600),
    )
    return made


def draw(recipe: Recipe, folder: Path) -> list[Path]:
    """Draw the slides into `folder` as PNG files, in order."""
    shutil.copyfile(SLIDES, folder / SLIDES.name)
    told = []
    for slide in recipe.slides:
        if slide.figure:
            shutil.copyfile(slide.figure, folder / slide.figure.name)
        figure = slide.figure.name if slide.figure else None
        told.append({"heading": slide.heading, "lines": slide.lines, "figure": figure})
    pages: Any = typst.compile(
        folder / SLIDES.name,
        root=folder,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        format="png",
        ppi=PPI,
        sys_inputs={"slides": json.dumps(told, ensure_ascii=False)},
    )
    found = []
    for number, page in enumerate(pages if isinstance(pages, list) else [pages]):
        path = folder / f"slide-{number:03d}.png"
        path.write_bytes(page)
        found.append(path)
    return found
