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

from sqlalchemy import ColumnElement, and_, bindparam, or_, select, update

from lms.accounts.failures import forget
from lms.accounts.models import GrantRow, SecondFactor, Session, SessionKind, User, UserState
from lms.audit.service import record
from lms.db import Rows, db
from lms.ids import new_id, random_token
from lms.permissions import Actor, Grant
from lms.prepared import read_apart

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
    second_factor: bool

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
            SecondFactor.confirmed_at,
            GrantRow.role,
            GrantRow.scope_kind,
            GrantRow.scope_id,
        )
        .join(User, User.id == Session.user_id)
        .outerjoin(SecondFactor, SecondFactor.user_id == User.id)
        .outerjoin(GrantRow, GrantRow.user_id == User.id)
        .where(
            Session.token_hash == bindparam("token_hash"),
            Session.revoked_at.is_(None),
            User.state == UserState.ACTIVE,
        )
    )


def session_user(token: str, at: datetime) -> SessionUser | None:
    """The person behind a session token with all grants, in one statement; None when it is over."""
    found = read_apart(_session_user(), {"token_hash": token_hash(token)})
    if not found:
        return None
    session_id, seen, kind, strong_at, user_id, name, confirmed_at = found[0][:7]
    if at - seen > LIFE[kind]:
        return None
    grants = frozenset(Grant(role, where, scope) for *_rest, role, where, scope in found if role is not None)
    actor = Actor(user_id, name, grants, session_id, proved_at=strong_at)
    return SessionUser(actor, token, seen, kind, second_factor=confirmed_at is not None)


def start(user_id: UUID, at: datetime, kind: SessionKind = SessionKind.OWN, device: str = "") -> str:
    """Open a session and return its token; wrong tries of the account are forgotten.

    The first session of a person is when they came in, which `users.first_seen_at` keeps.

    `device` is what `read_device` makes of the browser's own words.
    """
    token = random_token()
    forget(user_id)
    db.session.execute(
        update(User).where(User.id == user_id, User.first_seen_at.is_(None)).values(first_seen_at=at)
    )
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
    forget(user_id)
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


def end_everywhere(user_id: UUID, at: datetime) -> None:
    """End every session of a person at their own wish."""
    end_all(user_id, at)
    record(user_id, "accounts.sign-out-everywhere", "user", str(user_id), at)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """One browser that a person is signed in on."""

    id: UUID
    user_id: UUID
    device: str
    kind: SessionKind
    created_at: datetime
    last_seen_at: datetime


def _alive(at: datetime) -> ColumnElement[bool]:
    return and_(
        Session.revoked_at.is_(None),
        or_(*(and_(Session.kind == kind, Session.last_seen_at >= at - life) for kind, life in LIFE.items())),
    )


def _signed_in() -> Rows:
    return select(
        Session.id, Session.user_id, Session.device, Session.kind, Session.created_at, Session.last_seen_at
    )


def devices(user_id: UUID, at: datetime) -> list[SignedIn]:
    """Where a person is signed in, the last seen first; thirty at most."""
    rows = db.session.execute(
        _signed_in()
        .where(Session.user_id == user_id, _alive(at))
        .order_by(Session.last_seen_at.desc())
        .limit(30)
    )
    return [SignedIn(*row) for row in rows]


def device(session_id: UUID) -> SignedIn | None:
    """One browser, signed in still or not; None when there is no such session."""
    row = db.session.execute(_signed_in().where(Session.id == session_id)).first()
    return SignedIn(*row) if row else None
