"""What the office changes of a person: details, state, roles. The caller's `atomic()` commits."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update

from lms.accounts import name_words
from lms.accounts.models import AudienceGroup, Gender, GrantRow, User, UserState
from lms.accounts.service import EmailTaken
from lms.accounts.sessions import end_all
from lms.audit.service import record
from lms.db import db
from lms.errors import Conflict, NotFound
from lms.names import fold, nfc, sort_key, title_case_name
from lms.permissions import Role
from lms.web.i18n import _l


class LastAdmin(Conflict):
    """Without this person nobody could do the office's work any more."""

    message = _l("Đây là người cuối cùng của văn phòng. Giao vai văn phòng cho người khác trước.")


class AlreadyMerged(Conflict):
    """The account has become part of another one."""

    message = _l("Tài khoản này đã gộp vào tài khoản khác.")


@dataclass(frozen=True, slots=True)
class Details:
    """What the office may correct. phone is normalised, email lower-case; None for none."""

    full_name: str
    phone: str | None
    email: str | None
    commune_code: str | None
    unit: str
    position: str
    audience_group: AudienceGroup | None
    sort_name: str | None


def _person(user_id: UUID) -> User:
    """The account, to be changed. Raises NotFound and AlreadyMerged."""
    found = db.session.get(User, user_id)
    if found is None:
        raise NotFound
    if found.state is UserState.MERGED:
        raise AlreadyMerged
    return found


def change(user_id: UUID, new: Details, actor_id: UUID, at: datetime) -> list[str]:
    """Correct a person's details and return the names of the fields that changed.

    The audit log keeps which fields, never what they held. Raises EmailTaken, NotFound, AlreadyMerged.
    """
    found = _person(user_id)
    if new.email and db.session.scalar(select(User.id).where(User.email == new.email, User.id != user_id)):
        raise EmailTaken
    name = title_case_name(new.full_name)
    override = new.sort_name or None
    values = {
        "full_name": name,
        "phone": new.phone,
        "email": new.email,
        "commune_code": new.commune_code,
        "unit": " ".join(nfc(new.unit).split()),
        "position": " ".join(nfc(new.position).split()),
        "audience_group": new.audience_group,
        "sort_name": override,
    }
    changed = [field for field, value in values.items() if getattr(found, field) != value]
    for field in changed:
        setattr(found, field, values[field])
    if changed:
        found.folded_name, found.sort_key = fold(name), sort_key(name, override)
        name_words.keep(user_id, name)
        record(actor_id, "people.change", "user", str(user_id), at, {"fields": changed})
    return changed


def change_sensitive(
    user_id: UUID, birth_year: int | None, gender: Gender | None, actor_id: UUID, at: datetime
) -> None:
    """Set year of birth and gender; the audit log keeps that, not what they are."""
    found = _person(user_id)
    found.birth_year, found.gender = birth_year, gender
    record(actor_id, "people.change-sensitive", "user", str(user_id), at)


def read_sensitive(user_id: UUID, actor_id: UUID, at: datetime) -> None:
    """Note that somebody looked at year of birth and gender."""
    record(actor_id, "people.read-sensitive", "user", str(user_id), at)


def _keep_an_admin(user_id: UUID) -> None:
    """Raise LastAdmin when nobody but this person is an admin who can sign in.

    The rows are locked: two admins who take each other's role at once must not both succeed.
    """
    admins = db.session.execute(
        select(GrantRow.user_id, User.state)
        .join(User, User.id == GrantRow.user_id)
        .where(GrantRow.role == Role.ADMIN)
        .order_by(GrantRow.id)
        .with_for_update(of=GrantRow)
    ).all()
    active = {admin for admin, state in admins if state is UserState.ACTIVE}
    if user_id in active and len(active) == 1:
        raise LastAdmin


def disable(user_id: UUID, actor_id: UUID, at: datetime) -> None:
    """Close an account and end its sessions. Raises LastAdmin, NotFound, AlreadyMerged."""
    found = _person(user_id)
    if found.state is UserState.DISABLED:
        return
    _keep_an_admin(user_id)
    found.state = UserState.DISABLED
    end_all(user_id, at)
    record(actor_id, "people.disable", "user", str(user_id), at)


def enable(user_id: UUID, actor_id: UUID, at: datetime) -> None:
    """Open a closed account again. Raises NotFound, AlreadyMerged."""
    found = _person(user_id)
    if found.state is UserState.ACTIVE:
        return
    found.state = UserState.ACTIVE
    record(actor_id, "people.enable", "user", str(user_id), at)


def revoke(user_id: UUID, role: Role, scope_id: str, actor_id: UUID, at: datetime) -> None:
    """Take a role away and end the person's sessions; nothing when the person has it not.

    Raises LastAdmin, NotFound, AlreadyMerged.
    """
    _person(user_id)
    held = (GrantRow.user_id == user_id, GrantRow.role == role, GrantRow.scope_id == scope_id)
    if db.session.scalar(select(GrantRow.id).where(*held)) is None:
        return
    if role is Role.ADMIN:
        _keep_an_admin(user_id)
    db.session.execute(delete(GrantRow).where(*held))
    end_all(user_id, at)
    record(actor_id, "people.revoke", "user", str(user_id), at, {"role": role, "scope": scope_id})


def point_to(kept_id: UUID, gone_id: UUID) -> None:
    """Let an account, and those that became part of it before, lead to the one that is kept."""
    db.session.execute(update(User).where(User.merged_into_id == gone_id).values(merged_into_id=kept_id))
    db.session.execute(
        update(User).where(User.id == gone_id).values(merged_into_id=kept_id, state=UserState.MERGED)
    )
