"""Pages of an open attempt: its questions, saving, handing in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.exceptions import BadRequest

from lms import clock
from lms.db import committed
from lms.permissions import Can
from lms.quizzes import queries, service
from lms.quizzes.answers_form import echo, posted_answers
from lms.quizzes.attempt_page import attempt_page, missing_questions
from lms.quizzes.errors import AnswerOvertaken, AttemptClosed, NothingToCheck, PageLeft, TimeUp
from lms.quizzes.forms import page_asked_for, read_save, seen_revisions
from lms.quizzes.overtaken import stored_words
from lms.quizzes.service import HandedIn, PageSaved
from lms.quizzes.times import until
from lms.quizzes.views import bp
from lms.web.guard import current_actor, requires, wants_json
from lms.web.i18n import _


def _own_head(attempt_id: UUID) -> queries.AttemptHead | queries.AttemptRow | None:
    """The unchanging part of one's own attempt, from memory; of another's, what permissions refuse."""
    actor_id = current_actor().id
    return (queries.head(attempt_id, actor_id) if actor_id else None) or queries.attempt(attempt_id)


@bp.get("/attempts/<uuid:attempt_id>")
@requires(Can.READ_ATTEMPT, load=queries.attempt)
def attempt(found: queries.AttemptRow) -> Any:
    """The questions of an open attempt; one submitted, or whose time is up, shows its result."""
    if not _goes_on(found):
        return redirect(url_for(".result", attempt_id=found.id))
    queries.remember(found)
    asked_for = page_asked_for(request.args, found.instance)
    return _page(found, page=asked_for[0] if asked_for else None)


@bp.post("/attempts/<uuid:attempt_id>/answers")
@requires(Can.SAVE_ANSWER, load=_own_head)
def answers(found: queries.AttemptHead) -> Any:
    """Save one answer for the script, or every field of the page; then check one, or go to another page."""
    if request.is_json:
        return _save_one(found)
    given = posted_answers(found.quiz, found.instance, request.form)
    seen, checking = seen_revisions(request.form), request.form.get("check")
    going = "go" in request.form or "question" in request.form
    try:
        if checking is not None:
            saved = committed(service.check_answer, found.id, given, seen, checking, _actor_id(), clock.now())
        elif going and found.quiz.sequential:
            return _leave(found, given, seen)
        else:
            saved = committed(service.save_answers, found.id, given, seen, _actor_id(), clock.now())
    except TimeUp:
        return _go_on(".attempt", found.id)
    except NothingToCheck as missing:
        # The refusal took the other fields of the page back with it.
        committed(service.save_answers, found.id, given, seen, _actor_id(), clock.now())
        # At the top of the page, where this is read, not at the question: without script they are far apart.
        flash(f"{_numbered(found, checking)}: {missing.message}", "info")
        return redirect(_place(found, checking).partition("#")[0], 303)
    if saved.refused or saved.overtaken or saved.left:
        return _corrected(found.id, given, saved)
    if checking is None and not going:
        flash(_("Đã lưu. Anh/chị làm tiếp hoặc nộp bài."))
    return _go_to(_place(found, checking))


def _leave(found: queries.AttemptHead, given: Mapping[str, object], seen: Mapping[str, int]) -> Any:
    """Go on to the next page for good, asking once about what is unanswered on this one."""
    page = request.form.get("page", "")
    gone = committed(
        service.go_on,
        found.id,
        given,
        seen,
        int(page) if page.isascii() and page.isdigit() and len(page) < 5 else 0,
        _actor_id(),
        clock.now(),
        confirmed="confirmed" in request.form,
    )
    if gone.refused or gone.overtaken or gone.left:
        return _corrected(found.id, given, gone)
    return _go_on(".leave" if gone.unanswered else ".attempt", found.id)


def _place(found: queries.AttemptHead, question_id: str | None) -> str:
    """The address of the page that the form asks for, and of the question on it."""
    drawn = found.instance.question(question_id) if question_id else None
    asked_for = (drawn.page, drawn.id) if drawn else page_asked_for(request.form, found.instance)
    if asked_for is None or (found.instance.pages == 1 and not asked_for[1]):
        return url_for(".attempt", attempt_id=found.id)
    anchor = f"cau-{asked_for[1]}" if asked_for[1] else None
    page = asked_for[0] if found.instance.pages > 1 and not found.quiz.sequential else None
    return url_for(".attempt", attempt_id=found.id, page=page, _anchor=anchor)


def _numbered(found: queries.AttemptHead, question_id: str | None) -> str:
    """What the page calls a question: Câu 3."""
    ids = [drawn.id for drawn in found.instance.questions]
    return _("Câu %(number)s", number=ids.index(question_id) + 1 if question_id in ids else "?")


@bp.post("/attempts/<uuid:attempt_id>/submit")
@requires(Can.SUBMIT_ATTEMPT, load=_own_head)
def submit(found: queries.AttemptHead) -> Any:
    """Save what the page holds, ask once about unanswered questions, then close and grade."""
    given = posted_answers(found.quiz, found.instance, request.form)
    try:
        handed_in = committed(
            service.hand_in,
            found.id,
            given,
            _actor_id(),
            clock.now(),
            confirmed="confirmed" in request.form,
            seen=seen_revisions(request.form),
            by_clock="over" in request.form,
        )
    except AttemptClosed:
        # Another tap was first; the result is the same.
        return _go_on(".result", found.id)
    if handed_in.refused or handed_in.overtaken or handed_in.left:
        return _corrected(found.id, given, handed_in)
    if handed_in.prolonged:
        flash(_("Anh/chị được thêm giờ. Bài chưa nộp, anh/chị làm tiếp."), "info")
        return _go_on(".attempt", found.id)
    return _go_on(".confirm" if handed_in.unanswered else ".result", found.id)


@bp.get("/attempts/<uuid:attempt_id>/submit")
@requires(Can.READ_ATTEMPT, load=queries.attempt)
def confirm(found: queries.AttemptRow) -> Any:
    """Ask once about unanswered questions.

    A page with an address: Back from the result, or a tab that the phone opens again, leads on from here
    instead of to the browser's own words about sending a form twice.
    """
    if not _goes_on(found):
        return redirect(url_for(".result", attempt_id=found.id))
    left = missing_questions(found, queries.answers(found.id))
    if not left:
        return redirect(url_for(".attempt", attempt_id=found.id))
    return render_template("quizzes/confirm.html", attempt=found, quiz=found.quiz, left=left)


@bp.get("/attempts/<uuid:attempt_id>/next")
@requires(Can.READ_ATTEMPT, load=queries.attempt)
def leave(found: queries.AttemptRow) -> Any:
    """Ask once about unanswered questions of a page that is left for good."""
    page = found.page + 1
    if not _goes_on(found) or not found.quiz.sequential or page >= found.instance.pages:
        return redirect(url_for(".attempt", attempt_id=found.id))
    left = [one for one in missing_questions(found, queries.answers(found.id)) if one.page == page]
    if not left:
        return redirect(url_for(".attempt", attempt_id=found.id))
    return render_template("quizzes/leave.html", attempt=found, quiz=found.quiz, left=left, page=page)


@bp.get("/attempts/<uuid:attempt_id>/answers")
@requires(Can.READ_ATTEMPT, load=queries.attempt)
def answers_page(found: queries.AttemptRow) -> Any:
    """Lead a reopened or translated page of refused answers back to its attempt."""
    return redirect(url_for(".attempt", attempt_id=found.id))


def _go_on(endpoint: str, attempt_id: UUID) -> Any:
    """Lead on to a page of the attempt."""
    return _go_to(url_for(endpoint, attempt_id=attempt_id))


def _go_to(to: str) -> Any:
    """Lead on; the page's script is told where, and opens it once it has heard so."""
    return {"to": to} if wants_json() else redirect(to, 303)


