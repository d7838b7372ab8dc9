"""Proposing people, taking a proposal back, reading it as a list of the office. The caller commits."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from lms.accounts.requests import open_request
from lms.accounts.requests.models import RequestKind
from lms.accounts.requests.service import close, replied
from lms.names import fold
from lms.office.imports import service as imports
from lms.office.imports.columns import RawRow
from lms.places.queries import Place


def propose(rows: Sequence[RawRow], place: Place, note: str, actor_id: UUID, at: datetime) -> UUID:
    """Lay a list on the office's desk; return the id of the request."""
    return open_request(
        RequestKind.PEOPLE_LIST,
        at,
        user_id=actor_id,
        commune_code=place.code,
        text=note,
        detail={"people": len(rows), "rows": [asdict(row) for row in rows]},
        actor_id=actor_id,
    )


def take_back(request_id: UUID, note: str, actor_id: UUID, at: datetime) -> None:
    """Take a proposal back. Raises RequestClosed when the office was first."""
    close(request_id, at, actor_id, note=note, refused=True)


def look_at(found: Any, place: Place, file_name: str, actor_id: UUID, at: datetime) -> UUID:
    """Make a list of the office out of a proposal, to be looked at row by row; return its id.

    found: the request as queries read it. Writing the list closes the request.
    """
    rows = [RawRow(**row) for row in found.detail["rows"]]
    import_id = imports.keep(
        rows,
        file_name,
        None,
        place.province_code,
        actor_id,
        at,
        choices={fold(rows[0].commune): place.code},
        request_id=found.id,
    )
    replied(found.id, at, actor_id)
    return import_id
