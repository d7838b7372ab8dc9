"""Issuing, checking and using up login codes. The caller's `atomic()` commits."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, delete, select, update

from lms.accounts.codes.models import LoginCode
from lms.accounts.codes.queries import holders
from lms.accounts.codes.rules import LIFE, TRIES, code_hash, new_code
from lms.accounts.requests.models import RequestKind
from lms.accounts.requests.service import close_of
from lms.audit.service import record
from lms.config import settings
from lms.db import db
from lms.errors import Conflict, NotFound
from lms.permissions import Actor, Can, allowed
from lms.web.i18n import _l


class NotForThem(Conflict):
    """A code is asked for an account that has a role, or is closed."""

    message = _l("Mã chỉ cấp cho học viên. Người có vai trò khác đặt lại mật khẩu ở văn phòng.")


class CodeGone(Conflict):
    """The code has been used, replaced or burnt, or is too old."""

    message = _l("Mã này không còn dùng được. Anh/chị bấm “Nhờ cấp lại mã”.")


@dataclass(frozen=True, slots=True)
class Issued:
    """A fresh code: readable now and never again."""

    code: str
    expires_at: datetime


def issue(user_ids: Iterable[UUID], actor: Actor, at: datetime) -> dict[UUID, Issued]:
    """Give each of these people a new code, ending the one before; return the codes by person.

    Only for accounts without any role, so that nobody who runs a commune gets into the office with a slip of
    paper (NotForThem). Raises NotFound when the actor may not do so for one of them: then nobody gets one.
    """
    wanted = set(user_ids)
    found = holders(wanted)
    if len(found) != len(wanted) or not all(allowed(actor, Can.ISSUE_LOGIN_CODE, one) for one in found):
        raise NotFound
    if not all(one.active and one.learner_only for one in found):
        raise NotForThem
    db.session.execute(delete(LoginCode).where(LoginCode.user_id.in_(wanted)))
    made = {}
    for person in found:
        code = new_code()
        made[person.id] = Issued(code, at + LIFE)
        db.session.add(
            LoginCode(
                user_id=person.id,
                code_hash=code_hash(code, person.id, settings().secret_key),
                issued_at=at,
                issued_by=actor.id,
                expires_at=at + LIFE,
                wrong_tries=0,
            )
        )
        record(actor.id, "accounts.code-issue", "user", str(person.id), at)
        close_of(person.id, RequestKind.FORGOTTEN_CODE, at, actor.id)
    return made


def _keys() -> list[str]:
    chosen = settings()
    return [chosen.secret_key, *(key for key in chosen.secret_key_old.split(",") if key)]


def check(user_ids: list[UUID], code: str, at: datetime) -> tuple[UUID, datetime] | None:
    """Whose live code this is among these people, with its time of issue; None for a wrong try.

    A wrong try counts against every live code among them; the tenth burns it. Where there is none, or nobody,
    the same statements run and a line is written all the same, so that the time tells nobody who has an
    account or a code (S48). `code` is as `read_code` returns it.
    """
    live = LoginCode.user_id.in_(user_ids) & (LoginCode.expires_at > at)
    rows = db.session.scalars(select(LoginCode).where(live)).all()
    for row in rows:
        made = [code_hash(code, row.user_id, key) for key in _keys()]
        if any(compare_digest(row.code_hash, one) for one in made):
            return row.user_id, row.issued_at
    tried = [str(row.user_id) for row in rows]
    db.session.execute(update(LoginCode).where(live).values(wrong_tries=LoginCode.wrong_tries + 1))
    burnt = db.session.scalars(
        delete(LoginCode).where(live, LoginCode.wrong_tries >= TRIES).returning(LoginCode.user_id)
    ).all()
    for target in tried or [""]:
        record(None, "accounts.code-wrong", "user" if target else "login", target, at)
    for user_id in burnt:
        record(None, "accounts.code-burnt", "user", str(user_id), at)
    return None


def use(user_id: UUID, issued_at: datetime, at: datetime) -> None:
    """Use up the code that was checked; raises CodeGone when it has meanwhile ended.

    Called in the transaction that stores the new password, and nowhere else.
    """
    used = db.session.execute(
        delete(LoginCode).where(
            LoginCode.user_id == user_id, LoginCode.issued_at == issued_at, LoginCode.expires_at > at
        )
    )
    if not cast("CursorResult[Any]", used).rowcount:
        raise CodeGone
    record(user_id, "accounts.code-use", "user", str(user_id), at)
