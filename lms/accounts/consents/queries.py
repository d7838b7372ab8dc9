"""Reading consents."""

from functools import cache
from uuid import UUID

from sqlalchemy import bindparam, select

from lms.accounts.consents.rules import VERSION, Purpose
from lms.accounts.models import Consent
from lms.db import Rows, db, plain_rows


@cache
def _current() -> Rows:
    return select(Consent.id).where(
        Consent.user_id == bindparam("user_id"),
        Consent.purpose == Purpose.TRAINING.value,
        Consent.version == bindparam("version"),
        Consent.withdrawn_at.is_(None),
    )


def is_current(user_id: UUID) -> bool:
    """Whether a person has agreed to today's words for the training; one query."""
    return plain_rows(_current(), {"user_id": user_id, "version": VERSION}).first() is not None


def given(user_id: UUID) -> list[Consent]:
    """Everything a person has ever agreed to, oldest first; `withdrawn_at` says what no longer holds."""
    return list(
        db.session.scalars(
            select(Consent).where(Consent.user_id == user_id).order_by(Consent.given_at, Consent.id)
        )
    )
