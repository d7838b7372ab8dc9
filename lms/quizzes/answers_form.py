"""Questions as a page asks them: what to print for each, and which form fields carry the answer.

Nothing here reads what is right unless a grade is given along with the question.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from lms.questions import (
    Calculated,
    Categorise,
    Essay,
    GapKind,
    Gaps,
    Instance,
    Matching,
    Multiple,
    Numeric,
    Ordering,
    Outcome,
    Question,
    QuestionInstance,
    QuestionResult,
    Quiz,
    Result,
    Rich,
    Short,
    Show,
    Single,
    TrueFalse,
    answer_of,
    as_drawn,
    feedback_for,
)
from lms.quizzes.gap_view import Piece, gap_pieces
from lms.web.filters import number
from lms.web.i18n import _
from lms.web.trusted import published

ALL_SHOWN = frozenset(Show)


@dataclass(frozen=True, slots=True)
class Line:
    """An option: radio button or box. `verdict` and `feedback` are empty until they may be shown."""

    id: str
    value: str
    text: Markup | str
    checked: bool
    verdict: str = ""
    feedback: Markup | None = None


@dataclass(frozen=True, slots=True)
class Pick:
    """A left side or an item with its select."""

    id: str
    name: str
    label: Markup
    value: str
    verdict: str = ""
    right: str = ""


@dataclass(frozen=True, slots=True)
class QuestionView:
    """One question to print.

    choices: the (value, words) of every select; text: what was typed; pieces: a text with its gaps; typed:
    true where the answer is one field of its own; least, most: words asked of an essay, 0 for no limit;
    rubric: what its marker looks at, with the points.
    """

    id: str
    kind: str
    name: str
    stem: Markup
    hint: Markup | None
    points: Decimal
    lines: tuple[Line, ...] = ()
    picks: tuple[Pick, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    text: str = ""
    unit: str = ""
    echo: str = ""
    answered: bool = False
    pieces: tuple[Piece, ...] = ()
    typed: bool = False
    least: int = 0
    most: int = 0
    rubric: tuple[tuple[str, Decimal], ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewView:
    """One question with its grade, as far as it may be seen: what may not be is None or empty.

    score: the points of a single answer tell whether it is right, so that they need both. `model`: a good
    answer to an essay.
    """

    question: QuestionView
    outcome: Outcome | None
    score: Decimal | None
    right_text: str
    feedback: tuple[Markup, ...]
    explanation: Markup | None
    lesson: str | None
    model: Markup | None = None


def field_name(question_id: str, token: str = "") -> str:
    """The form field of a question, or of one of its selects."""
    return f"a.{question_id}.{token}" if token else f"a.{question_id}"


def posted_answer(question: Question, drawn: QuestionInstance, form: MultiDict[str, str]) -> object:
    """The value that a form without script sends for `question`, for `validate_answer`; None for none."""
    if isinstance(question, Multiple):
        return form.getlist(field_name(question.id))
    if isinstance(question, Matching | Ordering | Categorise | Gaps):
        tokens = [choice.token for choice in drawn.options]
        return {token: form[name] for token in tokens if (name := field_name(question.id, token)) in form}
    return form.get(field_name(question.id))


def posted_answers(quiz: Quiz, instance: Instance, form: MultiDict[str, str]) -> dict[str, object]:
    """What a whole page sends, by question id.

    A question without any field in the form is left out, so that a page older than the answer clears nothing;
    boxes, of which none may be ticked, send `shown` beside them. Fields of other questions are ignored.
    """
    given: dict[str, object] = {}
    for drawn in instance.questions:
        question = quiz.question(drawn.id)
        if question is None:
            continue
        value = posted_answer(question, drawn, form)
        if value not in (None, [], {}) or f"shown.{drawn.id}" in form:
            given[drawn.id] = value
    return given


def question_view(question: Question, drawn: QuestionInstance, value: Any) -> QuestionView:
    """What to print to ask `question`; `value` is the stored answer, or what was just typed or chosen."""
    question = as_drawn(question, drawn)
    return QuestionView(
        id=question.id,
        kind=question.type,
        name=field_name(question.id),
        stem=_html(question.stem),
        hint=_maybe(question.hint),
        points=question.points,
        answered=any(value.values()) if isinstance(value, dict) else value not in (None, "", []),
        **_parts(question, drawn, value),
    )


def review_view(
    question: Question,
    drawn: QuestionInstance,
    value: Any,
    graded: QuestionResult,
    shows: frozenset[Show] = ALL_SHOWN,
) -> ReviewView:
    """The question with the learner's answer and, of its grade, what `shows` allows and nothing else."""
    question = as_drawn(question, drawn)
    view = QuestionView(
        id=question.id,
        kind=question.type,
        name=field_name(question.id),
        stem=_html(question.stem),
        hint=None,
        points=question.points,
        answered=graded.outcome is not Outcome.UNANSWERED,
        **_parts(question, drawn, value, shows),
    )
    # Feedback of single options stands at the option; the rest stands below the question.
    told = Show.FEEDBACK in shows
    keys = [key for key in graded.feedback if told and not key.startswith("option:")]
    overall = [feedback_for(question, key) for key in keys]
    judged, keyed = Show.CORRECTNESS in shows, Show.RIGHT_ANSWER in shows
    right = judged and graded.outcome is Outcome.RIGHT
    return ReviewView(
        question=view,
        outcome=graded.outcome if judged else None,
        score=graded.score if judged and Show.SCORE in shows else None,
        right_text=_right_text(question, drawn) if keyed and not right else "",
        feedback=tuple(_html(text) for text in overall if text is not None),
        explanation=_maybe(question.explanation) if told else None,
        lesson=question.lesson if judged and not right and graded.outcome is not Outcome.WAITING else None,
        model=_maybe(question.model) if keyed and isinstance(question, Essay) else None,
    )


