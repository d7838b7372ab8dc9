"""Reading the register."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, or_, select

from lms.accounts.models import User
from lms.certificates.models import Certificate
from lms.certificates.rules import CertificateState, Snapshot, Verdict, verdict
from lms.courses.models import Course
from lms.db import Rows, db
from lms.learning.models import Enrolment, EnrolmentState


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


def _row(found: Certificate) -> CertificateRow:
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


def of_user(user_id: UUID) -> list[CertificateRow]:
    """A person's certificates, newest first; one query."""
    rows = db.session.scalars(
        select(Certificate).where(Certificate.user_id == user_id).order_by(Certificate.issued_at.desc())
    )
    return [_row(found) for found in rows]


def _has_certificate() -> Any:
    return exists().where(Certificate.enrolment_id == Enrolment.id)


def _named(query: Rows, words: list[str]) -> Rows:
    """Only rows whose person or course is named by every word (folded)."""
    for word in words[:8]:
        query = query.where(
            or_(
                User.folded_name.contains(word, autoescape=True),
                Course.folded_title.contains(word, autoescape=True),
            )
        )
    return query


def due(words: list[str]) -> Rows:
    """Completed enrolments without any certificate, longest waiting first."""
    query: Rows = (
        select(
            Enrolment.id,
            Enrolment.completed_at,
            User.full_name,
            User.unit,
            Course.title.label("course_title"),
        )
        .join(User, User.id == Enrolment.user_id)
        .join(Course, Course.id == Enrolment.course_id)
        .where(Enrolment.state == EnrolmentState.COMPLETED, ~_has_certificate())
        .order_by(Enrolment.completed_at, Enrolment.id)
    )
    return _named(query, words)


def due_total() -> Any:
    """How many wait for a certificate, as a part of a statement that counts other things too."""
    return (
        select(func.count())
        .select_from(Enrolment)
        .where(Enrolment.state == EnrolmentState.COMPLETED, ~_has_certificate())
        .scalar_subquery()
    )


def issued(words: list[str]) -> Rows:
    """The register, newest first."""
    query: Rows = (
        select(
            Certificate.id,
            Certificate.register_number,
            Certificate.state,
            Certificate.issued_at,
            Certificate.expires_at,
            User.full_name,
            Course.title.label("course_title"),
        )
        .join(User, User.id == Certificate.user_id)
        .join(Course, Course.id == Certificate.course_id)
        .order_by(Certificate.issued_at.desc(), Certificate.id.desc())
    )
    return _named(query, words)


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
            Enrolment.state == EnrolmentState.COMPLETED,
            Enrolment.completed_at.is_not(None),
            ~_has_certificate(),
        )
        .order_by(Enrolment.completed_at)
    )
    return [Waiting(course_id, title, since) for course_id, title, since in rows if since is not None]
