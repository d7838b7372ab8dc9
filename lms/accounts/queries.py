"""Reading people, sessions and grants."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from uuid import UUID

from sqlalchemy import and_, bindparam, select

from lms.accounts.models import GrantRow, Session, SignInFailure, User, UserState
from lms.accounts.rules import FAILURE_WINDOW, FAILURES_ALLOWED, Login
from lms.db import Rows, db, plain_rows
from lms.permissions import Actor, Grant

SESSION_LIFE = timedelta(days=30)
ACCOUNTS_PER_PHONE = 5


def token_hash(token: str) -> str:
    """What the sessions table stores of a session token."""
    return sha256(token.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class SessionUser:
    """The signed-in person as Flask-Login wants one."""

    actor: Actor
    token: str
    last_seen_at: datetime

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
    if not found or at - found[0][1] > SESSION_LIFE:
        return None
    grants = frozenset(Grant(role, kind, scope) for *_rest, role, kind, scope in found if role is not None)
    session_id, seen, user_id, name = found[0][:4]
    return SessionUser(Actor(user_id, name, grants, session_id), token, seen)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An account that a login may mean."""

    id: UUID
    full_name: str
    password_hash: str | None


def candidates(login: Login) -> list[Candidate]:
    """The active accounts a login names: at most five for a phone, at most one otherwise."""
    column = {"phone": User.phone, "email": User.email, "code": User.user_code}[login.kind]
    rows = db.session.execute(
        select(User.id, User.full_name, User.password_hash)
        .where(and_(column == login.value, User.state == UserState.ACTIVE))
        .order_by(User.created_at)
        .limit(ACCOUNTS_PER_PHONE)
    )
    return [Candidate(*row) for row in rows]


def failures(user_id: UUID, at: datetime) -> list[datetime]:
    """The times of recent wrong passwords of an account, newest first, as many as a lock needs."""
    return list(
        db.session.scalars(
            select(SignInFailure.at)
            .where(SignInFailure.user_id == user_id, SignInFailure.at > at - FAILURE_WINDOW)
            .order_by(SignInFailure.at.desc())
            .limit(FAILURES_ALLOWED)
        )
    )


@dataclass(frozen=True, slots=True)
class Person:
    """A person as account pages, certificates and the office show one."""

    id: UUID
    user_code: str
    full_name: str
    phone: str | None
    email: str | None
    unit: str
    position: str


def person(user_id: UUID) -> Person | None:
    """One person; None when there is no such account."""
    row = db.session.execute(
        select(
            User.id, User.user_code, User.full_name, User.phone, User.email, User.unit, User.position
        ).where(User.id == user_id)
    ).first()
    return Person(*row) if row else None


def stored_password(user_id: UUID) -> str | None:
    """The stored password hash of an account; None when there is none."""
    return db.session.scalar(select(User.password_hash).where(User.id == user_id))
