"""One byte string for one quiz: what the definition blob holds and what its digest names.

JSON with sorted keys and no spaces; decimals as plain decimal strings; Markdown beside its HTML. The same
quiz always gives the same bytes, and the bytes give the same quiz.

Bytes once published never change, so every format that was ever written can still be read:
1: review was one word; `partial` in multiple choice took one right choice away for each wrong one.
2: the present one.
"""

from __future__ import annotations

import dataclasses
import json
import types
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from lms.questions.definitions import QUESTION_TYPES, Multiple, Question, Scoring
from lms.questions.quiz import REVIEWS, Quiz

FORMAT = 2


def to_canonical(quiz: Quiz) -> bytes:
    """The bytes to store for `quiz`."""
    return _bytes({"format": FORMAT, **_plain(quiz)})


def from_canonical(data: bytes) -> Quiz:
    """The quiz stored as `data`. Raises ValueError where the format is another one."""
    quiz: Quiz = _read(Quiz, _loaded(data))
    return quiz


def question_to_canonical(question: Question) -> bytes:
    """The bytes to store for one question (a lesson's check block)."""
    return _bytes({"format": FORMAT, **_plain(question)})


def question_from_canonical(data: bytes) -> Question:
    """The question stored as `data`. Raises ValueError where the format is another one."""
    question: Question = _read(Question, _loaded(data))
    return question


def upgraded_quiz(data: bytes) -> dict[str, Any]:
    """A stored quiz as the JSON of the present format: what two publications are compared by."""
    return _plainly(to_canonical(from_canonical(data)))


def upgraded_question(plain: Mapping[str, Any]) -> dict[str, Any]:
    """The JSON of a stored question in the present format."""
    return _plainly(question_to_canonical(question_from_canonical(_bytes(plain))))


def _plainly(data: bytes) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(data)
    return plain


def _bytes(plain: Mapping[str, Any]) -> bytes:
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _loaded(data: bytes) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(data)
    written = plain.pop("format", None)
    if written == 1:
        return _from_first(plain)
    if written != FORMAT:
        raise ValueError("unknown format of a quiz definition")
    return plain


def _from_first(plain: dict[str, Any]) -> dict[str, Any]:
    """Format 1 said in the words of the present one."""
    if "review" in plain:
        plain["review"] = _plain(REVIEWS[plain["review"]])
    for question in [plain, *plain.get("questions", [])]:
        if question.get("type") == Multiple.type and question.get("scoring") == Scoring.PARTIAL:
            question["scoring"] = Scoring.PARTIAL_PENALTY.value
    return plain


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        plain = {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
        return {"type": value.type, **plain} if isinstance(value, Question) else plain
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, datetime):
        return value.isoformat()
    return value.value if isinstance(value, StrEnum) else value


def _read(kind: Any, value: Any) -> Any:
    kind = _without_none(kind)
    if value is None:
        return None
    if get_origin(kind) is tuple:
        return tuple(_read(get_args(kind)[0], item) for item in value)
    if kind is Question:
        fields = dict(value)
        kind, value = QUESTION_TYPES[fields.pop("type")], fields
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        hints = _hints(kind)
        return kind(**{name: _read(hints[name], item) for name, item in value.items()})
    if kind is datetime:
        return datetime.fromisoformat(value)
    if kind is Decimal or issubclass(kind, StrEnum):
        return kind(value)
    return value


def _without_none(kind: Any) -> Any:
    if get_origin(kind) in (Union, types.UnionType):
        return next(part for part in get_args(kind) if part is not types.NoneType)
    return kind


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
