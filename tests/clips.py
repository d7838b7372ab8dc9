"""Small clips of known content, made by ffmpeg once a run."""

import subprocess
from pathlib import Path

import pytest

from lms.videos.making import tool

TONE = "sine=frequency=330:sample_rate=44100:duration={0},volume=-26dB"
PICTURE = "testsrc2=size={1}:rate={2}:duration={0}"


def ffmpeg(*arguments: str | Path) -> None:
    """Run ffmpeg as it is, without our bounds."""
    subprocess.run([tool.program(), "-nostdin", "-v", "error", "-y", *map(str, arguments)], check=True)


def make(path: Path, seconds: int = 3, size: str = "320x240", rate: int = 10, *more: str) -> Path:
    """A moving test picture with a soft tone."""
    ffmpeg(
        *("-f", "lavfi", "-i", PICTURE.format(seconds, size, rate)),
        *("-f", "lavfi", "-i", TONE.format(seconds)),
        *("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", *more, path),
    )
    return path


@pytest.fixture(scope="session")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `plain.mp4` (3 s, 320 by 240 at 10 a second, a soft tone, the labels of a phone)."""
    folder = tmp_path_factory.mktemp("clips")
    place = ("-metadata", "location=+10.1234+105.4321/", "-metadata", "title=Duration: 99:00:00.00")
    make(folder / "plain.mp4", 3, "320x240", 10, *place, "-metadata", "artist=Nguyen Van Canary")
    return folder
