"""Starting our own programs from a process that has them loaded.

Importing the platform takes seconds of a processor; the tests start it dozens of times. So a server of the
standard library's multiprocessing (`loaded.py` is what it has imported) forks each one, as gunicorn and
deploy/run.py fork theirs. What runs is the same: `python -m MODULE …` with an environment, a folder and a
process group of its own.
"""

import contextlib
import ctypes
import multiprocessing
import os
import runpy
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_LOADED = multiprocessing.get_context("forkserver")
_LOADED.set_forkserver_preload(["tests.servers.loaded"])


def die_with_parent() -> None:
    """Ask the kernel to end this process when the one that started it ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


class Forked:
    """A forked program; the part of subprocess.Popen that the tests use."""

    def __init__(
        self, command: Sequence[str], out: Path, err: Path, env: Mapping[str, str] | None, cwd: str | None
    ) -> None:
        for file in (out, err):
            file.touch()
        given = (list(command), str(out), str(err), dict(os.environ if env is None else env), cwd)
        self._process = _LOADED.Process(target=_be, args=given, daemon=True)
        self._process.start()
        assert self._process.pid is not None
        self.pid: int = self._process.pid
        # Whoever signals its group must find one. It may also have ended already.
        with contextlib.suppress(ProcessLookupError):
            while self.poll() is None and os.getpgid(self.pid) != self.pid:
                time.sleep(0.001)

    @property
    def returncode(self) -> int | None:
        """The exit code, below zero for the signal that ended it; None while it runs."""
        return self._process.exitcode

    def poll(self) -> int | None:
        """Return the exit code, None while it runs."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end and return the exit code. Raises subprocess.TimeoutExpired."""
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
        return self._process.exitcode


def _be(command: list[str], out: str, err: str, env: dict[str, str], cwd: str | None) -> None:
    """Become `python -m MODULE …`, in the child."""
    os.setsid()
    die_with_parent()
    for path, number in ((os.devnull, 0), (out, 1), (err, 2)):
        opened = os.open(path, os.O_RDWR | os.O_APPEND)
        os.dup2(opened, number)
        os.close(opened)
    os.environ.clear()
    os.environ.update(env)
    os.chdir(cwd or ".")
    warnings.simplefilter("default")
    sys.argv = command[2:]
    runpy.run_module(command[2], run_name="__main__", alter_sys=True)
