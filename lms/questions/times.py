"""Times that authors write: a day, or a day and an hour, in Vietnam's time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any

from lms.questions.shapes import Node
from lms.sources import Sentence

# Vietnam keeps one time all year (UTC+7); an offset, so that a stored time says it by itself.
VIETNAM = timezone(timedelta(hours=7))
_WRITTEN = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}))?")


@dataclass(frozen=True)
class Opening:
    """A time; a day alone means its beginning."""

    def read(self, node: Node) -> datetime | None:
        """The time, aware."""
        written = _WRITTEN.fullmatch(str(node.value)) if isinstance(node.value, str | date) else None
        try:
            if written is not None:
                day, hour = written.groups()
                return self.of_day(day) if hour is None else _at(day, hour)
        except ValueError:
            pass
        node.fault(
            Sentence(
                "Mục “%(name)s” phải viết như 2026-11-20 hoặc 2026-11-20 19:30 (giờ Việt Nam).",
                name=node.name,
            )
        )
        return None

    def of_day(self, day: str) -> datetime:
        """The moment a day alone stands for."""
        return _at(day, "00:00")

    def schema(self) -> dict[str, Any]:
        """A string of that form."""
        return {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2})?$"}


@dataclass(frozen=True)
class Closing(Opening):
    """A time; a day alone means its end."""

    def of_day(self, day: str) -> datetime:
        """Midnight after the day."""
        return _at(day, "00:00") + timedelta(days=1)


def _at(day: str, hour: str) -> datetime:
    return datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=VIETNAM)
