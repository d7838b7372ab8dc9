"""Which files are taken in as photos of practical work, and what is done with them in the background."""

from datetime import datetime
from typing import Any
from uuid import UUID

from lms.jobs.registry import job
from lms.practical import photos
from lms.practical.rules import PHOTO_BYTES, PHOTO_TYPES
from lms.storage import get_storage
from lms.storage.kinds import Kind, register

PHOTO = register(Kind(photos.UPLOAD, PHOTO_TYPES, PHOTO_BYTES, photos.received, photos.dropped))


@job(photos.CHECK)
def check_photo(payload: dict[str, Any], _at: datetime) -> None:
    """Look through a photo that has arrived."""
    photos.look_through(UUID(payload["photo_id"]), get_storage())


@job(photos.REMOVE)
def remove_photos(payload: dict[str, Any], _at: datetime) -> None:
    """Remove the bytes of photos that belong to nothing any more."""
    for key in payload["keys"]:
        get_storage().delete(key)