def reviews(
    quiz: Quiz,
    instance: Instance,
    result: Result,
    values: Mapping[str, Any],
    shows: frozenset[Show] = ALL_SHOWN,
) -> tuple[ReviewView, ...]:
    """Every question that was drawn, as `review_view` has it; `values`: stored answers by question id."""
    graded = {one.id: one for one in result.questions}
    return tuple(
        review_view(question, drawn, values.get(drawn.id), graded[drawn.id], shows)
        for drawn in instance.questions
        if (question := quiz.question(drawn.id)) is not None
    )


def echo(question: Question, drawn: QuestionInstance, value: Any) -> str:
    """The number that was read from a numeric answer, as "28.588 đồng"; empty for everything else.

    Of a text with gaps each number is told with the gap it stands in.
    """
    if isinstance(question, Numeric | Calculated) and isinstance(value, Mapping):
        return with_unit(Decimal(value["number"]), question.unit)
    if isinstance(question, Gaps) and isinstance(value, Mapping):
        tokens = {choice.index: choice.token for choice in drawn.options}
        return "; ".join(
            _(
                "Ô số %(number)s: %(answer)s",
                number=place,
                answer=with_unit(Decimal(given["number"]), gap.unit),
            )
            for place, gap in enumerate(question.gaps, 1)
            if isinstance(given := value.get(tokens.get(place - 1, "")), Mapping)
        )
    return ""


def with_unit(value: Decimal, unit: str) -> str:
    """A number and its unit as people write them."""
    shown = number(value)
    return f"{shown}{unit}" if unit == "%" else f"{shown} {unit}".strip()


def _parts(
    question: Question, drawn: QuestionInstance, value: Any, shows: frozenset[Show] | None = None
) -> dict[str, Any]:
    if isinstance(question, Single | Multiple) or (isinstance(question, Calculated) and question.options):
        return {"lines": _options(question, drawn, value, shows or frozenset())}
    if isinstance(question, TrueFalse):
        return {"lines": _true_false(question, value, shows or frozenset())}
    if isinstance(question, Matching | Ordering | Categorise):
        return _picks(question, drawn, value, shows or frozenset())
    if isinstance(question, Gaps):
        return _gaps(question, drawn, value, shows)
    text = value["text"] if isinstance(value, Mapping) else value
    typed = {
        "text": text if isinstance(text, str) else "",
        "typed": True,
        "echo": echo(question, drawn, value),
    }
    if isinstance(question, Essay):
        rows = tuple((row.text, row.points) for row in question.rubric)
        return {**typed, "least": question.min_words, "most": question.max_words, "rubric": rows}
    unit = question.unit if isinstance(question, Numeric | Calculated) else ""
    return {**typed, "unit": unit}


