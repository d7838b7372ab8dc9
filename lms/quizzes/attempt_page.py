"""What the page of an open attempt says: the questions, what is answered, what to correct, the time left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lms.questions import AnswerRejected, is_answered
from lms.quizzes.answers_form import QuestionView, question_view
from lms.quizzes.errors import refusal_text
from lms.quizzes.overtaken import stored_words
from lms.quizzes.queries import AttemptRow, StoredAnswer


@dataclass(frozen=True, slots=True)
class Asked:
    """One question on the page.

    number: its place in the attempt; revision: of the stored answer, 0 for none; error: why what was typed
    was refused; overtaken: the words of the answer that another page has stored meanwhile.
    """

    view: QuestionView
    number: int
    revision: int
    finished: bool
    error: str | None = None
    overtaken: str | None = None


@dataclass(frozen=True, slots=True)
class AttemptPage:
    """The whole page. seconds_left: until the deadline by the server's clock, None without one."""

    asked: tuple[Asked, ...]
    total: int
    done: int
    seconds_left: int | None

    @property
    def refused(self) -> int:
        """How many answers do not fit."""
        return sum(one.error is not None for one in self.asked)

    @property
    def overtaken(self) -> int:
        """How many answers were changed elsewhere meanwhile."""
        return sum(one.overtaken is not None for one in self.asked)


def attempt_page(
    found: AttemptRow,
    stored: Mapping[str, StoredAnswer],
    typed: Mapping[str, Any],
    refused: Mapping[str, AnswerRejected],
    overtaken: Mapping[str, StoredAnswer],
    at: datetime,
) -> AttemptPage:
    """Build the page; `typed` stands in the fields instead of what is stored, `at` is the database's time."""
    quiz, asked, done = found.quiz, [], 0
    for number, drawn in enumerate(found.instance.questions, 1):
        question = quiz.question(drawn.id)
        if question is None:
            raise LookupError(f"the definition has no question {drawn.id}")
        kept = stored.get(drawn.id)
        value = typed.get(drawn.id, kept.value if kept else None)
        kept_well = drawn.id not in refused and drawn.id not in overtaken
        finished = kept_well and is_answered(question, drawn, value)
        done += finished
        other = overtaken.get(drawn.id)
        asked.append(
            Asked(
                view=question_view(question, drawn, value),
                number=number,
                revision=kept.revision if kept else 0,
                finished=finished,
                error=refusal_text(refused[drawn.id]) if drawn.id in refused else None,
                overtaken=stored_words(question, drawn, other.value) if other else None,
            )
        )
    left = None if found.deadline is None else max(0, int((found.deadline - at).total_seconds()))
    return AttemptPage(tuple(asked), len(asked), done, left)
