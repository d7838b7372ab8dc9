"""Gaps, categories, essays, scoring by parts: judged, graded, refused (S20)."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.questions import (
    AnswerRejected,
    Correction,
    CorrectionKind,
    Essay,
    Instance,
    Marking,
    Multiple,
    Outcome,
    Question,
    Quiz,
    Rich,
    RubricRow,
    Scoring,
    from_canonical,
    grade,
    grade_question,
    make_instance,
    make_question_instance,
    never_lower,
    parse_question,
    parse_quiz,
    regrade,
    stored_answers,
    validate_answer,
)
from lms.questions.definitions import Option
from lms.sources import load_yaml

SEED = "0123456789abcdef0123456789abcdef"
GAPS = """
id: o
type: gaps
stem: Điền.
points: 3
scoring: partial
text: "{a} là {b}, {c}."
gaps:
  - {name: a, type: text, accepted: [lãi góp, "số dư*"]}
  - {name: b, type: number, answer: 33000, unit: đồng, tolerance: 5}
  - {name: c, type: choice, choices: [tăng, giảm], right: giảm, feedback: Xem lại.}
"""
SORT = """
id: nhom
type: categorise
stem: Xếp.
points: 2
scoring: partial
categories: [cố định, theo túi]
items: [{text: Kho, category: cố định}, {text: Tem, category: theo túi}]
"""
ESSAY = "id: bai\ntype: essay\nstem: Viết.\npoints: 4\nmin_words: 3\nmax_words: 5"


def read(text: str) -> Question:
    question, faults = parse_question(load_yaml(text, "q.yml"))
    assert question is not None, faults
    return question


def said(question: Question, answer: Any, **more: Any) -> Any:
    drawn = make_question_instance(question, SEED)
    quiz = Quiz("k", "k", Decimal(1), (question,))
    stored = stored_answers(quiz, Instance((drawn,)), {question.id: answer})
    return grade_question(question, drawn, stored[question.id], **more)


def test_gaps_are_graded_gap_by_gap() -> None:
    question = read(GAPS)
    right = {"a": "LÃI GÓP", "b": "33 nghìn", "c": "giảm"}
    assert said(question, right).score == 3
    partly = said(question, {**right, "c": "tăng"})
    assert (partly.outcome, partly.score, partly.feedback) == (Outcome.PARTLY, Decimal(2), ("gap:2", "wrong"))
    assert said(question, {"a": "số dư đảm phí"}).score == 1
    assert said(question, {"b": "33.006"}).score == 0


def test_categories() -> None:
    question = read(SORT)
    assert said(question, {"Kho": "cố định", "Tem": "theo túi"}).score == 2
    assert said(question, {"Kho": "cố định", "Tem": "cố định"}).score == 1
    assert said(question, {"Kho": "theo túi"}).score == 0


def test_an_essay_waits_and_then_has_the_marks_given() -> None:
    question = read(ESSAY)
    quiz = Quiz("k", "k", Decimal(3), (question,))
    instance = make_instance(quiz, SEED)
    waiting = grade(quiz, instance, {"bai": "ba bốn chữ"})
    assert (waiting.waiting, waiting.score, waiting.passed) == (("bai",), 0, False)
    marked = grade(quiz, instance, {"bai": "ba bốn chữ"}, Marking(given={"bai": Decimal("3.5")}))
    assert (marked.waiting, marked.score, marked.passed) == ((), Decimal("3.5"), True)
    assert grade(quiz, instance, {"bai": "x"}, Marking(given={"bai": Decimal(99)})).score == 4
    assert grade(quiz, instance, {}, Marking(given={"bai": Decimal(4)})).score == 0


@pytest.mark.parametrize(("text", "finished"), [("một hai", False), ("một hai ba", True), ("a " * 6, False)])
def test_essays_of_the_wrong_length_are_kept_but_not_finished(text: str, finished: bool) -> None:
    question = read(ESSAY)
    answer = validate_answer(question, make_question_instance(question, SEED), text)
    assert answer.value == text.strip()
    assert answer.finished is finished


def test_the_rows_of_a_rubric_make_up_the_points() -> None:
    _, faults = parse_question(load_yaml(ESSAY + "\nrubric: [{id: a, text: Rõ, points: 3}]", "q.yml"))
    assert [fault.line for fault in faults] == [7]
    assert Essay(id="e", stem=Rich(""), rubric=(RubricRow("a", "Rõ", Decimal(1)),)).rubric


HOSTILE: list[Any] = [
    "x",
    ["x"],
    7,
    True,
    {"x": "y"},
    {str(number): "x" for number in range(10_000)},
    float("nan"),
    1e308,
    -1,
    {"a": {"b": "c"}},
]


@pytest.mark.parametrize("text", [GAPS, SORT], ids=["gaps", "categorise"])
@pytest.mark.parametrize("raw", HOSTILE, ids=range(len(HOSTILE)))
def test_what_does_not_belong_is_refused(text: str, raw: Any) -> None:
    question = read(text)
    with pytest.raises(AnswerRejected):
        validate_answer(question, make_question_instance(question, SEED), raw)


@pytest.mark.parametrize("raw", [["x"], 7, {"a": "b"}, True, "x" * 20_001, "a\x00b", "\ud800"])
def test_an_essay_is_readable_text(raw: Any) -> None:
    question = read(ESSAY)
    with pytest.raises(AnswerRejected):
        validate_answer(question, make_question_instance(question, SEED), raw)


def test_a_gap_takes_only_its_own_choices() -> None:
    question = read(
        GAPS.replace("{a} là {b}, {c}", "{a} là {b}, {c}, {d}")
        + "  - {name: d, type: choice, choices: [x, y], right: x}\n"
    )
    drawn = make_question_instance(question, SEED)
    others = next(choice.token for choice in drawn.choices if choice.index == 2)
    third = drawn.options[2].token
    with pytest.raises(AnswerRejected):
        validate_answer(question, drawn, {third: others})
    with pytest.raises(AnswerRejected):
        validate_answer(question, drawn, {third: ["x"]})
    with pytest.raises(AnswerRejected):
        validate_answer(question, drawn, {drawn.options[1].token: "NaN"})


@given(st.data(), st.sampled_from(Scoring), st.integers(2, 8))
def test_credit_is_monotone(data: st.DataObject, scoring: Scoring, count: int) -> None:
    right = data.draw(st.sets(st.integers(0, count - 1), min_size=1))
    options = tuple(Option(Rich(str(index)), index in right) for index in range(count))
    question = Multiple(id="m", stem=Rich("?"), points=Decimal(3), options=options, scoring=scoring)
    drawn = make_question_instance(question, SEED)
    tokens = {choice.index: choice.token for choice in drawn.options}

    def score(chosen: set[int]) -> Decimal:
        return grade_question(question, drawn, [tokens[index] for index in chosen] or None).score

    chosen = data.draw(st.sets(st.integers(0, count - 1)))
    one_more = data.draw(
        st.integers(0, count - 1).filter(lambda index: index not in chosen or len(chosen) == count)
    )
    if one_more in chosen:
        return
    more = score(chosen | {one_more})
    assert more >= score(chosen) if one_more in right else more <= score(chosen)
    assert (score(chosen) == 3) is (chosen == right)


def test_ticking_everything_earns_nothing_more() -> None:
    options = tuple(Option(Rich(str(index)), index < 2) for index in range(4))
    everything = [1, 2, 3, 4]
    for scoring in Scoring:
        question = Multiple(id="m", stem=Rich("?"), options=options, scoring=scoring)
        assert said(question, everything).score == 0
    partial = Multiple(id="m", stem=Rich("?"), options=options, scoring=Scoring.PARTIAL)
    assert said(partial, [1, 3]).score == Decimal("0.50")
    penalised = Multiple(id="m", stem=Rich("?"), options=options, scoring=Scoring.PARTIAL_PENALTY)
    assert said(penalised, [1, 3]).score == 0


RETRY = """
id: k
title: K
pass: 1
behaviour: retry
tries: 3
penalty: 0.25
questions:
  - {id: a, type: truefalse, stem: S, answer: true}
  - {id: b, type: single, stem: S, options: [{text: x, right: true}, {text: y}]}
