"""Answers said in the author's words: turned into what a page would have sent.

A page knows options by tokens that mean nothing outside their attempt; whoever tries out a quiz names them by
their text, or by their number in the file, from 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from lms.questions.answers import validate_answer
from lms.questions.definitions import (
    Calculated,
    Categorise,
    Gaps,
    Matching,
    Multiple,
    Ordering,
    Question,
    Single,
    TrueFalse,
)
from lms.questions.instances import Choice, Instance, QuestionInstance
from lms.questions.quiz import Quiz
from lms.questions.reasons import AnswerRejected, Reason


def with_values(instance: Instance, values: Mapping[str, Mapping[str, str]]) -> Instance:
    """The instance with other numbers drawn for calculated questions, by question id."""
    return Instance(
        tuple(
            replace(drawn, values=tuple(values[drawn.id].items())) if drawn.id in values else drawn
            for drawn in instance.questions
        )
    )


def stored_answers(quiz: Quiz, instance: Instance, said: Mapping[str, Any]) -> dict[str, Any]:
    """What would be stored of answers said in words, by question id; ids that are not asked are left out.

    Raises AnswerRejected, its question's id added as a note.
    """
    stored = {}
    for drawn in instance.questions:
        question = quiz.question(drawn.id)
        if question is None or drawn.id not in said:
            continue
        try:
            raw = raw_answer(question, drawn, said[drawn.id])
            stored[drawn.id] = validate_answer(question, drawn, raw).value
        except AnswerRejected as refused:
            refused.add_note(drawn.id)
            raise
    return stored


def raw_answer(question: Question, drawn: QuestionInstance, said: Any) -> Any:
    """What a page sends when the learner answers `said`. Raises AnswerRejected for words that are not there.

    said: an option's text or number (single), a list of them (multiple), true or false, text (numeric, short,
    calculated, essay), {left: right} (matching), {item: category} (categorise), items in order (ordering),
    {gap name: text or choice} (gaps).
    """
    if said is None:
        return None
    if isinstance(question, TrueFalse) and isinstance(said, bool):
        return "true" if said else "false"
    if isinstance(question, Multiple):
        texts = [option.text.markdown for option in question.options]
        return [_token(drawn.options, texts, one) for one in _list(said)]
    if isinstance(question, Single) or (isinstance(question, Calculated) and question.options):
        return _token(drawn.options, [option.text.markdown for option in question.options], said)
    if isinstance(question, Matching):
        lefts = [pair.left.markdown for pair in question.pairs]
        return _pairs(drawn, lefts, question.choices, said)
    if isinstance(question, Categorise):
        return _pairs(drawn, [item.text.markdown for item in question.items], question.categories, said)
    if isinstance(question, Ordering):
        texts = [item.markdown for item in question.items]
        return {_token(drawn.options, texts, item): place for place, item in enumerate(_list(said), 1)}
    if isinstance(question, Gaps):
        return _gaps(question, drawn, said)
    return said


def _gaps(question: Gaps, drawn: QuestionInstance, said: Any) -> dict[str, Any]:
    names = [gap.name for gap in question.gaps]
    raw = {}
    for name, filled in _mapping(said).items():
        token = _token(drawn.options, names, name)
        gap = names.index(name)
        offered = [choice for choice in drawn.choices if question.choices[choice.index][0] == gap]
        texts = [text for _, text in question.choices]
        raw[token] = _token(offered, texts, filled) if offered else filled
    return raw


def _pairs(drawn: QuestionInstance, lefts: Sequence[str], rights: Sequence[str], said: Any) -> dict[str, str]:
    return {
        _token(drawn.options, lefts, left): _token(drawn.choices, rights, right)
        for left, right in _mapping(said).items()
    }


def _token(choices: Sequence[Choice], texts: Sequence[str], said: Any) -> str:
    for choice in choices:
        if said == texts[choice.index] or (type(said) is int and said == choice.index + 1):
            return choice.token
    raise AnswerRejected(Reason.UNKNOWN_CHOICE)


def _list(said: Any) -> list[Any]:
    if not isinstance(said, list):
        raise AnswerRejected(Reason.WRONG_SHAPE)
    return said


def _mapping(said: Any) -> Mapping[Any, Any]:
    if not isinstance(said, dict):
        raise AnswerRejected(Reason.WRONG_SHAPE)
    return said
