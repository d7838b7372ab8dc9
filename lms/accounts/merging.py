"""Two accounts of one person become one. Every fact stays; rooms above move theirs on `people_merged`."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import delete, select, update

from lms.accounts import name_words, second_factor
from lms.accounts.codes.models import LoginCode
from lms.accounts.models import Consent, GrantRow, User, UserState
from lms.accounts.people import AlreadyMerged, point_to
from lms.accounts.requests.models import Request
from lms.accounts.sessions import end_all
from lms.audit.service import record
from lms.db import db
from lms.errors import Conflict, NotFound
from lms.names import fold, sort_key
from lms.signals import people_merged
from lms.web.i18n import _l

Whose = Literal["kept", "gone"]
_FILLED = ("commune_code", "audience_group", "birth_year", "gender", "unit", "position", "password_hash")


class SamePerson(Conflict):
    """An account cannot become part of itself."""

    message = _l("Chọn hai tài khoản khác nhau.")


class StillHasRoles(Conflict):
    """Roles are taken away knowingly, not by a merge."""

    message = _l("Tài khoản sẽ gộp đi còn giữ vai. Bỏ các vai đó trước.")


def merge(kept_id: UUID, gone_id: UUID, name: Whose, phone: Whose, actor_id: UUID, at: datetime) -> None:
    """Make one account of two: `gone` becomes part of `kept`.

    name, phone: whose stays. What `kept` has not filled in comes from `gone`. The old account keeps its code,
    phone and e-mail, which from now on lead to the kept one; its sessions and its login code end. The kept
    account's second factor stays; where it has none, that of `gone` comes along if its password does too, and
    ends otherwise, which the log keeps. Raises SamePerson, StillHasRoles, AlreadyMerged, NotFound.
    """
    if kept_id == gone_id:
        raise SamePerson
    found = {
        user.id: user
        for user in db.session.scalars(
            select(User).where(User.id.in_([kept_id, gone_id])).order_by(User.id).with_for_update()
        )
    }
    if len(found) != 2:
        raise NotFound
    kept, gone = found[kept_id], found[gone_id]
    if UserState.MERGED in (kept.state, gone.state):
        raise AlreadyMerged
    if db.session.scalar(select(GrantRow.id).where(GrantRow.user_id == gone_id).limit(1)):
        raise StillHasRoles
    second_factor.merge(kept_id, gone_id, take_over=kept.password_hash is None, at=at, actor_id=actor_id)
    _take_over(kept, gone, name, phone)
    if gone.email and not kept.email:
        email, gone.email = gone.email, None
        db.session.flush()
        kept.email = email
    db.session.flush()
    db.session.execute(update(Consent).where(Consent.user_id == gone_id).values(user_id=kept_id))
    db.session.execute(update(Request).where(Request.user_id == gone_id).values(user_id=kept_id))
    db.session.execute(delete(LoginCode).where(LoginCode.user_id == gone_id))
    end_all(gone_id, at)
    point_to(kept_id, gone_id)
    people_merged.send(None, kept=kept_id, gone=gone_id, at=at, actor=actor_id)
    record(actor_id, "people.merge", "user", str(kept_id), at, {"gone": gone.user_code, "user": str(gone_id)})


def _take_over(kept: User, gone: User, name: Whose, phone: Whose) -> None:
    if name == "gone":
        kept.full_name, kept.sort_name = gone.full_name, gone.sort_name
        kept.folded_name, kept.sort_key = fold(kept.full_name), sort_key(kept.full_name, kept.sort_name)
        name_words.keep(kept.id, kept.full_name)
    if phone == "gone":
        kept.phone = gone.phone
    for field in _FILLED:
        if not getattr(kept, field):
            setattr(kept, field, getattr(gone, field))
    kept.first_seen_at = min(filter(None, (kept.first_seen_at, gone.first_seen_at)), default=None)
