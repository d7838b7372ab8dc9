"""Long lists are written in the background; every list is forgotten after a day."""

from datetime import datetime
from typing import Any
from uuid import UUID

from lms.db import atomic
from lms.errors import AppError
from lms.jobs.registry import job
from lms.office.imports import service


@job(service.WRITE)
def write(payload: dict[str, Any], at: datetime) -> None:
    """Write a list; one that is written or gone is left as it is, a course closed meanwhile is told."""
    import_id = UUID(payload["import_id"])
    try:
        with atomic():
            service.write(import_id, UUID(payload["actor_id"]), at)
    except AppError:
        with atomic():
            service.failed(import_id)


@job(service.FORGET)
def forget(payload: dict[str, Any], at: datetime) -> None:
    """Remove a list whose day is over."""
    with atomic():
        service.forget(UUID(payload["import_id"]), at)
