"""Opening, answering and closing requests. The caller's `atomic()` commits."""

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, select, update

from lms.accounts.requests.models import OPEN, Request, RequestKind, RequestState
from lms.accounts.requests.rules import due, reply_due
from lms.audit.service import record
from lms.db import db
from lms.errors import Conflict
from lms.ids import new_id
from lms.web.i18n import _l


class RequestClosed(Conflict):
    """Somebody has closed this request already."""

    message = _l("Yêu cầu này đã có người giải quyết.")


def open_request(
    kind: RequestKind,
    at: datetime,
    *,
    user_id: UUID | None = None,
    commune_code: str | None = None,
    typed: str = "",
    text: str = "",
    detail: dict[str, Any] | None = None,
    actor_id: UUID | None = None,
) -> UUID:
    """Open a request and return its id.

    While one of the same kind by the same person (or, where nobody is known, with the same words typed) is
    open, its id is returned and nothing is written: several quick ones make one.
    """
    same = select(Request.id).where(Request.kind == kind, Request.state.in_(OPEN))
    if user_id is not None:
        same = same.where(Request.user_id == user_id)
    else:
        same = same.where(Request.user_id.is_(None), Request.typed == typed)
    known = None if kind is RequestKind.PEOPLE_LIST else db.session.scalar(same.limit(1))
    if known is not None:
        return known
    row = Request(
        id=new_id(),
        kind=kind,
        user_id=user_id,
        commune_code=commune_code,
        typed=typed[:254],
        text=text,
        detail=detail or {},
        state=RequestState.WAITING,
        created_at=at,
        reply_due_at=reply_due(at),
        due_at=due(at, deletion=kind is RequestKind.DELETION),
        replied_at=None,
        closed_at=None,
        closed_by=None,
        note="",
    )
    db.session.add(row)
    db.session.flush()
    record(actor_id, "requests.open", "request", str(row.id), at, {"kind": kind.value})
    return row.id


def replied(request_id: UUID, at: datetime, actor_id: UUID) -> None:
    """Note that the person has had an answer: the two-day clock stops, the other goes on."""
    changed = db.session.execute(
        update(Request)
        .where(Request.id == request_id, Request.state == RequestState.WAITING)
        .values(state=RequestState.REPLIED, replied_at=at)
    )
    if cast("CursorResult[Any]", changed).rowcount:
        record(actor_id, "requests.reply", "request", str(request_id), at)


def close(
    request_id: UUID, at: datetime, actor_id: UUID | None, *, note: str = "", refused: bool = False
) -> None:
    """Close a request as done, or as refused. Raises RequestClosed when it is closed already."""
    state = RequestState.REFUSED if refused else RequestState.DONE
    changed = db.session.execute(
        update(Request)
        .where(Request.id == request_id, Request.state.in_(OPEN))
        .values(state=state, closed_at=at, closed_by=actor_id, note=note[:2000])
    )
    if not cast("CursorResult[Any]", changed).rowcount:
        raise RequestClosed
    _forget_others(request_id)
    record(actor_id, "requests.close", "request", str(request_id), at, {"state": state.value})


def close_list(request_id: UUID, written: int, left: int, at: datetime, actor_id: UUID) -> None:
    """Close a proposed list of which so many people have been written and so many left; once."""
    request = db.session.get(Request, request_id, populate_existing=True)
    if request is None or request.state not in OPEN:
        return
    close(request_id, at, actor_id)
    db.session.refresh(request)
    request.detail = {**request.detail, "written": written, "left": left}


def _forget_others(request_id: UUID) -> None:
    """Of a closed list only the number of people stays: they have not asked for anything themselves."""
    detail = db.session.scalar(
        select(Request.detail).where(Request.id == request_id, Request.kind == RequestKind.PEOPLE_LIST)
    )
    if detail is not None:
        kept = {"people": detail.get("people", 0)}
        db.session.execute(update(Request).where(Request.id == request_id).values(detail=kept))


def close_of(user_id: UUID, kind: RequestKind, at: datetime, actor_id: UUID | None) -> None:
    """Close a person's open requests of one kind, where there are any: what they asked for has been done."""
    open_ones = select(Request.id).where(
        Request.user_id == user_id, Request.kind == kind, Request.state.in_(OPEN)
    )
    for request_id in db.session.scalars(open_ones).all():
        close(request_id, at, actor_id)
