"""Answers on paper: the key typed in is right, and whatever was entered reads the same again."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.questions import (
    AnswerRejected,
    Essay,
    Outcome,
    Quiz,
    Reason,
    grade,
    letters_of,
    make_instance,
    on_paper,
    parse_quiz,
    read_letters,
    right_letters,
    validate_answer,
)
from lms.sources import load_yaml
from tests.unit.questions.builders import EVERY_TYPE, quizzes, rich, some_answers


def every_type() -> Quiz:
    quiz, faults = parse_quiz(load_yaml(EVERY_TYPE, "q.yml"))
    assert quiz is not None, faults
    return quiz


@given(quizzes(), st.text("0123456789abcdef", min_size=32, max_size=32))
def test_the_key_typed_in_is_right(quiz: Quiz, seed: str) -> None:
    instance = make_instance(quiz, seed)
    values = {}
    for drawn in instance.questions:
        question = quiz.question(drawn.id)
        assert question is not None
        typed = right_letters(question, drawn)
        assert typed
        values[drawn.id] = validate_answer(question, drawn, read_letters(question, drawn, typed)).value
    result = grade(quiz, instance, values)
    assert {question.outcome for question in result.questions} == {Outcome.RIGHT}


@given(quizzes(), st.data())
def test_what_was_entered_is_shown_as_it_would_be_typed(quiz: Quiz, data: st.DataObject) -> None:
    instance = make_instance(quiz, "ab" * 16)
    given_answers = data.draw(some_answers(quiz, instance))
    for drawn in instance.questions:
        question = quiz.question(drawn.id)
        assert question is not None
        value = validate_answer(question, drawn, given_answers[drawn.id]).value
        typed = letters_of(question, drawn, value)
        if question.type == "ordering" and len(set((value or {}).values())) < len(drawn.options):
            continue  # two items in one place, or one without: a page can send that, a row of letters cannot
        again = validate_answer(question, drawn, read_letters(question, drawn, typed)).value
        assert again == value or letters_of(question, drawn, again) == typed


@pytest.mark.parametrize(
    ("name", "typed", "reason"),
    [
        ("mot", "AB", Reason.UNKNOWN_CHOICE),
        ("mot", "D", Reason.UNKNOWN_CHOICE),
        ("mot", "1", Reason.UNKNOWN_CHOICE),
        ("nhieu", "AA", Reason.REPEATED_CHOICE),
        ("dung-sai", "X", Reason.UNKNOWN_CHOICE),
        ("so", "nhiều", Reason.NOT_A_NUMBER),
        ("ghep", "A", Reason.WRONG_SHAPE),
        ("ghep", "AZ", Reason.UNKNOWN_CHOICE),
        ("xep", "AAB", Reason.REPEATED_CHOICE),
        ("ngan", "a" * 801, Reason.TOO_LONG),
    ],
)
def test_what_cannot_be_read_is_said(name: str, typed: str, reason: Reason) -> None:
    quiz = every_type()
    drawn = make_instance(quiz, "ab" * 16).question(name)
    question = quiz.question(name)
    assert drawn is not None
    assert question is not None
    with pytest.raises(AnswerRejected) as refused:
        validate_answer(question, drawn, read_letters(question, drawn, typed))
    assert refused.value.reason is reason


def test_letters_may_be_small_and_apart() -> None:
    quiz = every_type()
    instance = make_instance(quiz, "ab" * 16)
    several, drawn = quiz.question("nhieu"), instance.question("nhieu")
    assert several is not None
    assert drawn is not None
    assert read_letters(several, drawn, " a, c ") == [drawn.options[0].token, drawn.options[2].token]
    truth, told = quiz.question("dung-sai"), instance.question("dung-sai")
    assert truth is not None
    assert told is not None
    assert [read_letters(truth, told, typed) for typed in ("đ", "Đúng", "s", "")] == [
        "true",
        "true",
        "false",
        None,
    ]


def test_an_essay_does_not_go_on_paper() -> None:
    quiz = Quiz(id="q", title="t", pass_points=Decimal(1), questions=(Essay(id="e", stem=rich("Kể.")),))
    assert not on_paper(quiz)
    assert on_paper(every_type())
