"""What a login code looks like and how long it lives. Pure."""

import hashlib
import hmac
import secrets
from datetime import timedelta
from uuid import UUID

# No vowels, so that no word comes out; of each pair that looks alike (0 O, 1 I L, 2 Z, 5 S, 6 G, 8 B, U V,
# Q O) at most one. 19 signs, eight of them: 34 bits.
ALPHABET = "CDFHJKMNPRTVWX34679"
LENGTH = 8
LIFE = timedelta(days=30)
TRIES = 10


def new_code() -> str:
    """A code from the machine's source of randomness, without the dash."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def shown(code: str) -> str:
    """The code as the slip prints it: two groups of four with a dash between."""
    return f"{code[:4]}-{code[4:]}"


def read_code(text: str) -> str | None:
    """The code that was typed, in any case, with or without dash and spaces; None when it cannot be one."""
    typed = "".join(char for char in text.upper() if not char.isspace() and char not in "-–—.")
    return typed if len(typed) == LENGTH and set(typed) <= set(ALPHABET) else None


def code_hash(code: str, user_id: UUID, key: str) -> str:
    """What is stored of a code; the person is part of it, so that no two rows can be compared."""
    return hmac.new(key.encode(), b"login-code\0" + user_id.bytes + code.encode(), hashlib.sha256).hexdigest()
