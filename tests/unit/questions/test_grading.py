"""Laws of grading, for any sound quiz and any mixture of answers."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.questions import (
    Categorise,
    Gaps,
    Instance,
    Marking,
    Matching,
    Multiple,
    Ordering,
    Outcome,
    Question,
    Quiz,
    Result,
    feedback_for,
    grade,
    make_instance,
    parse_quiz,
    validate_answer,
    with_values,
)
from lms.questions.quiz import Behaviour
from lms.sources import load_yaml
from tests.unit.questions.builders import EVERY_TYPE, questions, quizzes, right_answers, some_answers

#: Enough to catch a law that broke; thousands were tried when they were written.
FEW = settings(max_examples=12, deadline=None)
SEEDS = st.text("0123456789abcdef", min_size=32, max_size=32)


def stored(quiz: Quiz, instance: Instance, raw: dict[str, Any]) -> dict[str, Any]:
    """What the server would keep of `raw`."""
    kept: dict[str, Any] = {}
    for drawn in instance.questions:
        question = quiz.question(drawn.id)
        assert question is not None
        kept[drawn.id] = validate_answer(question, drawn, raw.get(drawn.id)).value
    return kept


def translated(value: Any, before: Instance, after: Instance) -> Any:
    """`value` said with the tokens of another instance of the same quiz."""
    names = {}
    for drawn in before.questions:
        other = after.question(drawn.id)
        assert other is not None
        for kind in ("options", "choices"):
            there = {choice.index: choice.token for choice in getattr(other, kind)}
            names |= {choice.token: there[choice.index] for choice in getattr(drawn, kind)}
    if isinstance(value, str):
        return names.get(value, value)
    if isinstance(value, list):
        return [names[token] for token in value]
    if isinstance(value, dict):
        return {
            names.get(key, key): names.get(place, place) if isinstance(place, str) else place
            for key, place in value.items()
        }
    return value


@FEW
@given(st.data(), quizzes(), SEEDS)
def test_score_lies_between_zero_and_the_most(data: st.DataObject, quiz: Quiz, seed: str) -> None:
    instance = make_instance(quiz, seed)
    answers = stored(quiz, instance, data.draw(some_answers(quiz, instance)))
    result = grade(quiz, instance, answers)
    assert 0 <= result.score <= result.max_score == quiz.points
    assert all(0 <= question.score <= question.points for question in result.questions)
    assert result.score == sum((question.score for question in result.questions), Decimal(0))
    assert result.passed is (result.score >= quiz.pass_points)


@FEW
@given(st.data(), quizzes(), SEEDS)
def test_pure_repeatable_and_storable(data: st.DataObject, quiz: Quiz, seed: str) -> None:
    instance = make_instance(quiz, seed)
    answers = stored(quiz, instance, data.draw(some_answers(quiz, instance)))
    before = repr(answers)
    result = grade(quiz, instance, answers)
    assert grade(quiz, Instance.from_json(instance.to_json()), answers) == result
    assert repr(answers) == before
    assert Result.from_json(result.to_json()) == result


@FEW
@given(st.data(), quizzes(), SEEDS, SEEDS)
def test_shuffling_never_changes_a_grade(data: st.DataObject, quiz: Quiz, seed: str, other: str) -> None:
    one, two = make_instance(quiz, seed), make_instance(quiz, other)
    answers = stored(quiz, one, data.draw(some_answers(quiz, one)))
    moved = {key: translated(value, one, two) for key, value in answers.items()}
    # The same numbers too: another draw of a calculated question asks something else.
    two = with_values(two, {drawn.id: drawn.numbers for drawn in one.questions if drawn.values})
    graded = {question.id: question for question in grade(quiz, one, answers).questions}
    assert {question.id: question for question in grade(quiz, two, moved).questions} == graded


@FEW
@given(quizzes(), SEEDS)
def test_all_right_gives_everything(quiz: Quiz, seed: str) -> None:
    instance = make_instance(quiz, seed)
    result = grade(quiz, instance, stored(quiz, instance, right_answers(quiz, instance)))
    assert result.score == result.max_score
    assert result.passed
    assert {question.outcome for question in result.questions} == {Outcome.RIGHT}


@FEW
@given(quizzes(), SEEDS)
def test_no_answers_give_nothing(quiz: Quiz, seed: str) -> None:
    result = grade(quiz, make_instance(quiz, seed), {})
    assert (result.score, result.passed) == (0, False)


@FEW
@given(st.data(), quizzes(), SEEDS)
def test_one_more_right_answer_never_lowers_the_score(data: st.DataObject, quiz: Quiz, seed: str) -> None:
    instance = make_instance(quiz, seed)
    raw = data.draw(some_answers(quiz, instance))
    chosen = data.draw(st.sampled_from([drawn.id for drawn in instance.questions]))
    better = raw | {chosen: right_answers(quiz, instance)[chosen]}
    before = grade(quiz, instance, stored(quiz, instance, raw))
    assert grade(quiz, instance, stored(quiz, instance, better)).score >= before.score


@FEW
@given(st.data(), questions(0, [Multiple, Matching, Ordering, Categorise, Gaps]), SEEDS)
def test_a_part_put_right_never_lowers_the_score(data: st.DataObject, question: Question, seed: str) -> None:
    quiz = Quiz(id="quiz", title="Kiểm tra", pass_points=question.points, questions=(question,))
    instance = make_instance(quiz, seed)
    raw, right = data.draw(some_answers(quiz, instance))["q0"], right_answers(quiz, instance)["q0"]
    if isinstance(right, list):
        token = data.draw(st.sampled_from([choice.token for choice in instance.questions[0].options]))
        others = [chosen for chosen in raw or [] if chosen != token]
        better: Any = [*others, token] if token in right else others
    else:
        token = data.draw(st.sampled_from(sorted(right)))
        better = (raw or {}) | {token: right[token]}
    before, after = (grade(quiz, instance, stored(quiz, instance, {"q0": it})) for it in (raw, better))
    assert after.score >= before.score


@FEW
@given(st.data(), quizzes(), SEEDS, st.decimals("0", "1", places=4))
def test_more_tries_never_raise_the_score(
    data: st.DataObject, quiz: Quiz, seed: str, penalty: Decimal
) -> None:
    quiz = replace(quiz, behaviour=Behaviour.RETRY, penalty=penalty)
    instance = make_instance(quiz, seed)
    answers = stored(quiz, instance, data.draw(some_answers(quiz, instance)))
    tries = data.draw(st.fixed_dictionaries({drawn.id: st.integers(1, 9) for drawn in instance.questions}))
    result = grade(quiz, instance, answers, Marking(tries))
    more = grade(quiz, instance, answers, Marking({name: times + 1 for name, times in tries.items()}))
    assert 0 <= more.score <= result.score <= grade(quiz, instance, answers).score <= quiz.points


@pytest.fixture(scope="module")
def taken() -> tuple[Quiz, Instance]:
    quiz, _ = parse_quiz(load_yaml(EVERY_TYPE, "q.yml"))
    assert quiz is not None
    return quiz, make_instance(quiz, "0123456789abcdef0123456789abcdef")


def one(taken: tuple[Quiz, Instance], question_id: str, raw: Any) -> tuple[str, Decimal, list[str]]:
    quiz, instance = taken
    result = grade(quiz, instance, stored(quiz, instance, {question_id: raw}))
    found = next(question for question in result.questions if question.id == question_id)
    question = quiz.question(question_id)
    assert question is not None
    texts = [feedback_for(question, key) for key in found.feedback]
    return found.outcome.value, found.score, [text.markdown for text in texts if text]


@pytest.mark.parametrize("text", ["667", "667 túi", "667,0", " 667 "])
def test_numeric_right(taken: tuple[Quiz, Instance], text: str) -> None:
    assert one(taken, "so", text) == ("right", 1, [])


def test_numeric_mistake_has_its_own_words(taken: tuple[Quiz, Instance]) -> None:
    assert one(taken, "so", "666") == (
        "wrong",
        0,
        ["Làm tròn xuống thì còn lỗ.", "Xem lại bài điểm hòa vốn."],
    )
    assert one(taken, "so", "6.667")[2] == ["Xem lại bài điểm hòa vốn."]


@pytest.mark.parametrize(
    "text", ["lãi góp", "LÃI  GÓP", "Lãi góp.", "số dư đảm phí", "so\u0302\u0301 dư đảm phí"]
)
def test_short_right(taken: tuple[Quiz, Instance], text: str) -> None:
    assert one(taken, "ngan", text)[0] == "right"


@pytest.mark.parametrize("text", ["lai gop", "lãi gộp"])
def test_short_strict_marks(taken: tuple[Quiz, Instance], text: str) -> None:
    assert one(taken, "ngan", text)[0] == "wrong"


def test_partial_multiple_takes_wrong_choices_off(taken: tuple[Quiz, Instance]) -> None:
    drawn = taken[1].question("nhieu")
    assert drawn is not None
    token = {choice.index: choice.token for choice in drawn.options}
    assert one(taken, "nhieu", [token[0]])[:2] == ("partly", Decimal("0.50"))
    assert one(taken, "nhieu", [token[0], token[2]])[:2] == ("wrong", 0)
    assert one(taken, "nhieu", list(token.values()))[:2] == ("partly", Decimal("0.50"))


def test_ordering_with_two_items_in_one_place_is_wrong(taken: tuple[Quiz, Instance]) -> None:
    drawn = taken[1].question("xep")
    assert drawn is not None
    assert one(taken, "xep", {choice.token: 1 for choice in drawn.options})[:2] == ("wrong", 0)
