"""Folders for work in progress: one a run, gone when it ends; those of killed workers are swept.

A lock held on a file in the folder says that somebody works there. The kernel lets go of it when the process
dies, however it dies.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

#: Bytes that stay free on the disk beside what a run may need.
SPARE: Final = 512 * 1024**2
#: Seconds in which a new folder gets its lock.
YOUNG: Final = 60.0
_LOCK = "lock"


class NoRoom(Exception):
    """The disk has no room for the work; tried again later."""


@contextmanager
def workshop(root: Path, needed: int) -> Iterator[Path]:
    """A folder of our own under `root` with room for `needed` bytes; raises NoRoom."""
    root.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(root).free
    if free < needed + SPARE:
        raise NoRoom(f"{free} bytes free, {needed} needed")
    folder = Path(tempfile.mkdtemp(prefix="run-", dir=root))
    handle = os.open(folder / _LOCK, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(handle)


def sweep(root: Path, at: datetime) -> int:
    """Remove the folders in which nobody works any more at time `at`; return how many."""
    swept = 0
    for folder in root.glob("run-*"):
        if at.timestamp() - folder.stat().st_mtime < YOUNG:
            continue
        handle = os.open(folder / _LOCK, os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            continue
        else:
            shutil.rmtree(folder, ignore_errors=True)
            swept += 1
        finally:
            os.close(handle)
    return swept
