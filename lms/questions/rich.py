"""The Markdown inside a quiz: walk over it, and fill in its HTML at publication.

Paths are those of the YAML text, so that a fault found while rendering can name its line.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import TypeVar, cast

from lms.questions.definitions import Question, Rich
from lms.questions.quiz import Quiz
from lms.sources import Path

Held = TypeVar("Held", Quiz, Question)
Render = Callable[[str, Path, bool], str]

# Their texts stand inside a label or a table cell, where a paragraph would not be valid HTML.
_INLINE = frozenset({"options", "items", "pairs"})


def rich_texts(held: Quiz | Question) -> Iterator[tuple[Path, Rich]]:
    """Every Markdown text of a quiz or question with its path, in the order of the definition."""
    yield from _walk(held, ())


def with_html(held: Held, render: Render) -> Held:
    """The same quiz or question with `html` filled in.

    `render(markdown, path, inline)` returns safe HTML; `inline` is true where only phrasing content may stand
    (options, left sides, items to order).
    """
    return cast(
        Held,
        _changed(
            held, (), lambda text, path: Rich(text.markdown, render(text.markdown, path, _inline(path)))
        ),
    )


def with_texts(held: Held, change: Callable[[Rich], Rich]) -> Held:
    """The same quiz or question with every text changed."""
    return cast(Held, _changed(held, (), lambda text, _path: change(text)))


def _walk(value: object, path: Path) -> Iterator[tuple[Path, Rich]]:
    if isinstance(value, Rich):
        yield path, value
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _walk(item, (*path, index))
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _walk(getattr(value, field.name), (*path, field.name))


def _changed(value: object, path: Path, change: Callable[[Rich, Path], Rich]) -> object:
    if isinstance(value, Rich):
        return change(value, path)
    if isinstance(value, tuple):
        return tuple(_changed(item, (*path, index), change) for index, item in enumerate(value))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        changed = {
            field.name: _changed(getattr(value, field.name), (*path, field.name), change)
            for field in dataclasses.fields(value)
        }
        return dataclasses.replace(value, **changed)
    return value


def _inline(path: Path) -> bool:
    """Whether a text is an option, a left side or an item; feedback stands on lines of its own."""
    return path[-1] != "feedback" and any(step in _INLINE for step in path[-3:-1])
