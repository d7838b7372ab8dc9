"""Wrong passwords and codes, counted in the database: by account, by what was typed, by address.

Failures only, so that a hall of sixty people behind one address signs in without noticing; in the database,
so that neither a restart nor a second server begins at zero (S46). What somebody typed who has no account is
counted as an account would be, so that the lock tells nobody who has one (S48).
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import Text, cast, delete, select, update

from lms.accounts.models import Door, DoorFailure, SignInFailure
from lms.accounts.rules import (
    ADDRESS_FAILURES,
    ADDRESS_WINDOW,
    ADDRESSES_KEPT,
    FAILURE_WINDOW,
    FAILURES_ALLOWED,
    Login,
    locked_until,
)
from lms.audit.models import AuditEntry
from lms.audit.service import record
from lms.db import db
from lms.errors import AppError
from lms.ids import new_id
from lms.web.i18n import _l

FAILED = "accounts.sign-in-failed"


class TooManyFailures(AppError):
    """Too many wrong tries came from one address; it may try again after `retry_after` seconds."""

    status = 429
    message = _l(
        "Từ máy hoặc mạng này đã thử sai quá nhiều lần. "
        "Anh/chị nghỉ ít phút rồi thử lại, hoặc gọi số ở cuối trang."
    )


def locks(user_ids: Sequence[UUID], at: datetime) -> dict[UUID, datetime]:
    """Which of these accounts are locked, and until when. One statement however many they are."""
    times: dict[UUID, list[datetime]] = defaultdict(list)
    rows = db.session.execute(
        select(SignInFailure.user_id, SignInFailure.at)
        .where(SignInFailure.user_id.in_(user_ids), SignInFailure.at > at - FAILURE_WINDOW)
        .order_by(SignInFailure.at.desc())
    )
    for user_id, when in rows:
        times[user_id].append(when)
    found = {user_id: locked_until(failed, at) for user_id, failed in times.items()}
    return {user_id: until for user_id, until in found.items() if until is not None}


def _times(door: Door, key: str, since: datetime, most: int) -> list[datetime]:
    return list(
        db.session.scalars(
            select(DoorFailure.at)
            .where(DoorFailure.door == door, DoorFailure.key == key, DoorFailure.at > since)
            .order_by(DoorFailure.at.desc())
            .limit(most)
        )
    )


def _login_key(login: Login) -> str:
    return sha256(f"{login.kind}:{login.value}".encode()).hexdigest()


def login_locked(login: Login, at: datetime) -> datetime | None:
    """Until when a login that names nobody is locked, as an account would be."""
    return locked_until(_times(Door.LOGIN, _login_key(login), at - FAILURE_WINDOW, FAILURES_ALLOWED), at)


def slow_down(address: str, at: datetime) -> None:
    """Raise TooManyFailures when an address has had a hundred wrong tries within ten minutes."""
    times = _times(Door.ADDRESS, address, at - ADDRESS_WINDOW, ADDRESS_FAILURES)
    if len(times) >= ADDRESS_FAILURES:
        raise TooManyFailures(retry_after=int((times[-1] + ADDRESS_WINDOW - at).total_seconds()) + 1)


def note(address: str, at: datetime, user_ids: Sequence[UUID] = (), unknown: Login | None = None) -> None:
    """Keep a wrong try: for its address, for the accounts it was about, or for a login that names nobody.

    What is locked already is not counted on. Old rows go at the same time, so the table stays as small as
    its windows.
    """
    for door, window in ((Door.ADDRESS, ADDRESS_WINDOW), (Door.LOGIN, FAILURE_WINDOW)):
        db.session.execute(delete(DoorFailure).where(DoorFailure.door == door, DoorFailure.at < at - window))
    db.session.add(DoorFailure(id=new_id(), door=Door.ADDRESS, key=address, at=at))
    if unknown is not None:
        db.session.add(DoorFailure(id=new_id(), door=Door.LOGIN, key=_login_key(unknown), at=at))
    for user_id in user_ids:
        db.session.add(SignInFailure(id=new_id(), user_id=user_id, at=at))
        record(None, FAILED, "user", str(user_id), at, {"address": address})
    if not user_ids:
        record(None, FAILED, "login", "", at, {"address": address})


def forget_addresses(at: datetime) -> int:
    """Take the addresses out of the log of wrong tries that are older than ADDRESSES_KEPT; return how many.

    That somebody tried stays in the log.
    """
    old = (
        update(AuditEntry)
        .where(
            AuditEntry.action == FAILED,
            AuditEntry.at < at - ADDRESSES_KEPT,
            cast(AuditEntry.detail, Text) != "{}",
        )
        .values(detail={})
        .execution_options(synchronize_session=False)
    )
    return db.session.connection().execute(old).rowcount


def forget(user_id: UUID) -> None:
    """Open an account again: its wrong tries are forgotten."""
    db.session.execute(delete(SignInFailure).where(SignInFailure.user_id == user_id))
