"""Become another program, with bounds: `python -I -S bounded.py PARENT CPU_SECONDS BYTES PROGRAM ARGUMENT…`.

A program of its own, because a worker has threads, after whose fork no Python may run safely. Standard
library only.
"""

import ctypes
import os
import resource
import signal
import sys

NICE = 10
_PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> None:
    """Be nice, take the limits, end with the parent (Linux), and become the program."""
    parent, cpu_seconds, size = (int(word) for word in arguments[:3])
    os.nice(NICE)
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 5))
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            sys.exit("the worker is gone")
    os.execv(arguments[3], arguments[3:])  # noqa: S606 - the worker's own words, no shell


if __name__ == "__main__":
    main(sys.argv[1:])
