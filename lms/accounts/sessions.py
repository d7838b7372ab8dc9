"""Signed-in browsers: opened, read at every request, proved again, ended.

The cookie holds a random token, the row its SHA-256. Ending a session is one UPDATE; the old cookie is then
worth nothing. A new token is made whenever a session gains something: at signing in and at every new proof
(S44).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from uuid import UUID

from sqlalchemy import bindparam, delete, select, update

from lms.accounts.models import GrantRow, Session, SessionKind, SignInFailure, User, UserState
from lms.audit.service import record
from lms.db import Rows, db, plain_rows
from lms.ids import new_id, random_token
from lms.permissions import Actor, Grant

LIFE = {SessionKind.OWN: timedelta(days=30), SessionKind.SHARED: timedelta(minutes=15)}
# How exactly `last_seen_at` is kept: a write an hour is cheap, fifteen idle minutes need a finer one.
SEEN_EVERY = {SessionKind.OWN: timedelta(hours=1), SessionKind.SHARED: timedelta(minutes=1)}


def token_hash(token: str) -> str:
    """What the sessions table stores of a session token."""
    return sha256(token.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class SessionUser:
    """The signed-in person as Flask-Login wants one."""

    actor: Actor
    token: str
    last_seen_at: datetime
    kind: SessionKind

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """Flask-Login keeps this in the cookie: the session's token, never the user's id."""
        return self.token


@cache
def _session_user() -> Rows:
    """Built once a process: building a statement costs more than running it, and every page runs this one."""
    return (
        select(
            Session.id,
            Session.last_seen_at,
            Session.kind,
            Session.strong_at,
            User.id,
            User.full_name,
            GrantRow.role,
            GrantRow.scope_kind,
            GrantRow.scope_id,
        )
        .join(User, User.id == Session.user_id)
        .outerjoin(GrantRow, GrantRow.user_id == User.id)
        .where(
            Session.token_hash == bindparam("token_hash"),
            Session.revoked_at.is_(None),
            User.state == UserState.ACTIVE,
        )
    )


def session_user(token: str, at: datetime) -> SessionUser | None:
    """The person behind a session token with all grants, in one statement; None when it is over."""
    found = plain_rows(_session_user(), {"token_hash": token_hash(token)}).all()
    if not found:
        return None
    session_id, seen, kind, strong_at, user_id, name = found[0][:6]
    if at - seen > LIFE[kind]:
        return None
    grants = frozenset(Grant(role, where, scope) for *_rest, role, where, scope in found if role is not None)
    return SessionUser(Actor(user_id, name, grants, session_id, proved_at=strong_at), token, seen, kind)


def start(user_id: UUID, at: datetime, kind: SessionKind = SessionKind.OWN, device: str = "") -> str:
    """Open a session and return its token; wrong tries of the account are forgotten.

    `device` is what `read_device` makes of the browser's own words.
    """
    token = random_token()
    db.session.execute(delete(SignInFailure).where(SignInFailure.user_id == user_id))
    db.session.add(
        Session(
            id=new_id(),
            token_hash=token_hash(token),
            user_id=user_id,
            created_at=at,
            last_seen_at=at,
            revoked_at=None,
            kind=kind,
            device=device,
            strong_at=at,
        )
    )
    record(user_id, "accounts.sign-in", "user", str(user_id), at)
    return token


def prove(session_id: UUID, user_id: UUID, at: datetime) -> str:
    """Note that the person has just proved who they are; return the session's new token."""
    token = random_token()
    db.session.execute(
        update(Session)
        .where(Session.id == session_id, Session.revoked_at.is_(None))
        .values(token_hash=token_hash(token), strong_at=at, last_seen_at=at)
    )
    db.session.execute(delete(SignInFailure).where(SignInFailure.user_id == user_id))
    record(user_id, "accounts.prove", "user", str(user_id), at)
    return token


def seen(session_id: UUID, at: datetime) -> None:
    """Note that a session is alive; called as often as SEEN_EVERY says."""
    db.session.execute(update(Session).where(Session.id == session_id).values(last_seen_at=at))


def end(session_id: UUID, user_id: UUID, at: datetime) -> None:
    """End one session of this person."""
    db.session.execute(
        update(Session)
        .where(Session.id == session_id, Session.user_id == user_id, Session.revoked_at.is_(None))
        .values(revoked_at=at)
    )
    record(user_id, "accounts.sign-out", "user", str(user_id), at)


def end_all(user_id: UUID, at: datetime) -> None:
    """End every session of a person: after a change of password or role, or when disabled."""
    db.session.execute(
        update(Session).where(Session.user_id == user_id, Session.revoked_at.is_(None)).values(revoked_at=at)
    )
