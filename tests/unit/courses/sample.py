"""The small sample course of tests/data, as bytes to alter."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from lms.courses.folder import read_folder
from lms.courses.publish import Prepared, prepare
from lms.courses.source import Reading, read_course

FOLDER = Path(__file__).parents[2] / "data" / "courses" / "so-ban-hang"
TODAY = date(2026, 11, 23)
#: A practical task for whatever course has the outcome O1, and where it stands in the sample.
TASK = (Path(__file__).parents[2] / "data" / "so-that.practical.yml").read_bytes()
TASK_PATH = "02-tinh/02-so-that.practical.yml"
FORMULAS = ("hoa-von", "lai-gop")


def sample() -> dict[str, bytes]:
    """The files of the sample course."""
    files, faults = read_folder(FOLDER)
    assert not faults
    return files


def with_task() -> dict[str, bytes]:
    """The sample with a practical task."""
    return {**sample(), TASK_PATH: TASK}


def altered(path: str, old: str, new: str) -> dict[str, bytes]:
    """The sample with `old`, which must stand in `path`, put as `new`."""
    files = sample()
    text = files[path].decode()
    assert old in text, (path, old)
    return {**files, path: text.replace(old, new, 1).encode()}


def read(files: Mapping[str, bytes]) -> Reading:
    """What the reader says of these files."""
    return read_course(files, TODAY, FORMULAS)


def prepared(files: Mapping[str, bytes]) -> Prepared:
    """What would be stored of these files; they must be sound."""
    reading = read(files)
    assert reading.course is not None, reading.faults
    return prepare(reading.course)
