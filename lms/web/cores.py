"""Which cores a web process keeps to.

Python runs one thread of a process at a time, so a process fills about one core. Left to itself the system
wakes a thread near the one that woke it, and for seconds two processes shared a core beside an idle one. So
each keeps to its share of the machine's cores.
"""

import os
from collections.abc import Sequence


def share(place: int, processes: int, cores: Sequence[int]) -> Sequence[int]:
    """The cores of the process at `place` (from 0) of `processes`; all of them where there are too few.

    A place beyond the last is that of a process which takes another's over, and gets the same share.
    """
    if processes > len(cores):
        return cores
    return cores[place % processes :: processes]


def keep_to_share(place: int, processes: int) -> None:
    """Keep this thread, and those it will start, to their share; only Linux knows how."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, share(place, processes, sorted(os.sched_getaffinity(0))))
