"""Making files of lists. The caller's `atomic()` commits; drawing a file only reads."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete

from lms.audit.service import record
from lms.db import db
from lms.ids import new_id
from lms.jobs.service import enqueue
from lms.office.exports.lists import LISTS, headings, rows
from lms.office.exports.models import Export, ExportState
from lms.spreadsheets import write_csv, write_xlsx

MAKE = "exports.make"
FORGET = "exports.forget"
LIFE = timedelta(hours=24)
#: Up to so many rows a file is made while the person waits.
AT_ONCE = 2_000
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def draw(kind: str, file_format: str, filters: Mapping[str, str]) -> bytes:
    """The file of a list."""
    if file_format == "csv":
        return write_csv(headings(kind), rows(kind, filters))
    return write_xlsx(headings(kind), rows(kind, filters), sheet=str(LISTS[kind].title))


def note(
    kind: str, file_format: str, filters: Mapping[str, str], count: int, actor_id: UUID, at: datetime
) -> None:
    """Keep who took which list away, narrowed by what, how many rows."""
    detail: dict[str, Any] = {
        "format": file_format,
        "rows": count,
        **{f"filter_{k}": v for k, v in filters.items()},
    }
    record(actor_id, "exports.make", "list", kind, at, detail)


def ask(kind: str, file_format: str, filters: Mapping[str, str], actor_id: UUID, at: datetime) -> UUID:
    """Let a job make the file; return the id under which it can be fetched for a day."""
    made = Export(
        id=new_id(),
        kind=kind,
        file_format=file_format,
        filters=dict(filters),
        requested_by=actor_id,
        requested_at=at,
        expires_at=at + LIFE,
        state=ExportState.WAITING,
        row_count=None,
    )
    db.session.add(made)
    payload = {"export_id": str(made.id)}
    enqueue(MAKE, payload, at, key=f"{MAKE}:{made.id}")
    enqueue(FORGET, payload, made.expires_at, key=f"{FORGET}:{made.id}")
    return made.id


def file_key(export_id: UUID, file_format: str) -> str:
    """Where the file lies in the store."""
    return f"exports/{export_id}.{file_format}"


def ready(export_id: UUID, count: int) -> None:
    """Note that the file lies there."""
    found = db.session.get(Export, export_id)
    if found is not None:
        found.state, found.row_count = ExportState.READY, count


def forget(export_id: UUID) -> None:
    """Remove what is known of a file."""
    db.session.execute(delete(Export).where(Export.id == export_id))
