"""The one writer of new quiz files: keys in the order of the format, the plainest style that reads back.

Existing files are never written again as a whole; they are edited in place.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from lms.exchange.ours import ordered_quiz
from lms.sources import load_yaml

# A text that needs no quotes: it opens with a letter, digit or bracket and holds no sign of YAML.
_PLAIN = re.compile(r"[^\W_“(](?:[^:#\n]|:(?=\S)|(?<=\S)#)*\Z|[“(](?:[^:#\n]|:(?=\S)|(?<=\S)#)+\Z")
_NOT_TEXT = re.compile(r"(?:[0-9][-0-9.]*|true|false|null)\Z", re.IGNORECASE)
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\u0085": "\\N", "\u2028": "\\L",
            "\u2029": "\\P", "\ufeff": "\\uFEFF"}  # fmt: skip
_UNPRINTABLE = re.compile(
    r"[^\x20-\x7e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]"
)
_WIDTH = 110


def write_yaml(quiz: dict[str, Any]) -> bytes:
    """The file of a quiz in the values of our format."""
    return ("\n".join(_mapping(ordered_quiz(quiz), 0)) + "\n").encode()


def yaml_lines(value: dict[str, Any]) -> str:
    """A part of a question as YAML text without a final line end."""
    return "\n".join(_mapping(value, 0))


def _mapping(value: dict[str, Any], depth: int) -> list[str]:
    lines: list[str] = []
    for key, item in value.items():
        lines += _entry(f"{'  ' * depth}{key}:", item, depth)
    return lines


def _entry(start: str, item: Any, depth: int) -> list[str]:
    if isinstance(item, dict):
        return [start, *_mapping(item, depth + 1)] if item else [f"{start} {{}}"]
    if isinstance(item, list):
        return _list(start, item, depth)
    if isinstance(item, str) and "\n" in item and _fits_block(item):
        pad = "  " * (depth + 1)
        return [f"{start} |-", *(f"{pad}{line}" if line else "" for line in item.split("\n"))]
    return [f"{start} {_scalar(item)}"]


def _list(start: str, items: list[Any], depth: int) -> list[str]:
    if all(not isinstance(item, dict | list) for item in items):
        flow = f"{start} [{', '.join(_scalar(item, flow=True) for item in items)}]"
        if len(flow) <= _WIDTH and not any("\n" in str(item) for item in items):
            return [flow]
    lines = [start]
    for item in items:
        dash = f"{'  ' * (depth + 1)}- "
        if isinstance(item, dict) and item:
            below = _mapping(item, depth + 2)
            lines += [dash + below[0].lstrip(), *below[1:]]
        elif isinstance(item, list):
            lines += _list(dash + "-", item, depth + 1)
        else:
            lines.append(dash + _scalar(item))
    return lines


def _fits_block(text: str) -> bool:
    lines = text.split("\n")
    return (
        bool(lines[0].strip())
        and lines[0][0] not in " \t"
        and bool(lines[-1].strip())
        and not _UNPRINTABLE.search(text.replace("\n", ""))
    )


def _scalar(value: Any, *, flow: bool = False) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | date):
        return str(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    text = str(value)
    plain = (
        _PLAIN.match(text) and not text.endswith((" ", ":")) and not (flow and re.search(r"[][,{}?:]", text))
    )
    # What would read back as a number, a date or true must be quoted.
    if (
        plain
        and not _UNPRINTABLE.search(text)
        and (not _NOT_TEXT.match(text) or load_yaml(text, "").value == text)
    ):
        return text
    quoted = "".join(_ESCAPES.get(char, char) for char in text)
    return '"' + _UNPRINTABLE.sub(lambda found: f"\\U{ord(found.group()):08X}", quoted) + '"'
