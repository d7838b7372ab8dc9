"""A quiz being put together from another format: values of our format, each with its line in the file."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from lms.names import fold
from lms.questions.parsing import MAX_QUESTIONS
from lms.sources import Path, Sentence, Source
from lms.sources.notes import Notes

_LONGEST_ID = 60


@dataclass
class DraftQuestion:
    """One question as a mapping of our format, and the line of each of its paths."""

    line: int
    value: dict[str, Any] = field(default_factory=dict)
    lines: dict[Path, int] = field(default_factory=dict)

    def put(self, key: str, value: Any, line: int) -> None:
        """Set `key`, unless there is nothing to set."""
        if value is not None and value != "" and value != []:
            self.value[key] = value
            self.lines[(key,)] = line

    def put_list(self, key: str, items: list[tuple[Any, int]]) -> None:
        """Set `key` to the values of `items`, each with its line."""
        self.put(key, [value for value, _ in items], items[0][1] if items else self.line)
        for index, (value, line) in enumerate(items):
            self.lines[key, index] = line
            if isinstance(value, dict):
                self.lines |= {(key, index, name): line for name in value}


def slug(text: str) -> str:
    """An id made of `text`: small letters without marks, digits, hyphens; "" where nothing is left."""
    words = re.findall(r"[a-z0-9]+", fold(text))
    kept = ""
    for word in words:
        if len(kept) + len(word) >= _LONGEST_ID:
            break
        kept = f"{kept}-{word}" if kept else word
    return kept


@dataclass
class Ids:
    """Hands out ids that are not taken yet."""

    taken: set[str] = field(default_factory=set)

    def take(self, *wishes: str, fallback: str) -> str:
        """The first wish that makes an id, with a number behind it where it is taken."""
        wish = next((made for made in map(slug, wishes) if made), fallback)
        number, given = 1, wish
        while given in self.taken:
            number += 1
            given = f"{wish}-{number}"
        self.taken.add(given)
        return given


def too_many(count: int, line: int, notes: Notes) -> bool:
    """Whether the question on `line`, the `count`th, is one more than a quiz holds; notes it then."""
    if count > MAX_QUESTIONS:
        notes.fault(
            line,
            Sentence(
                "Một bài nhiều nhất %(max_questions)s câu: chia tệp từ dòng này. Các câu sau chưa được xem.",
                max_questions=MAX_QUESTIONS,
            ),
        )
    return count > MAX_QUESTIONS


_NO_PASS = Sentence("sửa “pass” cho đúng ý")


def as_source(
    head: dict[str, Any],
    questions: list[DraftQuestion],
    title: str,
    notes: Notes,
    no_pass: Sentence = _NO_PASS,
) -> Source:
    """The quiz as a source that the validator reads; what the format does not say is filled in.

    no_pass: what the author does about the points to pass where the file has none.
    """
    value: dict[str, Any] = dict(head)
    lines: dict[Path, int] = {(): 1}
    taken = {str(question.value.get("id", "")) for question in questions}
    title = title or "Bài kiểm tra"
    value.setdefault("id", Ids(set(taken)).take(title, fallback="bai-kiem-tra"))
    value.setdefault("title", title[:200])
    if "pass" not in value:
        total = sum((Decimal(question.value.get("points", 1)) for question in questions), Decimal(0))
        value["pass"] = min(Decimal(math.ceil(total * Decimal("0.8"))), total)
        notes.warn(
            1,
            Sentence(
                "Điểm đạt đặt tạm là %(points)s trên %(total)s điểm: %(change)s.",
                change=no_pass,
                points=f"{value['pass']:f}",
                total=f"{total:f}",
            ),
        )
    value["questions"] = [question.value for question in questions]
    for index, question in enumerate(questions):
        lines["questions", index] = question.line
        lines |= {("questions", index, *path): line for path, line in question.lines.items()}
    lines["questions",] = questions[0].line if questions else 1
    return Source(notes.file, value, lines)
