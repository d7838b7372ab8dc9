"""An admin looks at the pages as one learner sees them: for half an hour, without a right to change (S54).

The signed cookie says whom; the session stays the admin's own, and whoever stops being one sees nothing more.
Decided in docs/decisions/0018-view-as-learner.md.
"""

from collections.abc import MutableMapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from lms.accounts.models import GrantRow, User, UserState
from lms.accounts.sessions import SessionUser
from lms.audit.service import record
from lms.db import db
from lms.errors import Conflict, Forbidden
from lms.permissions import Actor, Role
from lms.web.i18n import _l

LASTS = timedelta(minutes=30)
_WHOM, _SINCE = "viewing", "viewing_since"


class OnlyLooking(Forbidden):
    """Something was sent, or a page of the account opened, while looking as somebody else."""

    message = _l("Anh/chị đang xem như học viên nên không đổi được gì. Bấm “Thôi xem” ở đầu trang trước.")


class NotToBeViewed(Conflict):
    """Nobody looks as the office itself, or as somebody who cannot sign in."""

    message = _l("Không xem được như người này: tài khoản đang khóa, hoặc là của văn phòng.")


def begin(user_id: UUID, actor: Actor, cookie: MutableMapping[str, Any], at: datetime) -> None:
    """Let the admin `actor` see the pages of this person. Audited. Raises NotToBeViewed."""
    state = db.session.scalar(select(User.state).where(User.id == user_id))
    office = db.session.scalar(
        select(GrantRow.id).where(GrantRow.user_id == user_id, GrantRow.role == Role.ADMIN).limit(1)
    )
    if state is not UserState.ACTIVE or office is not None:
        raise NotToBeViewed
    record(actor.id, "people.view", "user", str(user_id), at)
    cookie[_WHOM], cookie[_SINCE] = str(user_id), at.timestamp()


def end(actor: Actor, cookie: MutableMapping[str, Any], at: datetime) -> None:
    """Go back to one's own pages. Audited."""
    record(actor.viewer_id, "people.view-end", "user", str(actor.id), at)
    _forget(cookie)


def note_refused(actor: Actor, path: str, at: datetime) -> None:
    """Keep what was tried while looking, with both people."""
    record(actor.viewer_id, "people.view-refused", "user", str(actor.id), at, {"path": path[:200]})


def seen_as(found: SessionUser, cookie: MutableMapping[str, Any], at: datetime) -> SessionUser:
    """The session as it is, or with the person whom its admin looks as; one query more while looking."""
    if _WHOM not in cookie:
        return found
    since = datetime.fromtimestamp(float(cookie[_SINCE]), at.tzinfo)
    over = not found.actor.is_admin or not since <= at < since + LASTS
    person = None if over else _person(UUID(cookie[_WHOM]))
    if person is None:
        _forget(cookie)
        return found
    mine = found.actor
    return replace(
        found, actor=Actor(person.id, person.full_name, session_id=mine.session_id, viewer_id=mine.id)
    )


def _person(user_id: UUID) -> Any:
    return db.session.execute(
        select(User.id, User.full_name).where(User.id == user_id, User.state == UserState.ACTIVE)
    ).one_or_none()


def _forget(cookie: MutableMapping[str, Any]) -> None:
    for key in (_WHOM, _SINCE):
        cookie.pop(key, None)
