"""S20: an answer must belong to its question; whatever else arrives is refused by name."""

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.questions import (
    AnswerRejected,
    Quiz,
    Reason,
    is_answered,
    make_instance,
    parse_quiz,
    validate_answer,
)
from lms.sources import load_yaml
from tests.unit.questions.builders import EVERY_TYPE

SEED = "00112233445566778899aabbccddeeff"


@pytest.fixture(scope="module")
def quiz() -> Quiz:
    parsed, _ = parse_quiz(load_yaml(EVERY_TYPE, "q.yml"))
    assert parsed is not None
    return parsed


def refused(quiz: Quiz, question_id: str, raw: object) -> Reason:
    question, drawn = quiz.question(question_id), make_instance(quiz, SEED).question(question_id)
    assert question is not None
    assert drawn is not None
    with pytest.raises(AnswerRejected) as caught:
        validate_answer(question, drawn, raw)
    return caught.value.reason


def tokens(quiz: Quiz, question_id: str, kind: str = "options", seed: str = SEED) -> list[str]:
    drawn = make_instance(quiz, seed).question(question_id)
    return [choice.token for choice in getattr(drawn, kind)]


def test_list_for_single(quiz: Quiz) -> None:
    assert refused(quiz, "mot", tokens(quiz, "mot")) is Reason.WRONG_SHAPE


def test_option_of_another_question_or_attempt(quiz: Quiz) -> None:
    assert refused(quiz, "mot", tokens(quiz, "nhieu")[0]) is Reason.UNKNOWN_CHOICE
    assert refused(quiz, "mot", tokens(quiz, "mot", seed="ff" * 16)[0]) is Reason.UNKNOWN_CHOICE
    assert refused(quiz, "mot", "0") is Reason.UNKNOWN_CHOICE
    assert refused(quiz, "ghep", {tokens(quiz, "xep")[0]: tokens(quiz, "ghep", "choices")[0]}) is (
        Reason.UNKNOWN_CHOICE
    )


def test_the_same_choice_twice(quiz: Quiz) -> None:
    assert refused(quiz, "nhieu", tokens(quiz, "nhieu")[:1] * 2) is Reason.REPEATED_CHOICE


def test_ten_thousand_choices(quiz: Quiz) -> None:
    assert refused(quiz, "nhieu", ["x"] * 10_000) is Reason.UNKNOWN_CHOICE
    assert refused(quiz, "ghep", {str(n): "x" for n in range(10_000)}) is Reason.UNKNOWN_CHOICE


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (float("nan"), Reason.WRONG_SHAPE),
        (667, Reason.WRONG_SHAPE),
        ({"number": "667", "text": "667"}, Reason.WRONG_SHAPE),
        ("NaN", Reason.NOT_A_NUMBER),
        ("Infinity", Reason.NOT_A_NUMBER),
        ("1e308", Reason.NOT_A_NUMBER),
        ("sáu trăm", Reason.NOT_A_NUMBER),
        ("667 kg", Reason.NOT_A_NUMBER),
        ("1.2345.6", Reason.UNCLEAR_NUMBER),
        ("9" * 20, Reason.NUMBER_TOO_LARGE),
        ("9" * 150, Reason.NOT_A_NUMBER),
        ("9" * 1_000_000, Reason.TOO_LONG),
    ],
)
def test_not_a_number(quiz: Quiz, raw: object, reason: Reason) -> None:
    assert refused(quiz, "so", raw) is reason


def test_text(quiz: Quiz) -> None:
    assert refused(quiz, "ngan", "a" * 201) is Reason.TOO_LONG
    assert refused(quiz, "ngan", "lãi\x00góp") is Reason.UNREADABLE_TEXT
    assert refused(quiz, "ngan", "lãi\ud800") is Reason.UNREADABLE_TEXT
    assert refused(quiz, "ngan", ["lãi góp"]) is Reason.WRONG_SHAPE


@pytest.mark.parametrize("place", [0, 4, -1, "4", True, 1.5, "1e1", [], "²"])
def test_places_that_do_not_exist(quiz: Quiz, place: object) -> None:
    assert refused(quiz, "xep", {tokens(quiz, "xep")[0]: place}) in (
        Reason.WRONG_SHAPE,
        Reason.UNKNOWN_CHOICE,
    )


@pytest.mark.parametrize("raw", [None, "", [], {}])
def test_clearing_an_answer(quiz: Quiz, raw: object) -> None:
    for drawn in make_instance(quiz, SEED).questions:
        question = quiz.question(drawn.id)
        assert question is not None
        assert validate_answer(question, drawn, raw).value is None


def test_negative_and_large_numbers_are_numbers(quiz: Quiz) -> None:
    question, drawn = quiz.question("so"), make_instance(quiz, SEED).question("so")
    assert question is not None
    assert drawn is not None
    assert validate_answer(question, drawn, "-5").value == {"text": "-5", "number": "-5"}
    assert validate_answer(question, drawn, "2,4 tr").number == 2_400_000


def test_unfinished_answers_are_kept(quiz: Quiz) -> None:
    instance = make_instance(quiz, SEED)
    matching, ordering = quiz.question("ghep"), quiz.question("xep")
    left, right = tokens(quiz, "ghep"), tokens(quiz, "ghep", "choices")
    places = dict.fromkeys(tokens(quiz, "xep"), 2)
    assert matching is not None
    assert ordering is not None
    drawn = instance.question("ghep")
    assert drawn is not None
    answer = validate_answer(matching, drawn, {left[0]: right[0], left[1]: ""})
    assert (answer.value, answer.finished) == ({left[0]: right[0]}, False)
    drawn = instance.question("xep")
    assert drawn is not None
    assert validate_answer(ordering, drawn, places).value == places
    assert not is_answered(ordering, drawn, places)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=8,
)


@given(JSON)
def test_anything_is_accepted_or_refused_by_name(raw: Any) -> None:
    quiz, _ = parse_quiz(load_yaml(EVERY_TYPE, "q.yml"))
    assert quiz is not None
    for drawn in make_instance(quiz, SEED).questions:
        question = quiz.question(drawn.id)
        assert question is not None
        with contextlib.suppress(AnswerRejected):
            validate_answer(question, drawn, raw)
