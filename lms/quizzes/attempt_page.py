"""What the page of an open attempt says: the questions, what is answered, what to correct, the time left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from lms.questions import (
    AnswerRejected,
    Behaviour,
    Essay,
    Moment,
    Question,
    QuestionInstance,
    Quiz,
    Show,
    grade_question,
    is_answered,
)
from lms.quizzes.answers_form import QuestionView, ReviewView, question_view, review_view
from lms.quizzes.errors import refusal_text
from lms.quizzes.overtaken import stored_words
from lms.quizzes.queries import AttemptRow, StoredAnswer


@dataclass(frozen=True, slots=True)
class Asked:
    """One question on the page.

    number: its place in the attempt; revision: of the stored answer, 0 for none; error: why what was typed
    was refused; overtaken: the words of the answer that another page has stored meanwhile; review: what may
    be told of the answer once it was checked; settled: it is fixed; checks: it may be checked now.
    """

    view: QuestionView
    number: int
    revision: int
    finished: bool
    error: str | None = None
    overtaken: str | None = None
    review: ReviewView | None = None
    settled: bool = False
    checks: bool = False


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
        settled = kept is not None and kept.settled
        value = kept.value if kept and settled else typed.get(drawn.id, kept.value if kept else None)
        kept_well = settled or (drawn.id not in refused and drawn.id not in overtaken)
        finished = kept_well and is_answered(question, drawn, value)
        done += finished
        other = None if settled else overtaken.get(drawn.id)
        asked.append(
            Asked(
                view=question_view(question, drawn, value),
                number=number,
                revision=kept.revision if kept else 0,
                finished=finished,
                error=refusal_text(refused[drawn.id]) if drawn.id in refused and not settled else None,
                overtaken=stored_words(question, drawn, other.value) if other else None,
                review=_checked(quiz, question, drawn, kept) if kept and kept_well else None,
                settled=settled,
                checks=not settled and _checks(quiz, question),
            )
        )
    left = None if found.deadline is None else max(0, int((found.deadline - at).total_seconds()))
    return AttemptPage(tuple(asked), len(asked), done, left)


def _checks(quiz: Quiz, question: Question) -> bool:
    return quiz.behaviour is not Behaviour.DEFERRED and not isinstance(question, Essay)


def _checked(
    quiz: Quiz, question: Question, drawn: QuestionInstance, kept: StoredAnswer
) -> ReviewView | None:
    """What the policy lets be told of an answer as it was checked; None of one not checked since it changed.

    While it may be tried again, neither the right answer nor the explanation is told.
    """
    if not kept.judged:
        return None
    shows = quiz.review.shows(Moment.DURING)
    if not kept.settled:
        shows -= {Show.RIGHT_ANSWER}
    review = review_view(question, drawn, kept.value, grade_question(question, drawn, kept.value), shows)
    return review if kept.settled else replace(review, explanation=None, lesson=None)
