"""Whose turn it is to write to a SQLite file.

SQLite has one writer, and whoever finds it busy asks again after pauses that grow to a tenth of a second, in
no order. Eight threads waited up to a second for transactions of five milliseconds, and of two processes the
one that was writing went on writing while the other slept. So writers queue: the threads of a process at a
lock, the processes at a lock on a file beside the database, which the system takes from a process that dies.
"""

import fcntl
import os
from functools import cache
from threading import Lock, get_ident


class Turn:
    """The one turn of a database file; a thread that holds it has it before all processes."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._threads = Lock()
        self._holder: int | None = None
        self._file: int | None = None

    def take(self, seconds: float) -> bool:
        """Wait for the turn; False when the threads before have kept it for `seconds`."""
        if not self._threads.acquire(timeout=seconds):
            return False
        self._holder = get_ident()
        try:
            # A record lock: it belongs to the process, so that forked ones share none.
            fcntl.lockf(self._opened(), fcntl.LOCK_EX)
        except OSError:
            # No room for a file, or a file system without locks: the database itself keeps order.
            pass
        except BaseException:
            self._holder = None
            self._threads.release()
            raise
        return True

    def give_back(self) -> None:
        """Let the next one write; nothing happens where this thread does not have the turn."""
        if self._holder != get_ident():
            return
        self._holder = None
        try:
            if self._file is not None:
                fcntl.lockf(self._file, fcntl.LOCK_UN)
        finally:
            self._threads.release()

    def _opened(self) -> int:
        if self._file is None:
            # Never closed: closing any descriptor of a file ends the process's locks on it.
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        return self._file


@cache
def turn_of(database: str) -> Turn:
    """The turn of the database file `database`, the same for every caller in this process."""
    return Turn(f"{database}.turn")
