"""Finding people for the office: the list, one person, what belongs to a person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, case, func, or_, select

from lms.accounts.models import AudienceGroup, Gender, GrantRow, User, UserState
from lms.accounts.rules import read_login
from lms.certificates.models import Certificate
from lms.courses.models import Course
from lms.db import Rows, db
from lms.learning.models import Completion, Enrolment
from lms.names import fold, nfc, sort_words, tokens
from lms.permissions import Role
from lms.places.models import Commune, Province
from lms.quizzes.models import Attempt, AttemptState
from lms.web.pagination import PAGE_SIZE, Page

MAX_WORDS = 8


@dataclass(frozen=True, slots=True)
class Filter:
    """What to look for; "" for anything. state "" means everybody but accounts that were merged.

    seen "never": people who have not signed in yet, so have no password of their own.
    """

    typed: str = ""
    province: str = ""
    commune: str = ""
    role: str = ""
    group: str = ""
    state: str = ""
    course: str = ""
    seen: str = ""

    def __bool__(self) -> bool:
        """True when the list is narrowed at all."""
        return any(getattr(self, name) for name in self.__slots__)


def _known(value: str, known: Iterable[str]) -> str:
    """A value of a select; "" for what it does not offer."""
    return value if value in set(known) else ""


def read_filter(values: Mapping[str, str]) -> Filter:
    """What an address, or the form of an export, narrows the list by."""
    return Filter(
        typed=values.get("q", "").strip()[:100],
        province=values.get("province", "")[:2],
        commune=values.get("commune", "")[:5],
        role=_known(values.get("role", ""), Role),
        group=_known(values.get("group", ""), AudienceGroup),
        state=_known(values.get("state", ""), UserState),
        course=values.get("course", "")[:80],
        seen=_known(values.get("seen", ""), ("never",)),
    )


def _named(typed: str) -> list[Any]:
    """The conditions for what was typed: a phone in any form, an e-mail address, a code or its part, a name.

    Numbers and addresses are looked up whole, by their index; names by the parts of their words (law 13).
    """
    login = read_login(typed)
    if login is not None:
        column = {"phone": User.phone, "email": User.email, "code": User.user_code}[login.kind]
        exact = column == login.value
        if login.kind != "code" or not typed.strip().isdigit():
            return [exact]
    digits = "".join(char for char in typed if char.isdigit())
    if digits:
        return [
            or_(
                User.phone.contains(digits, autoescape=True), User.user_code.contains(digits, autoescape=True)
            )
        ]
    return [User.folded_name.contains(word, autoescape=True) for word in tokens(typed)[:MAX_WORDS]]


def conditions(wanted: Filter) -> list[Any]:
    """What a person must be to fit."""
    found = _named(wanted.typed)
    if wanted.commune:
        found.append(User.commune_code == wanted.commune)
    elif wanted.province:
        found.append(
            User.commune_code.in_(select(Commune.code).where(Commune.province_code == wanted.province))
        )
    if wanted.group:
        found.append(User.audience_group == AudienceGroup(wanted.group))
    if wanted.role:
        found.append(User.id.in_(select(GrantRow.user_id).where(GrantRow.role == wanted.role)))
    if wanted.course:
        found.append(User.id.in_(select(Enrolment.user_id).where(Enrolment.course_id == wanted.course)))
    if wanted.seen:
        found += [User.password_hash.is_(None), User.state == UserState.ACTIVE]
    if wanted.state:
        found.append(User.state == UserState(wanted.state))
    else:
        found.append(User.state != UserState.MERGED)
    return found


def _order(typed: str) -> list[Any]:
    """Vietnamese order; who has exactly the marks that were typed comes first."""
    words = sort_words(typed)[:MAX_WORDS]
    if not words or nfc(typed).casefold() == fold(typed):
        return [User.sort_key, User.id]
    exact = and_(*(User.sort_key.contains(word) for word in words))
    return [case((exact, 0), else_=1), User.sort_key, User.id]


def page_of_people(wanted: Filter, number: int, size: int = PAGE_SIZE) -> Page[Any]:
    """One page of people in Vietnamese order; two queries, whatever there is."""
    fitting = conditions(wanted)
    total = db.session.scalar(select(func.count(User.id)).where(*fitting)) or 0
    number = min(number, max(1, -(-total // size)))
    ids = (
        select(User.id)
        .where(*fitting)
        .order_by(*_order(wanted.typed))
        .limit(size)
        .offset((number - 1) * size)
    )
    rows = db.session.execute(_shown(ids, _order(wanted.typed))).all() if total else []
    return Page(items=list(rows), number=number, size=size, total=total)


def _shown(ids: Any, order: list[Any]) -> Rows:
    """The page's ids first, from the index; only then their communes."""
    chosen = ids.subquery()
    return (
        select(
            User.id,
            User.full_name,
            User.user_code,
            User.phone,
            User.unit,
            User.state,
            Commune.name.label("commune"),
            Province.name.label("province"),
        )
        .join(chosen, chosen.c.id == User.id)
        .outerjoin(Commune, Commune.code == User.commune_code)
        .outerjoin(Province, Province.code == Commune.province_code)
        .order_by(*order)
    )


