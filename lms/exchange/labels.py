"""Tags of other programs, and the words of ours that travel as tags: `outcomes:O2`, `level:V`, `lesson:…`."""

from __future__ import annotations

import re
from typing import Any

from lms.exchange.ours import has

_KEYS = ("outcomes", "level", "lesson", "module")
_LISTS = ("outcomes", "tags")
_SOUND = {"outcomes": r"O\d{1,2}", "level": r"[NVP]", "lesson": r"[a-z0-9]+(-[a-z0-9]+)*",
          "module": r"[a-z0-9]+(-[a-z0-9]+)*", "tags": r"[a-z0-9]+(-[a-z0-9]+)*"}  # fmt: skip


def labels_of(question: dict[str, Any]) -> list[str]:
    """The tags of a question of ours."""
    labels = [str(tag) for tag in question.get("tags", [])]
    for key in _KEYS:
        values = question.get(key, [])
        labels += [f"{key}:{value}" for value in (values if isinstance(values, list) else [values])]
    return labels


def split_labels(labels: list[str]) -> tuple[dict[str, Any], list[str]]:
    """What `labels` say in our keys, and the labels that no key holds."""
    found: dict[str, Any] = {}
    lost: list[str] = []
    for label in labels:
        key, colon, value = label.partition(":")
        key, value = (key, value) if colon and key in _KEYS else ("tags", label)
        if (
            not has("single", key)
            or not re.fullmatch(_SOUND[key], value)
            or (key in found and key not in _LISTS)
        ):
            lost.append(label)
        elif key in _LISTS:
            found.setdefault(key, []).append(value)
        else:
            found[key] = value
    return found, lost
