"""Pictures of a video: the poster, and eight stills for those who read it as pictures with captions."""

import io
from pathlib import Path
from typing import Final

from PIL import Image, ImageStat

from lms.videos.making import tool
from lms.videos.making.tool import Limits, ToolFailed
from lms.videos.rules import Probe, still_times

#: Pixels of the longer side, and bytes that a picture should not exceed.
LONGER_SIDE: Final = 640
BYTES: Final = 32_000
_QUALITIES: Final = (76, 64, 52, 40, 28)
#: Spread of brightness below which a picture shows nothing (a black or white screen).
_EMPTY: Final = 8.0


def make_stills(source: Path, folder: Path, probe: Probe) -> list[tuple[int, bytes]]:
    """Moment (ms) and JPEG bytes of each still, in order; raises ToolFailed."""
    return [(at_ms, _jpeg(_frame(source, folder, at_ms, probe))) for at_ms in still_times(probe.duration_ms)]


def poster_of(stills: list[tuple[int, bytes]]) -> tuple[int, bytes]:
    """The still that stands for the whole: the first that shows something."""
    for at_ms, data in stills:
        with Image.open(io.BytesIO(data)) as picture:
            if ImageStat.Stat(picture.convert("L")).stddev[0] >= _EMPTY:
                return at_ms, data
    return stills[0]


def size_of(data: bytes) -> tuple[int, int]:
    """Width and height in pixels."""
    with Image.open(io.BytesIO(data)) as picture:
        return picture.size


def _frame(source: Path, folder: Path, at_ms: int, probe: Probe) -> Path:
    """The frame shown at a moment, as PNG; the first one where the file ends before it says."""
    longer = max(probe.width, probe.height)
    scale = min(1.0, LONGER_SIDE / longer)
    size = f"{max(2, round(probe.width * scale))}:{max(2, round(probe.height * scale))}"
    made = folder / "frame.png"
    for moment in (at_ms, 0):
        made.unlink(missing_ok=True)
        tool.run(
            ["-ss", f"{moment / 1000:.3f}", *tool.reading(source), "-map", "0:v:0", "-frames:v", "1"]
            + ["-vf", f"scale={size}:flags=bicubic,setsar=1", "-update", "1", str(made)],
            Limits(cpu_seconds=300),
        )
        if made.exists() and made.stat().st_size:
            return made
    raise ToolFailed("the file has no picture at its beginning")


def _jpeg(frame: Path) -> bytes:
    with Image.open(frame) as opened:
        picture = opened.convert("RGB")
    data = b""
    for quality in _QUALITIES:
        held = io.BytesIO()
        picture.save(held, "JPEG", quality=quality, optimize=True, progressive=True)
        data = held.getvalue()
        if len(data) <= BYTES:
            break
    return data
