"""The right answer to any question, in the shape a page sends it, for tests that pass quizzes."""

from functools import singledispatch
from typing import Any

from lms.questions.definitions import (
    Matching,
    Multiple,
    Numeric,
    Ordering,
    Question,
    Quiz,
    Short,
    Single,
    TrueFalse,
)
from lms.questions.instances import Instance, QuestionInstance


def right_answers(quiz: Quiz, instance: Instance) -> dict[str, Any]:
    """Return the right answer of every question drawn, by question id."""
    found = {}
    for drawn in instance.questions:
        question = quiz.question(drawn.id)
        assert question is not None
        found[drawn.id] = right(question, drawn)
    return found


@singledispatch
def right(question: Question, drawn: QuestionInstance) -> Any:
    """Return the right answer of one question as drawn."""
    raise LookupError(f"no right answer is known for {question.type}")


@right.register
def _(question: Single, drawn: QuestionInstance) -> str:
    return next(choice.token for choice in drawn.options if question.options[choice.index].right)


@right.register
def _(question: Multiple, drawn: QuestionInstance) -> list[str]:
    return [choice.token for choice in drawn.options if question.options[choice.index].right]


@right.register
def _(question: TrueFalse, drawn: QuestionInstance) -> str:
    return "true" if question.answer else "false"


@right.register
def _(question: Numeric, drawn: QuestionInstance) -> str:
    return f"{question.answer:f}".replace(".", ",")


@right.register
def _(question: Short, drawn: QuestionInstance) -> str:
    return question.accepted[0]


@right.register
def _(question: Matching, drawn: QuestionInstance) -> dict[str, str]:
    rights = question.choices
    tokens = {rights[choice.index]: choice.token for choice in drawn.choices}
    return {choice.token: tokens[question.pairs[choice.index].right] for choice in drawn.options}


@right.register
def _(question: Ordering, drawn: QuestionInstance) -> dict[str, str]:
    return {choice.token: str(choice.index + 1) for choice in drawn.options}