def _gaps(
    question: Gaps, drawn: QuestionInstance, value: Any, shows: frozenset[Show] | None
) -> dict[str, Any]:
    rights = dict(enumerate(_right_gaps(question))) if shows and Show.RIGHT_ANSWER in shows else {}
    judged = bool(shows) and Show.CORRECTNESS in (shows or ())
    names = {choice.token: field_name(question.id, choice.token) for choice in drawn.options}
    pieces = gap_pieces(question, drawn, value, names, reviewed=judged, right_texts=rights)
    return {"pieces": pieces, "echo": echo(question, drawn, value) if shows is None else ""}


def _right_gaps(question: Gaps) -> list[str]:
    texts = []
    for gap in question.gaps:
        if gap.type is GapKind.NUMBER:
            texts.append(with_unit(gap.answer or Decimal(0), gap.unit))
        else:
            texts.append(gap.right or gap.accepted[0])
    return texts


def _options(
    question: Single | Multiple | Calculated, drawn: QuestionInstance, value: Any, shows: frozenset[Show]
) -> tuple[Line, ...]:
    chosen = set(value) if isinstance(value, list) else {value}
    lines = []
    for choice in drawn.options:
        option, checked = question.options[choice.index], choice.token in chosen
        lines.append(
            Line(
                id=f"{question.id}-{choice.token}",
                value=choice.token,
                text=_html(option.text),
                checked=checked,
                verdict=_verdict(option.right, checked, shows),
                feedback=_maybe(option.feedback) if Show.FEEDBACK in shows and checked else None,
            )
        )
    return tuple(lines)


def _true_false(question: TrueFalse, value: Any, shows: frozenset[Show]) -> tuple[Line, ...]:
    return tuple(
        Line(
            id=f"{question.id}-{word}",
            value=word,
            text=text,
            checked=value is says or value == word,
            verdict=_verdict(question.answer is says, value is says, shows),
        )
        for says, word, text in ((True, "true", _("Đúng")), (False, "false", _("Sai")))
    )


def _picks(
    question: Matching | Ordering | Categorise, drawn: QuestionInstance, value: Any, shows: frozenset[Show]
) -> dict[str, Any]:
    given = value if isinstance(value, Mapping) else {}
    if isinstance(question, Matching):
        labels = [pair.left for pair in question.pairs]
        choices = tuple((choice.token, question.choices[choice.index]) for choice in drawn.choices)
        rights = [pair.right for pair in question.pairs]
    elif isinstance(question, Categorise):
        labels = [item.text for item in question.items]
        choices = tuple((choice.token, question.categories[choice.index]) for choice in drawn.choices)
        rights = [item.category for item in question.items]
    else:
        labels = list(question.items)
        rights = [str(place) for place in range(1, len(labels) + 1)]
        choices = tuple((place, place) for place in rights)
    words, judged, keyed = dict(choices), Show.CORRECTNESS in shows, Show.RIGHT_ANSWER in shows
    picks = []
    for choice in drawn.options:
        picked = str(given.get(choice.token) or "")
        right = words.get(picked) == rights[choice.index]
        picks.append(
            Pick(
                id=f"{question.id}-{choice.token}",
                name=field_name(question.id, choice.token),
                label=_html(labels[choice.index]),
                value=picked,
                verdict=("right" if right else "wrong") if judged else "",
                right=rights[choice.index] if keyed and not (judged and right) else "",
            )
        )
    return {"picks": tuple(picks), "choices": choices}


def _verdict(right: bool, checked: bool, shows: frozenset[Show]) -> str:
    judged = checked and Show.CORRECTNESS in shows
    if right and (judged or Show.RIGHT_ANSWER in shows):
        return "right"
    return "wrong" if judged and not right else ""


def _right_text(question: Question, drawn: QuestionInstance) -> str:
    if isinstance(question, Numeric):
        return with_unit(question.answer, question.unit)
    if isinstance(question, Calculated) and not question.options:
        return with_unit(answer_of(question, drawn.numbers), question.unit)
    return question.accepted[0] if isinstance(question, Short) else ""


def _html(text: Rich) -> Markup:
    return published(text.html)


def _maybe(text: Rich | None) -> Markup | None:
    return None if text is None else _html(text)
