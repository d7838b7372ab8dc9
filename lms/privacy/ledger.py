"""The list of deletions in the store: ids and times, nothing else.

A backup of the database knows only the deletions of before it. So the list is written beside the database
as well, and `flask privacy replay-deletions` does again what it names.
"""

from datetime import datetime
from uuid import UUID

from lms.storage import get_storage
from lms.storage.errors import ObjectMissing

KEY = "privacy/deletions.txt"


def read() -> dict[UUID, str]:
    """Who was removed, with the time of it as text."""
    try:
        text = get_storage().get(KEY).decode()
    except ObjectMissing:
        return {}
    return parse(text)


def parse(text: str) -> dict[UUID, str]:
    """The ids and times of a list; ValueError for a line that is none."""
    return {UUID(line.split()[0]): line.split()[1] for line in text.splitlines() if line.strip()}


def keep(user_id: UUID, at: datetime) -> None:
    """Add one person to the list; adding again changes nothing."""
    found = read()
    if user_id not in found:
        found[user_id] = at.isoformat(timespec="seconds")
        lines = "".join(f"{one} {when}\n" for one, when in found.items())
        get_storage().put(KEY, lines.encode(), "text/plain")
