"""Long lists become files in the background; every file is removed after a day."""

from datetime import datetime
from typing import Any
from uuid import UUID

from lms.db import atomic, db
from lms.jobs.registry import job
from lms.office.exports import service
from lms.office.exports.lists import count
from lms.office.exports.models import Export
from lms.storage import get_storage


@job(service.MAKE)
def make(payload: dict[str, Any], _at: datetime) -> None:
    """Make one file; making it again stores it again."""
    export_id = UUID(payload["export_id"])
    found = db.session.get(Export, export_id)
    if found is None:
        return
    kind, file_format, filters = found.kind, found.file_format, dict(found.filters)
    number = count(kind, filters)
    data = service.draw(kind, file_format, filters)
    get_storage().put(
        service.file_key(export_id, file_format), data, service.TYPES[file_format].split(";")[0]
    )
    with atomic():
        service.ready(export_id, number)


@job(service.FORGET)
def forget(payload: dict[str, Any], _at: datetime) -> None:
    """Remove a file whose day is over."""
    export_id = UUID(payload["export_id"])
    for file_format in service.TYPES:
        get_storage().delete(service.file_key(export_id, file_format))
    with atomic():
        service.forget(export_id)
