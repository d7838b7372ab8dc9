"""The grid that results are entered in: one row a learner, one cell a question, as they stand on paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from werkzeug.datastructures import MultiDict

from lms.papers.queries import VARIANTS, PaperRow, Sitter
from lms.questions import AnswerRejected, Reason, letters_of, read_letters, validate_answer
from lms.quizzes.errors import refusal_text
from lms.web.i18n import _

USER_FIELD = "user"
MOST_ROWS = 50


@dataclass(frozen=True, slots=True)
class Row:
    """One learner: `cells` in the order of the sheet; errors by column, 0 for the variant."""

    sitter: Sitter
    variant: str
    cells: tuple[str, ...]
    errors: Mapping[int, str] = field(default_factory=dict)
    values: Mapping[str, Any] | None = None

    @property
    def changed(self) -> bool:
        """Whether there is something to enter: more than blanks, and not what stands there already."""
        if self.sitter.attempt_id is None:
            return bool(self.variant) or any(self.cells)
        return self.errors != {} or self.variant != self.sitter.variant or self.values != self.sitter.values


def variant_field(user_id: UUID) -> str:
    """The form field of a learner's variant."""
    return f"v.{user_id}"


def cell_field(user_id: UUID, number: int) -> str:
    """The form field of question `number` of a learner, from 1."""
    return f"a.{user_id}.{number}"


def posted_users(form: MultiDict[str, str]) -> list[UUID]:
    """Whose rows the form holds; what is no id is left out, and so is what no grid could hold."""
    found = []
    for text in form.getlist(USER_FIELD)[:MOST_ROWS]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def as_entered(found: PaperRow, sitters: Iterable[Sitter]) -> list[Row]:
    """The rows as they stand."""
    rows = []
    for sitter in sitters:
        cells = tuple("" for _question in found.instance(VARIANTS[0]).questions)
        if sitter.variant:
            cells = tuple(
                letters_of(question, drawn, sitter.values.get(drawn.id))
                for drawn in found.instance(sitter.variant).questions
                if (question := found.quiz.question(drawn.id)) is not None
            )
        rows.append(Row(sitter, sitter.variant, cells))
    return rows


def as_typed(found: PaperRow, sitters: Iterable[Sitter], form: MultiDict[str, str]) -> list[Row]:
    """The rows as the form holds them, each answer judged."""
    return [_row(found, sitter, form) for sitter in sitters]


def _row(found: PaperRow, sitter: Sitter, form: MultiDict[str, str]) -> Row:
    variant = form.get(variant_field(sitter.user_id), "")
    count = len(found.instance(VARIANTS[0]).questions)
    cells = tuple(
        " ".join(form.get(cell_field(sitter.user_id, number), "").split()) for number in range(1, count + 1)
    )
    if variant not in VARIANTS:
        missing = any(cells) or sitter.attempt_id is not None
        return Row(sitter, "", cells, {0: _("Chọn đề A hoặc đề B.")} if missing else {})
    errors, values = {}, {}
    for number, (drawn, typed) in enumerate(zip(found.instance(variant).questions, cells, strict=True), 1):
        question = found.quiz.question(drawn.id)
        if question is None:
            continue
        try:
            value = validate_answer(question, drawn, read_letters(question, drawn, typed)).value
        except AnswerRejected as refusal:
            errors[number] = _words(refusal)
            continue
        if value is not None:
            values[drawn.id] = value
    return Row(sitter, variant, cells, errors, values)


def _words(refusal: AnswerRejected) -> str:
    if refusal.reason is Reason.UNKNOWN_CHOICE:
        return _("Không có chữ này trên đề.")
    if refusal.reason is Reason.WRONG_SHAPE:
        return _("Viết đủ một chữ cho mỗi dòng, dòng bỏ trống viết dấu -.")
    if refusal.reason is Reason.REPEATED_CHOICE:
        return _("Có chữ viết hai lần.")
    return refusal_text(refusal)
