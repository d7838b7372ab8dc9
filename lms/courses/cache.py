"""What never changes once published, kept in memory: bounded, least recently used out first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Lru(Generic[Key, Value]):
    """A bounded cache for values that their key fixes for good (a digest, the id of a revision).

    Nothing is ever stale, so nothing is ever dropped but for space. Safe among threads; two threads that miss
    the same key may both load it, and the loads give the same value.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: OrderedDict[Key, Value] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Key, load: Callable[[Key], Value]) -> Value:
        """The value of `key`, loaded by `load` when it is not here. What `load` raises is not kept."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        value = load(key)
        self._keep(key, value)
        return value

    def get_all(
        self, keys: Collection[Key], load: Callable[[list[Key]], Mapping[Key, Value]]
    ) -> dict[Key, Value]:
        """The values of several keys; those that are not here are loaded by one call of `load`."""
        with self._lock:
            found = {key: self._kept[key] for key in keys if key in self._kept}
            for key in found:
                self._kept.move_to_end(key)
        missing = [key for key in keys if key not in found]
        for key, value in (load(missing) if missing else {}).items():
            self._keep(key, value)
            found[key] = value
        return found

    def _keep(self, key: Key, value: Value) -> None:
        with self._lock:
            self._kept[key] = value
            self._kept.move_to_end(key)
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