def roles_of(ids: list[UUID]) -> dict[UUID, list[Role]]:
    """The roles of these people, each once; one query."""
    found: dict[UUID, list[Role]] = {}
    rows = db.session.execute(
        select(GrantRow.user_id, GrantRow.role).where(GrantRow.user_id.in_(ids)).order_by(GrantRow.granted_at)
    )
    for user_id, role in rows:
        roles = found.setdefault(user_id, [])
        if Role(role) not in roles:
            roles.append(Role(role))
    return found


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person as the office sees one. Year of birth and gender are asked for apart."""

    id: UUID
    user_code: str
    full_name: str
    sort_name: str | None
    phone: str | None
    email: str | None
    unit: str
    position: str
    state: UserState
    audience_group: AudienceGroup | None
    commune_code: str | None
    created_at: datetime
    merged_into_id: UUID | None
    has_password: bool
    commune: str | None = field(default=None)
    province: str | None = field(default=None)

    @property
    def place(self) -> str:
        """The commune, always with its province; "" for none."""
        return f"{self.commune}, {self.province}" if self.commune else ""

    @property
    def merged(self) -> bool:
        """True for an account that became part of another one."""
        return self.state is UserState.MERGED


def person(person_id: UUID) -> PersonRow | None:
    """One person; one query."""
    row = db.session.execute(
        select(
            User.id,
            User.user_code,
            User.full_name,
            User.sort_name,
            User.phone,
            User.email,
            User.unit,
            User.position,
            User.state,
            User.audience_group,
            User.commune_code,
            User.created_at,
            User.merged_into_id,
            User.password_hash.is_not(None),
            Commune.name,
            Province.name,
        )
        .outerjoin(Commune, Commune.code == User.commune_code)
        .outerjoin(Province, Province.code == Commune.province_code)
        .where(User.id == person_id)
    ).first()
    if row is None:
        return None
    values: tuple[Any, ...] = tuple(row)
    return PersonRow(*values)


def living(person_id: UUID) -> PersonRow | None:
    """One person whose account has not become part of another one."""
    found = person(person_id)
    return None if found is None or found.merged else found


@dataclass(frozen=True, slots=True)
class Sensitive:
    """What is shown only when asked for, and noted."""

    birth_year: int | None
    gender: Gender | None


def sensitive(person_id: UUID) -> Sensitive:
    """Year of birth and gender; one query."""
    row = db.session.execute(select(User.birth_year, User.gender).where(User.id == person_id)).one()
    return Sensitive(*row)


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A role a person has, with the name of its course or commune."""

    role: Role
    scope_id: str
    where: str
    granted_at: datetime


