"""What quizzes and practical tasks tell learning: what is passed is completed, in the same transaction."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Flask

from lms.learning import service
from lms.signals import attempt_graded, attempt_submitted, practical_settled


def on_attempt_submitted(
    _sender: Any, *, user_id: UUID, course_id: str, quiz_id: str, passed: bool, at: datetime, **_rest: Any
) -> None:
    """Record the completion of a passed quiz."""
    if passed:
        service.complete_quiz(user_id, course_id, quiz_id, at)


def on_practical_settled(
    _sender: Any, *, user_id: UUID, course_id: str, practical_id: str, actor: UUID, at: datetime, **_rest: Any
) -> None:
    """Record that the task is met or waived."""
    service.complete_practical(user_id, course_id, practical_id, actor, at)


def connect(_app: Flask) -> None:
    """Listen; connecting twice is connecting once."""
    attempt_submitted.connect(on_attempt_submitted)
    attempt_graded.connect(on_attempt_submitted)
    practical_settled.connect(on_practical_settled)
