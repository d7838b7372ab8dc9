"""What of the store belongs to a video: its source, what is made of it now, and what its rows name."""

from collections.abc import Callable

from lms.storage.sweeping import sweeper
from lms.videos import queries
from lms.videos.rules import FOLDER


@sweeper(FOLDER)
def wanted() -> Callable[[str], bool]:
    """Tell which keys under `videos/` are named by a row; two queries a sweep."""
    keys, folders = queries.stored()

    def belongs(key: str) -> bool:
        return key in keys or not folders.isdisjoint(_parents(key))

    return belongs


def _parents(key: str) -> set[str]:
    parts = key.split("/")
    return {"/".join(parts[:end]) + "/" for end in range(1, len(parts))}
