"""Signs that hold a place in a text while it is brought to Markdown; no reader changes them."""

from __future__ import annotations

import re

#: The mark of a place; its group is the place's number.
MARK = re.compile("\ue000(\\d+)\ue001")
_BRACED = re.compile(r"\{(?=[A-Za-z][A-Za-z0-9_]*\})")


def mark(place: int) -> str:
    """The signs that stand for `place`, from 0."""
    return f"\ue000{place}\ue001"


def unmarked(text: str) -> str:
    """`text` without such signs of its own, which would be taken for a place."""
    return text.replace("\ue000", "")


def unbraced(markdown: str) -> str:
    """`markdown` whose own `{name}` shows as it stands: in our texts it would be a gap or a number."""
    return _BRACED.sub("&#123;", markdown)