def roles(person_id: UUID) -> list[RoleRow]:
    """The roles of one person, oldest first; one query."""
    rows = db.session.execute(
        select(
            GrantRow.role, GrantRow.scope_id, GrantRow.granted_at, Course.title, Commune.name, Province.name
        )
        .outerjoin(Course, and_(Course.id == GrantRow.scope_id, GrantRow.role == Role.TRAINER))
        .outerjoin(Commune, and_(Commune.code == GrantRow.scope_id, GrantRow.role == Role.COMMUNE_CONTACT))
        .outerjoin(Province, Province.code == Commune.province_code)
        .where(GrantRow.user_id == person_id)
        .order_by(GrantRow.granted_at, GrantRow.id)
    )
    return [
        RoleRow(Role(role), scope, title or (f"{commune}, {province}" if commune else scope), at)
        for role, scope, at, title, commune, province in rows
    ]


def enrolments(person_id: UUID) -> list[Any]:
    """What a person studies, newest first; one query."""
    return list(
        db.session.execute(
            select(
                Enrolment.id,
                Enrolment.state,
                Enrolment.done_count,
                Enrolment.total_count,
                Enrolment.enrolled_at,
                Enrolment.completed_at,
                Course.title.label("course_title"),
            )
            .join(Course, Course.id == Enrolment.course_id)
            .where(Enrolment.user_id == person_id)
            .order_by(Enrolment.enrolled_at.desc())
        )
    )


@dataclass(frozen=True, slots=True)
class Facts:
    """How much a person has done here."""

    enrolments: int
    completions: int
    attempts: int
    certificates: int


def facts(person_id: UUID) -> Facts:
    """What would move in a merge; one query."""
    counted = (
        select(func.count(Enrolment.id)).where(Enrolment.user_id == person_id),
        select(func.count(Completion.id))
        .join(Enrolment, Enrolment.id == Completion.enrolment_id)
        .where(Enrolment.user_id == person_id),
        select(func.count(Attempt.id)).where(Attempt.user_id == person_id),
        select(func.count(Certificate.id)).where(Certificate.user_id == person_id),
    )
    return Facts(*db.session.execute(select(*(one.scalar_subquery() for one in counted))).one())


@dataclass(frozen=True, slots=True)
class Pair:
    """Two accounts that may be one person's, what the second has, and the courses both study."""

    kept: PersonRow
    gone: PersonRow
    facts: Facts
    shared: list[str]
    both_open: bool


def pair(person_id: UUID, other_id: UUID) -> Pair | None:
    """Two accounts to be merged; None unless both are there and neither is merged already."""
    kept, gone = living(person_id), living(other_id)
    if kept is None or gone is None or kept.id == gone.id:
        return None
    both = (
        select(Course.title)
        .join(Enrolment, Enrolment.course_id == Course.id)
        .where(Enrolment.user_id.in_([kept.id, gone.id]))
        .group_by(Course.id, Course.title, Course.sort_key)
        .having(func.count(Enrolment.id) == 2)
        .order_by(Course.sort_key)
    )
    doubly_open = (
        select(Attempt.quiz_id)
        .where(Attempt.user_id.in_([kept.id, gone.id]), Attempt.state == AttemptState.OPEN)
        .group_by(Attempt.course_id, Attempt.quiz_id)
        .having(func.count(Attempt.id) == 2)
        .limit(1)
    )
    return Pair(
        kept,
        gone,
        facts(gone.id),
        list(db.session.scalars(both)),
        db.session.scalar(doubly_open) is not None,
    )


def namesakes(found: PersonRow) -> list[Any]:
    """Other accounts with the same phone, or the same name without marks; one query."""
    alike = [User.folded_name == fold(found.full_name)]
    if found.phone:
        alike.append(User.phone == found.phone)
    ids = (
        select(User.id)
        .where(or_(*alike), User.id != found.id, User.state != UserState.MERGED)
        .order_by(User.sort_key, User.id)
        .limit(PAGE_SIZE)
    )
    return list(db.session.execute(_shown(ids, [User.sort_key, User.id])))
