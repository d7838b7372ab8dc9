"""Answers as they stand on paper: letters for what can be chosen, in the order printed.

A sheet names options A, B, C…; whoever enters it types "B", "ACD", "Đ", a number, or "CAB" for the right side
of each line. Here that becomes what a page would have sent, and a stored answer becomes those letters again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from lms.names import nfc
from lms.questions.definitions import (
    Calculated,
    Categorise,
    Essay,
    Gap,
    GapKind,
    Gaps,
    Matching,
    Multiple,
    Numeric,
    Ordering,
    Question,
    Short,
    Single,
    TrueFalse,
)
from lms.questions.draws import answer_of
from lms.questions.instances import Choice, QuestionInstance
from lms.questions.quiz import Quiz
from lms.questions.reasons import AnswerRejected, Reason

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#: Stands where a line was left empty among others that were answered.
BLANK = "-"
_GAP_SEPARATOR = ";"
_TRUE, _FALSE = frozenset({"Đ", "D", "ĐÚNG", "DUNG", "T", "TRUE"}), frozenset({"S", "SAI", "F", "FALSE"})
MAX_TYPED = 800


def on_paper(quiz: Quiz) -> bool:
    """Whether a sheet can hold the quiz: essays are read by a person, not typed in as letters."""
    return not any(isinstance(question, Essay) for question in quiz.questions)


def read_letters(question: Question, drawn: QuestionInstance, typed: str) -> Any:
    """What a page would have sent for the answer written as `typed`, for `validate_answer`; None for none.

    typed: a letter (single), letters (multiple), Đ or S (true/false), a number or words (numeric, calculated,
    short), one letter a line, "-" for a line left empty (matching, categorise), the items' letters in the
    order given (ordering), words, numbers or letters between semicolons (gaps). Raises AnswerRejected.
    """
    if len(typed) > MAX_TYPED:
        raise AnswerRejected(Reason.TOO_LONG)
    text = nfc(typed).strip()
    if not text:
        return None
    if isinstance(question, Gaps):
        return _gaps(question, drawn, text)
    if isinstance(question, Numeric | Short | Essay) or (
        isinstance(question, Calculated) and not question.options
    ):
        return text
    return _lettered(question, drawn, [c for c in text.upper() if not c.isspace() and c not in ",.;"])


def _lettered(question: Question, drawn: QuestionInstance, letters: Sequence[str]) -> Any:
    if isinstance(question, TrueFalse):
        return _true_false("".join(letters))
    if isinstance(question, Single | Calculated):
        if len(letters) != 1:
            raise AnswerRejected(Reason.UNKNOWN_CHOICE)
        return _token(drawn.options, letters[0])
    if isinstance(question, Multiple):
        return [_token(drawn.options, letter) for letter in letters]
    if isinstance(question, Ordering):
        tokens = [_token(drawn.options, letter) for letter in letters]
        if len(set(tokens)) < len(tokens):
            raise AnswerRejected(Reason.REPEATED_CHOICE)
        return {token: place for place, token in enumerate(tokens, 1)}
    if len(letters) != len(drawn.options):
        raise AnswerRejected(Reason.WRONG_SHAPE)
    return {
        line.token: _token(drawn.choices, letter)
        for line, letter in zip(drawn.options, letters, strict=True)
        if letter != BLANK
    }


def letters_of(question: Question, drawn: QuestionInstance, value: Any) -> str:
    """The stored answer `value` as it would be typed; empty for none."""
    if value in (None, "", [], {}):
        return ""
    if isinstance(question, TrueFalse):
        return "Đ" if value is True else "S"
    if isinstance(question, Single | Multiple) or (isinstance(question, Calculated) and question.options):
        tokens = value if isinstance(value, list) else [value]
        return "".join(sorted(_letter(drawn.options, token) for token in tokens))
    if isinstance(question, Ordering):
        return "".join(_letter(drawn.options, token) for token in sorted(value, key=value.__getitem__))
    if isinstance(question, Matching | Categorise):
        return "".join(
            _letter(drawn.choices, value[line.token]) if line.token in value else BLANK
            for line in drawn.options
        )
    if isinstance(question, Gaps):
        parts = [_filled(question, drawn, line, value.get(line.token)) for line in drawn.options]
        return f"{_GAP_SEPARATOR} ".join(parts)
    return str(value["text"]) if isinstance(value, Mapping) else str(value)


def right_letters(question: Question, drawn: QuestionInstance) -> str:
    """The right answer as it would be typed, for the key that goes with a sheet; empty for an essay."""
    return letters_of(question, drawn, _right(question, drawn))


def gap_choices(question: Gaps, drawn: QuestionInstance, index: int) -> tuple[Choice, ...]:
    """What can be chosen in gap number `index` from 0, in the order its letters are given."""
    return tuple(choice for choice in drawn.choices if question.choices[choice.index][0] == index)


def _right(question: Question, drawn: QuestionInstance) -> Any:
    if isinstance(question, TrueFalse):
        return question.answer
    if isinstance(question, Single | Multiple) or (isinstance(question, Calculated) and question.options):
        return [choice.token for choice in drawn.options if question.options[choice.index].right]
    if isinstance(question, Numeric):
        return _number(question.answer, question.unit)
    if isinstance(question, Calculated):
        return _number(answer_of(question, drawn.numbers), question.unit)
    if isinstance(question, Short):
        return question.accepted[0]
    if isinstance(question, Ordering):
        return {choice.token: choice.index + 1 for choice in drawn.options}
    if isinstance(question, Matching):
        rights = [pair.right for pair in question.pairs]
        by_text = {question.choices[choice.index]: choice.token for choice in drawn.choices}
        return {line.token: by_text[rights[line.index]] for line in drawn.options}
    if isinstance(question, Categorise):
        by_text = {question.categories[choice.index]: choice.token for choice in drawn.choices}
        return {line.token: by_text[question.items[line.index].category] for line in drawn.options}
    if isinstance(question, Gaps):
        return {line.token: _right_gap(question, drawn, line.index) for line in drawn.options}
    return None


def _right_gap(question: Gaps, drawn: QuestionInstance, index: int) -> Any:
    gap: Gap = question.gaps[index]
    if gap.type is GapKind.NUMBER:
        return _number(gap.answer or Decimal(0), gap.unit)
    if gap.type is GapKind.CHOICE:
        offered = gap_choices(question, drawn, index)
        return next(choice.token for choice in offered if question.choices[choice.index][1] == gap.right)
    return gap.accepted[0]


def _number(value: Decimal, unit: str) -> dict[str, str]:
    whole, _, rest = f"{abs(value):f}".partition(".")
    grouped = f"{int(whole):,}".replace(",", ".") + (f",{rest.rstrip('0')}" if rest.rstrip("0") else "")
    return {"text": f"{'-' if value < 0 else ''}{grouped} {unit}".strip(), "number": f"{value:f}"}


def _gaps(question: Gaps, drawn: QuestionInstance, text: str) -> dict[str, Any]:
    parts = [part.strip() for part in text.split(_GAP_SEPARATOR)]
    if len(parts) != len(drawn.options):
        raise AnswerRejected(Reason.WRONG_SHAPE)
    filled: dict[str, Any] = {}
    for line, part in zip(drawn.options, parts, strict=True):
        if part in ("", BLANK):
            continue
        if question.gaps[line.index].type is GapKind.CHOICE:
            filled[line.token] = _token(gap_choices(question, drawn, line.index), part.upper())
        else:
            filled[line.token] = part
    return filled


def _filled(question: Gaps, drawn: QuestionInstance, line: Choice, value: Any) -> str:
    if value is None:
        return BLANK
    if question.gaps[line.index].type is GapKind.CHOICE:
        return _letter(gap_choices(question, drawn, line.index), value)
    return str(value["text"]) if isinstance(value, Mapping) else str(value)


def _true_false(word: str) -> str:
    if word in _TRUE:
        return "true"
    if word in _FALSE:
        return "false"
    raise AnswerRejected(Reason.UNKNOWN_CHOICE)


def _token(choices: Sequence[Choice], letter: str) -> str:
    place = LETTERS.find(letter) if len(letter) == 1 else -1
    if not 0 <= place < len(choices):
        raise AnswerRejected(Reason.UNKNOWN_CHOICE)
    return choices[place].token


def _letter(choices: Sequence[Choice], token: str) -> str:
    return LETTERS[[choice.token for choice in choices].index(token)]
