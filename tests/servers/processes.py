"""Starting real servers as children that never outlive the test run."""

import contextlib
import itertools
import os
import random
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tests.servers.forking import Forked, die_with_parent

#: Processes of one run that start servers side by side take theirs from ranges of their own.
_RANGE = 2600
_FIRST = 20000 + _RANGE * (int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:]) % 3)
_offset = itertools.count(random.SystemRandom().randrange(_RANGE))


def free_ports(count: int) -> list[int]:
    """Return ports of 127.0.0.1 that were free a moment ago, all different, never the same twice in a run.

    None above 27999, because outgoing connections take the high ones at random.
    """
    held: list[socket.socket] = []
    for offset in itertools.islice(_offset, _RANGE):
        if len(held) == count:
            break
        holder = socket.socket()
        try:
            holder.bind(("127.0.0.1", _FIRST + offset % _RANGE))
        except OSError:
            holder.close()
        else:
            held.append(holder)
    found = [holder.getsockname()[1] for holder in held]
    for holder in held:
        holder.close()
    return found


class Server:
    """One child process with its log, and how to end it.

    `loaded`: it is a program of ours, `python -m …`, forked from a process that has the platform loaded.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        log: Path,
        env: Mapping[str, str] | None = None,
        cwd: str | None = None,
        loaded: bool = False,
    ) -> None:
        self.name = name
        self.log = log
        self.process: Forked | subprocess.Popen[bytes]
        if loaded:
            self.process = Forked(command, log, log, env, cwd)
            return
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=env,
                cwd=cwd,
                start_new_session=True,
                preexec_fn=die_with_parent,
            )

    def wait_until(self, ready: Callable[[], bool], seconds: float = 30) -> None:
        """Wait for `ready()`; fail with the end of the log when the process dies or time is up."""
        end = time.monotonic() + seconds
        while not ready():
            if self.process.poll() is not None or time.monotonic() > end:
                tail = self.log.read_text(errors="replace")[-3000:]
                self.stop()
                raise RuntimeError(f"{self.name} did not start:\n{tail}")
            time.sleep(0.05)

    def send(self, number: int) -> None:
        """Send a signal to the server's whole process group."""
        if self.process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)

    def stop(self, number: int = signal.SIGTERM, seconds: float = 10) -> None:
        """End the server: first politely, then by force."""
        self.send(signal.SIGCONT)
        self.send(number)
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.send(signal.SIGKILL)
            self.process.wait()


def answers(port: int) -> bool:
    """Return whether something listens on the port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0
