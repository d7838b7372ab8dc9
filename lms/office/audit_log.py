"""The audit log as the office reads it: names and words instead of ids and codes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, union_all

from lms.accounts.models import User
from lms.accounts.requests.models import Request
from lms.accounts.words import ROLES
from lms.audit.models import AuditEntry
from lms.certificates.models import Certificate
from lms.clock import LOCAL
from lms.courses.models import Course
from lms.db import Rows, db
from lms.learning.models import Enrolment
from lms.office.words import ACTIONS, DETAILS, FIELDS, FILTER, VALUES
from lms.permissions import Role
from lms.places.queries import places
from lms.quizzes.models import Attempt

LATEST = 10
_LONGEST = 80
_NAMED = 5
#: Of use to a program only.
_SILENT = frozenset({"can", "paper"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One act, in words. `about` is the person it was done to, with the id for a link."""

    at: datetime
    who: str
    what: Any
    about: str = ""
    about_id: UUID | None = None
    details: list[tuple[Any, Any]] = field(default_factory=list)


def entries(
    action: str = "",
    people: Iterable[UUID] | None = None,
    first: date | None = None,
    last: date | None = None,
) -> Rows:
    """The log, newest first.

    action: a prefix; people: only what they did and what was done to them, their enrolments and their
    certificates; first, last: Vietnamese days, both included.
    """
    query: Rows = (
        select(
            AuditEntry.at,
            AuditEntry.action,
            AuditEntry.target_kind,
            AuditEntry.target_id,
            AuditEntry.detail,
            User.full_name,
        )
        .outerjoin(User, User.id == AuditEntry.actor_id)
        .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
    )
    if action:
        query = query.where(AuditEntry.action.in_([one for one in ACTIONS if one.startswith(action)]))
    if people is not None:
        ids = list(people)
        query = query.where(or_(AuditEntry.actor_id.in_(ids), AuditEntry.target_id.in_(_belonging(ids))))
    if first:
        query = query.where(AuditEntry.at >= datetime.combine(first, time.min, LOCAL))
    if last:
        query = query.where(AuditEntry.at < datetime.combine(last + timedelta(days=1), time.min, LOCAL))
    return query


def _belonging(ids: list[UUID]) -> list[str]:
    """The ids, as the log writes them, of these people and what is theirs; two queries."""
    found = [*ids]
    found += db.session.scalars(select(Enrolment.id).where(Enrolment.user_id.in_(ids)))
    found += db.session.scalars(select(Certificate.id).where(Certificate.user_id.in_(ids)))
    return [str(one) for one in found]


def latest_of(person_id: UUID, theirs: Iterable[UUID]) -> list[Any]:
    """The last acts that concern one person; `theirs`: the ids of their enrolments and certificates."""
    targets = [str(one) for one in (person_id, *theirs)]
    concerned = or_(AuditEntry.actor_id == person_id, AuditEntry.target_id.in_(targets))
    return list(db.session.execute(entries().where(concerned).limit(LATEST)))


def _uuid(text: Any) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None


def _person_ids(rows: Sequence[Any]) -> set[UUID]:
    found = {_uuid(row.detail.get("user")) for row in rows}
    found |= {_uuid(row.target_id) for row in rows if row.target_kind == "user"}
    found |= {_uuid(one) for row in rows for one in row.detail.get("users", ())}
    return {one for one in found if one is not None}


def _names(rows: Sequence[Any]) -> dict[UUID, tuple[UUID, str]]:
    """Whom the entries are about, by the id that the entry holds: a person's, or that of what is theirs."""
    asked = [select(User.id, User.id, User.full_name).where(User.id.in_(_person_ids(rows)))]
    kinds: tuple[tuple[str, Any], ...] = (
        ("enrolment", Enrolment),
        ("certificate", Certificate),
        ("request", Request),
        ("attempt", Attempt),
    )
    for kind, model in kinds:
        targets = [one for row in rows if row.target_kind == kind and (one := _uuid(row.target_id))]
        if targets:
            asked.append(
                select(model.id, User.id, User.full_name)
                .join(User, User.id == model.user_id)
                .where(model.id.in_(targets))
            )
    found = db.session.execute(union_all(*asked))
    return {target: (user_id, name) for target, user_id, name in found}


def _scopes(rows: Sequence[Any]) -> dict[str, str]:
    """Titles of the courses and names of the communes that the entries name; two queries at most."""
    ids = {str(row.detail["course"]) for row in rows if "course" in row.detail}
    ids |= {str(row.detail["scope"]) for row in rows if row.detail.get("role") == Role.TRAINER}
    communes = {str(row.detail["scope"]) for row in rows if row.detail.get("role") == Role.COMMUNE_CONTACT}
    found = {code: place.label for code, place in places(communes).items()}
    if ids:
        titles = db.session.execute(select(Course.id, Course.title).where(Course.id.in_(ids)))
        found |= {row.id: row.title for row in titles}
    return found


def _said(key: str, value: Any, scopes: dict[str, str], names: dict[UUID, tuple[UUID, str]]) -> Any:
    if key == "role":
        return ROLES.get(value, value)
    if key == "fields" and isinstance(value, list):
        return ", ".join(str(FIELDS.get(one, one)) for one in value)
    if key == "users" and isinstance(value, list):
        known = [names[one][1] for one in map(_uuid, value[:_NAMED]) if one in names]
        return ", ".join([*known, *(["…"] if len(value) > _NAMED else [])])
    if key in ("course", "scope"):
        return scopes.get(str(value), value)
    return VALUES.get(key, {}).get(value) or str(value)[:_LONGEST]


def _word(key: str) -> Any:
    return FILTER if key.startswith("filter_") else DETAILS.get(key, key)


def shown(rows: Sequence[Any]) -> list[Entry]:
    """Entries in words; three queries at most, however many rows."""
    names, scopes = _names(rows), _scopes(rows)
    made = []
    for row in rows:
        held = _uuid(row.detail.get("user")) or _uuid(row.target_id)
        about = names.get(held) if held else None
        details = [
            (_word(key), _said(key, value, scopes, names))
            for key, value in row.detail.items()
            if value not in ("", None) and key not in _SILENT and not (key == "user" and about)
        ]
        made.append(
            Entry(
                row.at,
                row.full_name or "",
                ACTIONS.get(row.action, row.action),
                about[1] if about else "",
                about[0] if about else None,
                details,
            )
        )
    return made
