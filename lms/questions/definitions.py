"""What a question is, as its author defined it.

Field names are the keys of the YAML text, so that a path in the text and a path in the value are the same
path. Points and numbers are Decimal throughout.
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


class Scoring(StrEnum):
    """How a question of several parts is scored; the last is for multiple choice alone.

    PARTIAL: each right part counts; in multiple choice, choices beyond the number of right ones each take one
    away. PARTIAL_PENALTY: every wrong choice takes one right choice away. Never below zero.
    """

    ALL_OR_NOTHING = "all_or_nothing"
    PARTIAL = "partial"
    PARTIAL_PENALTY = "partial_penalty"


class Marks(StrEnum):
    """Whether Vietnamese diacritics count when a short answer is compared."""

    STRICT = "strict"
    IGNORE = "ignore"


class Case(StrEnum):
    """Whether capital letters count when a short answer is compared."""

    STRICT = "strict"
    IGNORE = "ignore"


class Spacing(StrEnum):
    """How spaces count: as single spaces between words (punctuation is a space), as typed, or not at all."""

    WORDS = "words"
    STRICT = "strict"
    IGNORE = "ignore"


class Rounding(StrEnum):
    """How a calculated answer is rounded to its `decimals`; EXACT leaves it as it is."""

    EXACT = "exact"
    HALF_UP = "half_up"
    CEIL = "ceil"
    FLOOR = "floor"


class GapKind(StrEnum):
    """What goes into a gap."""

    TEXT = "text"
    NUMBER = "number"
    CHOICE = "choice"


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
    """What every question has.

    lesson: id of the lesson to read again after a wrong answer; tags and module: what pools are drawn by;
    always: asked in every attempt, where the quiz draws the others; feedback_right, feedback_partly and
    feedback_wrong: said of the whole answer.
    """

    type: ClassVar[str]

    id: str
    stem: Rich
    points: Decimal = Decimal(1)
    outcomes: tuple[str, ...] = ()
    level: Level | None = None
    lesson: str | None = None
    explanation: Rich | None = None
    hint: Rich | None = None
    tags: tuple[str, ...] = ()
    module: str | None = None
    always: bool = False
    feedback_right: Rich | None = None
    feedback_partly: Rich | None = None
    feedback_wrong: Rich | None = None


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
    `tolerance` (absolute, in the same unit) or `tolerance_percent` (of the answer) of `answer`.
    """

    type: ClassVar[str] = "numeric"
    answer: Decimal = Decimal(0)
    tolerance: Decimal = Decimal(0)
    tolerance_percent: Decimal | None = None
    unit: str = ""
    decimals: int | None = None
    mistakes: tuple[Mistake, ...] = ()


@dataclass(frozen=True)
class Variable:
    """A number drawn for each attempt: one of `values`, or from `low` to `high` in steps of `step`."""

    name: str
    values: tuple[Decimal, ...] = ()
    low: Decimal | None = None
    high: Decimal | None = None
    step: Decimal = Decimal(1)


@dataclass(frozen=True)
class Derived:
    """A number counted from the variables, to be shown as `{name}` and used in the formulas below it."""

    name: str
    formula: str


@dataclass(frozen=True)
class KnownMistake:
    """A formula that leads to a wrong answer learners are known to reach; rounded as the answer is."""

    formula: str
    feedback: Rich


@dataclass(frozen=True)
class Calculated(Question):
    """A question whose numbers are drawn for each attempt; texts show them as `{name}`.

    variables are drawn until every condition in `require` holds; `derived` are counted from them in order.
    Without options the answer is the number `answer` gives, rounded as `rounding` says to `decimals` places,
    in `unit`. With options it is a single choice whose texts show drawn and derived numbers.
    """

    type: ClassVar[str] = "calculated"
    variables: tuple[Variable, ...] = ()
    derived: tuple[Derived, ...] = ()
    require: tuple[str, ...] = ()
    answer: str = ""
    rounding: Rounding = Rounding.EXACT
    decimals: int = 0
    tolerance: Decimal = Decimal(0)
    tolerance_percent: Decimal | None = None
    unit: str = ""
    mistakes: tuple[KnownMistake, ...] = ()
    options: tuple[Option, ...] = ()


@dataclass(frozen=True)
class Short(Question):
    """A few words. `*` in an accepted answer stands for any words or letters, `\\*` for the star itself."""

    type: ClassVar[str] = "short"
    accepted: tuple[str, ...] = ()
    marks: Marks = Marks.STRICT
    case: Case = Case.IGNORE
    spacing: Spacing = Spacing.WORDS


@dataclass(frozen=True)
class Matching(Question):
    """Each left side gets one of the right sides; `extra` are right sides that belong nowhere."""

    type: ClassVar[str] = "matching"
    pairs: tuple[Pair, ...] = ()
    extra: tuple[str, ...] = ()
    scoring: Scoring = Scoring.ALL_OR_NOTHING

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


@dataclass(frozen=True)
class Sorted:
    """An item and the category it belongs to."""

    text: Rich
    category: str


@dataclass(frozen=True)
class Categorise(Question):
    """Each item is put into one of the categories (plain text: they stand in a select)."""

    type: ClassVar[str] = "categorise"
    categories: tuple[str, ...] = ()
    items: tuple[Sorted, ...] = ()
    scoring: Scoring = Scoring.ALL_OR_NOTHING


@dataclass(frozen=True)
class Gap:
    """One gap of a text, `{name}` in it.

    TEXT: one of `accepted`, compared as in Short; NUMBER: `answer`, as in Numeric; CHOICE: `right`, one of
    `choices`. feedback: said when it is filled wrongly.
    """

    name: str
    type: GapKind
    accepted: tuple[str, ...] = ()
    marks: Marks = Marks.STRICT
    case: Case = Case.IGNORE
    spacing: Spacing = Spacing.WORDS
    answer: Decimal | None = None
    tolerance: Decimal = Decimal(0)
    tolerance_percent: Decimal | None = None
    decimals: int | None = None
    unit: str = ""
    choices: tuple[str, ...] = ()
    right: str = ""
    feedback: Rich | None = None


@dataclass(frozen=True)
class Gaps(Question):
    """A text with gaps of any kinds, in the order of `gaps`."""

    type: ClassVar[str] = "gaps"
    text: Rich = Rich("")
    gaps: tuple[Gap, ...] = ()
    scoring: Scoring = Scoring.ALL_OR_NOTHING

    @property
    def choices(self) -> tuple[tuple[int, str], ...]:
        """Every choice of every gap with the index of its gap, in the order of the text."""
        return tuple((index, text) for index, gap in enumerate(self.gaps) for text in gap.choices)


@dataclass(frozen=True)
class RubricRow:
    """One thing that the marker looks at, and the most points it gives."""

    id: str
    text: str
    points: Decimal


@dataclass(frozen=True)
class Essay(Question):
    """A text that a person marks: with `rubric`, row by row (the rows' points make up the question's).

    min_words and max_words: 0 for no limit. model: a good answer, shown where right answers are; notes: for
    markers alone.
    """

    type: ClassVar[str] = "essay"
    min_words: int = 0
    max_words: int = 0
    rubric: tuple[RubricRow, ...] = ()
    model: Rich | None = None
    notes: Rich | None = None


QUESTION_TYPES: dict[str, type[Question]] = {
    kind.type: kind
    for kind in (
        Single,
        Multiple,
        TrueFalse,
        Numeric,
        Calculated,
        Short,
        Matching,
        Ordering,
        Categorise,
        Gaps,
        Essay,
    )
}
