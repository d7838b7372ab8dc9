"""Writing people and grants. The caller's `atomic()` commits."""

from dataclasses import dataclass
from datetime import datetime
from secrets import randbelow
from uuid import UUID

from sqlalchemy import select, update

from lms.accounts import name_words
from lms.accounts.models import AudienceGroup, Gender, GrantRow, User, UserState
from lms.accounts.sessions import end_all as end_sessions
from lms.audit.service import record
from lms.db import db
from lms.errors import Conflict
from lms.ids import new_id
from lms.names import fold, nfc, sort_key, title_case_name
from lms.permissions import SCOPE_OF, Role
from lms.web.i18n import _l


class EmailTaken(Conflict):
    """Another account has this e-mail address."""

    message = _l("E-mail này đã có tài khoản.")


@dataclass(frozen=True, slots=True)
class NewPerson:
    """What it takes to make an account. Phone is normalised, e-mail lower-case; either may be None.

    The password comes hashed: hashing takes longer than a write transaction should.
    """

    full_name: str
    phone: str | None = None
    email: str | None = None
    unit: str = ""
    position: str = ""
    password_hash: str | None = None
    commune_code: str | None = None
    audience_group: AudienceGroup | None = None
    birth_year: int | None = None
    gender: Gender | None = None
    sort_name: str | None = None


def free_code() -> str:
    """A user code that nobody has: U- and six digits, not counted up, so that codes cannot be guessed on."""
    while True:
        code = f"U-{randbelow(900_000) + 100_000}"
        if not db.session.scalar(select(User.id).where(User.user_code == code)):
            return code


def create_user(new: NewPerson, at: datetime, actor_id: UUID | None = None) -> UUID:
    """Make an account and return its id. Raises EmailTaken."""
    if new.email and db.session.scalar(select(User.id).where(User.email == new.email)):
        raise EmailTaken
    name = title_case_name(new.full_name)
    user = User(
        id=new_id(),
        user_code=free_code(),
        full_name=name,
        folded_name=fold(name),
        sort_key=sort_key(name, new.sort_name),
        phone=new.phone,
        email=new.email,
        password_hash=new.password_hash,
        state=UserState.ACTIVE,
        locale="vi",
        unit=" ".join(nfc(new.unit).split()),
        position=" ".join(nfc(new.position).split()),
        created_at=at,
        commune_code=new.commune_code,
        audience_group=new.audience_group,
        birth_year=new.birth_year,
        gender=new.gender,
        sort_name=new.sort_name or None,
        merged_into_id=None,
    )
    db.session.add(user)
    name_words.add(user.id, name)
    record(actor_id or user.id, "accounts.create", "user", str(user.id), at)
    return user.id


def grant(user_id: UUID, role: Role, scope_id: str, at: datetime, actor_id: UUID | None) -> None:
    """Give a role. `scope_id`: a course id for a trainer, a commune code for its contact, empty for an admin.

    Ends the person's sessions, so that the new right begins with a new sign-in.
    """
    kind = SCOPE_OF[role]
    known = db.session.scalar(
        select(GrantRow.id).where(
            GrantRow.user_id == user_id,
            GrantRow.role == role,
            GrantRow.scope_kind == kind,
            GrantRow.scope_id == scope_id,
        )
    )
    if known:
        return
    db.session.add(
        GrantRow(
            id=new_id(),
            user_id=user_id,
            role=role,
            scope_kind=kind,
            scope_id=scope_id,
            granted_at=at,
            granted_by=actor_id,
        )
    )
    end_sessions(user_id, at)
    record(actor_id, "accounts.grant", "user", str(user_id), at, {"role": role, "scope": scope_id})


def set_password(user_id: UUID, password_hash: str, at: datetime, actor_id: UUID | None) -> None:
    """Store a new password (hashed by the caller) and end every session of the person."""
    db.session.execute(update(User).where(User.id == user_id).values(password_hash=password_hash))
    end_sessions(user_id, at)
    record(actor_id, "accounts.password", "user", str(user_id), at)


def correct_details(
    user_id: UUID, *, unit: str, position: str, birth_year: int | None, gender: str | None, at: datetime
) -> None:
    """Correct what a person may correct about themselves at once."""
    db.session.execute(
        update(User)
        .where(User.id == user_id)
        .values(
            unit=" ".join(nfc(unit).split()),
            position=" ".join(nfc(position).split()),
            birth_year=birth_year,
            gender=Gender(gender) if gender else None,
        )
    )
    record(user_id, "accounts.change", "user", str(user_id), at)


def change_work(user_id: UUID, unit: str, position: str, at: datetime) -> None:
    """Correct one's own unit and position; a name is corrected where it is known whether it is printed."""
    db.session.execute(
        update(User)
        .where(User.id == user_id)
        .values(unit=" ".join(nfc(unit).split()), position=" ".join(nfc(position).split()))
    )
    record(user_id, "accounts.change", "user", str(user_id), at)


def correct_name(user_id: UUID, full_name: str, at: datetime, actor_id: UUID) -> None:
    """Write a name as the person asked for it; certificates issued before keep theirs (law 10)."""
    name = " ".join(nfc(full_name).split())
    override = db.session.scalar(select(User.sort_name).where(User.id == user_id))
    db.session.execute(
        update(User)
        .where(User.id == user_id)
        .values(
            full_name=name, folded_name=fold(name), sort_key=sort_key(name, override), name_confirmed_at=at
        )
    )
    name_words.keep(user_id, name)
    record(actor_id, "accounts.name", "user", str(user_id), at)


def confirm_name(user_id: UUID, shown: str, at: datetime) -> None:
    """Note that a person found the name right as it was shown, capitals put right."""
    if db.session.scalar(select(User.full_name).where(User.id == user_id)) != shown:
        correct_name(user_id, shown, at, user_id)
        return
    db.session.execute(update(User).where(User.id == user_id).values(name_confirmed_at=at))
