"""One question of ours on its way out: its values, and the notes of what stays behind."""

from __future__ import annotations

from typing import Any

from lms.exchange.moodle import Form, Words
from lms.sources import Sentence, Source
from lms.sources.notes import Notes


class OneQuestion:
    """One question of `source` on its way out; losses are noted with its lines."""

    def __init__(self, source: Source, index: int, notes: Notes, target: str) -> None:
        self.source, self.notes, self.target = source, notes, target
        self.path = ("questions", index)
        self.value: dict[str, Any] = source.value["questions"][index]
        self.name = str(self.value["id"])

    def loss(self, what: Sentence, *below: str | int) -> None:
        """Note that `what` of this question stays behind."""
        line = self.source.line(*self.path, *below)
        self.notes.loss(
            line,
            Sentence("Bỏ %(what)s của câu %(name)s.", what=what, name=self.name),
        )

    def leave_out(self, why: Sentence) -> None:
        """Note that the whole question stays behind. why: a sentence."""
        self.notes.loss(
            self.source.line(*self.path),
            Sentence("Bỏ cả câu %(name)s. %(why)s", name=self.name, why=why),
        )

    def lose_whole(self) -> None:
        """Note the scoring that Moodle has not: no points but for a wholly right answer."""
        if self.value.get("scoring", "all_or_nothing") == "all_or_nothing":
            self.loss(Sentence("cách chấm “đúng hết mới có điểm” (scoring), ở đó tính từng phần,"), "scoring")

    def lose_overall(self, *keys: str) -> None:
        """Note what is said of the answer as a whole, under `keys`."""
        for key in keys:
            if key in self.value:
                self.loss(Sentence("lời nhắn chung (%(key)s)", key=key), key)

    def lose_pin(self, place: int) -> None:
        """Note that the option at `place`, from 0, is pinned, if it is."""
        if self.value["options"][place].get("pinned"):
            self.loss(Sentence("việc đứng yên khi xáo (pinned)"), "options", place, "pinned")

    def words(self, key: str) -> Words | None:
        """The Markdown at `key`."""
        text = self.value.get(key)
        return None if text is None else Words(str(text), Form.MARKDOWN)
