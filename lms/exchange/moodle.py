"""A question as Moodle thinks of it: what GIFT and Moodle XML both spell, each in its own way."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from lms.sources import Sentence

HUNDRED = Decimal(100)
#: Moodle's words for how an ordering is scored: all in order or nothing, or each item by its place.
ALL_OR_NOTHING, BY_PLACE = "ALL_OR_NOTHING", "ABSOLUTE_POSITION"


class Form(StrEnum):
    """How a text is written; the values are GIFT's words for it."""

    MOODLE = "moodle"
    HTML = "html"
    PLAIN = "plain"
    MARKDOWN = "markdown"


@dataclass(frozen=True)
class Words:
    """One text. line: where it stands in the file."""

    body: str
    form: Form = Form.MARKDOWN
    line: int = 1


@dataclass(frozen=True)
class Answer:
    """One answer with its share of the points in percent.

    tolerance: of a number, in its unit, or where `relative` as a share of the answer. places: decimals that a
    calculated answer is shown with, None where they are not told.
    """

    words: Words
    percent: Decimal = HUNDRED
    feedback: Words | None = None
    tolerance: Decimal = Decimal(0)
    line: int = 1
    relative: bool = False
    places: int | None = None


@dataclass(frozen=True)
class Dataset:
    """The numbers of one variable of a calculated question. values: in the order of Moodle's draws, in which
    all variables take their values together; where there are none, `low` to `high` with `places` decimals."""

    name: str
    values: tuple[Decimal, ...] = ()
    low: Decimal | None = None
    high: Decimal | None = None
    places: int = 0
    line: int = 1


@dataclass(frozen=True)
class Half:
    """One pair of a matching question; an empty left side makes `right` an extra."""

    left: Words
    right: str
    line: int = 1


@dataclass
class MoodleQuestion:
    """One question. kind: Moodle's name of its type. labels: its tags. case: capitals count; notes: for
    markers. items: of an ordering, in the right order, scored as `grading` says; shown: how many of them are
    asked at a time, 0 for all."""

    kind: str
    stem: Words
    line: int = 1
    name: str = ""
    number: str = ""
    labels: list[str] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    pairs: list[Half] = field(default_factory=list)
    items: list[Words] = field(default_factory=list)
    grading: str = ""
    shown: int = 0
    single: bool = True
    points: Decimal | None = None
    general: Words | None = None
    hints: list[Words] = field(default_factory=list)
    right: Words | None = None
    partly: Words | None = None
    wrong: Words | None = None
    unit: str = ""
    datasets: list[Dataset] = field(default_factory=list)
    case: bool = False
    min_words: int = 0
    max_words: int = 0
    notes: Words | None = None
    shuffle: bool | None = None


class Unfit(Exception):
    """A question that our format or Moodle's has no place for; says why, in a sentence, and where."""

    def __init__(self, message: Sentence, line: int = 1) -> None:
        super().__init__(message)
        self.message, self.line = message, line
