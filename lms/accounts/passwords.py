"""Passwords: argon2id, NFC first, and none of those that are guessed first."""

from functools import cache
from itertools import pairwise

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from lms.accounts.guessed_passwords import guessed_first
from lms.names import fold, nfc

MINIMUM = 8
MAXIMUM = 200  # characters; argon2 itself does not truncate, the limit keeps hashing cheap (S52)
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def password_fault(password: str, *, phone: str | None = None) -> str | None:
    """What is wrong with a new password: "short", "long" or "common"; None when it will do.

    Eight digits are allowed; what is refused is what is guessed first: the common ones, one character
    repeated, a run such as 12345678, and the person's own phone number.
    """
    text = nfc(password)
    if len(text) < MINIMUM:
        return "short"
    if len(text) > MAXIMUM:
        return "long"
    low = fold(text).replace(" ", "")
    steps = {ord(b) - ord(a) for a, b in pairwise(low)}
    if guessed_first(low) or steps in ({0}, {1}, {-1}) or (phone and phone in low):
        return "common"
    return None


def hash_password(password: str) -> str:
    """The argon2id hash of the NFC form (19 MiB, t=2, p=1: OWASP's minimum for argon2id)."""
    return _hasher.hash(nfc(password))


@cache
def _decoy() -> str:
    return _hasher.hash("nobody has this password")


def verify_password(stored: str | None, password: str) -> bool:
    """True when `password` belongs to `stored`. Without a stored hash it costs the same and is False."""
    text = nfc(password)
    if len(text) > MAXIMUM:
        text = ""
    try:
        _hasher.verify(stored or _decoy(), text)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None
