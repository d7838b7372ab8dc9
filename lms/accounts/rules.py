"""Ways to name an account, and when it is locked. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from lms.names import normalise_phone

Kind = Literal["phone", "email", "code"]
_EMAIL = re.compile(r"[^@\s\x00-\x1f\x7f]{1,64}@[^@\s\x00-\x1f\x7f]{1,190}\.[^@\s\x00-\x1f\x7f.]{2,63}\Z")
_CODE = re.compile(r"[Uu]?[-\s]?(\d{4,9})\Z")

FAILURES_ALLOWED = 20
FAILURE_WINDOW = timedelta(hours=24)
LOCK = timedelta(minutes=15)

CONSENT_VERSION = "2026-11"
CONSENT_PURPOSE = "study"


@dataclass(frozen=True, slots=True)
class Login:
    """What a person typed to say who they are, normalised."""

    kind: Kind
    value: str


def read_login(text: str) -> Login | None:
    """A phone number in any usual form, an e-mail address, or a user code; None for anything else.

    A user code is U and digits; the letter may be left out as long as no phone number is meant.
    """
    text = text.strip()
    if "@" in text:
        return Login("email", text.lower()) if _EMAIL.match(text) else None
    phone = normalise_phone(text)
    if phone is not None:
        return Login("phone", phone)
    code = _CODE.match(text)
    return Login("code", f"U-{code[1]}") if code else None


def locked_until(failures: list[datetime], now: datetime) -> datetime | None:
    """When an account opens again after too many wrong passwords; None when it is open.

    `failures` are the times of wrong tries, newest first. Twenty within 24 hours lock for 15 minutes
    from the newest.
    """
    recent = [at for at in failures if now - at < FAILURE_WINDOW]
    if len(recent) < FAILURES_ALLOWED:
        return None
    until = recent[0] + LOCK
    return until if until > now else None
