"""Writing the outbox: `queue` in the caller's transaction, the others as steps of the sending job."""

import secrets
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, UpdateBase, select, update

from lms.config import settings
from lms.db import db
from lms.errors import Invalid
from lms.ids import new_id
from lms.jobs.service import enqueue
from lms.mail.models import Mail, MailState
from lms.mail.rules import PLACE, address_fault, secret_of, subject_line

SEND = "mail.send"


class BadAddress(Invalid):
    """Not one plain e-mail address."""


def queue(address: str, subject: str, body: str, at: datetime, key: str | None = None) -> str | None:
    """Write a message that goes out once the caller's transaction has committed.

    Where `body` holds `{secret}`, a secret of 256 bits stands there in what is sent and is returned, for the
    caller to keep its hash; the outbox holds only what it is worked out from. With a `key`, asking again
    changes nothing and returns None. Raises BadAddress.
    """
    if address_fault(address):
        raise BadAddress
    if key and db.session.scalar(select(Mail.id).where(Mail.key == key)):
        return None
    seed = secrets.token_hex(32) if PLACE in body else None
    row = Mail(
        id=new_id(),
        key=key,
        address=address,
        subject=subject_line(subject)[:160],
        body=body,
        seed=seed,
        state=MailState.WAITING,
        created_at=at,
        sent_at=None,
    )
    db.session.add(row)
    enqueue(SEND, {"mail_id": str(row.id)}, at, key=f"mail:{row.id}")
    return secret_of(seed, settings().secret_key) if seed else None


def _move(mail_id: UUID, old: MailState, **values: Any) -> bool:
    statement: UpdateBase = update(Mail).where(Mail.id == mail_id, Mail.state == old).values(**values)
    return bool(cast("CursorResult[Any]", db.session.execute(statement)).rowcount)


def claim(mail_id: UUID) -> bool:
    """Take a waiting message; False when it is not waiting.

    One that a dead process left SENDING may have gone out: it becomes UNKNOWN and is not sent again (F18).
    """
    if _move(mail_id, MailState.WAITING, state=MailState.SENDING):
        return True
    _move(mail_id, MailState.SENDING, state=MailState.UNKNOWN, body="", seed=None)
    return False


def sent(mail_id: UUID, at: datetime) -> None:
    """Note that a message has gone; its text is not kept."""
    _move(mail_id, MailState.SENDING, state=MailState.SENT, sent_at=at, body="", seed=None)


def unclear(mail_id: UUID) -> None:
    """Note that a message may have gone; it is not sent again."""
    _move(mail_id, MailState.SENDING, state=MailState.UNKNOWN, body="", seed=None)


def put_back(mail_id: UUID) -> None:
    """Let a message that has certainly not gone wait for another try."""
    _move(mail_id, MailState.SENDING, state=MailState.WAITING)
