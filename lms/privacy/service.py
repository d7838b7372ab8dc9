"""What a person may do with their own data, and what the office decides. The caller's `atomic()` commits."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update

from lms.accounts import name_words, requests
from lms.accounts.consents.rules import Purpose
from lms.accounts.models import Consent, GrantRow, User, UserState
from lms.accounts.requests.models import OPEN, Request, RequestKind
from lms.accounts.sessions import end_all
from lms.audit.service import record
from lms.db import db
from lms.errors import Conflict, NotFound
from lms.jobs.service import enqueue
from lms.names import fold, sort_key
from lms.privacy.models import Deletion
from lms.privacy.queries import name_is_fixed
from lms.privacy.rules import REQUIRED_PURPOSES
from lms.signals import consent_withdrawn
from lms.web.i18n import _l

ERASE = "privacy.erase"


class HasRoles(Conflict):
    """Somebody with a role cannot be removed: others rely on it until it is taken back."""

    message = _l("Người này còn giữ vai. Thu vai ở trang Học viên trước rồi duyệt xóa.")


def withdraw(user_id: UUID, consent_id: UUID, at: datetime) -> bool:
    """Withdraw one's own consent: an optional one at once, a required one as a request with its clock.

    True when it is withdrawn already now. Raises NotFound.
    """
    found = db.session.scalar(
        select(Consent).where(
            Consent.id == consent_id, Consent.user_id == user_id, Consent.withdrawn_at.is_(None)
        )
    )
    if found is None:
        raise NotFound
    if found.purpose in REQUIRED_PURPOSES:
        requests.open_request(
            RequestKind.WITHDRAWAL, at, user_id=user_id, commune_code=_commune(user_id), actor_id=user_id
        )
        return False
    found.withdrawn_at = at
    consent_withdrawn.send(None, user_id=user_id, purpose=found.purpose)
    record(user_id, "privacy.withdraw", "user", str(user_id), at, {"kind": found.purpose})
    return True


def correct_name(user_id: UUID, full_name: str, at: datetime) -> bool:
    """Correct one's own name; True when the office was asked to, because the name is confirmed or printed."""
    person = db.session.get_one(User, user_id, with_for_update=True)
    if full_name == person.full_name:
        return False
    if not name_is_fixed(user_id):
        person.full_name, person.folded_name = full_name, fold(full_name)
        person.sort_key = sort_key(full_name, person.sort_name)
        name_words.keep(user_id, full_name)
        record(user_id, "accounts.change", "user", str(user_id), at)
        return False
    requests.open_request(
        RequestKind.NAME_CORRECTION,
        at,
        user_id=user_id,
        commune_code=person.commune_code,
        detail={"old": person.full_name, "new": full_name},
        actor_id=user_id,
    )
    return True


def _commune(user_id: UUID) -> str | None:
    return db.session.scalar(select(User.commune_code).where(User.id == user_id))


def ask_deletion(user_id: UUID, at: datetime) -> UUID:
    """Ask for one's own deletion; asking twice is asking once."""
    return requests.open_request(
        RequestKind.DELETION, at, user_id=user_id, commune_code=_commune(user_id), actor_id=user_id
    )


def undo(user_id: UUID, request_id: UUID, at: datetime) -> None:
    """Take back one's own request while it waits. Raises NotFound, RequestClosed."""
    mine = db.session.scalar(
        select(Request.id).where(
            Request.id == request_id, Request.user_id == user_id, Request.state.in_(OPEN)
        )
    )
    if mine is None:
        raise NotFound
    requests.close(request_id, at, user_id, refused=True)


def _asked(request_id: UUID, kind: RequestKind) -> UUID:
    user_id = db.session.scalar(select(Request.user_id).where(Request.id == request_id, Request.kind == kind))
    if user_id is None:
        raise NotFound
    return user_id


def approve_deletion(request_id: UUID, actor_id: UUID, at: datetime) -> None:
    """Close the account for good and let a job remove the person.

    Raises NotFound, HasRoles, RequestClosed.
    """
    user_id = _asked(request_id, RequestKind.DELETION)
    if db.session.scalar(select(GrantRow.id).where(GrantRow.user_id == user_id).limit(1)):
        raise HasRoles
    requests.close(request_id, at, actor_id)
    _disable(user_id, at)
    record(actor_id, "privacy.approve", "user", str(user_id), at, {"kind": RequestKind.DELETION.value})
    remember(user_id, at)


def remember(user_id: UUID, at: datetime) -> None:
    """Put a person on the list of deletions and wake the job that does it."""
    if db.session.get(Deletion, user_id) is None:
        db.session.add(Deletion(user_id=user_id, approved_at=at, done_at=None))
    enqueue(ERASE, {"user_id": str(user_id)}, at)


def approve_withdrawal(request_id: UUID, actor_id: UUID, at: datetime) -> None:
    """Stop using a person's data for teaching: the consents end, the account closes, what was learnt stays.

    Raises NotFound, HasRoles, RequestClosed.
    """
    user_id = _asked(request_id, RequestKind.WITHDRAWAL)
    if db.session.scalar(select(GrantRow.id).where(GrantRow.user_id == user_id).limit(1)):
        raise HasRoles
    requests.close(request_id, at, actor_id)
    db.session.execute(
        update(Consent)
        .where(Consent.user_id == user_id, Consent.withdrawn_at.is_(None))
        .values(withdrawn_at=at)
    )
    consent_withdrawn.send(None, user_id=user_id, purpose=Purpose.TRAINING)
    _disable(user_id, at)
    record(actor_id, "privacy.approve", "user", str(user_id), at, {"kind": RequestKind.WITHDRAWAL.value})


def _disable(user_id: UUID, at: datetime) -> None:
    db.session.execute(update(User).where(User.id == user_id).values(state=UserState.DISABLED))
    end_all(user_id, at)
