"""Pages of an attempt: its questions, saving, handing in, the result. The door of a quiz is learning's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.exceptions import BadRequest

from lms import clock
from lms.db import atomic
from lms.permissions import Can
from lms.questions import AnswerRejected, is_answered
from lms.quizzes import queries, service
from lms.quizzes.answers_form import echo, posted_answers, question_view
from lms.quizzes.errors import AttemptClosed
from lms.quizzes.forms import read_save
from lms.quizzes.result_page import result_page
from lms.web.guard import current_actor, requires
from lms.web.i18n import _

bp = Blueprint("quizzes", __name__)


@bp.get("/attempts/<uuid:attempt_id>")
@requires(Can.READ_ATTEMPT, load=queries.attempt)
def attempt(found: queries.AttemptRow) -> Any:
    """The questions of an open attempt; a submitted one shows its result."""
    if not found.open:
        return redirect(url_for(".result", attempt_id=found.id))
    return _attempt_page(found)


@bp.post("/attempts/<uuid:attempt_id>/answers")
@requires(Can.SAVE_ANSWER, load=queries.attempt)
def answers(found: queries.AttemptRow) -> Any:
    """Save one answer for the script, or every field of the page without it."""
    if request.is_json:
        return _save_one(found)
    given = posted_answers(found.quiz, found.instance, request.form)
    with atomic():
        refused = service.save_answers(found.id, given, _actor_id(), clock.now())
    if refused:
        return _attempt_page(found, given, refused), 422
    flash(_("Đã lưu. Anh/chị làm tiếp hoặc nộp bài."))
    return redirect(url_for(".attempt", attempt_id=found.id), 303)


@bp.post("/attempts/<uuid:attempt_id>/submit")
@requires(Can.SUBMIT_ATTEMPT, load=queries.attempt)
def submit(found: queries.AttemptRow) -> Any:
    """Save what the page holds, ask once about unanswered questions, then close and grade."""
    given = posted_answers(found.quiz, found.instance, request.form)
    try:
        with atomic():
            handed_in = service.hand_in(
                found.id, given, _actor_id(), clock.now(), confirmed="confirmed" in request.form
            )
    except AttemptClosed:
        # Another tap was first; the result is the same.
        return redirect(url_for(".result", attempt_id=found.id), 303)
    if handed_in.refused:
        return _attempt_page(found, given, handed_in.refused), 422
    return redirect(url_for(".confirm" if handed_in.unanswered else ".result", attempt_id=found.id), 303)


@bp.get("/attempts/<uuid:attempt_id>/submit")
@requires(Can.READ_ATTEMPT, load=queries.attempt)
def confirm(found: queries.AttemptRow) -> Any:
    """Ask once about unanswered questions.

    A page with an address: Back from the result, or a tab that the phone opens again, leads on from here
    instead of to the browser's own words about sending a form twice.
    """
    if not found.open:
        return redirect(url_for(".result", attempt_id=found.id))
    unanswered = set(service.unanswered(found.id))
    left = [
        (place, drawn.id) for place, drawn in enumerate(found.instance.questions, 1) if drawn.id in unanswered
    ]
    if not left:
        return redirect(url_for(".attempt", attempt_id=found.id))
    return render_template("quizzes/confirm.html", attempt=found, quiz=found.quiz, left=left)


@bp.get("/attempts/<uuid:attempt_id>/answers")
@requires(Can.READ_ATTEMPT, load=queries.attempt)
def answers_page(found: queries.AttemptRow) -> Any:
    """Lead a reopened or translated page of refused answers back to its attempt."""
    return redirect(url_for(".attempt", attempt_id=found.id))


@bp.get("/attempts/<uuid:attempt_id>/result")
@requires(Can.READ_ATTEMPT, load=queries.reviewed)
def result(found: queries.Reviewed) -> Any:
    """Score, what to read again, the next step and, where the policy allows it, what was right and why."""
    made = found.attempt
    if made.result is None:
        return redirect(url_for(".attempt", attempt_id=made.id))
    page = result_page(found, made.quiz, made.result, queries.answers(made.id), clock.now())
    return render_template("quizzes/result.html", attempt=made, page=page)


def _save_one(found: queries.AttemptRow) -> Any:
    try:
        body = request.get_json()
    except RecursionError as error:
        # A body of brackets alone exhausts the parser's stack.
        raise BadRequest from error
    save = read_save(body)
    with atomic():
        saved = service.save_answer(
            found.id, save.question, save.value, save.client, save.seq, _actor_id(), clock.now()
        )
    question = found.quiz.question(saved.question_id)
    return {
        "saved": True,
        "seq": saved.seq,
        "finished": saved.answer.finished,
        "echo": echo(question, saved.answer.value) if question is not None else "",
    }


def _attempt_page(
    found: queries.AttemptRow,
    typed: Mapping[str, Any] | None = None,
    refused: Mapping[str, AnswerRejected] | None = None,
) -> str:
    values = {**queries.answers(found.id), **(typed or {})}
    quiz = found.quiz
    views, finished = [], set()
    for drawn in found.instance.questions:
        question = quiz.question(drawn.id)
        if question is None:
            abort(404)
        views.append(question_view(question, drawn, values.get(drawn.id)))
        if drawn.id not in (refused or {}) and is_answered(question, drawn, values.get(drawn.id)):
            finished.add(drawn.id)
    errors = {key: service.refusal_text(refusal) for key, refusal in (refused or {}).items()}
    return render_template(
        "quizzes/attempt.html", attempt=found, quiz=quiz, questions=views, finished=finished, errors=errors
    )


def _actor_id() -> UUID:
    actor_id = current_actor().id
    if actor_id is None:
        abort(401)
    return actor_id
