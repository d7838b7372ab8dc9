"""What a message looks like, and which addresses are addresses. Pure."""

import hashlib
import hmac
import re
from base64 import urlsafe_b64encode
from email.message import EmailMessage
from email.policy import SMTP

PLACE = "{secret}"
_ADDRESS = re.compile(r"[^@\s\x00-\x20\x7f<>,;:\"()\[\]\\]{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z0-9-]{2,63}\Z")


def address_fault(address: str) -> bool:
    """Whether mail cannot be sent to this: not one plain address, or one that would begin another header."""
    return _ADDRESS.match(address) is None


def secret_of(seed: str, key: str) -> str:
    """The secret that a message carries, worked out from the row's random `seed` and the site's key.

    256 bits of HMAC-SHA-256 (RFC 2104), URL-safe. So the outbox holds no secret that a copy of the database
    would give away (S47).
    """
    made = hmac.new(key.encode(), b"mail-secret\0" + seed.encode(), hashlib.sha256).digest()
    return urlsafe_b64encode(made).rstrip(b"=").decode()


def subject_line(text: str) -> str:
    """A subject on one line: nothing in it can begin another header (S35)."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def message(*, sender: str, address: str, subject: str, body: str, message_id: str) -> EmailMessage:
    """A plain text message in UTF-8. The id is the outbox row's, so that a second copy can be told as one."""
    made = EmailMessage(policy=SMTP)
    made["From"] = sender
    made["To"] = address
    made["Subject"] = subject_line(subject)
    made["Message-ID"] = message_id
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(body, cte="base64")
    return made
