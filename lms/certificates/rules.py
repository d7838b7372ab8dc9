"""Codes, numbers and states of certificates. Pure.

A code is 27 characters of Crockford's base32 (135 random bits) and one check character, shown in groups of
four. Look-alikes are forgiven when it is typed: O is 0, I and L are 1, U is V; letter case, spaces and
hyphens do not matter.
"""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
DATA_LENGTH = 27
CODE_LENGTH = DATA_LENGTH + 1
GROUP = 4
_FORGIVEN = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
_IGNORED = str.maketrans(dict.fromkeys(" -–—._\xa0\t\r\n"))


class CertificateState(StrEnum):
    """The state in the register. Expired is no state: it follows from the date."""

    VALID = "valid"
    REVOKED = "revoked"
    REPLACED = "replaced"


class Verdict(StrEnum):
    """What the public page says."""

    VALID = "valid"
    REVOKED = "revoked"
    REPLACED = "replaced"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


def check_character(data: str) -> str:
    """The Luhn mod 32 check character of base32 `data`: finds any wrong character and nearly all swaps."""
    total, factor = 0, 2
    for char in reversed(data):
        product = factor * ALPHABET.index(char)
        total += product // 32 + product % 32
        factor = 3 - factor
    return ALPHABET[-total % 32]


def new_code() -> str:
    """A fresh code with its check character, without spaces."""
    data = "".join(secrets.choice(ALPHABET) for _ in range(DATA_LENGTH))
    return data + check_character(data)


def read_code(text: str) -> str | None:
    """The code that was typed or scanned, in its stored form; None when it cannot be one."""
    if len(text) > 200:
        return None
    code = text.translate(_IGNORED).upper().translate(_FORGIVEN)
    if len(code) != CODE_LENGTH or any(char not in ALPHABET for char in code):
        return None
    return code if check_character(code[:-1]) == code[-1] else None


def grouped(code: str) -> str:
    """The code as it is printed: groups of four."""
    return " ".join(code[i : i + GROUP] for i in range(0, len(code), GROUP))


def verdict(state: CertificateState, expires_at: datetime | None, now: datetime) -> Verdict:
    """What a certificate is worth at this moment."""
    if state is CertificateState.REVOKED:
        return Verdict.REVOKED
    if state is CertificateState.REPLACED:
        return Verdict.REPLACED
    if expires_at is not None and expires_at <= now:
        return Verdict.EXPIRED
    return Verdict.VALID


def register_number(pattern: str, number: int, unit: str, year: int) -> str:
    """The number as it is printed, "123/GCN-VPĐP", from the office's pattern."""
    return pattern.format(number=number, unit=unit, year=year)


def add_months(day: date, months: int) -> date:
    """The same day `months` later, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise ValueError(f"no such day: {day}")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a certificate says, as it was when it was issued (law 10). Dates are ISO strings."""

    full_name: str
    unit: str
    course: str
    periods: int
    started_on: str
    completed_on: str
    issued_on: str
    number: str
    parent_body: str
    issuing_body: str
    place: str
    signer_title: str
    signer_name: str
    edition: str
    note: str
