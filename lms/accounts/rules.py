"""Ways to name an account, and when it is locked. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Literal

import pyotp

from lms.names import normalise_phone

Kind = Literal["phone", "email", "code"]
_EMAIL = re.compile(r"[^@\s\x00-\x1f\x7f]{1,64}@[^@\s\x00-\x1f\x7f]{1,190}\.[^@\s\x00-\x1f\x7f.]{2,63}\Z")
_CODE = re.compile(r"[Uu]?(\d{4,9})\Z", re.ASCII)
# Spaces, every kind of hyphen, and the invisible marks that come along when a number is copied.
_BETWEEN = re.compile(r"[\s\-\u2010-\u2015\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")

FAILURES_ALLOWED = 20
FAILURE_WINDOW = timedelta(hours=24)
LOCK = timedelta(minutes=15)
ADDRESS_FAILURES = 100
ADDRESS_WINDOW = timedelta(minutes=10)
#: How long the log keeps from where a wrong try came. No act names a time for it; an address is personal data
#: (Law 91/2025/QH15) and is kept no longer than its purpose asks: 12 months, as is proposed for raw logs.
ADDRESSES_KEPT = timedelta(days=365)


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
    code = _CODE.match(_BETWEEN.sub("", text))
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


TOTP_SECONDS = 30
_TOTP = re.compile(r"\d{6}\Z", re.ASCII)


def totp_step(secret: str, code: str, at: datetime) -> int | None:
    """The half-minute that a six-digit code belongs to, now or one before or after; None for a wrong code.

    Source: RFC 6238; phones' clocks may be off by half a minute.
    """
    digits = _BETWEEN.sub("", code)
    if not _TOTP.match(digits):
        return None
    totp = pyotp.TOTP(secret, interval=TOTP_SECONDS)
    now = int(at.timestamp()) // TOTP_SECONDS
    fitting = [step for step in (now - 1, now, now + 1) if compare_digest(totp.generate_otp(step), digits)]
    return fitting[0] if fitting else None


def read_recovery_code(text: str) -> str:
    """A recovery code as it is hashed: small letters and digits, nothing between."""
    return _BETWEEN.sub("", text).lower()
