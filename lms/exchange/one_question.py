"""One question of ours on its way out: its values, and the notes of what stays behind."""

from __future__ import annotations

from typing import Any

from lms.exchange.moodle import Form, Words
from lms.sources import Source
from lms.sources.notes import Notes


class OneQuestion:
    """One question of `source` on its way out; losses are noted with its lines."""

    def __init__(self, source: Source, index: int, notes: Notes, target: str) -> None:
        self.source, self.notes, self.target = source, notes, target
        self.path = ("questions", index)
        self.value: dict[str, Any] = source.value["questions"][index]
        self.name = str(self.value["id"])

    def loss(self, what: str, *below: str | int) -> None:
        """Note that `what` of this question stays behind."""
        line = self.source.line(*self.path, *below)
        self.notes.loss(line, f"{self.target}: bỏ {what} của câu {self.name}.")

    def leave_out(self, why: str) -> None:
        """Note that the whole question stays behind."""
        self.notes.loss(self.source.line(*self.path), f"{self.target}: bỏ cả câu {self.name}: {why}.")

    def words(self, key: str) -> Words | None:
        """The Markdown at `key`."""
        text = self.value.get(key)
        return None if text is None else Words(str(text), Form.MARKDOWN)
