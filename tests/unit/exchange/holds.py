"""What each format keeps of a quiz of ours, key by key; the round trips are proved against these tables.

A question of boxes comes back as one of pairs, which asks and marks the same; it is held as such.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

#: Any value of the key, or only these.
Held = Mapping[str, frozenset[str] | None]

ANY: frozenset[str] | None = None
_LABELS: Held = {"outcomes": ANY, "level": ANY, "lesson": ANY, "tags": ANY, "module": ANY}
_GIFT: Held = {"id": ANY, "type": ANY, "stem": ANY, "explanation": ANY, **_LABELS}
_PARTLY = frozenset({"partial"})
_OPTION = frozenset({"text", "right", "feedback"})

#: By type of question; "quiz" stands for the quiz itself. A type that is missing is left out whole.
GIFT_HOLDS: Mapping[str, Held] = {
    "quiz": {"title": ANY, "intro": ANY, "questions": ANY},
    "single": {**_GIFT, "options": _OPTION},
    "multiple": {**_GIFT, "options": _OPTION, "scoring": _PARTLY | {"partial_penalty"}},
    "truefalse": {**_GIFT, "answer": ANY, "feedback_true": ANY, "feedback_false": ANY},
    "numeric": {
        **_GIFT, "answer": ANY, "tolerance": ANY, "mistakes": ANY,
        "feedback_right": ANY, "feedback_wrong": ANY,
    },
    "short": {**_GIFT, "accepted": ANY, "feedback_right": ANY, "feedback_wrong": ANY},
    "matching": {**_GIFT, "pairs": ANY, "extra": ANY, "scoring": _PARTLY},
    "categorise": {**_GIFT, "categories": ANY, "items": ANY, "scoring": _PARTLY},
    "essay": _GIFT,
}  # fmt: skip

_XML: Held = {**_GIFT, "points": ANY, "hint": ANY}
_OVERALL: Held = {"feedback_right": ANY, "feedback_wrong": ANY}
_EACH: Held = {**_OVERALL, "feedback_partly": ANY}
_GAP = frozenset({"type", "accepted", "case", "answer", "tolerance", "choices", "right", "feedback"})
MOODLEXML_HOLDS: Mapping[str, Held] = {
    "quiz": {"title": ANY, "intro": ANY, "questions": ANY},
    "single": {**_XML, **_EACH, "options": _OPTION},
    "multiple": {**_XML, **_EACH, "options": _OPTION, "scoring": _PARTLY | {"partial_penalty"}},
    "truefalse": {**_XML, "answer": ANY, "feedback_true": ANY, "feedback_false": ANY},
    "numeric": {**_XML, **_OVERALL, "answer": ANY, "tolerance": ANY, "unit": ANY, "mistakes": ANY},
    "short": {**_XML, **_OVERALL, "accepted": ANY, "case": ANY},
    "matching": {**_XML, **_EACH, "pairs": ANY, "extra": ANY, "scoring": _PARTLY},
    "categorise": {**_XML, **_EACH, "categories": ANY, "items": ANY, "scoring": _PARTLY},
    "ordering": {**_XML, **_EACH, "items": ANY, "scoring": _PARTLY},
    "essay": {**_XML, "min_words": ANY, "max_words": ANY, "notes": ANY},
    "gaps": {**_XML, "text": ANY, "gaps": _GAP, "scoring": _PARTLY},
    # Variables as the numbers they can take, formulas as what they give.
    "calculated": {
        **_XML, **_OVERALL, "variables": ANY, "answer": ANY, "rounding": ANY, "decimals": ANY,
        "tolerance": ANY, "tolerance_percent": ANY, "unit": ANY, "mistakes": ANY, "options": _OPTION,
    },
}  # fmt: skip

_DEFAULTS: Mapping[str, Any] = {
    "points": Decimal(1),
    "tolerance": Decimal(0),
    "right": False,
    "scoring": "all_or_nothing",
    "case": "ignore",
    "min_words": 0,
    "max_words": 0,
    "rounding": "exact",
}


def kept(quiz: Mapping[str, Any], holds: Mapping[str, Held]) -> dict[str, Any]:
    """What a format keeps of `quiz` (values of our format); without what is usual."""
    made = _kept(quiz, holds["quiz"])
    made["questions"] = [
        _as_pairs(_kept(question, holds[question["type"]]))
        for question in quiz["questions"]
        if question["type"] in holds
    ]
    return made


def _as_pairs(question: dict[str, Any]) -> dict[str, Any]:
    """A question of boxes as the question of pairs that it becomes."""
    if question["type"] != "categorise":
        return question
    items, boxes = question.pop("items"), question.pop("categories")
    question |= {
        "type": "matching",
        "pairs": [{"left": item["text"], "right": item["category"]} for item in items],
    }
    extra = [box for box in boxes if box not in {item["category"] for item in items}]
    return question | ({"extra": extra} if extra else {})


def _kept(value: Mapping[str, Any], held: Held) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, item in value.items():
        if key not in held or item == _DEFAULTS.get(key) or item == []:
            continue
        allowed = held[key]
        if isinstance(item, list) and allowed is not None:
            made[key] = [_kept(part, dict.fromkeys(allowed)) for part in item]
        elif allowed is None or item in allowed:
            made[key] = item
    return made
