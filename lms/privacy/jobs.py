"""Removing people in the background, and the list of who was removed, kept outside the database too."""

from datetime import datetime
from typing import Any
from uuid import UUID

from lms.db import atomic
from lms.jobs.registry import job
from lms.privacy.erasure import REMOVE_FILES, erase, merged_into
from lms.privacy.ledger import keep
from lms.privacy.service import ERASE
from lms.storage import get_storage


@job(ERASE)
def remove(payload: dict[str, Any], at: datetime) -> None:
    """Remove one person; the list in the store comes first, so that no deletion is done that it lacks.

    The list names the accounts merged into this one too: a backup may be older than the merge.
    """
    user_id = UUID(payload["user_id"])
    for other_id in merged_into(user_id):
        keep(other_id, at)
    keep(user_id, at)
    with atomic():
        erase(user_id, at)


@job(REMOVE_FILES)
def remove_files(payload: dict[str, Any], _at: datetime) -> None:
    """Remove stored files that showed the person."""
    storage = get_storage()
    for key in payload["keys"]:
        storage.delete(key)
