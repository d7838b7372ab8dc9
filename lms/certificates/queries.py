"""Reading the register."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, or_, select, union

from lms.accounts.models import User
from lms.accounts.name_words import MAX_WORDS, named, rarest_first, read
from lms.certificates.models import Certificate
from lms.certificates.rules import CertificateState, Snapshot, Verdict, verdict
from lms.courses.models import Course
from lms.db import Rows, db
from lms.learning.models import Enrolment, EnrolmentState
from lms.places.models import Commune, Province
from lms.prepared import read_apart


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """A certificate as its owner and the office see it."""

    id: UUID
    code: str
    register_number: str
    user_id: UUID
    course_id: str
    enrolment_id: UUID
    snapshot: Snapshot
    state: CertificateState
    state_at: datetime
    reason: str
    issued_at: datetime
    expires_at: datetime | None
    replaced_by_id: UUID | None

    @property
    def started(self) -> date:
        """The first day of study."""
        return date.fromisoformat(self.snapshot.started_on)

    @property
    def completed(self) -> date:
        """The day the course was completed."""
        return date.fromisoformat(self.snapshot.completed_on)

    def verdict(self, now: datetime) -> Verdict:
        """What it is worth at this moment."""
        return verdict(self.state, self.expires_at, now)


def _row(found: Any) -> CertificateRow:
    return CertificateRow(
        id=found.id,
        code=found.code,
        register_number=found.register_number,
        user_id=found.user_id,
        course_id=found.course_id,
        enrolment_id=found.enrolment_id,
        snapshot=Snapshot(**found.snapshot),
        state=found.state,
        state_at=found.state_at,
        reason=found.reason,
        issued_at=found.issued_at,
        expires_at=found.expires_at,
        replaced_by_id=found.replaced_by_id,
    )


def certificate(certificate_id: UUID) -> CertificateRow | None:
    """One certificate; one query."""
    found = db.session.get(Certificate, certificate_id)
    return _row(found) if found else None


def by_code(code: str) -> CertificateRow | None:
    """The certificate with this code (stored form); one query."""
    found = db.session.scalar(select(Certificate).where(Certificate.code == code))
    return _row(found) if found else None


@cache
def _of_user() -> Rows:
    columns = Certificate.__table__.c
    return select(*columns).where(columns.user_id == bindparam("user_id")).order_by(columns.issued_at.desc())


def of_user(user_id: UUID) -> list[CertificateRow]:
    """A person's certificates, newest first; one query."""
    return [_row(found) for found in read_apart(_of_user(), {"user_id": user_id})]


def _waits() -> list[Any]:
    """Conditions on Enrolment: completed, and no certificate was ever issued for it."""
    return [Enrolment.state == EnrolmentState.COMPLETED, Enrolment.certified_at.is_(None)]


def _called(typed: str, user_id: Any, course_id: Any) -> list[Any]:
    """Two conditions of which one holds: the person, or else the course, has every word that was typed.

    People by the beginnings of the words of their names; courses, of which there are few, by any part.
    """
    words = read(typed)
    if not words:
        return []
    titled = [Course.folded_title.contains(one.folded, autoescape=True) for one in words[:MAX_WORDS]]
    people = select(User.id).where(*named(rarest_first(words)))
    return [user_id.in_(people), course_id.in_(select(Course.id).where(*titled))]


def registered(typed: str) -> list[Any]:
    """Conditions on Certificate: its number, or names of the person or the course.

    A union, because PostgreSQL reads the whole register for an OR of two searches.
    """
    if typed.isdecimal():
        return [Certificate.number == int(typed[:9])]
    if any(char.isdecimal() for char in typed):
        return [Certificate.register_number == typed]
    ways = _called(typed, Certificate.user_id, Certificate.course_id)
    return [Certificate.id.in_(union(*(select(Certificate.id).where(one) for one in ways)))] if ways else []


def due(typed: str) -> Rows:
    """Completed enrolments without any certificate, longest waiting first."""
    query: Rows = (
        select(
            Enrolment.id,
            Enrolment.completed_at,
            User.full_name,
            User.unit,
            Commune.name.label("commune"),
            Province.name.label("province"),
            Course.title.label("course_title"),
        )
        .join(User, User.id == Enrolment.user_id)
        .outerjoin(Commune, Commune.code == User.commune_code)
        .outerjoin(Province, Province.code == Commune.province_code)
        .join(Course, Course.id == Enrolment.course_id)
        .where(*_waits())
        .order_by(Enrolment.completed_at, Enrolment.id)
    )
    ways = _called(typed, Enrolment.user_id, Enrolment.course_id)
    return query.where(or_(*ways)) if ways else query


def due_of(enrolment_ids: list[UUID]) -> list[Any]:
    """Those of these enrolments that wait for a certificate still, in the order of names; one query."""
    query = due("").where(Enrolment.id.in_(enrolment_ids)).order_by(None)
    return list(db.session.execute(query.order_by(User.sort_key, Enrolment.id)))


def due_total() -> Any:
    """How many wait for a certificate, as a part of a statement that counts other things too."""
    return select(func.count()).select_from(Enrolment).where(*_waits()).scalar_subquery()


def issued(typed: str) -> Rows:
    """The register, newest first: name and course as they were printed (law 10), whatever they are now."""
    query: Rows = select(
        Certificate.id,
        Certificate.register_number,
        Certificate.state,
        Certificate.state_at,
        Certificate.issued_at,
        Certificate.expires_at,
        Certificate.snapshot["full_name"].as_string().label("full_name"),
        Certificate.snapshot["course"].as_string().label("course_title"),
    ).order_by(Certificate.issued_at.desc(), Certificate.id.desc())
    return query.where(*registered(typed))


@dataclass(frozen=True, slots=True)
class Waiting:
    """A completed course whose certificate is on its way."""

    course_id: str
    title: str
    since: datetime


def waiting_courses(user_id: UUID) -> list[Waiting]:
    """The courses a person has completed without a certificate yet; one query."""
    rows = db.session.execute(
        select(Enrolment.course_id, Course.title, Enrolment.completed_at)
        .join(Course, Course.id == Enrolment.course_id)
        .where(
            Enrolment.user_id == user_id,
            *_waits(),
        )
        .order_by(Enrolment.completed_at)
    )
    return [Waiting(course_id, title, since) for course_id, title, since in rows if since is not None]
