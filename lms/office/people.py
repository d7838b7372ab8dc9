"""Finding people for the office: the list, one person, what belongs to a person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

from sqlalchemy import and_, false, func, not_, or_, select

from lms.accounts.models import AudienceGroup, Gender, GrantRow, User, UserState
from lms.accounts.name_words import DENSE, has_marks, named, rarest_first, read
from lms.accounts.queries import never_in
from lms.accounts.rules import read_login
from lms.certificates.models import Certificate
from lms.courses.models import Course
from lms.db import Rows, db
from lms.learning.models import Completion, Enrolment
from lms.names import fold
from lms.permissions import Role
from lms.places.models import Commune, Province
from lms.quizzes.models import Attempt, AttemptState
from lms.web.pagination import DEEPEST, PAGE_SIZE, Page


@dataclass(frozen=True, slots=True)
class Filter:
    """What to look for; "" for anything. state "" means everybody but accounts that were merged.

    seen "never": people who have not signed in yet, with a password or without.
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


def _numbered(typed: str) -> list[Any] | None:
    """The conditions where a phone in any form, an e-mail address or a code was typed; None for a name.

    Each is looked up whole, by its index; a number that can be none of them is nobody's.
    """
    login = read_login(typed)
    if login is not None:
        return [{"phone": User.phone, "email": User.email, "code": User.user_code}[login.kind] == login.value]
    return [false()] if any(char.isdigit() for char in typed) else None


def who(typed: str, *, gather: bool = True) -> list[Any]:
    """Conditions on User for what was typed: a name by the beginnings of its words, or a number.

    gather: see name_words.named.
    """
    number = _numbered(typed)
    return named(rarest_first(read(typed)), gather=gather) if number is None else number


def conditions(wanted: Filter) -> list[Any]:
    """What a person must be to fit."""
    return [*who(wanted.typed), *_narrowed(wanted)]


def _narrowed(wanted: Filter) -> list[Any]:
    """The conditions of everything but what was typed."""
    found: list[Any] = []
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
        found += never_in()
    if wanted.state:
        found.append(User.state == UserState(wanted.state))
    else:
        found.append(User.state != UserState.MERGED)
    return found


@dataclass(frozen=True, slots=True)
class _Group:
    """People who fit, as two statements that mean the same.

    gathered: by the indexes of what was asked; walked: along the order of the list, for what fits so many
    that sorting them would take longer than passing over those who do not fit. counted: what is counted in
    place of the group, with the group before it among them.
    """

    gathered: list[Any]
    walked: list[Any]
    counted: list[Any] = field(default_factory=list)
    total: int = 0

    def count(self) -> Any:
        """How many fit, as a part of a statement; no further than the list goes."""
        most = select(User.id).where(*(self.counted or self.gathered)).limit(DEEPEST + 1).subquery()
        return select(func.count()).select_from(most).scalar_subquery()

    def ids(self, size: int, offset: int) -> Any:
        """The ids of one page in Vietnamese order."""
        if self.total > DENSE:
            chosen = select(User.id).where(*self.walked).order_by(User.sort_key, User.id)
        else:
            few = select(User.id, User.sort_key).where(*self.gathered).limit(DENSE).subquery()
            chosen = select(few.c.id).order_by(few.c.sort_key, few.c.id)
        return chosen.limit(size).offset(offset)


def _groups(wanted: Filter) -> list[_Group]:
    """Who has exactly the marks that were typed, then the others; the latter alone where none were typed."""
    number, narrowed = _numbered(wanted.typed), _narrowed(wanted)
    if number is not None:
        return [_Group([*number, *narrowed], [*number, *narrowed])]
    words = rarest_first(read(wanted.typed))
    everybody = _Group([*named(words), *narrowed], [*named(words, gather=False), *narrowed])
    if not words or not has_marks(wanted.typed):
        return [everybody]
    exact = named(words, marked=True, gather=False)
    others = not_(and_(*exact))
    return [
        _Group([*named(words, marked=True), *narrowed], [*exact, *narrowed]),
        _Group([*everybody.gathered, others], [*everybody.walked, others], counted=everybody.gathered),
    ]


def page_of_people(wanted: Filter, number: int, size: int = PAGE_SIZE) -> Page[Any]:
    """One page of people in Vietnamese order; four queries at most, whatever there is.

    The list ends after DEEPEST people: whoever stands further down is found by searching.
    """
    groups = _groups(wanted)
    totals = db.session.execute(select(*(one.count() for one in groups))).one()
    counted = totals[-1]
    parts = [totals[0], *(later - first for first, later in pairwise(totals))]
    groups = [replace(one, total=max(0, part)) for one, part in zip(groups, parts, strict=True)]
    total = min(counted, DEEPEST)
    number = min(number, max(1, -(-total // size)))
    rows: list[Any] = []
    skipped = (number - 1) * size
    for one in groups:
        if len(rows) < size and skipped < one.total:
            rows += db.session.execute(_shown(one.ids(size - len(rows), skipped))).all()
        skipped = max(0, skipped - one.total)
    return Page(items=rows, number=number, size=size, total=total, more=counted > DEEPEST)


def _shown(ids: Any) -> Rows:
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
            User.first_seen_at,
            Commune.name.label("commune"),
            Province.name.label("province"),
        )
        .join(chosen, chosen.c.id == User.id)
        .outerjoin(Commune, Commune.code == User.commune_code)
        .outerjoin(Province, Province.code == Commune.province_code)
        .order_by(User.sort_key, User.id)
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
    first_seen_at: datetime | None
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
            User.first_seen_at,
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
    return list(db.session.execute(_shown(ids)))
