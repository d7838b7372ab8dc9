"""What a quiz is: its questions, how they are drawn and asked, what is shown when.

Field names are the keys of the YAML text; `pass` alone is `pass_points`, being a Python word.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from lms.questions.definitions import Level, Question, Rich


class Show(StrEnum):
    """What a learner may be shown of an attempt."""

    SCORE = "score"
    CORRECTNESS = "correctness"
    RIGHT_ANSWER = "right_answer"
    FEEDBACK = "feedback"


EVERYTHING = tuple(Show)


class Moment(StrEnum):
    """When an attempt is looked at. Later moments include what earlier ones allow.

    DURING: before it is handed in; AFTER_SUBMIT: from then on; AFTER_PASS_OR_LAST: once any attempt has
    passed or none is left; AFTER_CLOSE: once the quiz has closed.
    """

    DURING = "during"
    AFTER_SUBMIT = "after_submit"
    AFTER_PASS_OR_LAST = "after_pass_or_last"  # noqa: S105 - a moment, no password
    AFTER_CLOSE = "after_close"


@dataclass(frozen=True)
class Review:
    """What is shown from each moment on."""

    during: tuple[Show, ...] = ()
    after_submit: tuple[Show, ...] = EVERYTHING
    after_pass_or_last: tuple[Show, ...] = EVERYTHING
    after_close: tuple[Show, ...] = EVERYTHING

    def shows(self, *moments: Moment) -> frozenset[Show]:
        """All that may be shown when `moments` have come."""
        return frozenset(show for moment in moments for show in getattr(self, moment.value))


#: Short names for the usual policies.
REVIEWS: dict[str, Review] = {
    "after_submit": Review(),
    "after_pass_or_last": Review(after_submit=(Show.SCORE,)),
    "after_close": Review(after_submit=(), after_pass_or_last=()),
    "score_only": Review((), (Show.SCORE,), (Show.SCORE,), (Show.SCORE,)),
}


class Behaviour(StrEnum):
    """When a learner hears how an answer was.

    DEFERRED: after handing in; IMMEDIATE: when an answer is checked, which fixes it; RETRY: the same, but a
    wrong answer may be given again, and each further try costs `penalty` of the points.
    """

    DEFERRED = "deferred"
    IMMEDIATE = "immediate"
    RETRY = "retry"


class Counts(StrEnum):
    """Which of several attempts makes the grade."""

    BEST = "best"
    LAST = "last"
    AVERAGE = "average"
    FIRST = "first"


@dataclass(frozen=True)
class Draw:
    """A row of the blueprint: `n` questions drawn out of `among`.

    among: ids of the quiz's questions that fit the row, settled when the quiz is read, so that a published
    quiz always draws from the same ones. The other fields are what the author asked for.
    """

    n: int
    among: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    level: Level | None = None
    module: str | None = None
    types: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    """A page of the attempt begins before the question `before`."""

    before: str
    title: str = ""


@dataclass(frozen=True)
class Quiz:
    """A quiz: `pass_points` of `points` are needed; 0 attempts means any number.

    questions: every question it may ask, those of the bank included. draw: the blueprint; without rows all
    questions are asked. pages: where a new page begins; page_size: or so many questions on each, 0 for all on
    one. sequential: pages are left for good. minutes: time limit, None for none. opens, closes: aware times.
    tries: how often an answer may be given with behaviour RETRY, 0 for any number; penalty: the share of the
    points that each further try costs. password: asked before an attempt is started, "" for none.
    """

    id: str
    title: str
    pass_points: Decimal
    questions: tuple[Question, ...]
    final: bool = False
    required: bool = True
    attempts: int = 0
    cooldown_minutes: int = 0
    review: Review = Review()
    shuffle_questions: bool = False
    shuffle_options: bool = True
    intro: Rich | None = None
    draw: tuple[Draw, ...] = ()
    pages: tuple[Page, ...] = ()
    page_size: int = 0
    sequential: bool = False
    minutes: int | None = None
    opens: datetime | None = None
    closes: datetime | None = None
    counts: Counts = Counts.BEST
    behaviour: Behaviour = Behaviour.DEFERRED
    tries: int = 0
    penalty: Decimal = Decimal(0)
    password: str = ""

    @property
    def points(self) -> Decimal:
        """The most that can be scored in one attempt; questions of one row of the blueprint are worth
        the same."""
        if not self.draw:
            return sum((question.points for question in self.questions), Decimal(0))
        worth = {question.id: question.points for question in self.questions}
        fixed = sum((question.points for question in self.questions if question.always), Decimal(0))
        return fixed + sum((row.n * worth[row.among[0]] for row in self.draw if row.among), Decimal(0))

    @property
    def asked(self) -> int:
        """How many questions one attempt asks."""
        if not self.draw:
            return len(self.questions)
        return sum(question.always for question in self.questions) + sum(row.n for row in self.draw)

    def question(self, question_id: str) -> Question | None:
        """The question of that id, or None."""
        return next((question for question in self.questions if question.id == question_id), None)