"""


def test_each_further_try_costs_its_share_and_never_more_than_was_earned() -> None:
    quiz, faults = parse_quiz(load_yaml(RETRY, "q.yml"))
    assert quiz is not None, faults
    instance = make_instance(quiz, SEED)
    for tries, score in ((1, "1"), (2, "0.75"), (3, "0.5"), (9, "0")):
        assert grade(quiz, instance, {"a": True}, Marking(tries={"a": tries})).score == Decimal(score)


def test_regrading_drops_credits_and_corrects() -> None:
    quiz, _ = parse_quiz(load_yaml(RETRY.replace("pass: 1", "pass: 2"), "q.yml"))
    assert quiz is not None
    instance = make_instance(quiz, SEED)
    answers = stored_answers(quiz, instance, {"a": True, "b": "y"})
    before = grade(quiz, instance, answers)
    assert (before.score, before.passed) == (1, False)
    dropped = regrade(quiz, instance, answers, {"b": Correction(CorrectionKind.DROP)})
    assert (dropped.score, dropped.max_score, dropped.passed) == (1, 1, True)
    full = regrade(quiz, instance, answers, {"b": Correction(CorrectionKind.FULL)})
    assert (full.score, full.passed) == (2, True)
    key = regrade(quiz, instance, answers, {"b": Correction(CorrectionKind.KEY, [1])})
    assert key.score == 2
    worse = regrade(quiz, instance, answers, {"a": Correction(CorrectionKind.KEY, False)})
    assert worse.score == 0
    assert never_lower(before, worse) == before
    assert regrade(quiz, instance, answers, {}) == before


def test_the_first_format_still_means_what_it_meant() -> None:
    old = (
        b'{"format":1,"id":"k","title":"K","pass_points":"1","review":"after_pass_or_last","questions":[{"type":'
        b'"multiple","id":"m","stem":{"markdown":"S","html":""},"points":"1","scoring":"partial","options":['
        b'{"text":{"markdown":"a","html":""},"right":true},{"text":{"markdown":"b","html":""},"right":false}]}]}'
    )
    quiz = from_canonical(old)
    question = quiz.question("m")
    assert isinstance(question, Multiple)
    assert question.scoring is Scoring.PARTIAL_PENALTY
    assert [show.value for show in quiz.review.after_submit] == ["score"]
    assert Instance.from_json({"questions": [{"id": "m", "options": [["t", 0]], "choices": []}]}).pages == 1
