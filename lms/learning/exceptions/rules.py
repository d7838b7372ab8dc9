"""Finding the learners of a pasted list: pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from lms.accounts.rules import read_login
from lms.names import fold

LONGEST_LIST = 1000
_CELLS = re.compile(r"[\t;,|]")


@dataclass(frozen=True, slots=True)
class Learner:
    """Somebody enrolled in the course, as a list may name them."""

    id: UUID
    full_name: str
    unit: str
    user_code: str
    phone: str | None
    email: str | None


@dataclass(frozen=True, slots=True)
class Named:
    """Whom the lines of a list name; lines that name nobody in the course, and lines that name several."""

    ids: tuple[UUID, ...] = ()
    unknown: tuple[str, ...] = ()
    several: tuple[str, ...] = ()


def named_learners(text: str, learners: Sequence[Learner]) -> Named:
    """One learner a line, by code, phone, e-mail or name; a line may be a row copied from a sheet.

    The first cell that says a code, phone or e-mail of somebody in the course decides, else the first that
    is a name.
    """
    by_login: dict[tuple[str, str], list[UUID]] = defaultdict(list)
    by_name: dict[str, list[UUID]] = defaultdict(list)
    for learner in learners:
        by_login["code", learner.user_code].append(learner.id)
        by_login["phone", learner.phone or ""].append(learner.id)
        by_login["email", learner.email or ""].append(learner.id)
        by_name[fold(learner.full_name)].append(learner.id)
    ids: dict[UUID, None] = {}
    unknown: list[str] = []
    several: list[str] = []
    for line in (line.strip() for line in text.splitlines()):
        if not line:
            continue
        cells = [cell.strip() for cell in _CELLS.split(line) if cell.strip()]
        logins = [login for cell in cells if (login := read_login(cell)) is not None]
        found = next((known for login in logins if (known := by_login.get((login.kind, login.value)))), None)
        found = found or next((known for cell in cells if (known := by_name.get(fold(cell)))), None)
        if found is None:
            unknown.append(line)
        elif len(found) > 1:
            several.append(line)
        else:
            ids[found[0]] = None
    return Named(tuple(ids), tuple(unknown), tuple(several))
