"""Reading people and what they may sign in with."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, select

from lms.accounts.models import User, UserState
from lms.accounts.rules import Login
from lms.db import db

ACCOUNTS_PER_PHONE = 5


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


def candidates_by_id(user_ids: Sequence[UUID]) -> list[Candidate]:
    """Those of these accounts that are active still."""
    rows = db.session.execute(
        select(User.id, User.full_name, User.password_hash).where(
            User.id.in_(user_ids), User.state == UserState.ACTIVE
        )
    )
    return [Candidate(*row) for row in rows]


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
