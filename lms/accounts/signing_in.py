"""Which accounts a login and a password open; always at the price of five hashes.

One phone number may serve a household, so its password is tried against each of at most five accounts. A
stranger must not learn from the time, the words or the number of hashes who has an account (S48), so the
missing ones are made up by a hash that nobody's password fits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lms.accounts import failures, queries
from lms.accounts.passwords import verify_password
from lms.accounts.queries import ACCOUNTS_PER_PHONE, Candidate
from lms.accounts.rules import Login


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a try. `people`: whom the password opens. Without any, `locked_until` may say why.

    `household`: the login stands for several people. `tried` are the open accounts that did not fit, and
    `unknown` the login when it names nobody: a failure is counted against these.
    """

    people: Sequence[Candidate]
    household: bool
    locked_until: datetime | None
    tried: Sequence[UUID]
    unknown: Login | None


def try_password(login: Login | None, password: str, at: datetime) -> Outcome:
    """Try a password at a login; `login` is None for what could not be read as one.

    A locked account does not open and is not tried; the others of its household are.
    """
    found = queries.candidates(login) if login else []
    locked = failures.locks([person.id for person in found], at)
    hashes = [None if person.id in locked else person.password_hash for person in found]
    hashes += [None] * (ACCOUNTS_PER_PHONE - len(hashes))
    fits = [verify_password(stored, password) for stored in hashes]
    people = [person for person, fit in zip(found, fits, strict=False) if fit]
    until = max(locked.values(), default=None)
    unknown = login if not found else None
    if unknown is not None:
        until = failures.login_locked(unknown, at)
    return Outcome(
        people=people,
        household=len(found) > 1,
        locked_until=until,
        tried=[person.id for person in found if person.id not in locked],
        unknown=unknown if until is None else None,
    )
