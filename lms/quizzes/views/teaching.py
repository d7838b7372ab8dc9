"""A trainer's view of a course: its quizzes, the attempts as they stand, more time, opening again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for

from lms import clock
from lms.db import committed
from lms.permissions import Can
from lms.questions import grade
from lms.quizzes import queries as attempts
from lms.quizzes.answers_form import ALL_SHOWN, reviews
from lms.quizzes.marking import queries as marks
from lms.quizzes.teaching import queries, service
from lms.quizzes.teaching.forms import ExtendForm, ReopenForm
from lms.quizzes.views import bp
from lms.web.guard import current_actor, requires
from lms.web.i18n import _
from lms.web.pagination import page_number


@bp.get("/teach/<string:course_id>")
@requires(Can.TEACH_COURSE, load=queries.taught)
def teach_course(found: queries.Taught) -> Any:
    """The quizzes of the course, each with how many are at work, handed in, passed."""
    return render_template(
        "quizzes/teaching/course.html", taught=found, counts=queries.counts(found.course_id)
    )


@bp.get("/teach/<string:course_id>/quizzes/<string:quiz_id>")
@requires(Can.TEACH_COURSE, load=queries.taught_quiz)
def teach_quiz(found: queries.Taught) -> Any:
    """The attempts at one quiz as they stand: those under way first; the page's script looks again."""
    now = clock.now()
    page = queries.attempt_lines(found.course_id, found.quiz_id, page_number(), now)
    return render_template("quizzes/teaching/attempts.html", taught=found, page=page, now=now)


@bp.get("/teach/attempts/<uuid:attempt_id>")
@requires(Can.TEACH_COURSE, load=queries.taught_attempt)
def teach_attempt(found: queries.TaughtAttempt) -> Any:
    """One attempt, with what can be done about it."""
    return _attempt_page(found, ExtendForm(), ReopenForm())


@bp.post("/teach/attempts/<uuid:attempt_id>/extend")
@requires(Can.TEACH_COURSE, load=queries.taught_attempt)
def teach_extend(found: queries.TaughtAttempt) -> Any:
    """More minutes for an open attempt."""
    form = ExtendForm()
    if not form.validate_on_submit():
        return _attempt_page(found, form, ReopenForm(formdata=None)), 422
    committed(
        service.extend, found.attempt.id, form.minutes.data, form.reason.data, _teacher_id(), clock.now()
    )
    flash(_("Đã thêm giờ."))
    return redirect(url_for(".teach_attempt", attempt_id=found.attempt.id), 303)


@bp.post("/teach/attempts/<uuid:attempt_id>/reopen")
@requires(Can.TEACH_COURSE, load=queries.taught_attempt)
def teach_reopen(found: queries.TaughtAttempt) -> Any:
    """Let a submitted attempt go on."""
    form = ReopenForm()
    if not form.validate_on_submit():
        return _attempt_page(found, ExtendForm(formdata=None), form), 422
    committed(
        service.reopen, found.attempt.id, form.minutes.data, form.reason.data, _teacher_id(), clock.now()
    )
    flash(_("Đã mở lại bài. Học viên làm tiếp được."))
    return redirect(url_for(".teach_attempt", attempt_id=found.attempt.id), 303)


def _attempt_page(found: queries.TaughtAttempt, extend: ExtendForm, reopen: ReopenForm) -> str:
    attempt = found.attempt
    values = attempts.answers(attempt.id)
    # Of an open attempt the answers alone: a grade before the end would be taken for the grade.
    result, shows = attempt.result or grade(attempt.quiz, attempt.instance, values), ALL_SHOWN
    if attempt.open:
        shows = frozenset()
    marked = {} if attempt.open else marks.marked(attempt.id, attempt.quiz)
    return render_template(
        "quizzes/teaching/attempt.html",
        found=found,
        attempt=attempt,
        reviews=reviews(attempt.quiz, attempt.instance, result, values, shows),
        comments={key: mark.comment for key, mark in marked.items()},
        taught=queries.taught(found.course_id, attempt.quiz_id),
        extend=extend,
        reopen=reopen,
    )


def _teacher_id() -> UUID:
    actor_id = current_actor().id
    if actor_id is None:
        abort(401)
    return actor_id
