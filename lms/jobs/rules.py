"""When a job is tried again, and when it is given up."""

from datetime import timedelta
from typing import Final

#: A job that failed this often is FAILED and waits for a person.
MAX_ATTEMPTS: Final = 5

#: How long a claim holds without a sign of life from its worker.
LEASE: Final = timedelta(seconds=30)

#: How often a worker shows that it lives; several fit into one lease.
HEARTBEAT: Final = timedelta(seconds=5)

#: A worker not seen for this long counts as gone (/readyz says so).
GONE: Final = timedelta(seconds=20)

_DELAYS = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10))


def delay_after(attempts: int) -> timedelta | None:
    """Return how long to wait after the given number of failed attempts (from 1); None: give up."""
    if attempts >= MAX_ATTEMPTS:
        return None
    return _DELAYS[min(attempts, len(_DELAYS)) - 1]
