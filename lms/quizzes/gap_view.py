"""A text with gaps as a page prints it: stretches of HTML, and between them the fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from lms.questions import Choice, GapKind, Gaps, QuestionInstance, gaps_right, pieces
from lms.web.trusted import published


@dataclass(frozen=True, slots=True)
class GapView:
    """One gap: a field or a select. `number` counts from 1; `right` is empty until it may be shown."""

    id: str
    name: str
    kind: str
    number: int
    value: str
    unit: str
    choices: tuple[tuple[str, str], ...]
    verdict: str = ""
    right: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of HTML, or the gap that follows it."""

    html: Markup | None = None
    gap: GapView | None = None


def gap_pieces(
    question: Gaps,
    drawn: QuestionInstance,
    value: Any,
    names: Mapping[str, str],
    *,
    reviewed: bool,
    right_texts: Mapping[int, str],
) -> tuple[Piece, ...]:
    """The text of `question`; names: form field by token; right_texts: what to show as right, by gap."""
    given = value if isinstance(value, Mapping) else {}
    graded = gaps_right(question, drawn, given) if reviewed else {}
    by_index = {choice.index: choice for choice in drawn.options}
    places = {gap.name: index for index, gap in enumerate(question.gaps)}
    found = []
    for part in pieces(question.text.html, places):
        if isinstance(part, str):
            found.append(Piece(html=published(part)))
            continue
        choice = by_index[part]
        right = graded.get(part, False)
        found.append(
            Piece(
                gap=GapView(
                    id=f"{question.id}-{choice.token}",
                    name=names[choice.token],
                    kind=question.gaps[part].type.value,
                    number=part + 1,
                    value=_typed(given.get(choice.token)),
                    unit=question.gaps[part].unit,
                    choices=_choices(question, drawn, choice),
                    verdict=("right" if right else "wrong") if reviewed else "",
                    right="" if reviewed and right else right_texts.get(part, ""),
                )
            )
        )
    return tuple(found)


def _choices(question: Gaps, drawn: QuestionInstance, gap: Choice) -> tuple[tuple[str, str], ...]:
    if question.gaps[gap.index].type is not GapKind.CHOICE:
        return ()
    return tuple(
        (choice.token, question.choices[choice.index][1])
        for choice in drawn.choices
        if question.choices[choice.index][0] == gap.index
    )


def _typed(value: Any) -> str:
    if isinstance(value, Mapping):
        value = value.get("text")
    return value if isinstance(value, str) else ""
