"""Running ffmpeg on files that strangers sent, so that it can do no harm and cannot outlive us.

It reads the one file it is given: only the `file` protocol, and only formats that name no other files. A
playlist, a concat list or an SDP renamed to .mp4 is refused by its bytes, before anything it names is opened.
It is nice, encodes with two threads, has limits of processor time and of the size of any file it writes, no
standard input, an environment without our settings, and dies with the worker (Linux).
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, Final

import imageio_ffmpeg

from lms.videos.rules import MOST_PIXELS

#: Demuxers of the types we take; none of them follows a reference out of its file.
FORMATS: Final = "mov,matroska,avi,mpegts,mpeg,asf"
THREADS: Final = 2
#: Seconds without any sign of progress after which a run is ended.
PATIENCE: Final = 120
_TAIL = 4000

Progress = Callable[[int], None]


class ToolFailed(Exception):
    """ffmpeg ended with an error, ran out of its limits or stood still; the text is its last lines."""


@dataclass(frozen=True, slots=True)
class Limits:
    """cpu_seconds: processor time of one run; bytes: the largest file it may write."""

    cpu_seconds: int = 120
    bytes: int = 256 * 1024**2


@cache
def program() -> str:
    """The machine's ffmpeg where there is one, else the wheel's."""
    return shutil.which("ffmpeg") or str(imageio_ffmpeg.get_ffmpeg_exe())


def reading(source: Path) -> list[str]:
    """The arguments that open a file which somebody sent; what stands before them applies to it too."""
    return [
        "-protocol_whitelist", "file", "-format_whitelist", FORMATS, "-max_pixels", str(MOST_PIXELS),
        "-i", f"file:{source}",
    ]  # fmt: skip


def said(arguments: Sequence[str], limits: Limits | None = None) -> str:
    """Run ffmpeg and return what it says, whether it was content or not; raises ToolFailed for a limit."""
    output, code = _run(["-hide_banner", *arguments], limits or Limits(), None)
    if code < 0:
        raise ToolFailed(f"ended by signal {-code}: {output[-_TAIL:]}")
    return output


def run(arguments: Sequence[str], limits: Limits | None = None, progress: Progress | None = None) -> str:
    """Run ffmpeg and return what it says; raises ToolFailed.

    progress: called at most once a second with the milliseconds made so far; what it raises ends the run.
    """
    quiet = ["-hide_banner", "-nostats", "-v", "info", "-progress", "pipe:1", "-y"]
    output, code = _run([*quiet, *arguments], limits or Limits(), progress)
    if code != 0:
        raise ToolFailed(f"exit code {code}: {output[-_TAIL:]}")
    return output


def _run(arguments: Sequence[str], limits: Limits, progress: Progress | None) -> tuple[str, int]:
    with tempfile.TemporaryFile("w+b") as log:
        process = subprocess.Popen(
            [*_bounds(limits), program(), "-nostdin", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            env={"PATH": os.defpath, "LC_ALL": "C", "AV_LOG_FORCE_NOCOLOR": "1"},
            start_new_session=True,
        )
        try:
            _follow(process.stdout, progress)
            code = process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            raise ToolFailed("ffmpeg does not end") from None
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
            if process.stdout is not None:
                process.stdout.close()
        log.seek(0)
        return log.read().decode("utf-8", "replace"), code


def _bounds(limits: Limits) -> list[str]:
    here = Path(__file__).with_name("bounded.py")
    bounds = [os.getpid(), limits.cpu_seconds, limits.bytes]
    return [sys.executable, "-I", "-S", str(here), *map(str, bounds)]


def _follow(pipe: IO[bytes] | None, progress: Progress | None) -> None:
    """Read the lines of -progress until the pipe ends; a process that stands still is an error."""
    if pipe is None:
        return
    os.set_blocking(pipe.fileno(), False)
    held, told, heard = b"", time.monotonic(), time.monotonic()
    while True:
        chunk: bytes | None = pipe.read(65536)
        if chunk == b"":
            return
        if chunk is None:
            if time.monotonic() - heard > PATIENCE:
                raise ToolFailed("ffmpeg stands still")
            time.sleep(0.02)
            continue
        heard = time.monotonic()
        *lines, held = (held + chunk).split(b"\n")
        moments = [line[len(b"out_time_us=") :] for line in lines if line.startswith(b"out_time_us=")]
        if progress is not None and moments and moments[-1].isdigit() and heard - told >= 1:
            told = heard
            progress(int(moments[-1]) // 1000)
