"""Reading what the pages of one's own data show."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, or_, select

from lms.accounts.models import Consent, User
from lms.accounts.requests.models import OPEN, Request, RequestKind
from lms.certificates.models import Certificate
from lms.db import db
from lms.learning.models import Completion, Enrolment


def person(user_id: UUID) -> Any:
    """The person's row; one query."""
    return db.session.get_one(User, user_id)


def name_is_fixed(user_id: UUID) -> bool:
    """Whether the name was confirmed or stands on a certificate, so that only the office may change it."""
    printed = exists().where(Certificate.user_id == User.id)
    fixed = select(or_(User.name_confirmed_at.is_not(None), printed)).where(User.id == user_id)
    return bool(db.session.scalar(fixed))


def consents(user_id: UUID) -> list[Consent]:
    """What was agreed to, newest first."""
    return list(
        db.session.scalars(
            select(Consent).where(Consent.user_id == user_id).order_by(Consent.given_at.desc(), Consent.id)
        )
    )


def open_requests(user_id: UUID) -> list[Request]:
    """What waits for the office."""
    return list(
        db.session.scalars(
            select(Request)
            .where(Request.user_id == user_id, Request.state.in_(OPEN))
            .order_by(Request.created_at)
        )
    )


@dataclass(frozen=True, slots=True)
class Consequences:
    """What the office sees before it approves: a request and how much it concerns."""

    id: UUID
    kind: RequestKind
    open: bool
    user_id: UUID
    full_name: str
    user_code: str
    created_at: datetime
    reply_due_at: datetime
    due_at: datetime
    enrolments: int
    completions: int
    certificates: int


def consequences(request_id: UUID) -> Consequences | None:
    """A request for deletion or withdrawal; None for any other. One query."""

    def count(column: Any, *where: Any) -> Any:
        return select(func.count(column)).where(*where).correlate(Request, User).scalar_subquery()

    row = db.session.execute(
        select(
            Request.id,
            Request.kind,
            Request.state.in_(OPEN),
            User.id,
            User.full_name,
            User.user_code,
            Request.created_at,
            Request.reply_due_at,
            Request.due_at,
            count(Enrolment.id, Enrolment.user_id == User.id),
            count(Completion.id, Completion.enrolment_id == Enrolment.id, Enrolment.user_id == User.id),
            count(Certificate.id, Certificate.user_id == User.id),
        )
        .join(User, User.id == Request.user_id)
        .where(Request.id == request_id, Request.kind.in_((RequestKind.DELETION, RequestKind.WITHDRAWAL)))
    ).first()
    return Consequences(*row) if row else None
