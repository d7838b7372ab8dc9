"""The sound of a video: mono, equally loud in every lesson, encoded once for all versions.

Loudness follows EBU R 128, measured first and then set, so that speech keeps its own loud and soft.
"""

import json
import math
import re
from pathlib import Path
from typing import Final

from lms.videos.making import tool
from lms.videos.making.tool import Limits, Progress
from lms.videos.rules import SOUNDS, Probe

#: Integrated loudness (LUFS), true peak (dBTP) and loudness range (LU) of what we make.
LOUDNESS: Final = -16.0
PEAK: Final = -1.5
RANGE: Final = 11.0

_REPORT = re.compile(r"\{[^{}]*\"input_i\"[^{}]*\}")
_EVEN = "aresample=async=1:first_pts=0,aformat=channel_layouts=mono"
_WANTED = f"loudnorm=I={LOUDNESS}:TP={PEAK}:LRA={RANGE}"


def make_sound(source: Path, folder: Path, probe: Probe, progress: Progress) -> dict[str, Path]:
    """Write `<name>.mp4` for each of rules.SOUNDS into `folder`; return them by name. Raises ToolFailed."""
    made = {name: folder / f"sound-{name}.mp4" for name in SOUNDS}
    chain = f"[0:a:0]{_EVEN}{_levelled(source, probe)},asplit={len(made)}"
    graph = chain + "".join(f"[{name}]" for name in made)
    outputs: list[str] = []
    for name, path in made.items():
        kbits, samples = SOUNDS[name]
        outputs += ["-map", f"[{name}]", "-c:a", "aac", "-b:a", f"{kbits}k", "-ar", str(samples)]
        outputs += ["-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact", str(path)]
    tool.run([*tool.reading(source), "-filter_complex", graph, *outputs], _limits(probe), progress)
    return made


def _levelled(source: Path, probe: Probe) -> str:
    """The filter that sets the loudness; none for a sound that is silent from end to end."""
    told = tool.run(
        [*tool.reading(source), "-map", "0:a:0", "-af", f"{_EVEN},{_WANTED}:print_format=json"]
        + ["-f", "null", "-"],
        _limits(probe),
    )
    reports = _REPORT.findall(told)
    if not reports:
        return ""
    found = json.loads(reports[-1])
    names = ("input_i", "input_tp", "input_lra", "input_thresh", "target_offset")
    values = {name: float(found[name]) for name in names}
    if not all(math.isfinite(value) for value in values.values()):
        return ""
    measured = {
        "measured_I": values["input_i"],
        "measured_TP": values["input_tp"],
        "measured_LRA": values["input_lra"],
        "measured_thresh": values["input_thresh"],
        "offset": values["target_offset"],
    }
    return f",{_WANTED}:linear=true:" + ":".join(f"{name}={value}" for name, value in measured.items())


def _limits(probe: Probe) -> Limits:
    seconds = probe.duration_ms // 1000
    return Limits(cpu_seconds=60 + seconds, bytes=16 * 1024**2 + seconds * 16 * 1024)
