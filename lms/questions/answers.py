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
from enum import StrEnum
from typing import Any

from lms.names import BadGrouping, NumberError, nfc, parse_number
from lms.questions.definitions import (
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

MAX_TEXT = 200
LARGEST = Decimal(10) ** 15
MAX_PLACES = 10

# What is stored: a token, a list of tokens, true/false, {"text", "number"}, text, or {token: token or place}.
Value = str | bool | list[str] | dict[str, str] | dict[str, int]


class Reason(StrEnum):
    """Why an answer is refused."""

    WRONG_SHAPE = "wrong_shape"
    UNKNOWN_CHOICE = "unknown_choice"
    REPEATED_CHOICE = "repeated_choice"
    NOT_A_NUMBER = "not_a_number"
    UNCLEAR_NUMBER = "unclear_number"
    NUMBER_TOO_LARGE = "number_too_large"
    TOO_LONG = "too_long"
    UNREADABLE_TEXT = "unreadable_text"


class AnswerRejected(ValueError):
    """The answer does not fit its question; `reason` says how."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


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

    raw: a token (single), a list of tokens (multiple), "true"/"false", text (numeric, short), or a mapping
    from left token to right token (matching) or item token to place from 1 (ordering). None, "", [] and {}
    clear the answer. Raises AnswerRejected.
    """
    if raw is None or raw in ("", [], {}):
        return EMPTY
    return _JUDGES[question.type](question, instance, raw)


def read_stored(question: Question, instance: QuestionInstance, value: Value | None) -> Answer:
    """The answer stored as `value`, or an empty one.

    A number stays the number that was read when it was saved. Raises AnswerRejected for a value that belongs
    to another question.
    """
    if isinstance(question, Numeric) and isinstance(value, dict) and "number" in value:
        return Answer(value, finished=True, number=Decimal(value["number"]))
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
    text = _clean(raw)
    if not text:
        return EMPTY
    try:
        number = parse_number(text, units=[question.unit] if question.unit else [])
    except BadGrouping as error:
        raise AnswerRejected(Reason.UNCLEAR_NUMBER) from error
    except NumberError as error:
        raise AnswerRejected(Reason.NOT_A_NUMBER) from error
    if abs(number) > LARGEST or -int(number.as_tuple().exponent) > MAX_PLACES:
        raise AnswerRejected(Reason.NUMBER_TOO_LARGE)
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
    # Control characters and lone surrogates: no keyboard types them and PostgreSQL stores neither.
    if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in text):
        raise AnswerRejected(Reason.UNREADABLE_TEXT)
    return text


_JUDGES: dict[str, Callable[[Any, QuestionInstance, object], Answer]] = {
    Single.type: _single,
    Multiple.type: _multiple,
    TrueFalse.type: _true_false,
    Numeric.type: _numeric,
    Short.type: _short,
    Matching.type: _matching,
    Ordering.type: _ordering,
}
