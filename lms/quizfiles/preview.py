"""What a quiz file or a published quiz would become, as its author looks at it before taking it away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from lms.courses.rendering import Links, render_quiz
from lms.exchange import IN, OUT, Conversion, Format, convert, convert_source, guess_format
from lms.questions import (
    Outcome,
    QuestionResult,
    Quiz,
    Show,
    make_question_instance,
    read_bank,
    read_quiz,
)
from lms.quizfiles.words import notes_in_words
from lms.quizzes.answers_form import ReviewView, review_view
from lms.sources import Fault, Source, load_yaml
from lms.web.i18n import _

#: An author looks for the key; there is no answer yet that could be right or wrong.
_SHOWN = frozenset({Show.RIGHT_ANSWER, Show.FEEDBACK})


@dataclass(frozen=True)
class Preview:
    """A file as read. found: in our own format, notes in the reader's language; questions: rendered with
    their keys, empty where a fault stands; ways: what each format it can be taken away in would lose."""

    format: Format
    found: Conversion
    questions: tuple[ReviewView, ...]
    ways: tuple[tuple[Format, tuple[Fault, ...]], ...]

    @property
    def text(self) -> str:
        """The quiz in our format; "" where it has a fault."""
        return (self.found.output or b"").decode()


def preview(data: bytes, name: str, chosen: str, course_id: str) -> Preview:
    """The file `data`, called `name`. chosen: its format, "" to recognise it; never raises for a bad file."""
    source = Format(chosen) if chosen in set(IN) else guess_format(name, data)
    found = convert(data, name, source, Format.YAML)
    questions, faults = _seen(found, course_id)
    told = replace(
        found,
        faults=notes_in_words(found.faults),
        losses=notes_in_words(found.losses),
        warnings=notes_in_words(sorted({*found.warnings, *faults})),
    )
    return Preview(source, told, questions, ways(found.source))


def ways(source: Source) -> tuple[tuple[Format, tuple[Fault, ...]], ...]:
    """Each format that `source` can be written in, with what it would lose; none where it has faults."""
    made = [(target, convert_source(source, target)) for target in OUT]
    return tuple((target, notes_in_words(one.losses)) for target, one in made if one.output is not None)


def whole(files: Mapping[str, bytes], path: str) -> tuple[Source, tuple[Fault, ...]]:
    """A published quiz with the questions of the bank written into it, and what that changes.

    files: the quiz at `path` and its part of the bank, by path.
    """
    source = load_yaml(files[path], path)
    bank, _faults = read_bank(files)
    read = read_quiz(source, bank)
    if read.quiz is None:
        return source, ()
    notes: list[Fault] = []
    entries: list[Any] = []
    for index, entry in enumerate(source.value["questions"]):
        if "bank" in entry:
            notes.append(source.fault(_copied(entry["bank"]), "questions", index))
        entries.append(bank[entry["bank"]].source.value if "bank" in entry else entry)
    here = {entry.get("id") for entry in entries}
    for question in read.quiz.questions:
        if question.id not in here:
            notes.append(source.fault(_copied(question.id), "draw"))
            entries.append(bank[question.id].source.value)
    value = source.value | {"questions": entries}
    if "draw" in value:
        value["draw"] = [{key: item for key, item in row.items() if key != "bank"} for row in value["draw"]]
    return replace(source, value=value), tuple(notes)


def _copied(question_id: str) -> str:
    return _("Câu “%(id)s” của ngân hàng được chép vào tệp.", id=question_id)


def _seen(found: Conversion, course_id: str) -> tuple[tuple[ReviewView, ...], list[Fault]]:
    if found.quiz is None:
        return (), []
    read = read_quiz(found.source)
    if read.quiz is None:
        return (), list(read.faults)
    rendered, faults = render_quiz(read.quiz, found.source, Links(course_id), read.places)
    return _reviews(rendered), faults


def _reviews(quiz: Quiz) -> tuple[ReviewView, ...]:
    views = []
    for question in quiz.questions:
        drawn = make_question_instance(question, "preview", shuffle=False)
        graded = QuestionResult(question.id, Outcome.UNANSWERED, Decimal(0), question.points)
        views.append(review_view(question, drawn, None, graded, _SHOWN))
    return tuple(views)
