"""Between the password and the session: who may pick a name, who still owes a code.

It lies in the signed cookie, holds for five minutes, and no longer than the password and the account that it
rests on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Literal
from uuid import UUID

from flask import session

from lms import clock
from lms.accounts import failures, queries
from lms.accounts.models import SessionKind
from lms.accounts.queries import Candidate

KEY = "step"
SECONDS = 300
Wanted = Literal["name", "code"]


@dataclass(frozen=True, slots=True)
class Step:
    """Whom the password opened, what is wanted next, and what was ticked on the first page."""

    people: Sequence[Candidate]
    kind: SessionKind
    household: bool


def _mark(person: Candidate) -> str:
    return sha256((person.password_hash or "").encode()).hexdigest()[:16]


def keep(wanted: Wanted, people: Sequence[Candidate], kind: SessionKind, household: bool) -> None:
    """Remember a step in the cookie."""
    session[KEY] = {
        "wanted": wanted,
        "people": {str(person.id): _mark(person) for person in people},
        "kind": kind.value,
        "household": household,
        "until": clock.now().timestamp() + SECONDS,
    }


def waiting(wanted: Wanted) -> Step | None:
    """The step this browser is at; None when it is over, or an account has changed or is locked since."""
    kept: dict[str, Any] = session.get(KEY) or {}
    at = clock.now()
    if kept.get("wanted") != wanted or at.timestamp() > kept["until"]:
        return None
    found = queries.candidates_by_id([UUID(one) for one in kept["people"]])
    locked = failures.locks([person.id for person in found], at)
    people = [one for one in found if _mark(one) == kept["people"][str(one.id)] and one.id not in locked]
    return Step(people, SessionKind(kept["kind"]), kept["household"]) if people else None
