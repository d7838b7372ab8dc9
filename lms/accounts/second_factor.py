"""The second factor: six digits from the person's phone (RFC 6238), or a recovery code from paper.

No code is taken twice: the half-minute of the last one is kept and only a later one fits (S53). Recovery
codes are shown once and kept as hashes.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import cast
from uuid import UUID

import pyotp
from sqlalchemy import CursorResult, delete, func, select, update

from lms.accounts.models import RecoveryCode, SecondFactor
from lms.accounts.rules import read_recovery_code, totp_step
from lms.audit.service import record
from lms.db import db
from lms.errors import Conflict
from lms.ids import new_id
from lms.web.i18n import _l

RECOVERY_CODES = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class SecondFactorOn(Conflict):
    """The second factor is in force already; its secret is not shown again."""

    message = _l("Xác nhận hai bước đã bật. Muốn đổi máy, anh/chị tắt rồi bật lại.")


@dataclass(frozen=True, slots=True)
class State:
    """How far somebody's second factor has come."""

    secret: str
    on: bool
    codes_left: int


def state(user_id: UUID) -> State | None:
    """The second factor of a person; None when there is none, not even one begun."""
    left = (
        select(func.count())
        .select_from(RecoveryCode)
        .where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
        .scalar_subquery()
    )
    row = db.session.execute(
        select(SecondFactor.secret, SecondFactor.confirmed_at, left).where(SecondFactor.user_id == user_id)
    ).first()
    return State(row[0], row[1] is not None, row[2]) if row else None


def is_on(user_id: UUID) -> bool:
    """True when this person is asked for a code at signing in."""
    found = state(user_id)
    return found is not None and found.on


def begin(user_id: UUID, at: datetime) -> None:
    """Make a new secret, in force once a code confirms it. Raises SecondFactorOn."""
    if is_on(user_id):
        raise SecondFactorOn
    db.session.execute(delete(SecondFactor).where(SecondFactor.user_id == user_id))
    db.session.add(
        SecondFactor(
            user_id=user_id, secret=pyotp.random_base32(), created_at=at, confirmed_at=None, last_step=0
        )
    )


def _take_step(user_id: UUID, code: str, at: datetime) -> bool:
    secret = db.session.scalar(select(SecondFactor.secret).where(SecondFactor.user_id == user_id))
    step = totp_step(secret, code, at) if secret else None
    if step is None:
        return False
    # Two requests with one code: the second finds the step taken.
    taken = db.session.execute(
        update(SecondFactor)
        .where(SecondFactor.user_id == user_id, SecondFactor.last_step < step)
        .values(last_step=step)
    )
    return cast(CursorResult, taken).rowcount == 1


def confirm(user_id: UUID, code: str, at: datetime) -> list[str] | None:
    """Put the second factor in force with its first code; return the recovery codes, None for a wrong code.

    Raises SecondFactorOn.
    """
    if is_on(user_id):
        raise SecondFactorOn
    if not _take_step(user_id, code, at):
        return None
    db.session.execute(update(SecondFactor).where(SecondFactor.user_id == user_id).values(confirmed_at=at))
    record(user_id, "accounts.second-factor-on", "user", str(user_id), at)
    return new_codes(user_id, at)


def _hash(user_id: UUID, code: str) -> str:
    return sha256(f"{user_id}:{code}".encode()).hexdigest()


def new_codes(user_id: UUID, at: datetime) -> list[str]:
    """Make new recovery codes, twelve letters and digits each; the old ones are worth nothing from now on."""
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    made = ["".join(secrets.choice(_LETTERS) for _ in range(12)) for _ in range(RECOVERY_CODES)]
    for code in made:
        db.session.add(
            RecoveryCode(id=new_id(), user_id=user_id, code_hash=_hash(user_id, code), used_at=None)
        )
    record(user_id, "accounts.recovery-codes", "user", str(user_id), at)
    return ["-".join((code[:4], code[4:8], code[8:])) for code in made]


def take(user_id: UUID, code: str, at: datetime) -> bool:
    """True when `code` proves this person now, by phone or from paper; it never does so again."""
    if _take_step(user_id, code, at):
        return True
    used = db.session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.user_id == user_id,
            RecoveryCode.code_hash == _hash(user_id, read_recovery_code(code)),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=at)
    )
    if cast(CursorResult, used).rowcount != 1:
        return False
    record(user_id, "accounts.recovery-code-used", "user", str(user_id), at)
    return True


def merge(kept_id: UUID, gone_id: UUID, *, take_over: bool, at: datetime, actor_id: UUID | None) -> None:
    """Leave one second factor where two accounts become one; the kept account's own stays untouched.

    take_over: where the kept account has none, let the other's secret go on with it, without its recovery
    codes: their hashes hold the old id. Without take_over the other's ends: a second factor that its password
    does not belong to would lock the person out.
    """
    gone = state(gone_id)
    if gone is None:
        return
    if gone.on and take_over and not is_on(kept_id):
        db.session.execute(delete(SecondFactor).where(SecondFactor.user_id == kept_id))
        db.session.execute(
            update(SecondFactor).where(SecondFactor.user_id == gone_id).values(user_id=kept_id)
        )
        db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == gone_id))
        record(actor_id, "accounts.second-factor-moved", "user", str(kept_id), at)
        return
    turn_off(gone_id, at, actor_id)


def turn_off(user_id: UUID, at: datetime, actor_id: UUID | None) -> None:
    """Take the second factor away, with its recovery codes."""
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    db.session.execute(delete(SecondFactor).where(SecondFactor.user_id == user_id))
    record(actor_id, "accounts.second-factor-off", "user", str(user_id), at)
