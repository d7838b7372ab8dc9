"""The moving picture of one rung: encoded once, then packed twice without touching it.

A keyframe stands at the beginning of every segment and nowhere else, so that every version can be cut at the
same moments. Nothing of the source's own labels (place, device, names, chapters) is taken along.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from lms.videos.making import tool
from lms.videos.making.tool import Limits, Progress
from lms.videos.rules import SEGMENT_SECONDS, Probe, Rung, size_at

PRESET: Final = "fast"
_BARE: Final = ["-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact", "-flags", "+bitexact"]


def make_picture(source: Path, folder: Path, rung: Rung, probe: Probe, progress: Progress) -> Path:
    """Encode the picture of one rung, without sound, into `folder`; raises ToolFailed."""
    made = folder / f"picture-{rung.name}.mp4"
    width, height = size_at(rung, probe.width, probe.height)
    rate = min(float(rung.rate), probe.rate)
    filters = f"scale={width}:{height}:flags=bicubic,setsar=1,fps=fps={rate:g}:start_time=0,format=yuv420p"
    seconds = probe.duration_ms / 1000
    tool.run(
        [*tool.reading(source), "-map", "0:v:0", "-an", "-sn", "-dn", "-vf", filters]
        + ["-c:v", "libx264", "-preset", PRESET, "-profile:v", "main", "-threads", str(tool.THREADS)]
        + ["-crf", str(rung.quality), "-maxrate", f"{rung.ceiling}k", "-bufsize", f"{rung.ceiling * 2}k"]
        + ["-g", str(round(rate * SEGMENT_SECONDS) * 2), "-sc_threshold", "0", "-bf", "2"]
        + ["-force_key_frames", f"expr:gte(t,n_forced*{SEGMENT_SECONDS})"]
        + ["-color_range", "tv", *_BARE, str(made)],
        Limits(
            cpu_seconds=300 + int(seconds * 40),
            bytes=16 * 1024**2 + int(seconds * rung.ceiling * 1000 / 8 * 1.5),
        ),
        progress,
    )
    return made


def pack(tracks: Sequence[Path], whole: Path, pieces: Path) -> None:
    """Write the tracks as one file that plays while it loads, and as HLS pieces into the folder `pieces`.

    `pieces` gets `init.mp4`, `0.m4s` … and `list.m3u8`. Raises ToolFailed.
    """
    pieces.mkdir(exist_ok=True)
    inputs = [part for track in tracks for part in ("-i", str(track))]
    maps = [part for number in range(len(tracks)) for part in ("-map", str(number))]
    size = sum(track.stat().st_size for track in tracks)
    limits = Limits(cpu_seconds=120, bytes=size * 2 + 16 * 1024**2)
    common = [*inputs, *maps, "-c", "copy", *_BARE]
    tool.run([*common, "-movflags", "+faststart", str(whole)], limits)
    tool.run(
        [*common, "-f", "hls", "-hls_time", str(SEGMENT_SECONDS), "-hls_playlist_type", "vod"]
        + ["-hls_segment_type", "fmp4", "-hls_fmp4_init_filename", "init.mp4", "-hls_list_size", "0"]
        + ["-hls_segment_options", "movflags=+negative_cts_offsets"]
        + ["-hls_segment_filename", str(pieces / "%d.m4s"), str(pieces / "list.m3u8")],
        limits,
    )
