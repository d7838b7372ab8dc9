"""Sending, reading and using password links. The caller's `atomic()` commits what writes."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, delete, exists, select

from lms.accounts.links.models import PasswordLink
from lms.accounts.models import Session, User, UserState
from lms.audit.service import record
from lms.db import db
from lms.errors import Conflict
from lms.ids import new_id
from lms.mail.service import queue
from lms.web.i18n import _, _l

LIFE = timedelta(hours=1)
PAUSE = timedelta(minutes=5)


class LinkGone(Conflict):
    """The link has been used, or is too old, or the person has meanwhile found another way in."""

    message = _l("Mã này chép thiếu, hoặc không còn dùng được: mỗi mã dùng một lần, trong 1 giờ.")


def _hash(token: str) -> str:
    return sha256(b"password-link\0" + token.encode()).hexdigest()


def _binding(email: str | None, password_hash: str | None) -> str:
    return sha256(f"{email}\0{password_hash}".encode()).hexdigest()


def send_link(user_id: UUID, site_url: str, site_name: str, at: datetime) -> bool:
    """Mail a link to the person's address; False without an address, or when one went out just now.

    The token is 256 bits, is stored as its SHA-256 only, and dies after an hour.
    """
    person = db.session.execute(
        select(User.full_name, User.email, User.password_hash).where(User.id == user_id)
    ).one()
    recent = select(PasswordLink.id).where(
        PasswordLink.user_id == user_id, PasswordLink.created_at > at - PAUSE
    )
    if not person.email or db.session.scalar(recent):
        return False
    body = _(
        "Chào anh/chị %(name)s,\n\nCó người xin đặt lại mật khẩu của anh/chị ở %(site)s. "
        "Nếu là anh/chị, mở đường dẫn này trong vòng 1 giờ:\n\n%(link)s\n\n"
        "Trang hỏi mã thì chép mã này vào:\n\n{secret}\n\n"
        "Nếu không phải, anh/chị không cần làm gì: mật khẩu cũ vẫn dùng được.\n",
        name=person.full_name.replace("{", "("),
        site=site_name,
        # In the fragment: no server, proxy or log on the way sees it (S51).
        link=f"{site_url}/new-password#{{secret}}",
    )
    token = queue(person.email, _("Đặt lại mật khẩu, %(site)s", site=site_name), body, at)
    if token is None:
        return False
    db.session.execute(delete(PasswordLink).where(PasswordLink.user_id == user_id))
    db.session.add(
        PasswordLink(
            id=new_id(),
            token_hash=_hash(token),
            user_id=user_id,
            binding=_binding(person.email, person.password_hash),
            created_at=at,
        )
    )
    record(None, "accounts.link-send", "user", str(user_id), at)
    return True


def person_of(token: str, at: datetime) -> UUID | None:
    """Whose password this link may set; None for one that is used, older than an hour, or overtaken.

    Overtaken: the person has signed in since, or has another password or e-mail address now.
    """
    signed_in_since = exists().where(
        Session.user_id == PasswordLink.user_id, Session.created_at > PasswordLink.created_at
    )
    row = db.session.execute(
        select(PasswordLink.user_id, PasswordLink.binding, User.email, User.password_hash)
        .join(User, User.id == PasswordLink.user_id)
        .where(
            PasswordLink.token_hash == _hash(token),
            PasswordLink.created_at > at - LIFE,
            User.state == UserState.ACTIVE,
            ~signed_in_since,
        )
    ).one_or_none()
    if row is None or row.binding != _binding(row.email, row.password_hash):
        return None
    return cast(UUID, row.user_id)


def use_link(token: str, at: datetime) -> UUID:
    """Use up a link and return whose it is; raises LinkGone.

    Called in the transaction that stores the new password.
    """
    user_id = person_of(token, at)
    used = db.session.execute(delete(PasswordLink).where(PasswordLink.token_hash == _hash(token)))
    if user_id is None or not cast("CursorResult[Any]", used).rowcount:
        raise LinkGone
    record(user_id, "accounts.link-use", "user", str(user_id), at)
    return user_id
