"""The statistics of a quiz in words: beside each question as its author wrote it, and as rows of a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lms.courses import queries as courses
from lms.questions import (
    Calculated,
    CorrectionKind,
    Gaps,
    Multiple,
    Question,
    Quiz,
    Single,
    TrueFalse,
    with_key,
)
from lms.quizzes.analysis.queries import Version, options_of, right_of, tried, versions
from lms.quizzes.analysis.rules import Analysis, Figure, Hint, Tried, analyse, hints
from lms.quizzes.overtaken import plain
from lms.quizzes.regrading.queries import Regraded, regrades
from lms.quizzes.teaching.queries import Taught
from lms.spreadsheets import Cell
from lms.web.filters import date_, number, percent
from lms.web.i18n import _, _l
from lms.web.trusted import published

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
HEADINGS = (
    _l("Câu"),
    _l("Mã câu"),
    _l("Đề bài"),
    _l("Phương án"),
    _l("Đáp án"),
    _l("Số liệu"),
    _l("Giá trị"),
    _l("Từ"),
    _l("Đến"),
    _l("Số bài"),
)


@dataclass(frozen=True, slots=True)
class OptionRow:
    """One option and how often it was chosen.

    letter: its place in the order of the text, "" for a statement's two answers and for none; chose: what
    `QuizAnalysis.behind` knows it by.
    """

    letter: str
    text: str
    right: bool
    figure: Figure
    chose: str


@dataclass(frozen=True, slots=True)
class QuestionBox:
    """One question with its figures; number: its place in the text, from 1.

    regrade, regraded: the correction in force for it, and how to read the figures since.
    """

    number: int
    id: str
    stem: str
    found: Analysis
    options: tuple[OptionRow, ...]
    hints: tuple[str, ...]
    regrade: Regraded | None
    regraded: str


@dataclass(frozen=True, slots=True)
class QuizAnalysis:
    """One version of a quiz with all attempts that count."""

    version: Version
    versions: Sequence[Version]
    quiz: Quiz
    tried: Sequence[Tried]

    def boxes(self, corrections: Mapping[str, Regraded] | None = None) -> list[QuestionBox]:
        """Every question of the version, in the order of its text. corrections: those in force."""
        made = corrections or {}
        asked = {question.id: options_of(question) for question in self.quiz.questions}
        found = {one.question_id: one for one in analyse(asked, self.tried)}
        return [
            _box(place, question, found[question.id], made.get(question.id))
            for place, question in enumerate(self.quiz.questions, 1)
        ]

    def behind(self, question_id: str, chose: str) -> list[Tried]:
        """The attempts behind a figure, in which the question was judged; all for an empty `chose`.

        chose: the letter of an option, "blank" for none, "timed" for those whose time is known.
        """
        here = [one for one in self.tried if one.marks.get(question_id, (0, 0))[1] > 0]
        if chose == "timed":
            return [one for one in here if question_id in one.seconds]
        if chose == "blank":
            return [one for one in here if not one.chosen.get(question_id)]
        if chose:
            place = LETTERS.find(chose)
            return [one for one in here if place in one.chosen.get(question_id, frozenset())]
        return here


def quiz_analysis(found: Taught, digest: str) -> QuizAnalysis | None:
    """The version asked for, the latest where none is; None where it was never handed in. Three queries."""
    known = versions(found.course_id, found.quiz_id)
    version = next((one for one in known if digest in ("", one.digest)), None)
    if version is None:
        return None
    quiz = courses.quiz_definition(version.digest)
    return QuizAnalysis(version, known, quiz, tried(found.course_id, found.quiz_id, quiz, version.digest))


def corrections(found: Taught, version: Version) -> dict[str, Regraded]:
    """The corrections in force for a version, by question; one query."""
    return {
        one.question_id: one
        for one in regrades(found.course_id, found.quiz_id)
        if one.undone_at is None and one.digest == version.digest
    }


def _box(place: int, question: Question, found: Analysis, regrade: Regraded | None) -> QuestionBox:
    # The scores counted here are those after the correction; so are the key shown and what it suggests.
    if regrade is not None and regrade.kind is CorrectionKind.KEY:
        question = with_key(question, regrade.key)
    right = right_of(question)
    texts = _texts(question)
    statement = isinstance(question, TrueFalse)
    rows = [
        OptionRow("" if statement else LETTERS[index], text, index in right, figure, LETTERS[index])
        for index, (text, figure) in enumerate(zip(texts, found.options, strict=False))
    ]
    if found.blank is not None:
        rows.append(OptionRow("", _("Bỏ trống"), False, found.blank, "blank"))
    names = [str(text) for text in texts] if statement else LETTERS
    said = tuple(_said(hint, "" if option is None else names[option]) for hint, option in hints(found, right))
    if regrade is not None and regrade.kind is not CorrectionKind.KEY:
        said = ()  # points given or taken from everybody say nothing of the question
    words = "" if regrade is None else _regraded(regrade)
    return QuestionBox(place, question.id, _stem(question), found, tuple(rows), said, regrade, words)


def _regraded(one: Regraded) -> str:
    day = date_(one.made_at)
    if one.kind is CorrectionKind.DROP:
        return _("Câu này đã bỏ, không tính điểm, từ ngày %(date)s.", date=day)
    if one.kind is CorrectionKind.FULL:
        return _(
            "Từ ngày %(date)s mọi người được đủ điểm câu này, nên tỷ lệ điểm không nói câu dễ hay khó.",
            date=day,
        )
    changed = _("Đáp án câu này đã sửa ngày %(date)s. Số liệu tính theo điểm sau khi sửa.", date=day)
    return changed if one.replace else changed + " " + _("Ai được điểm theo đáp án cũ vẫn giữ điểm.")


def _stem(question: Question) -> str:
    text = question.text if isinstance(question, Gaps) and not question.stem.html else question.stem
    return published(text.html)


def _texts(question: Question) -> list[str]:
    if isinstance(question, Single | Multiple | Calculated):
        return [published(option.text.html) for option in question.options]
    return [_("Đúng"), _("Sai")]


def _said(hint: Hint, name: str) -> str:
    return {
        Hint.AGAINST: _("Người điểm cao hay sai câu này: xem lại đáp án."),
        Hint.ALL_RIGHT: _("Câu này ai cũng đúng."),
        Hint.ALL_WRONG: _("Câu này chưa ai được điểm: xem lại đáp án và cách hỏi."),
        Hint.UNCHOSEN: _("Không ai chọn %(letter)s.", letter=name),
        Hint.ATTRACTS: _("Nhiều người chọn %(letter)s hơn đáp án: xem lại câu hỏi.", letter=name),
    }[hint]


def interval(figure: Figure, kind: str) -> str:
    """The figure with its interval in words; kind: share, correlation or seconds."""
    show: Any = {
        "share": percent,
        "correlation": lambda value: number(Decimal(f"{value:.2f}")),
        "seconds": _time,
    }[kind]
    low, high = show(figure.low), show(figure.high)
    return _("%(value)s (từ %(low)s đến %(high)s)", value=show(figure.value), low=low, high=high)


def _time(seconds: float) -> str:
    whole = round(seconds)
    if whole < 60:
        return _("%(seconds)s giây", seconds=whole)
    return _("%(minutes)s phút %(seconds)s giây", minutes=whole // 60, seconds=whole % 60)


def sheet_rows(boxes: Sequence[QuestionBox]) -> list[tuple[Cell, ...]]:
    """One row for each figure of each question; shares and correlations are numbers, times are seconds."""
    rows: list[tuple[Cell, ...]] = []
    for box in boxes:
        stem = plain(box.stem)
        if box.regraded:
            rows.append((box.number, box.id, stem, "", "", box.regraded, "", "", "", ""))
        for words, figure in (
            (_("Tỷ lệ điểm"), box.found.facility),
            (_("Độ phân biệt"), box.found.discrimination),
            (_("Thời gian (giây)"), box.found.seconds),
        ):
            if figure is not None:
                rows.append((box.number, box.id, stem, "", "", words, *_cells(figure)))
        for row in box.options:
            text = f"{row.letter}. {plain(row.text)}" if row.letter else plain(row.text)
            key = _("Đáp án") if row.right else ""
            rows.append((box.number, box.id, stem, text, key, _("Tỷ lệ chọn"), *_cells(row.figure)))
    return rows


def _cells(figure: Figure) -> tuple[Cell, ...]:
    return round(figure.value, 4), round(figure.low, 4), round(figure.high, 4), figure.n
