"""A contact's own proposals."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from lms.accounts.requests.models import Request, RequestKind
from lms.db import db

_SHOWN = 20


def mine(user_id: UUID) -> list[Any]:
    """The newest proposals of a contact with what came of them; one query."""
    return list(
        db.session.execute(
            select(
                Request.id,
                Request.commune_code,
                Request.detail,
                Request.state,
                Request.created_at,
                Request.closed_at,
                Request.note,
            )
            .where(Request.user_id == user_id, Request.kind == RequestKind.PEOPLE_LIST)
            .order_by(Request.created_at.desc(), Request.id)
            .limit(_SHOWN)
        )
    )
