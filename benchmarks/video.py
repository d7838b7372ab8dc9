"""How fast videos are made, and what a minute of each weighs: `python -m benchmarks.video [--seconds 30]`.

Two sources: the film of content/ (slides), and a picture in which everything moves all the time under noise,
which no camera outdoes. What people send lies between the two. ffmpeg runs as the worker runs it.
"""

import argparse
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from lms.videos.films.drawing import make_film
from lms.videos.films.recipes import recipes
from lms.videos.making import tool
from lms.videos.making.picture import make_picture, pack
from lms.videos.making.probing import probe
from lms.videos.making.sound import make_sound
from lms.videos.rules import rungs

MOVING = "testsrc2=size=1280x720:rate=30:duration={0},noise=alls=12:allf=t"
TONE = "anoisesrc=color=pink:amplitude=0.05:duration={0}"


def moving(folder: Path, seconds: int) -> Path:
    """A source in which everything moves, with sound."""
    made = folder / "moving.mp4"
    tool.run(
        ["-f", "lavfi", "-i", MOVING.format(seconds), "-f", "lavfi", "-i", TONE.format(seconds)]
        + ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "20", "-pix_fmt", "yuv420p", "-c:a", "aac"]
        + [str(made)],
        tool.Limits(cpu_seconds=3600, bytes=4 * 1024**3),
    )
    return made


def measured(source: Path, folder: Path) -> Iterator[tuple[str, float, float]]:
    """Name, seconds of work and bytes a minute of each version, and last the whole."""
    seen = probe(source)
    minutes = seen.duration_ms / 60_000
    begun = time.perf_counter()
    sounds = make_sound(source, folder, seen, lambda _: None) if seen.has_sound else {}
    if sounds:
        yield "sound alone", time.perf_counter() - begun, sounds["low"].stat().st_size / minutes
    for rung in rungs(seen):
        started = time.perf_counter()
        tracks = [make_picture(source, folder, rung, seen, lambda _: None)]
        tracks += [sounds[rung.sound]] if sounds else []
        whole = folder / f"{rung.name}.mp4"
        pack(tracks, whole, folder / rung.name)
        yield rung.name, time.perf_counter() - started, whole.stat().st_size / minutes
    yield "all of it", time.perf_counter() - begun, 0


def rows(seconds: int) -> list[dict[str, object]]:
    """A row for each source and version: how many times real time, bytes a minute (None for all of it)."""
    found: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for what, source in (
            ("slides", make_film(recipes()[0], folder)),
            ("moving", moving(folder, seconds)),
        ):
            length = probe(source).duration_ms / 1000
            for version, took, weight in measured(source, folder):
                found.append(
                    {
                        "name": f"video, {what}, {version}",
                        "times_real_time": round(length / took, 1),
                        "bytes_per_minute": round(weight) or None,
                    }
                )
    return found


def table(found: list[dict[str, object]]) -> list[str]:
    """The lines of a Markdown table."""
    lines = ["| made | times real time | kB a minute |", "| --- | ---: | ---: |"]
    for row in found:
        weight = row["bytes_per_minute"]
        size = f"{weight / 1000:.0f}" if isinstance(weight, int) else ""
        lines.append(f"| {row['name']} | {row['times_real_time']} | {size} |")
    return lines


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=30)
    print("\n".join(table(rows(parser.parse_args().seconds))))
