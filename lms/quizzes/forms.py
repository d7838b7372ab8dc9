"""The shape of what the page's script sends when it saves one answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeGuard

from lms.questions import Instance
from lms.quizzes.errors import BadSave

_CLIENT = re.compile(r"[A-Za-z0-9_-]{8,64}")
_MAX_SEQ = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Save:
    """One save: the question, its value (not yet judged), the page that sends it, the how manieth it is, and
    the revision of the answer that the page has seen (0: none)."""

    question: str
    value: object
    client: str
    seq: int
    base: int


def read_save(body: object) -> Save:
    """The save that `body` (parsed JSON) asks for; further keys are ignored. Raises BadSave."""
    if not isinstance(body, dict) or "value" not in body:
        raise BadSave
    question, client, seq = body.get("question"), body.get("client"), body.get("seq")
    if not isinstance(question, str) or not isinstance(client, str) or not _CLIENT.fullmatch(client):
        raise BadSave
    if not _count(seq) or seq == 0 or not _count(base := body.get("base", 0)):
        raise BadSave
    return Save(question, body["value"], client, seq, base)


def _count(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MAX_SEQ


def page_asked_for(form: Mapping[str, str], instance: Instance) -> tuple[int, str] | None:
    """Where a page's fields or address lead: the page (from 1) and the question to show on it, "" for none.

    None where they ask for nothing; a page that the attempt has not is the nearest it has.
    """
    drawn = instance.question(form.get("question", ""))
    if drawn is not None:
        return drawn.page, drawn.id
    page = form.get("go") or form.get("page", "")
    if not (page.isascii() and page.isdigit() and len(page) < 5):
        return None
    return min(max(int(page), 1), instance.pages), ""


def seen_revisions(form: Mapping[str, str]) -> dict[str, int]:
    """The revisions of answers that a page without script has shown, by question id; junk is left out."""
    return {
        name.removeprefix("rev."): int(value)
        for name, value in form.items()
        if name.startswith("rev.") and value.isascii() and value.isdigit() and len(value) < 10
    }
