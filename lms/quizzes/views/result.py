"""The result of a submitted attempt."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, url_for

from lms import clock
from lms.permissions import Can
from lms.questions import Show
from lms.quizzes import queries
from lms.quizzes.marking import queries as marks
from lms.quizzes.result_page import result_page
from lms.quizzes.rules import NO_EXCEPTION
from lms.quizzes.views import bp
from lms.web.guard import requires


@bp.get("/attempts/<uuid:attempt_id>/result")
@requires(Can.READ_ATTEMPT, load=queries.reviewed)
def result(found: queries.Reviewed) -> Any:
    """Score, what to read again, the next step and, where the policy allows it, what was right and why."""
    made = found.attempt
    if made.result is None:
        return redirect(url_for(".attempt", attempt_id=made.id))
    quiz = made.quiz
    limited = bool(quiz.attempts or quiz.closes)
    given = queries.exceptional(made.user_id, made.course_id, made.quiz_id) if limited else NO_EXCEPTION
    page = result_page(found, quiz, made.result, queries.answers(made.id), clock.now(), given)
    comments = {}
    if Show.FEEDBACK in page.shows:
        comments = {key: mark.comment for key, mark in marks.marked(made.id, quiz).items()}
    return render_template("quizzes/result.html", attempt=made, page=page, comments=comments)
