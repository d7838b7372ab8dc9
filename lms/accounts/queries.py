"""Reading people and what they may sign in with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from lms.accounts.codes.models import LoginCode
from lms.accounts.models import GrantRow, User, UserState
from lms.accounts.rules import Login
from lms.db import db
from lms.permissions import Role
from lms.places.models import Commune, Province

ACCOUNTS_PER_PHONE = 5


def never_in() -> list[ColumnElement[bool]]:
    """Conditions on User: an open account, with a password or without, that nobody has signed in to."""
    return [User.first_seen_at.is_(None), User.state == UserState.ACTIVE]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An account that a login may mean."""

    id: UUID
    full_name: str
    password_hash: str | None


def candidates(login: Login) -> list[Candidate]:
    """The active accounts a login names: at most five for a phone, at most one otherwise.

    What named an account that has become part of another one names that other one.
    """
    named = aliased(User)
    column = {"phone": named.phone, "email": named.email, "code": named.user_code}[login.kind]
    meant = select(func.coalesce(named.merged_into_id, named.id)).where(column == login.value)
    rows = db.session.execute(
        select(User.id, User.full_name, User.password_hash)
        .where(User.id.in_(meant), User.state == UserState.ACTIVE)
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


@dataclass(frozen=True, slots=True)
class Entrant:
    """Somebody at first sign-in, as the pages after a right code show one."""

    id: UUID
    user_code: str
    full_name: str
    unit: str
    phone: str | None
    gender: str | None
    commune_code: str | None
    commune: str


def entrant(user_id: UUID, issued_at: datetime, at: datetime) -> Entrant | None:
    """The person whose code of this very issue is still alive; one query."""
    row = db.session.execute(
        select(
            User.id,
            User.user_code,
            User.full_name,
            User.unit,
            User.phone,
            User.gender,
            User.commune_code,
            Commune.name,
            Province.name,
        )
        .join(LoginCode, LoginCode.user_id == User.id)
        .outerjoin(Commune, Commune.code == User.commune_code)
        .outerjoin(Province, Province.code == Commune.province_code)
        .where(
            User.id == user_id,
            User.state == UserState.ACTIVE,
            LoginCode.issued_at == issued_at,
            LoginCode.expires_at > at,
        )
    ).one_or_none()
    if row is None:
        return None
    return Entrant(*row[:7], f"{row[7]}, {row[8]}" if row[7] else "")


def may_teach(user_id: UUID, course_id: str) -> bool:
    """Whether somebody is a trainer of the course or of the office by what is stored now; one query.

    For services: between the check of a page and its transaction a role may have been taken back.
    """
    known = db.session.scalar(
        select(GrantRow.id)
        .join(User, User.id == GrantRow.user_id)
        .where(
            GrantRow.user_id == user_id,
            User.state == UserState.ACTIVE,
            (GrantRow.role == Role.ADMIN)
            | ((GrantRow.role == Role.TRAINER) & (GrantRow.scope_id == course_id)),
        )
        .limit(1)
    )
    return known is not None
