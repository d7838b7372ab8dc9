"""Answers as they arrive from a phone: judged for shape before anything is stored.

An answer must belong to its question and its attempt: a token of another attempt, a list where one choice is
asked for, 10,000 choices or NaN are refused by name and store nothing. An unfinished answer (two of four
pairs, two items in one place) is kept as given; it only counts as not finished.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from lms.names import nfc, passage
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
from lms.questions.instances import Choice, QuestionInstance
from lms.questions.quantities import read_quantity
from lms.questions.reasons import AnswerRejected, Reason

MAX_TEXT = 200
MAX_ESSAY = 20_000

# What is stored: a token, a list of tokens, true/false, {"text", "number"}, text, {token: token or place}, or
# for gaps {token: token, text or {"text", "number"}}.
Value = str | bool | list[str] | dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """An accepted answer. `value` is what is stored, None when the learner cleared it.

    `finished` is false while parts are missing or stand twice; `number` is the number read from a numeric
    answer, to be shown back.
    """

    value: Value | None
    finished: bool
    number: Decimal | None = field(default=None)


EMPTY = Answer(None, finished=False)


def validate_answer(question: Question, instance: QuestionInstance, raw: object) -> Answer:
    """Judge `raw`, the value sent for `question` as drawn in `instance`.

    raw: a token (single, calculated with options), a list of tokens (multiple), "true"/"false", text
    (numeric, calculated, short, essay), or a mapping: from left or item token to right or category token
    (matching, categorise), from item token to place from 1 (ordering), from gap token to text or choice
    token (gaps). None, "", [] and {} clear the answer. Raises AnswerRejected.
    """
    if raw is None or raw in ("", [], {}):
        return EMPTY
    return _JUDGES[question.type](question, instance, raw)


def read_stored(question: Question, instance: QuestionInstance, value: Value | None) -> Answer:
    """The answer stored as `value`, or an empty one.

    A number stays the number that was read when it was saved. Raises AnswerRejected for a value that belongs
    to another question.
    """
    if isinstance(question, Numeric | Calculated) and isinstance(value, dict) and "number" in value:
        return Answer(value, finished=True, number=Decimal(value["number"]))
    if isinstance(question, Gaps) and isinstance(value, dict):
        _known(value, instance.options)
        return Answer(value, finished=len(value) == len(question.gaps)) if value else EMPTY
    return validate_answer(question, instance, value)


def is_answered(question: Question, instance: QuestionInstance, value: Value | None) -> bool:
    """Whether the stored `value` answers `question` in full."""
    return read_stored(question, instance, value).finished


def _single(_question: Question, instance: QuestionInstance, raw: object) -> Answer:
    if not isinstance(raw, str):
        raise AnswerRejected(Reason.WRONG_SHAPE)
    _known([raw], instance.options)
    return Answer(raw, finished=True)


def _multiple(_question: Question, instance: QuestionInstance, raw: object) -> Answer:
    tokens = _texts(raw)
    if len(tokens) > len(instance.options):
        raise AnswerRejected(Reason.UNKNOWN_CHOICE)
    _known(tokens, instance.options)
    if len(set(tokens)) < len(tokens):
        raise AnswerRejected(Reason.REPEATED_CHOICE)
    return Answer(sorted(tokens), finished=True)


def _true_false(_question: Question, _instance: QuestionInstance, raw: object) -> Answer:
    if isinstance(raw, bool):
        return Answer(raw, finished=True)
    if raw not in ("true", "false"):
        raise AnswerRejected(Reason.UNKNOWN_CHOICE if isinstance(raw, str) else Reason.WRONG_SHAPE)
    return Answer(raw == "true", finished=True)


def _numeric(question: Numeric, _instance: QuestionInstance, raw: object) -> Answer:
    return _number(raw, question.unit, question.decimals)


def _calculated(question: Calculated, instance: QuestionInstance, raw: object) -> Answer:
    if question.options:
        return _single(question, instance, raw)
    return _number(raw, question.unit, question.decimals)


def _number(raw: object, unit: str, decimals: int | None) -> Answer:
    text = _clean(raw)
    if not text:
        return EMPTY
    number = read_quantity(text, unit, decimals)
    return Answer({"text": text, "number": f"{number:f}"}, finished=True, number=number)


def _short(_question: Question, _instance: QuestionInstance, raw: object) -> Answer:
    text = _clean(raw)
    return Answer(text, finished=True) if text else EMPTY


def _matching(_question: Question, instance: QuestionInstance, raw: object) -> Answer:
    chosen = _mapping(raw, instance)
    texts = {token: right for token, right in chosen.items() if isinstance(right, str)}
    if len(texts) < len(chosen):
        raise AnswerRejected(Reason.WRONG_SHAPE)
    kept = {token: right for token, right in texts.items() if right}
    _known(kept.values(), instance.choices)
    return Answer(kept, finished=len(kept) == len(instance.options)) if kept else EMPTY


def _gaps(question: Gaps, instance: QuestionInstance, raw: object) -> Answer:
    given = _mapping(raw, instance)
    kept: dict[str, Any] = {}
    for choice in instance.options:
        if choice.token in given:
            filled = _gap(question, choice.index, instance, given[choice.token])
            if filled is not None:
                kept[choice.token] = filled
    return Answer(kept, finished=len(kept) == len(question.gaps)) if kept else EMPTY


def _gap(question: Gaps, index: int, instance: QuestionInstance, raw: object) -> object:
    gap: Gap = question.gaps[index]
    if raw is None or raw == "":
        return None
    if gap.type is GapKind.CHOICE:
        if not isinstance(raw, str):
            raise AnswerRejected(Reason.WRONG_SHAPE)
        _known([raw], [choice for choice in instance.choices if question.choices[choice.index][0] == index])
        return raw
    if gap.type is GapKind.NUMBER:
        return _number(raw, gap.unit, gap.decimals).value
    return _clean(raw) or None


def _essay(question: Essay, _instance: QuestionInstance, raw: object) -> Answer:
    if not isinstance(raw, str):
        raise AnswerRejected(Reason.WRONG_SHAPE)
    if len(raw) > MAX_ESSAY:
        raise AnswerRejected(Reason.TOO_LONG)
    text = passage(raw).strip()
    _readable(text.replace("\n", " ").replace("\t", " "))
    if not text:
        return EMPTY
    words = len(text.split())
    # Too few or too many words are kept as written: it is the marker who decides what they are worth.
    return Answer(text, finished=words >= question.min_words and words <= (question.max_words or words))


def _ordering(_question: Question, instance: QuestionInstance, raw: object) -> Answer:
    last = len(instance.options)
    places = {token: _place(given, last) for token, given in _mapping(raw, instance).items()}
    kept = {token: place for token, place in places.items() if place is not None}
    apart = max(Counter(kept.values()).values(), default=0) < 2
    return Answer(kept, finished=len(kept) == len(instance.options) and apart) if kept else EMPTY


def _place(given: object, last: int) -> int | None:
    if given == "" or given is None:
        return None
    if isinstance(given, str) and len(given) < 4 and given.isascii() and given.isdigit():
        given = int(given)
    if isinstance(given, bool) or not isinstance(given, int):
        raise AnswerRejected(Reason.WRONG_SHAPE)
    if not 1 <= given <= last:
        raise AnswerRejected(Reason.UNKNOWN_CHOICE)
    return given


def _mapping(raw: object, instance: QuestionInstance) -> Mapping[str, Any]:
    if not isinstance(raw, dict):
        raise AnswerRejected(Reason.WRONG_SHAPE)
    if len(raw) > len(instance.options):
        raise AnswerRejected(Reason.UNKNOWN_CHOICE)
    _known(raw, instance.options)
    return raw


def _texts(raw: object) -> list[str]:
    if not isinstance(raw, list) or not all(isinstance(item, str) for item in raw):
        raise AnswerRejected(Reason.WRONG_SHAPE)
    return raw


def _known(tokens: Iterable[str], choices: Iterable[Choice]) -> None:
    known = {choice.token for choice in choices}
    if any(token not in known for token in tokens):
        raise AnswerRejected(Reason.UNKNOWN_CHOICE)


def _clean(raw: object) -> str:
    if not isinstance(raw, str):
        raise AnswerRejected(Reason.WRONG_SHAPE)
    # Judged before anything is done with it: normalising a megabyte is work that an answer never needs.
    if len(raw) > 4 * MAX_TEXT:
        raise AnswerRejected(Reason.TOO_LONG)
    text = " ".join(nfc(raw).split())
    if len(text) > MAX_TEXT:
        raise AnswerRejected(Reason.TOO_LONG)
    _readable(text)
    return text


def _readable(text: str) -> None:
    # Control characters and lone surrogates: no keyboard types them and PostgreSQL stores neither.
    if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in text):
        raise AnswerRejected(Reason.UNREADABLE_TEXT)


_JUDGES: dict[str, Callable[[Any, QuestionInstance, object], Answer]] = {
    Single.type: _single,
    Multiple.type: _multiple,
    TrueFalse.type: _true_false,
    Numeric.type: _numeric,
    Calculated.type: _calculated,
    Short.type: _short,
    Matching.type: _matching,
    Categorise.type: _matching,
    Ordering.type: _ordering,
    Gaps.type: _gaps,
    Essay.type: _essay,
}
