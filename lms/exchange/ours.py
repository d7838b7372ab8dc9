"""What our own format can hold, asked of the validator's tables: types, keys, their order."""

from __future__ import annotations

from typing import Any

from lms.questions.definitions import Scoring
from lms.questions.parsing import QUIZ_KEYS
from lms.questions.tables import QUESTIONS

TYPES = frozenset(QUESTIONS)
SCORINGS = frozenset(member.value for member in Scoring)
PENALTY = "partial_penalty"


def has(kind: str, key: str) -> bool:
    """True where a question of type `kind` may have `key`."""
    return kind in QUESTIONS and any(known.name == key for known in QUESTIONS[kind].keys)


def ordered_quiz(value: dict[str, Any]) -> dict[str, Any]:
    """A quiz with every key in the order of the format."""
    quiz: dict[str, Any] = _ordered(value, QUIZ_KEYS)
    quiz["questions"] = [ordered_question(question) for question in value.get("questions", [])]
    return quiz


def ordered_question(value: Any) -> Any:
    """A question with every key in the order of the format; what is no question of ours stays as it is."""
    kind = value.get("type") if isinstance(value, dict) else None
    return _ordered(value, QUESTIONS[kind]) if kind in QUESTIONS else value


def _ordered(value: Any, shape: Any) -> Any:
    keys = getattr(shape, "keys", None)
    if keys is not None and not isinstance(keys, tuple):
        return _ordered(value, keys)
    if isinstance(value, dict) and keys is not None:
        shapes = {key.name: key.shape for key in keys}
        names = [name for name in shapes if name in value] + [name for name in value if name not in shapes]
        return {name: _ordered(value[name], shapes.get(name)) for name in names}
    if isinstance(value, list):
        return [_ordered(item, getattr(shape, "shape", None)) for item in value]
    return value
