"""The shape of what the page's script sends when it saves one answer."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lms.quizzes.errors import BadSave

_CLIENT = re.compile(r"[A-Za-z0-9_-]{8,64}")
_MAX_SEQ = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Save:
    """One save: the question, its value (not yet judged), the page that sends it, the how manieth it is."""

    question: str
    value: object
    client: str
    seq: int


def read_save(body: object) -> Save:
    """The save that `body` (parsed JSON) asks for; further keys are ignored. Raises BadSave."""
    if not isinstance(body, dict) or "value" not in body:
        raise BadSave
    question, client, seq = body.get("question"), body.get("client"), body.get("seq")
    if not isinstance(question, str) or not isinstance(client, str) or not _CLIENT.fullmatch(client):
        raise BadSave
    if isinstance(seq, bool) or not isinstance(seq, int) or not 0 < seq <= _MAX_SEQ:
        raise BadSave
    return Save(question, body["value"], client, seq)
