"""Quizzes for the tests of this room: one of every type, and strategies for any."""

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from lms.questions import (
    Calculated,
    Categorise,
    Gap,
    GapKind,
    Gaps,
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
    answer_of,
)
from lms.questions.definitions import KnownMistake, Marks, Mistake, Option, Pair, Rounding, Sorted, Variable

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


def _of_parts(
    draw: st.DrawFn, kind: Any, common: dict[str, Any], texts: list[str], parts: Scoring
) -> Question:
    if kind is Calculated:
        return draw(_calculated(common, texts))
    if kind is Categorise:
        categories = ("cố định", "biến đổi", "khác")
        chosen = draw(st.lists(st.sampled_from(categories), min_size=len(texts), max_size=len(texts)))
        items = tuple(Sorted(rich(t), c) for t, c in zip(texts, chosen, strict=True))
        return Categorise(**common, categories=categories, items=items, scoring=parts)
    gaps = (
        Gap("a", GapKind.TEXT, accepted=tuple(texts)),
        Gap("b", GapKind.NUMBER, answer=draw(st.decimals("-999", "999", places=2)), unit="túi"),
        Gap("c", GapKind.CHOICE, choices=tuple(texts), right=texts[0]),
    )
    return Gaps(**common, text=rich("{a} {b} {c}"), gaps=gaps, scoring=parts)


@st.composite
def _calculated(draw: st.DrawFn, common: dict[str, Any], texts: list[str]) -> Calculated:
    """A number counted and rounded in any way, or a choice between counted numbers."""
    variables = (
        Variable("a", values=(Decimal(2), Decimal("3.5"))),
        Variable("b", low=Decimal(1), high=Decimal(9)),
    )
    if draw(st.booleans()):
        right = draw(st.integers(0, len(texts) - 1))
        options = tuple(Option(rich(f"{{b}} {text}"), i == right) for i, text in enumerate(texts))
        return Calculated(**common, variables=variables, options=options)
    rounding = draw(st.sampled_from(Rounding))
    whole, broken = ["a * b + 1", "min(a) - b^2"], ["a / b / 3", "percent(a, b)", "-mod(b, a) / 7"]
    tolerance = draw(st.sampled_from([{}, {"tolerance": Decimal("0.5")}, {"tolerance_percent": Decimal(2)}]))
    return Calculated(
        **common,
        **tolerance,
        variables=variables,
        answer=draw(st.sampled_from(whole if rounding is Rounding.EXACT else whole + broken)),
        rounding=rounding,
        decimals=draw(st.integers(0, 3)) if rounding is not Rounding.EXACT else 0,
        unit="túi",
        mistakes=(KnownMistake("a + b", rich("nhầm")),),
    )


@st.composite
def questions(draw: st.DrawFn, number: int, kinds: list[type[Question]] | None = None) -> Question:
    """A sound question of any type, with the id q<number>."""
    common: dict[str, Any] = {
        "id": f"q{number}",
        "stem": rich(draw(WORDS)),
        "points": draw(st.decimals("0.01", "10", places=2)),
        "level": draw(st.sampled_from([None, *Level])),
    }
    scoring = draw(st.sampled_from(Scoring))
    texts = draw(st.lists(WORDS, min_size=2, max_size=6, unique=True))
    if kinds is None:
        kinds = [
            Single,
            Multiple,
            TrueFalse,
            Numeric,
            Short,
            Matching,
            Ordering,
            Calculated,
            Categorise,
            Gaps,
        ]
    kind = draw(st.sampled_from(kinds))
    parts = Scoring.PARTIAL if scoring is Scoring.PARTIAL_PENALTY else scoring
    if kind in (Calculated, Categorise, Gaps):
        return _of_parts(draw, kind, common, texts, parts)
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
        return Matching(**common, pairs=pairs, extra=("thừa ra",), scoring=parts)
    return Ordering(**common, items=tuple(rich(t) for t in texts), scoring=parts)


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


def _filled(question: Gaps, index: int, drawn: Any) -> str:
    gap = question.gaps[index]
    if gap.type is GapKind.CHOICE:
        return next(c.token for c in drawn.choices if question.choices[c.index] == (index, gap.right))
    return gap.accepted[0] if gap.accepted else f"{gap.answer:f}".replace(".", ",")


def _right(question: Any, drawn: Any) -> Any:
    if isinstance(question, Single) or (isinstance(question, Calculated) and question.options):
        return next(c.token for c in drawn.options if question.options[c.index].right)
    if isinstance(question, Multiple):
        return [c.token for c in drawn.options if question.options[c.index].right]
    if isinstance(question, TrueFalse):
        return "true" if question.answer else "false"
    if isinstance(question, Numeric):
        return f"{question.answer:f}".replace(".", ",")
    if isinstance(question, Calculated):
        return f"{answer_of(question, drawn.numbers):f}".replace(".", ",")
    if isinstance(question, Categorise):
        tokens = {question.categories[c.index]: c.token for c in drawn.choices}
        return {c.token: tokens[question.items[c.index].category] for c in drawn.options}
    if isinstance(question, Gaps):
        return {c.token: _filled(question, c.index, drawn) for c in drawn.options}
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
    if isinstance(question, Single) or (isinstance(question, Calculated) and question.options):
        return st.sampled_from(tokens)
    if isinstance(question, Multiple):
        return st.lists(st.sampled_from(tokens), unique=True)
    if isinstance(question, TrueFalse):
        return st.sampled_from(["true", "false"])
    if isinstance(question, Numeric | Calculated):
        return st.integers(-100000, 100000).map(str)
    if isinstance(question, Short):
        return WORDS
    if isinstance(question, Gaps):
        picks = [c.token for c in drawn.choices]
        fill = {0: WORDS, 1: st.integers(-999, 999).map(str), 2: st.sampled_from(picks)}
        return st.fixed_dictionaries({}, optional={c.token: fill[c.index] for c in drawn.options})
    if isinstance(question, Matching | Categorise):
        rights = st.sampled_from([c.token for c in drawn.choices] + [""])
        return st.dictionaries(st.sampled_from(tokens), rights)
    return st.dictionaries(st.sampled_from(tokens), st.integers(1, len(tokens)))
