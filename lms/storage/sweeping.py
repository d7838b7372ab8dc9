"""Removing what the store holds for nobody: uploads left alone, and objects that no row names (F15).

Features register a sweeper for the folder that is theirs. An object is only judged once it is a day old, for
files are stored before the rows that name them.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Final

from lms.storage import uploads
from lms.storage.service import Storage

#: How old an object must be before it can be called an orphan.
GRACE: Final = timedelta(days=1)

Wanted = Callable[[], Callable[[str], bool]]
"""Called once a sweep; returns what tells whether a key of the folder belongs to something."""

_SWEEPERS: dict[str, Wanted] = {}


def sweeper(prefix: str) -> Callable[[Wanted], Wanted]:
    """Register the decorated function as judge over the folder `prefix`; again replaces it."""

    def register(wanted: Wanted) -> Wanted:
        _SWEEPERS[prefix] = wanted
        return wanted

    return register


def sweep(storage: Storage, at: datetime) -> tuple[int, int]:
    """Drop uploads left alone and remove orphans; return how many of each. Raises StorageUnavailable.

    Opens its own transactions; doing it again, or twice at once, changes nothing.
    """
    dropped = uploads.sweep(storage, at)
    removed = 0
    for prefix, make in _SWEEPERS.items():
        # Listed first: what a row names after the listing is not in it.
        old = {one.key for one in storage.kept(prefix) if one.modified_at < at - GRACE}
        # A file that has arrived whole, and whose sender has not been told yet, is nobody's orphan.
        removed += _remove(storage, sorted(old - uploads.open_keys()), make())
    return dropped, removed


def _remove(storage: Storage, keys: Iterable[str], wanted: Callable[[str], bool]) -> int:
    orphans = [key for key in keys if not wanted(key)]
    for key in orphans:
        storage.delete(key)
    return len(orphans)
