"""When a finished module is asked again, and which of its questions (course outline 0.4): pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from lms.courses.manifest import Manifest

#: Days after a module is finished at which it is asked again; before a module, `START` stands in their place.
DAYS: Final = (2, 7, 21)
START: Final = 0
#: How many questions: before a module, and some days after one.
AT_START: Final = 2
LATER: Final = 3
#: The last one is offered for as long as it lay ahead; after that it is let go.
_END: Final = 42


@dataclass(frozen=True, slots=True)
class Due:
    """A module to be asked again: the recall of `days` days, finished at `finished_at`."""

    module_id: str
    days: int
    finished_at: datetime


def finished(manifest: Manifest, done_at: Mapping[str, datetime]) -> dict[str, datetime]:
    """When each module was finished, by module id: the last of its required items. done_at: by item id."""
    found = {}
    for module in manifest.modules:
        required = [item.id for item in module.items if item.id in manifest.required_ids]
        if required and all(item in done_at for item in required):
            found[module.id] = max(done_at[item] for item in required)
    return found


def due(
    finished_at: Mapping[str, datetime], answered: Collection[tuple[str, int]], at: datetime
) -> list[Due]:
    """The recalls that are due, longest finished first; of a module only the latest.

    answered: the pairs (module id, days) that have been answered. Somebody who was away for ten days meets
    the recall of seven, not those of two and seven.
    """
    found = []
    for module_id, when in finished_at.items():
        passed = [days for days in DAYS if at >= when + timedelta(days=days)]
        over = at >= when + timedelta(days=_END)
        if passed and not over and (module_id, passed[-1]) not in answered:
            found.append(Due(module_id, passed[-1], when))
    return sorted(found, key=lambda one: one.finished_at)


def pick(questions: Iterable[str], missed: Collection[str], count: int, seed: str) -> Sequence[str]:
    """`count` of the question ids: those missed last time first, each group in an order that `seed` sets."""

    def place(question: str) -> tuple[bool, str]:
        return question not in missed, sha256(f"{seed}\0{question}".encode()).hexdigest()

    return sorted(questions, key=place)[:count]
