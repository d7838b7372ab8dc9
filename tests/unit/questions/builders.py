"""Quizzes for the tests of this room: one of every type, and strategies for any."""

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from lms.questions import (
    Instance,
    Level,
    Matching,
    Multiple,
    Numeric,
    Ordering,
    Question,
    Quiz,
    Rich,
    Scoring,
    Short,
    Single,
    TrueFalse,
)
from lms.questions.definitions import Marks, Mistake, Option, Pair

EVERY_TYPE = """
id: kiem-tra-2
title: Kiểm tra phần 2
pass: 5
shuffle_questions: true
questions:
  - id: mot
    type: single
    stem: Mỗi túi góp được **bao nhiêu**?
    outcomes: [O2]
    level: V
    lesson: lai-gop
    explanation: Lấy giá bán trừ biến phí.
    options:
      - {text: "33.000 đồng", right: true, feedback: Anh/chị đã tính đúng lãi góp.}
      - {text: "37.000 đồng", feedback: Anh/chị quên tiền vận chuyển.}
      - {text: Cả hai đều sai, pinned: true}
  - id: nhieu
    type: multiple
    stem: Khoản nào là chi phí cố định?
    scoring: partial_penalty
    options:
      - {text: Thuê kho, right: true}
      - {text: Khấu hao, right: true}
      - {text: Chuối tươi}
  - {id: dung-sai, type: truefalse, stem: Bán được hay không vẫn trả tiền kho., answer: true}
  - id: so
    type: numeric
    stem: Bán bao nhiêu túi thì hòa vốn?
    answer: 667
    unit: túi
    mistakes: [{value: 666, feedback: Làm tròn xuống thì còn lỗ.}]
    feedback_wrong: Xem lại bài điểm hòa vốn.
  - {id: ngan, type: short, stem: Phần còn lại có tên là, accepted: [lãi góp, số dư đảm phí]}
  - id: ghep
    type: matching
    stem: Ghép khoản với loại.
    pairs: [{left: Thuê kho, right: cố định}, {left: Chuối tươi, right: biến phí}]
    extra: [doanh thu]
  - {id: xep, type: ordering, stem: Xếp các bước., items: [Ghi sổ, Cộng sổ, So sánh]}
"""

WORDS = st.text("abcdeghiklmnopqrstuvxyăâđêôơư", min_size=1, max_size=8)


def rich(text: str) -> Rich:
    return Rich(text, f"<p>{text}</p>")


@st.composite
def questions(draw: st.DrawFn, number: int) -> Question:
    """A sound question of any type, with the id q<number>."""
    common: dict[str, Any] = {
        "id": f"q{number}",
        "stem": rich(draw(WORDS)),
        "points": draw(st.decimals("0.01", "10", places=2)),
        "level": draw(st.sampled_from([None, *Level])),
    }
    scoring = draw(st.sampled_from(Scoring))
    texts = draw(st.lists(WORDS, min_size=2, max_size=6, unique=True))
    kind = draw(st.sampled_from([Single, Multiple, TrueFalse, Numeric, Short, Matching, Ordering]))
    if kind is Single:
        right = draw(st.integers(0, len(texts) - 1))
        pins = draw(st.lists(st.booleans(), min_size=len(texts), max_size=len(texts)))
        options = tuple(Option(rich(t), i == right, rich(t), pins[i]) for i, t in enumerate(texts))
        return Single(**common, options=options)
    if kind is Multiple:
        rights = draw(st.sets(st.integers(0, len(texts) - 1), min_size=1))
        options = tuple(Option(rich(t), i in rights) for i, t in enumerate(texts))
        return Multiple(**common, options=options, scoring=scoring)
    if kind is TrueFalse:
        return TrueFalse(**common, answer=draw(st.booleans()))
    if kind is Numeric:
        answer = draw(st.decimals("-100000", "100000", places=2))
        return Numeric(
            **common,
            answer=answer,
            tolerance=draw(st.decimals("0", "5", places=1)),
            unit="túi",
            mistakes=(Mistake(answer + 100, rich("nhầm")),),
        )
    if kind is Short:
        return Short(**common, accepted=tuple(texts), marks=draw(st.sampled_from(Marks)))
    if kind is Matching:
        rights_text = draw(st.lists(st.sampled_from(texts), min_size=len(texts), max_size=len(texts)))
        pairs = tuple(Pair(rich(t), r) for t, r in zip(texts, rights_text, strict=True))
        return Matching(**common, pairs=pairs, extra=("thừa ra",), scoring=scoring)
    return Ordering(**common, items=tuple(rich(t) for t in texts), scoring=scoring)


@st.composite
def quizzes(draw: st.DrawFn) -> Quiz:
    """A sound quiz of one to six questions."""
    asked = tuple(draw(questions(number)) for number in range(draw(st.integers(1, 6))))
    total = sum((question.points for question in asked), Decimal(0))
    return Quiz(
        id="quiz",
        title="Kiểm tra",
        pass_points=draw(st.decimals(min_value="0.01", max_value=total, places=2)),
        questions=asked,
        shuffle_questions=draw(st.booleans()),
        shuffle_options=draw(st.booleans()),
    )


def right_answers(quiz: Quiz, instance: Instance) -> dict[str, Any]:
    """What a learner who knows everything would send."""
    return {drawn.id: _right(quiz.question(drawn.id), drawn) for drawn in instance.questions}


def _right(question: Any, drawn: Any) -> Any:
    if isinstance(question, Single):
        return next(c.token for c in drawn.options if question.options[c.index].right)
    if isinstance(question, Multiple):
        return [c.token for c in drawn.options if question.options[c.index].right]
    if isinstance(question, TrueFalse):
        return "true" if question.answer else "false"
    if isinstance(question, Numeric):
        return f"{question.answer:f}".replace(".", ",")
    if isinstance(question, Short):
        return question.accepted[0].upper()
    if isinstance(question, Matching):
        tokens = {question.choices[c.index]: c.token for c in drawn.choices}
        return {c.token: tokens[question.pairs[c.index].right] for c in drawn.options}
    return {c.token: str(c.index + 1) for c in drawn.options}


@st.composite
def some_answers(draw: st.DrawFn, quiz: Quiz, instance: Instance) -> dict[str, Any]:
    """Right, wrong, unfinished and missing answers in any mixture, as a page could send them."""
    known = right_answers(quiz, instance)
    return {
        drawn.id: draw(
            st.one_of(st.none(), st.just(known[drawn.id]), _any_answer(quiz.question(drawn.id), drawn))
        )
        for drawn in instance.questions
    }


def _any_answer(question: Any, drawn: Any) -> st.SearchStrategy[Any]:
    tokens = [c.token for c in drawn.options]
    if isinstance(question, Single):
        return st.sampled_from(tokens)
    if isinstance(question, Multiple):
        return st.lists(st.sampled_from(tokens), unique=True)
    if isinstance(question, TrueFalse):
        return st.sampled_from(["true", "false"])
    if isinstance(question, Numeric):
        return st.integers(-100000, 100000).map(str)
    if isinstance(question, Short):
        return WORDS
    if isinstance(question, Matching):
        rights = st.sampled_from([c.token for c in drawn.choices] + [""])
        return st.dictionaries(st.sampled_from(tokens), rights)
    return st.dictionaries(st.sampled_from(tokens), st.integers(1, len(tokens)))
