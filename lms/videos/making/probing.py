"""What a source is, from what ffmpeg says of it: there may be no ffprobe.

Only lines with ffmpeg's own indentation count, so that a title written to look like them changes nothing.
"""

import re
from pathlib import Path

from lms.videos.making import tool
from lms.videos.rules import LONGEST_MS, Fault, Probe, fault_of

_DURATION = re.compile(r"^  Duration: (\d+):(\d\d):(\d\d)\.(\d+)", re.MULTILINE)
_STREAM = re.compile(r"^  Stream #0:\d+\S*: (Video|Audio): (.*)$", re.MULTILINE)
_SIZE = re.compile(r", (\d{1,5})x(\d{1,5})(?: \[SAR (\d+):(\d+) DAR|,|$)")
_SHAPE = re.compile(r"\bSAR (\d+):(\d+) DAR")
_RATE = re.compile(r", ([\d.]+)(k?) (?:fps|tbr)")
_TURN = re.compile(r"^ {6,}(?:displaymatrix|Display Matrix): rotation of (-?[\d.]+) degrees", re.MULTILINE)
_TIME = re.compile(r"time=(\d+):(\d\d):(\d\d)\.(\d+)")
_FRAMES = re.compile(r"frame= *(\d+)")


class Refused(Exception):
    """The source is no video that can be made; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


def probe(source: Path) -> Probe:
    """Look at a source file; raises Refused for what is no video or outside the limits."""
    told = tool.said(tool.reading(source))
    if not re.search(r"^Input #0, ", told, re.MULTILINE):
        raise Refused(Fault.NOT_MEDIA)
    streams = list(_STREAM.finditer(told))
    pictures = [one for one in streams if one[1] == "Video" and "(attached pic)" not in one[2]]
    if not pictures:
        raise Refused(Fault.NO_PICTURE if streams else Fault.NOT_MEDIA)
    first = pictures[0]
    following = [one.start() for one in streams if one.start() > first.start()]
    about = told[first.end() : following[0] if following else len(told)]
    width, height = _shown_size(first[2], about)
    found = _DURATION.search(told)
    seen = Probe(
        duration_ms=_ms(found) if found else _length(source),
        width=width,
        height=height,
        rate=_rate(first[2]),
        has_sound=any(one[1] == "Audio" for one in streams),
    )
    fault = fault_of(seen)
    if fault:
        raise Refused(fault)
    if not _decodes(source):
        raise Refused(Fault.NOT_MEDIA)
    return seen


def _shown_size(stream: str, about: str) -> tuple[int, int]:
    """Width and height as they are shown: pixels that are not square, and phones held upright."""
    size = _SIZE.search(stream)
    if size is None or not int(size[1]) or not int(size[2]):
        raise Refused(Fault.NOT_MEDIA)
    width, height = int(size[1]), int(size[2])
    shape = _SHAPE.search(stream)
    if shape and int(shape[1]) and int(shape[2]):
        width = max(1, round(width * int(shape[1]) / int(shape[2])))
    turn = _TURN.search(about)
    if turn and round(abs(float(turn[1]))) % 180 == 90:
        width, height = height, width
    return width, height


def _rate(stream: str) -> float:
    found = _RATE.search(stream)
    rate = float(found[1]) * (1000 if found[2] else 1) if found else 0.0
    return rate if 1 <= rate <= 240 else 30.0


def _ms(found: re.Match[str]) -> int:
    hours, minutes, seconds, rest = found.groups()
    return ((int(hours) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + int(float(f"0.{rest}") * 1000)


def _length(source: Path) -> int:
    """The length in milliseconds of a file that does not say it (recorded in a browser), by reading it."""
    most = ["-t", str(LONGEST_MS // 1000 + 60)]
    told = tool.said([*most, *tool.reading(source), "-map", "0:v:0", "-c", "copy", "-f", "null", "-"])
    times = list(_TIME.finditer(told))
    return _ms(times[-1]) if times else 0


def _decodes(source: Path) -> bool:
    """Whether a picture can be made of the first seconds."""
    told = tool.said(["-t", "5", *tool.reading(source), "-map", "0:v:0", "-frames:v", "1", "-f", "null", "-"])
    frames = list(_FRAMES.finditer(told))
    return bool(frames) and int(frames[-1][1]) > 0
