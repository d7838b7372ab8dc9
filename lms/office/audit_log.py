"""The audit log as the office reads it: names and words instead of ids and codes."""

from collections.abc import Iterable, Mapping, Sequence
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
from lms.clock import LOCAL, to_local
from lms.courses.models import Course
from lms.db import Rows, db
from lms.learning.models import Enrolment
from lms.office import people
from lms.office.words import ACTIONS, DETAILS, FIELDS, FILTER, SUBJECTS, VALUES
from lms.permissions import Role
from lms.places.queries import places, provinces
from lms.practical.models import Work
from lms.quizzes.models import Attempt

LATEST = 10
#: As many people as one search of the log is about.
MEANT = 50
_LONGEST = 80
_NAMED = 5
#: Of use to a program only.
_SILENT = frozenset({"can", "paper"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One act, in words. `about` is the person it was done to, with the code, and the id for a link."""

    at: datetime
    who: str
    what: Any
    action: str
    about: str = ""
    about_code: str = ""
    about_id: UUID | None = None
    details: list[tuple[Any, Any]] = field(default_factory=list)

    @property
    def line(self) -> str:
        """The details as one text."""
        return ", ".join(f"{word}: {value}" for word, value in self.details)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the log is narrowed by: the beginning of an action, a person as typed, Vietnamese days."""

    action: str = ""
    who: str = ""
    first: date | None = None
    last: date | None = None


def read_wanted(values: Mapping[str, str]) -> Wanted:
    """What an address, or the form of an export, narrows the log by; what cannot be a day is left out."""
    return Wanted(
        values.get("action", "")[:64],
        values.get("who", "").strip()[:100],
        _day(values.get("first", "")),
        _day(values.get("last", "")),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def found(wanted: Wanted) -> Rows:
    """The entries that fit, newest first; who is meant is looked up at once."""
    meant = None
    if wanted.who:
        meant = [one.id for one in people.page_of_people(people.Filter(typed=wanted.who), 1, MEANT).items]
    return entries(wanted.action, meant, wanted.first, wanted.last)


def entries(
    action: str = "",
    of: Iterable[UUID] | None = None,
    first: date | None = None,
    last: date | None = None,
) -> Rows:
    """The log, newest first.

    action: a prefix; of: only what they did and what was done to them, their enrolments and their
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
    if of is not None:
        ids = list(of)
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


@dataclass(frozen=True, slots=True)
class _Named:
    id: UUID
    name: str
    code: str


def _names(rows: Sequence[Any]) -> dict[UUID, _Named]:
    """Whom the entries are about, by the id that the entry holds: a person's, or that of what is theirs."""
    asked = [select(User.id, User.id, User.full_name, User.user_code).where(User.id.in_(_person_ids(rows)))]
    kinds: tuple[tuple[str, Any], ...] = (
        ("enrolment", Enrolment),
        ("certificate", Certificate),
        ("request", Request),
        ("attempt", Attempt),
        ("practical-work", Work),
    )
    for kind, model in kinds:
        targets = [one for row in rows if row.target_kind == kind and (one := _uuid(row.target_id))]
        if targets:
            asked.append(
                select(model.id, User.id, User.full_name, User.user_code)
                .join(User, User.id == model.user_id)
                .where(model.id.in_(targets))
            )
    found = db.session.execute(union_all(*asked))
    return {target: _Named(user_id, name, code) for target, user_id, name, code in found}


def _details(row: Any) -> dict[str, Any]:
    """What an entry says beside its act, and what it was done to where that is a course or a list."""
    said = {row.target_kind: row.target_id} if row.target_kind in ("course", "list") else {}
    said |= row.detail
    if row.target_id == "people" and "filter_state" in said:  # of accounts, elsewhere of enrolments
        said["filter_account"] = said.pop("filter_state")
    return said


def _scopes(rows: Sequence[Any]) -> dict[str, str]:
    """Titles of the courses, names of communes and provinces that the entries name; three queries at most."""
    details = [_details(row) for row in rows]
    ids = {str(one[key]) for one in details for key in ("course", "filter_course") if key in one}
    ids |= {str(one["scope"]) for one in details if one.get("role") == Role.TRAINER}
    communes = {str(one["scope"]) for one in details if one.get("role") == Role.COMMUNE_CONTACT}
    communes |= {str(one["filter_commune"]) for one in details if "filter_commune" in one}
    known = {code: place.label for code, place in places(communes).items()}
    if any("filter_province" in one for one in details):
        known |= dict(provinces())
    if ids:
        titles = db.session.execute(select(Course.id, Course.title).where(Course.id.in_(ids)))
        known |= {row.id: row.title for row in titles}
    return known


def _said(key: str, value: Any, scopes: dict[str, str], names: dict[UUID, _Named]) -> Any:
    key = key.removeprefix("filter_")
    if key == "role":
        return ROLES.get(value, value)
    if key == "fields" and isinstance(value, list):
        return ", ".join(str(FIELDS.get(one, one)) for one in value)
    if key == "users" and isinstance(value, list):
        known = [names[one].name for one in map(_uuid, value[:_NAMED]) if one in names]
        return ", ".join([*known, *(["…"] if len(value) > _NAMED else [])])
    if key == "action":
        return dict(SUBJECTS).get(value, value)
    if key == "closes_at":
        return f"{to_local(datetime.fromisoformat(value)):%H:%M %d/%m/%Y}"
    if key in ("course", "scope", "commune", "province"):
        return scopes.get(str(value), value)
    return VALUES.get(key, {}).get(value) or str(value)[:_LONGEST]


def _word(key: str) -> Any:
    return FILTER if key.startswith("filter_") else DETAILS.get(key, key)


def shown(rows: Sequence[Any]) -> list[Entry]:
    """Entries in words; four queries at most, however many rows."""
    names, scopes = _names(rows), _scopes(rows)
    made = []
    for row in rows:
        held = _uuid(row.detail.get("user")) or _uuid(row.target_id)
        about = names.get(held) if held else None
        details = [
            (_word(key), _said(key, value, scopes, names))
            for key, value in _details(row).items()
            if value not in ("", None) and key not in _SILENT and not (key == "user" and about)
        ]
        made.append(
            Entry(
                row.at,
                row.full_name or "",
                ACTIONS.get(row.action, row.action),
                row.action,
                about.name if about else "",
                about.code if about else "",
                about.id if about else None,
                details,
            )
        )
    return made
