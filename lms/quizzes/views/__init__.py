"""Pages of quizzes: the attempt, its result, a trainer's view of both. The door of a quiz is learning's."""

from flask import Blueprint

bp = Blueprint("quizzes", __name__)

from lms.quizzes.views import (  # noqa: E402 - they add their routes to `bp`
    analysis,
    attempt,
    marking,
    regrading,
    result,
    teaching,
)

__all__ = ["analysis", "attempt", "bp", "marking", "regrading", "result", "teaching"]
