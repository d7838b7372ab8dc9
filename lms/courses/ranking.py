"""The order of search hits (law 13): the database finds words without marks, marks decide who comes first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lms.names import fold, nfc

_EXCERPT = 160


@dataclass(frozen=True, slots=True)
class SearchRow:
    """One entry that holds every word, as the database gave it."""

    course_id: str
    item_id: str
    title: str
    text: str
    course_title: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One hit to show. item_id: empty for a course; excerpt: plain text around the first word."""

    course_id: str
    course_title: str
    item_id: str
    title: str
    excerpt: str


def rank(rows: Sequence[SearchRow], words: Sequence[str], typed: str) -> list[Hit]:
    """Hits, best first.

    words: folded tokens; typed: the search as typed. Best is what holds it with exactly these marks in the
    title, then the words in the title without marks, then exactly these marks in the text; then whole words
    before parts of words, a course before its lessons, and title order.
    """
    exact = " ".join(nfc(typed).lower().split())
    ordered = sorted(rows, key=lambda row: _key(row, words, exact))
    return [
        Hit(row.course_id, row.course_title, row.item_id, row.title, _excerpt(row.text, words))
        for row in ordered
    ]


def _key(row: SearchRow, words: Sequence[str], exact: str) -> tuple[object, ...]:
    title, text = nfc(row.title).lower(), nfc(row.text).lower()
    folded_title, folded = fold(row.title), fold(f"{row.title} {row.text}")
    return (
        exact not in title,
        not all(word in folded_title for word in words),
        exact not in text,
        not all(_whole(word, folded) for word in words),
        row.item_id != "",
        folded_title,
        row.course_id,
        row.item_id,
    )


def _whole(word: str, folded: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", folded) is not None


def _excerpt(text: str, words: Sequence[str]) -> str:
    """About 160 characters of `text` around the first of the words, cut at spaces."""
    pieces = text.split()
    hit = next((place for place, piece in enumerate(pieces) if any(word in fold(piece) for word in words)), 0)
    start = end = hit
    length = len(pieces[hit]) if pieces else 0
    while length < _EXCERPT and (start > 0 or end + 1 < len(pieces)):
        if start > 0 and (hit - start) * 2 <= end - hit:
            start -= 1
            length += len(pieces[start]) + 1
        elif end + 1 < len(pieces):
            end += 1
            length += len(pieces[end]) + 1
        else:
            start -= 1
            length += len(pieces[start]) + 1
    shown = " ".join(pieces[start : end + 1])
    return f"{'… ' if start > 0 else ''}{shown}{' …' if end + 1 < len(pieces) else ''}"
