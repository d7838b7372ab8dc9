"""Giving and withdrawing consent. The caller's `atomic()` commits."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import update

from lms.accounts.consents.queries import given
from lms.accounts.consents.rules import OPTIONAL, VERSION, Purpose
from lms.accounts.consents.words import wording
from lms.accounts.models import Consent
from lms.audit.service import record
from lms.db import db
from lms.ids import new_id
from lms.signals import consent_withdrawn


def answer(user_id: UUID, optional: Collection[Purpose], at: datetime) -> None:
    """Keep that a person agrees to the training and to these optional purposes, and to no other.

    Word for word, in the language it was read in. What was agreed to before in the same version stays as it
    was; an optional purpose that is not named any more is withdrawn.
    """
    holding = {(row.purpose, row.version) for row in given(user_id) if row.withdrawn_at is None}
    for purpose in (Purpose.TRAINING, *OPTIONAL):
        wanted = purpose is Purpose.TRAINING or purpose in optional
        if wanted and (purpose.value, VERSION) not in holding:
            db.session.add(
                Consent(
                    id=new_id(),
                    user_id=user_id,
                    purpose=purpose.value,
                    version=VERSION,
                    wording=wording(purpose),
                    given_at=at,
                    withdrawn_at=None,
                )
            )
            record(user_id, "accounts.consent", "user", str(user_id), at, {"purpose": purpose.value})
        elif not wanted and any(name == purpose.value for name, _version in holding):
            withdraw(user_id, purpose, at)


def withdraw(user_id: UUID, purpose: Purpose, at: datetime) -> None:
    """Take an agreement back, in every version; the rows stay, with the time."""
    db.session.execute(
        update(Consent)
        .where(Consent.user_id == user_id, Consent.purpose == purpose.value, Consent.withdrawn_at.is_(None))
        .values(withdrawn_at=at)
    )
    consent_withdrawn.send(None, user_id=user_id, purpose=purpose.value)
    record(user_id, "accounts.consent-withdraw", "user", str(user_id), at, {"purpose": purpose.value})
