"""Which files are taken in as videos, and the work that is done on them."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from lms.jobs.registry import job, regularly
from lms.storage import get_storage
from lms.storage.kinds import Kind, register
from lms.videos import processing, service
from lms.videos.making import workshop
from lms.videos.rules import LIMIT_BYTES, TYPES

VIDEO_FILE = register(Kind(service.UPLOAD, TYPES, LIMIT_BYTES, service.received, service.dropped))


@job(service.PROCESS, slow=True)
def process(payload: dict[str, Any], _at: datetime) -> None:
    """Make the versions of a video; doing it again goes on where it was cut off."""
    processing.process(UUID(payload["video_id"]), int(payload["run"]), get_storage())


@job(service.REMOVE)
def remove(payload: dict[str, Any], _at: datetime) -> None:
    """Remove the files of a deleted video."""
    get_storage().delete_folder(payload["folder"])


@regularly(timedelta(seconds=30))
def tend(at: datetime) -> None:
    """Say of videos whose job was given up that they failed; clear up after workers that were killed."""
    processing.give_up_lost()
    workshop.sweep(processing.workshops(), at)
