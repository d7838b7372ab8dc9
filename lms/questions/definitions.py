"""What a quiz and its questions are, as the author defined them.

Field names are the keys of the YAML text (`pass` alone is `pass_points`, being a Python word), so that a path
in the text and a path in the value are the same path. Points and numbers are Decimal throughout.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar


@dataclass(frozen=True)
class Rich:
    """Text an author wrote in Markdown and, once published, its safe HTML.

    `html` is empty until `with_html` has filled it; pages print `html` and never render Markdown.
    """

    markdown: str
    html: str = ""


class Review(StrEnum):
    """When a learner may see right answers and explanations."""

    AFTER_SUBMIT = "after_submit"
    AFTER_PASS_OR_LAST = "after_pass_or_last"  # noqa: S105 - a policy, no password


class Scoring(StrEnum):
    """How a question of several parts is scored."""

    ALL_OR_NOTHING = "all_or_nothing"
    PARTIAL = "partial"


class Marks(StrEnum):
    """Whether Vietnamese diacritics count when a short answer is compared."""

    STRICT = "strict"
    IGNORE = "ignore"


class Level(StrEnum):
    """What a question asks of the learner: to know, to apply, to detect and decide."""

    KNOW = "N"
    APPLY = "V"
    DETECT = "P"


@dataclass(frozen=True)
class Option:
    """One answer to choose. `pinned` keeps its place when the others are shuffled."""

    text: Rich
    right: bool = False
    feedback: Rich | None = None
    pinned: bool = False


@dataclass(frozen=True)
class Mistake:
    """A wrong number that learners are known to reach, and what it tells us."""

    value: Decimal
    feedback: Rich


@dataclass(frozen=True)
class Pair:
    """A left side and the right side that belongs to it (plain text: it stands in a select)."""

    left: Rich
    right: str


@dataclass(frozen=True)
class Question:
    """What every question has. `lesson` is the id of the lesson to read again after a wrong answer."""

    type: ClassVar[str]

    id: str
    stem: Rich
    points: Decimal = Decimal(1)
    outcomes: tuple[str, ...] = ()
    level: Level | None = None
    lesson: str | None = None
    explanation: Rich | None = None
    hint: Rich | None = None


@dataclass(frozen=True)
class Single(Question):
    """Exactly one option is right and one may be chosen."""

    type: ClassVar[str] = "single"
    options: tuple[Option, ...] = ()


@dataclass(frozen=True)
class Multiple(Question):
    """One or more options are right and any number may be chosen."""

    type: ClassVar[str] = "multiple"
    options: tuple[Option, ...] = ()
    scoring: Scoring = Scoring.ALL_OR_NOTHING


@dataclass(frozen=True)
class TrueFalse(Question):
    """A statement to call true or false. `feedback_true` is shown to those who chose true."""

    type: ClassVar[str] = "truefalse"
    answer: bool = True
    feedback_true: Rich | None = None
    feedback_false: Rich | None = None


@dataclass(frozen=True)
class Numeric(Question):
    """A number in `unit`.

    The learner's number is rounded half up to `decimals` places when given, then accepted when it is within
    `tolerance` (absolute, in the same unit) of `answer`.
    """

    type: ClassVar[str] = "numeric"
    answer: Decimal = Decimal(0)
    tolerance: Decimal = Decimal(0)
    unit: str = ""
    decimals: int | None = None
    mistakes: tuple[Mistake, ...] = ()
    feedback_right: Rich | None = None
    feedback_wrong: Rich | None = None


@dataclass(frozen=True)
class Short(Question):
    """A few words; letter case, spacing and the place of a tone mark never count."""

    type: ClassVar[str] = "short"
    accepted: tuple[str, ...] = ()
    marks: Marks = Marks.STRICT
    feedback_right: Rich | None = None
    feedback_wrong: Rich | None = None


@dataclass(frozen=True)
class Matching(Question):
    """Each left side gets one of the right sides; `extra` are right sides that belong nowhere."""

    type: ClassVar[str] = "matching"
    pairs: tuple[Pair, ...] = ()
    extra: tuple[str, ...] = ()
    scoring: Scoring = Scoring.ALL_OR_NOTHING
    feedback_right: Rich | None = None
    feedback_wrong: Rich | None = None

    @property
    def choices(self) -> tuple[str, ...]:
        """Every right side once, in the order of the text."""
        return tuple(dict.fromkeys([pair.right for pair in self.pairs] + list(self.extra)))


@dataclass(frozen=True)
class Ordering(Question):
    """Items written in the right order, to be put back into it."""

    type: ClassVar[str] = "ordering"
    items: tuple[Rich, ...] = ()
    scoring: Scoring = Scoring.ALL_OR_NOTHING
    feedback_right: Rich | None = None
    feedback_wrong: Rich | None = None


QUESTION_TYPES: dict[str, type[Question]] = {
    kind.type: kind for kind in (Single, Multiple, TrueFalse, Numeric, Short, Matching, Ordering)
}


@dataclass(frozen=True)
class Quiz:
    """A quiz: `pass_points` of `points` are needed; 0 attempts means any number."""

    id: str
    title: str
    pass_points: Decimal
    questions: tuple[Question, ...]
    final: bool = False
    required: bool = True
    attempts: int = 0
    cooldown_minutes: int = 0
    review: Review = Review.AFTER_SUBMIT
    shuffle_questions: bool = False
    shuffle_options: bool = True
    intro: Rich | None = None

    @property
    def points(self) -> Decimal:
        """The most that can be scored."""
        return sum((question.points for question in self.questions), Decimal(0))

    def question(self, question_id: str) -> Question | None:
        """The question of that id, or None."""
        return next((question for question in self.questions if question.id == question_id), None)
