"""The ids of a course: one namespace for modules, lessons, quizzes and questions (law 3)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from lms.sources import Fault, Source


@dataclass
class Ids:
    """Ids met so far and where; a second use is a fault at the second place."""

    faults: list[Fault] = field(default_factory=list)
    _seen: dict[str, Fault] = field(default_factory=dict)

    def add(self, value: Any, what: str, source: Source, *path: str | int) -> None:
        """Take note of an id as written, whatever else is wrong with its file; what is no text is skipped.

        what: the word for it in the message ("bài", "câu").
        """
        if not isinstance(value, str) or not value:
            return
        here = Fault(source.file, source.line(*path), what)
        first = self._seen.setdefault(value, here)
        if first is here:
            return
        self.faults.append(
            Fault(
                here.file,
                here.line,
                f"Mã {what} “{value}” đã dùng cho {first.message} ở {first.file}:{first.line}: đặt mã khác.",
            )
        )

    def add_questions(self, source: Source) -> None:
        """Take note of the question ids of a quiz file.

        What repeats within the file, or repeats the quiz's own id, is the quiz reader's to report.
        """
        value = source.value if isinstance(source.value, dict) else {}
        own = {value.get("id")} if isinstance(value.get("id"), str) else set()
        questions = value.get("questions")
        for index, question in enumerate(questions if isinstance(questions, list) else ()):
            written = question.get("id") if isinstance(question, dict) else None
            if isinstance(written, str) and written not in own:
                own.add(written)
                self.add(written, "câu", source, "questions", index, "id")
