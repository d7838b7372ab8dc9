"""Reading requests."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.orm import aliased

from lms.accounts.models import User
from lms.accounts.requests.models import OPEN, Request, RequestKind, RequestState
from lms.db import Rows, db

_next_due = case((Request.state == RequestState.WAITING, Request.reply_due_at), else_=Request.due_at)


def _rows() -> Rows:
    return select(
        Request.id,
        Request.kind,
        Request.user_id,
        Request.commune_code,
        Request.typed,
        Request.text,
        Request.detail,
        Request.state,
        Request.created_at,
        Request.reply_due_at,
        Request.due_at,
        _next_due.label("next_due_at"),
        Request.replied_at,
        Request.closed_at,
        Request.note,
        User.full_name,
        User.user_code,
        User.phone,
        User.unit,
    ).outerjoin(User, User.id == Request.user_id)


def waiting(communes: frozenset[str] | None = None, kind: RequestKind | None = None) -> Rows:
    """The open requests, what is due first first; of these communes only, or of everybody for None."""
    query = _rows().where(Request.state.in_(OPEN)).order_by(_next_due, Request.id)
    if communes is not None:
        query = query.where(Request.commune_code.in_(sorted(communes)))
    return query if kind is None else query.where(Request.kind == kind)


def closed(kind: RequestKind | None = None) -> Rows:
    """The closed requests, newest first, with the name of who closed each; nobody where a job did."""
    closer = aliased(User)
    query = (
        _rows()
        .add_columns(closer.full_name.label("closer_name"))
        .outerjoin(closer, closer.id == Request.closed_by)
        .where(Request.state.not_in(OPEN))
        .order_by(Request.closed_at.desc(), Request.id)
    )
    return query if kind is None else query.where(Request.kind == kind)


def waiting_count() -> int:
    """How many requests are open on the office's desk."""
    return db.session.scalar(select(func.count()).where(Request.state.in_(OPEN))) or 0


def waiting_total(overdue_at: datetime | None = None) -> Any:
    """The same as a part of a statement that counts other things too; only what is overdue at that time."""
    query = select(func.count()).select_from(Request).where(Request.state.in_(OPEN))
    return (query if overdue_at is None else query.where(_next_due < overdue_at)).scalar_subquery()


def request(request_id: UUID) -> Any | None:
    """One request with the person's name; one query."""
    return db.session.execute(_rows().where(Request.id == request_id)).one_or_none()
