"""The quiz format as JSON Schema, for editors: made from the validator's own tables."""

from __future__ import annotations

from typing import Any

from lms.questions.entries import QuestionShape
from lms.questions.parsing import QUIZ_KEYS

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema() -> dict[str, Any]:
    """The schema of a quiz file."""
    return {"$schema": _DIALECT, "title": "Bài kiểm tra", **QUIZ_KEYS.schema()}


def question_schema() -> dict[str, Any]:
    """The schema of one question, as in a lesson's check block."""
    return {"$schema": _DIALECT, "title": "Câu hỏi", **QuestionShape().schema()}
