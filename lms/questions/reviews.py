"""The review policy as authors write it: a short name, or what is shown at each moment."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from lms.questions.quiz import REVIEWS, Moment, Review, Show
from lms.questions.shapes import Key, Keys, ListOf, Node, OneOf
from lms.sources import Sentence

_MOMENTS = Keys(
    (
        Key(Moment.DURING, ListOf(OneOf(Show)), Sentence("trong khi làm, khi một câu được chấm ngay")),
        Key(Moment.AFTER_SUBMIT, ListOf(OneOf(Show)), Sentence("ngay sau khi nộp")),
        Key(Moment.AFTER_PASS_OR_LAST, ListOf(OneOf(Show)), Sentence("khi đã đạt, hoặc đã hết số lần làm")),
        Key(Moment.AFTER_CLOSE, ListOf(OneOf(Show)), Sentence("khi bài đã đóng")),
    ),
    "review",
)


@dataclass(frozen=True)
class ReviewShape:
    """One of the short names, or a mapping of moments; a moment left out shows nothing more."""

    def read(self, node: Node) -> Review | None:
        """The policy."""
        if isinstance(node.value, dict):
            shown = _MOMENTS.read(node)
            nothing = {field.name: () for field in fields(Review)}
            return None if shown is None else Review(**{**nothing, **shown})
        if isinstance(node.value, str) and node.value in REVIEWS:
            return REVIEWS[node.value]
        node.fault(
            Sentence(
                "Mục “%(name)s” phải là một trong: %(names)s, hoặc một bảng gồm %(names2)s.",
                name=node.name,
                names=", ".join(REVIEWS),
                names2=", ".join(Moment),
            )
        )
        return None

    def schema(self) -> dict[str, Any]:
        """A short name or the mapping."""
        return {"oneOf": [{"enum": list(REVIEWS)}, _MOMENTS.schema()]}
