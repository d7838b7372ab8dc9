"""A check question as plain text to look at, without its key: what `flask content render` shows in its
place."""

from typing import Any

from lms.markup.model import Check
from lms.sources import load_yaml


def preview(check: Check) -> str:
    """Return the question as Markdown: its stem and what can be chosen, never which is right.

    Options keep the author's order; pairs, extras and items to order are sorted, since there the order or the
    pairing is the key.
    """
    value = load_yaml(check.source, "").value
    if not isinstance(value, dict):
        return ""
    stem = str(value.get("stem") or "").strip()
    choices = "\n".join(f"- {' '.join(choice.split())}" for choice in _choices(value) if choice.strip())
    return f"{stem}\n\n{choices}\n"


def _choices(value: dict[str, Any]) -> list[str]:
    pairs = _dicts(value.get("pairs"))
    return [
        *(str(option.get("text", "")) for option in _dicts(value.get("options"))),
        *sorted(str(pair.get("left", "")) for pair in pairs),
        *sorted([*(str(pair.get("right", "")) for pair in pairs), *map(str, _list(value.get("extra")))]),
        *sorted(map(str, _list(value.get("items")))),
    ]


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _dicts(value: object) -> list[dict[str, Any]]:
    return [item for item in _list(value) if isinstance(item, dict)]
