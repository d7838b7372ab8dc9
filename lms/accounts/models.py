"""Tables of people and their sessions."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, SmallInteger, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Model, enum_type


class UserState(StrEnum):
    """Whether a person may sign in."""

    ACTIVE = "active"
    DISABLED = "disabled"
    MERGED = "merged"
    ERASED = "erased"


class AudienceGroup(StrEnum):
    """Whom the programme trains (report dimensions of the office)."""

    STEERING = "ban-chi-dao"
    COUNCIL = "hoi-dong"
    ADVISERS = "to-tu-van"
    PROVINCE = "can-bo-tinh"
    COMMUNE = "can-bo-xa"
    COMPANY = "doanh-nghiep"
    COOPERATIVE = "hop-tac-xa"
    GROUP = "to-hop-tac"
    HOUSEHOLD = "ho-san-xuat"
    FARM = "trang-trai"
    OTHER = "khac"


class Gender(StrEnum):
    """Optional; counted in reports, shown to the office alone."""

    FEMALE = "nu"
    MALE = "nam"
    OTHER = "khac"


class User(Model):
    """A person. Phone and e-mail may be missing, the user code never is; one phone may serve several.

    `sort_name` holds the words to sort by first where the rule reads a name wrongly. A merged account keeps
    its code and points to the one that was kept. `first_seen_at` is when the person first signed in; nothing
    else says whether somebody has come in, because a password may be set for somebody who never does.
    """

    __tablename__ = "users"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_code: Mapped[str] = mapped_column(String(16), unique=True)
    full_name: Mapped[str] = mapped_column(String(120))
    folded_name: Mapped[str] = mapped_column(String(160), index=True)
    sort_key: Mapped[str] = mapped_column(String(400))
    phone: Mapped[str | None] = mapped_column(String(16), index=True)
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    state: Mapped[UserState] = mapped_column(enum_type(UserState))
    locale: Mapped[str] = mapped_column(String(5))
    unit: Mapped[str] = mapped_column(String(160))
    position: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime]
    commune_code: Mapped[str | None] = mapped_column(ForeignKey("communes.code"))
    audience_group: Mapped[AudienceGroup | None] = mapped_column(enum_type(AudienceGroup))
    birth_year: Mapped[int | None] = mapped_column(SmallInteger)
    gender: Mapped[Gender | None] = mapped_column(enum_type(Gender))
    sort_name: Mapped[str | None] = mapped_column(String(80))
    name_confirmed_at: Mapped[datetime | None]
    first_seen_at: Mapped[datetime | None]
    merged_into_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"), index=True)

    __table_args__ = (
        Index("ix_users_sort_key", "sort_key", "id"),
        Index("ix_users_state", "state", "sort_key", "id"),
        # People who have not come in yet: few beside all, and asked for daily.
        Index(
            "ix_users_new",
            "state",
            "sort_key",
            "id",
            sqlite_where=text("first_seen_at IS NULL"),
            postgresql_where=text("first_seen_at IS NULL"),
        ),
        Index("ix_users_commune_code", "commune_code", "sort_key"),
        Index("ix_users_audience_group", "audience_group", "sort_key"),
    )


class SessionKind(StrEnum):
    """Whose device a session is on: one's own, or one that others use too."""

    OWN = "own"
    SHARED = "shared"


class Session(Model):
    """One signed-in browser. The cookie holds the token, the row only its SHA-256.

    `device` is one of our own words for browser and system (devices.py); `strong_at` is when the person last
    proved who they are on it, by password and second factor.
    """

    __tablename__ = "sessions"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    kind: Mapped[SessionKind] = mapped_column(enum_type(SessionKind), server_default="own")
    device: Mapped[str] = mapped_column(String(32), server_default="")
    strong_at: Mapped[datetime | None]


class GrantRow(Model):
    """A role given to a person, in a scope."""

    __tablename__ = "grants"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    role: Mapped[str] = mapped_column(String(32))
    scope_kind: Mapped[str] = mapped_column(String(16))
    scope_id: Mapped[str] = mapped_column(String(64))
    granted_at: Mapped[datetime]
    granted_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"), index=True)

    __table_args__ = (UniqueConstraint("user_id", "role", "scope_kind", "scope_id"),)


class Consent(Model):
    """What a person agreed to, in which words, when (Law 91/2025/QH15: consent must be provable)."""

    __tablename__ = "consents"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(32))
    version: Mapped[str] = mapped_column(String(16))
    wording: Mapped[str] = mapped_column(Text)
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class SignInFailure(Model):
    """A wrong password for a known account. Counted over 24 hours; only failures are stored."""

    __tablename__ = "sign_in_failures"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]

    __table_args__ = (Index("ix_sign_in_failures_user_id_at", "user_id", "at"),)


class Door(StrEnum):
    """What else wrong tries are counted by: an address, or a login that names nobody."""

    ADDRESS = "address"
    LOGIN = "login"


class DoorFailure(Model):
    """A wrong try at a door. `key` is an address (kept ten minutes) or the hash of a login (a day)."""

    __tablename__ = "door_failures"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    door: Mapped[Door] = mapped_column(enum_type(Door))
    key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]

    __table_args__ = (
        Index("ix_door_failures_door_key_at", "door", "key", "at"),
        Index("ix_door_failures_door_at", "door", "at"),
    )


class SecondFactor(Model):
    """The secret that a person's phone makes six-digit codes from; in force once a code has confirmed it.

    `last_step` is the half-minute of the last code taken: none is taken twice.
    """

    __tablename__ = "second_factors"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    secret: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(BigInteger)


class RecoveryCode(Model):
    """One of the codes on paper for the day the phone is lost. Only its hash is kept."""

    __tablename__ = "recovery_codes"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("user_id", "code_hash"),)
