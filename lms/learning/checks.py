"""Judging an answer on the spot, without storing it: questions inside lessons, and recalls."""

from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from lms.questions import (
    AnswerRejected,
    Question,
    QuestionInstance,
    as_drawn,
    feedback_for,
    grade_question,
    validate_answer,
)
from lms.quizzes.answers_form import posted_answer
from lms.quizzes.errors import refusal_text
from lms.web.i18n import _


@dataclass(frozen=True, slots=True)
class Given:
    """What was answered to a question, or why it could not be judged (`error`)."""

    value: Any
    error: Any = None
    right: bool = False
    feedback: tuple[str, ...] = ()


def judge(question: Question, drawn: QuestionInstance, form: MultiDict[str, str]) -> Given:
    """Grade what was posted to a question."""
    try:
        answer = validate_answer(question, drawn, posted_answer(question, drawn, form))
    except AnswerRejected as refusal:
        return Given(None, error=refusal_text(refusal))
    if not answer.finished:
        return Given(answer.value, error=_("Anh/chị chọn hoặc viết câu trả lời trước."))
    result = grade_question(question, drawn, answer.value)
    question = as_drawn(question, drawn)
    texts = [text.html for key in result.feedback if (text := feedback_for(question, key)) is not None]
    if not texts and question.explanation is not None:
        texts = [question.explanation.html]
    return Given(answer.value, right=result.score == result.points, feedback=tuple(texts))