def _goes_on(found: queries.AttemptRow) -> bool:
    """Whether the attempt is open; one whose time is up is submitted, should no worker have been first."""
    if not found.open:
        return False
    if not service.time_is_up(found) or current_actor().viewer_id is not None:
        return True
    committed(service.close_overdue, found.id, clock.now())
    flash(_("Đã hết giờ làm bài. Những câu đã lưu được nộp và chấm."), "info")
    return False


def _save_one(found: queries.AttemptHead) -> Any:
    try:
        body = request.get_json()
    except RecursionError as error:
        # A body of brackets alone exhausts the parser's stack.
        raise BadRequest from error
    save = read_save(body)
    try:
        saved = service.save_answer(
            found,
            save.question,
            save.value,
            save.client,
            save.seq,
            save.base,
            clock.now(),
        )
    except AnswerOvertaken as other:
        return _overtaken(found, other), 409
    except PageLeft as left:
        return {"error": str(left.message), "left": True}, 409
    question, drawn = found.quiz.question(saved.question_id), found.instance.question(saved.question_id)
    return {
        "saved": True,
        "seq": saved.seq,
        "revision": saved.revision,
        "finished": saved.answer.finished,
        "echo": echo(question, drawn, saved.answer.value) if question and drawn else "",
    }


def _overtaken(found: queries.AttemptHead, other: AnswerOvertaken) -> dict[str, Any]:
    """What the page needs to let the learner choose between the two answers."""
    question, drawn = found.quiz.question(other.question_id), found.instance.question(other.question_id)
    if question is None or drawn is None:
        abort(404)
    return {
        "error": str(other.message),
        "overtaken": True,
        "revision": other.stored.revision,
        "words": stored_words(question, drawn, other.stored.value),
    }


def _corrected(
    attempt_id: UUID, given: Mapping[str, object], saved: PageSaved | HandedIn
) -> tuple[str, int] | Any:
    """The page again with what was typed, what does not fit, and what another page has changed meanwhile."""
    found = queries.attempt(attempt_id)
    if found is None:
        abort(404)
    asked_for = page_asked_for({"page": request.form.get("page", "")}, found.instance)
    page = _page(found, given, saved, page=asked_for[0] if asked_for else None)
    return page, 422 if saved.refused else 409


def _page(
    found: queries.AttemptRow,
    typed: Mapping[str, Any] | None = None,
    saved: PageSaved | HandedIn | None = None,
    page: int | None = None,
) -> str:
    now = queries.moment() if found.deadline is not None else clock.now()
    made = attempt_page(
        found,
        queries.stored_answers(found.id),
        typed or {},
        saved.refused if saved else {},
        saved.overtaken if saved else {},
        now,
        page,
        len(saved.left) if saved else 0,
    )
    return render_template(
        "quizzes/attempt.html",
        attempt=found,
        quiz=found.quiz,
        page=made,
        owner=found.user_id,
        until=until,
        now=now,
    )


def _actor_id() -> UUID:
    actor_id = current_actor().id
    if actor_id is None:
        abort(401)
    return actor_id
