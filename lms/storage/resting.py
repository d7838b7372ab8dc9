"""A store that does not answer is left alone for a while.

Each call to it would hold one of the few threads that serve pages until its time is up. After one that was in
vain the next ones are refused at once; from time to time one of them is let through, to see.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from lms.storage.errors import StorageUnavailable, StoreSilent

#: Seconds between two tries of a store that did not answer.
PAUSE: Final = 10.0


class Rest:
    """One for a store in a process. clock: seconds, only ever growing."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._until: float | None = None

    @contextmanager
    def trying(self) -> Iterator[None]:
        """Around a call; raises StorageUnavailable at once while the store rests.

        StoreSilent from within begins a rest; any other end is an answer of the store, and ends it.
        """
        with self._lock:
            now = self._clock()
            if self._until is not None and now < self._until:
                raise StorageUnavailable
            if self._until is not None:
                self._until = now + PAUSE  # one goes to see, the others wait for what it finds
        silent = False
        try:
            yield
        except StoreSilent:
            silent = True
            raise
        finally:
            with self._lock:
                self._until = self._clock() + PAUSE if silent else None
