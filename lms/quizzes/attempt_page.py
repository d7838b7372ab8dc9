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
from lms.quizzes.service import unanswered


@dataclass(frozen=True, slots=True)
class Asked:
    """One question on the page.

    number: its place in the attempt; revision: of the stored answer, 0 for none; error: why what was typed
    was refused; overtaken: the words of the answer that another page has stored meanwhile; review: what may
    be told of the answer once it was checked; settled: it is fixed; checks: it may be checked now;
    tries_left: how often the answer may be given again, None for any number.
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
    tries_left: int | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A question of the attempt in the list to jump by."""

    id: str
    number: int
    page: int
    finished: bool


@dataclass(frozen=True, slots=True)
class AttemptPage:
    """One page of the attempt.

    number: of this page, from 1; marks: every question of the attempt; seconds_left: until the deadline by
    the server's clock, None without one; left: how many answers came too late, their page having been left.
    """

    asked: tuple[Asked, ...]
    number: int
    pages: int
    title: str
    marks: tuple[Mark, ...]
    seconds_left: int | None
    left: int = 0

    @property
    def total(self) -> int:
        """How many questions the attempt has."""
        return len(self.marks)

    @property
    def done(self) -> int:
        """How many of them are answered in full."""
        return sum(mark.finished for mark in self.marks)

    @property
    def done_elsewhere(self) -> int:
        """The same without those of this page."""
        return sum(mark.finished for mark in self.marks if mark.page != self.number)

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
    page: int | None = None,
    left: int = 0,
) -> AttemptPage:
    """Build a page; `typed` stands in the fields instead of what is stored, `at` is the database's time.

    page: the one to show, from 1; None for where there is something to do. Where pages are left for good it
    is always the one that was reached.
    """
    quiz, asked, marks = found.quiz, [], []
    shown = _shown(found, stored, refused, overtaken, page)
    for number, drawn in enumerate(found.instance.questions, 1):
        question = quiz.question(drawn.id)
        if question is None:
            raise LookupError(f"the definition has no question {drawn.id}")
        kept = stored.get(drawn.id)
        settled = kept is not None and kept.settled
        value = kept.value if kept and settled else typed.get(drawn.id, kept.value if kept else None)
        kept_well = settled or (drawn.id not in refused and drawn.id not in overtaken)
        finished = kept_well and is_answered(question, drawn, value)
        marks.append(Mark(drawn.id, number, drawn.page, finished))
        if drawn.page != shown:
            continue
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
                tries_left=max(0, quiz.tries - kept.checked) if kept and quiz.tries else None,
            )
        )
    return AttemptPage(
        asked=tuple(asked),
        number=shown,
        pages=found.instance.pages,
        title=_title(quiz, found.instance.on_page(shown)),
        marks=tuple(marks),
        seconds_left=(None if found.deadline is None else max(0, int((found.deadline - at).total_seconds()))),
        left=left,
    )


def missing_questions(found: AttemptRow, values: Mapping[str, Any]) -> list[Mark]:
    """The questions that are not answered in full, in the order shown."""
    missing = set(unanswered(found, values))
    return [
        Mark(drawn.id, number, drawn.page, False)
        for number, drawn in enumerate(found.instance.questions, 1)
        if drawn.id in missing
    ]


def _shown(
    found: AttemptRow,
    stored: Mapping[str, StoredAnswer],
    refused: Mapping[str, AnswerRejected],
    overtaken: Mapping[str, StoredAnswer],
    page: int | None,
) -> int:
    """Where something is to be corrected, else the page asked for, else where work is left."""
    instance = found.instance
    if found.quiz.sequential:
        return min(found.page + 1, instance.pages)
    wrong = [drawn.page for drawn in instance.questions if drawn.id in refused or drawn.id in overtaken]
    if wrong:
        return page if page in wrong else wrong[0]
    if page is not None:
        return min(page, instance.pages)
    missing = set(unanswered(found, {name: answer.value for name, answer in stored.items()}))
    return next((drawn.page for drawn in instance.questions if drawn.id in missing), instance.pages)


def _title(quiz: Quiz, drawn: tuple[QuestionInstance, ...]) -> str:
    """The title that the author gave the page, "" for none."""
    if not quiz.pages or not drawn:
        return ""
    titles, current = {}, ""
    begins = {page.before: page.title for page in quiz.pages}
    for question in quiz.questions:
        current = begins.get(question.id, current)
        titles[question.id] = current
    return titles[drawn[0].id]


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
