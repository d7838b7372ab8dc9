"""Pages of quizzes: the attempt, its result, a trainer's view of both. The door of a quiz is learning's."""

from flask import Blueprint

bp = Blueprint("quizzes", __name__)

from lms.quizzes.views import analysis, attempt, marking, result, teaching  # noqa: E402 - they add their routes to `bp`

__all__ = ["analysis", "attempt", "bp", "marking", "result", "teaching"]
