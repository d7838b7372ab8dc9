"""Pages for marking essays: what waits, and one answer after the other."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for

from lms import clock
from lms.db import committed
from lms.names import passage
from lms.permissions import Can
from lms.quizzes.marking import queries, service
from lms.quizzes.marking.rules import LONGEST_COMMENT, WHOLE, Typed, asked, read_points
from lms.quizzes.teaching.queries import Taught, taught
from lms.quizzes.views import bp
from lms.web.filters import number
from lms.web.guard import current_actor, requires
from lms.web.i18n import _
from lms.web.pagination import Page, page_number
from lms.web.trusted import published

LISTED = 50


@bp.get("/teach/<string:course_id>/marking")
@requires(Can.TEACH_COURSE, load=taught)
def marking(found: Taught) -> Any:
    """What waits for marks in a course, oldest first."""
    waiting = queries.waiting(found.course_id, current_actor().id)
    number = page_number()
    first = (number - 1) * LISTED
    page = Page(waiting[first : first + LISTED], number, LISTED, len(waiting))
    return render_template("quizzes/teaching/marking.html", taught=found, page=page)


@bp.get("/teach/attempts/<uuid:attempt_id>/marks/<string:question_id>/next")
@requires(Can.TEACH_COURSE, load=queries.essayed)
def mark_next(found: queries.Essayed) -> Any:
    """Leave this answer for later and go to the next one that waits."""
    after = queries.following(found.course_id, current_actor().id, found.attempt.id, found.question.id)
    if after is None:
        flash(_("Hết hàng chờ. Bài bỏ qua vẫn nằm trong danh sách này."), "info")
        return redirect(url_for(".marking", course_id=found.course_id))
    return redirect(url_for(".mark_answer", attempt_id=after.attempt_id, question_id=after.question_id))


@bp.get("/teach/attempts/<uuid:attempt_id>/marks/<string:question_id>/previous")
@requires(Can.TEACH_COURSE, load=queries.essayed)
def mark_previous(found: queries.Essayed) -> Any:
    """Go back to the answer that waits before this one."""
    before = queries.preceding(found.course_id, current_actor().id, found.attempt.id, found.question.id)
    if before is None:
        flash(_("Không có bài nào chờ chấm trước bài này."), "info")
        return redirect(url_for(".marking", course_id=found.course_id))
    return redirect(url_for(".mark_answer", attempt_id=before.attempt_id, question_id=before.question_id))


@bp.get("/teach/attempts/<uuid:attempt_id>/marks/<string:question_id>")
@requires(Can.TEACH_COURSE, load=queries.essayed)
def mark_answer(found: queries.Essayed) -> Any:
    """One answer with what it is marked by."""
    return _page(found, Typed())


@bp.post("/teach/attempts/<uuid:attempt_id>/marks/<string:question_id>")
@requires(Can.TEACH_COURSE, load=queries.essayed)
def mark_answer_send(found: queries.Essayed) -> Any:
    """Save the marks and go to the next answer."""
    typed = read_points(found.question, request.form)
    revision = request.form.get("revision", "")
    comment = passage(request.form.get("comment", "")).strip()
    if typed.bad or not revision.isdecimal() or len(comment) > LONGEST_COMMENT:
        return _page(found, typed, long=len(comment) > LONGEST_COMMENT), 422
    actor_id = current_actor().id
    if actor_id is None:
        abort(401)
    after = queries.following(found.course_id, actor_id, found.attempt.id, found.question.id)
    committed(
        service.mark,
        found.attempt.id,
        found.question.id,
        typed,
        comment,
        int(revision[:9]),
        actor_id,
        clock.now(),
    )
    flash(_("Đã lưu điểm."))
    if after is not None:
        there = url_for(".mark_answer", attempt_id=after.attempt_id, question_id=after.question_id)
        return redirect(there, 303)
    return redirect(url_for(".marking", course_id=found.course_id), 303)


def _page(found: queries.Essayed, typed: Typed, *, long: bool = False) -> str:
    question, given = found.question, found.given
    known: dict[str, str] = {}
    if given is not None:
        rows = {f"row.{key}": Decimal(points) for key, points in given.rows.items()}
        known = {name: number(points) for name, points in (rows or {WHOLE: given.points}).items()}
    texts = {f"row.{row.id}": row.text for row in question.rubric}
    return render_template(
        "quizzes/teaching/mark.html",
        found=found,
        quiz=found.attempt.quiz,
        taught=taught(found.course_id, found.attempt.quiz_id),
        stem=published(question.stem.html),
        notes=published(question.notes.html) if question.notes else None,
        model=published(question.model.html) if question.model else None,
        fields=[
            (name, texts.get(name, _("Điểm")), most, request.form.get(name, known.get(name, "")))
            for name, most in asked(question).items()
        ],
        comment=request.form.get("comment", given.comment if given else ""),
        bad=typed.bad,
        long=long,
        longest=LONGEST_COMMENT,
    )
