"""Identifiers and secrets: time-ordered keys for rows, unguessable tokens for doors."""

import os
import secrets
import time
from uuid import UUID


def new_id() -> UUID:
    """A UUID of version 7 (RFC 9562): 48 bits of milliseconds, then 74 random bits.

    Time order keeps index pages warm; the random part keeps ids unguessable enough to appear in an
    address, though never as a credential (S11).
    """
    value = (time.time_ns() // 1_000_000) << 80
    value |= int.from_bytes(os.urandom(10), "big")
    value &= ~(0xF << 76) & ~(0x3 << 62)
    value |= (0x7 << 76) | (0x2 << 62)
    return UUID(int=value)


def random_token(size: int = 32) -> str:
    """A URL-safe secret from `size` random bytes (32 bytes = 256 bits)."""
    return secrets.token_urlsafe(size)
