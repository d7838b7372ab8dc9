"""The page of exceptions at a quiz: who is given what, more for one learner or a list, taking back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from lms import clock
from lms.db import committed
from lms.learning.exceptions import queries, service
from lms.learning.exceptions.forms import ExceptionForm
from lms.learning.exceptions.rules import LONGEST_LIST, Named, named_learners
from lms.names import fold
from lms.permissions import Can
from lms.quizzes.teaching.queries import Taught, taught_quiz
from lms.quizzes.times import until
from lms.web.guard import current_actor, requires
from lms.web.i18n import _, ngettext

bp = Blueprint("exceptions", __name__)
_LISTED = 30


@bp.get("/teach/<string:course_id>/quizzes/<string:quiz_id>/exceptions")
@requires(Can.TEACH_COURSE, load=taught_quiz)
def page(found: Taught) -> Any:
    """Who is given what, and the form; `person` puts what somebody has into it."""
    given = queries.exceptions(found.course_id, found.quiz_id)
    known = next((one for one in given if str(one.user_id) == request.args.get("person")), None)
    if known is None:
        return _page(found, given, ExceptionForm(formdata=None))
    closes = clock.to_local(known.closes_at).replace(tzinfo=None) if known.closes_at else None
    form = ExceptionForm(
        formdata=None, minutes=known.minutes, attempts=known.attempts, closes=closes, reason=known.reason
    )
    return _page(found, given, form, ticked={known.user_id})


@bp.post("/teach/<string:course_id>/quizzes/<string:quiz_id>/exceptions")
@requires(Can.TEACH_COURSE, load=taught_quiz)
def give(found: Taught) -> Any:
    """Give to everybody ticked and listed, or to nobody."""
    form, text = ExceptionForm(), request.form.get("people", "")
    learners = queries.learners(found.course_id)
    boxes = set(request.form.getlist("learner"))
    ticked = {learner.id for learner in learners if str(learner.id) in boxes}
    named = named_learners(text, learners) if text.count("\n") < LONGEST_LIST else Named(unknown=("…",))
    user_ids = ticked | set(named.ids)
    fits = form.validate_on_submit() and form.closes_later(clock.now())
    if not fits or named.unknown or named.several or not user_ids:
        given = queries.exceptions(found.course_id, found.quiz_id)
        return _page(found, given, form, ticked, text, _refusal(named, user_ids)), 422
    committed(
        service.give,
        found.course_id,
        found.quiz_id,
        user_ids,
        form.given,
        form.reason.data,
        _teacher_id(),
        clock.now(),
    )
    flash(ngettext("Đã cho thêm cho một học viên.", "Đã cho thêm cho %(num)s học viên.", len(user_ids)))
    # Named, for else the browser keeps the form's own place, below the list of who is given what.
    to = url_for(".page", course_id=found.course_id, quiz_id=found.quiz_id, _anchor="main")
    return redirect(to, 303)


@bp.post("/teach/<string:course_id>/quizzes/<string:quiz_id>/exceptions/<uuid:person_id>/withdraw")
@requires(Can.TEACH_COURSE, load=queries.given_to)
def withdraw(target: queries.GivenTo) -> Any:
    """Take back what one person is given."""
    found = target.taught
    committed(service.withdraw, found.course_id, found.quiz_id, target.user_id, _teacher_id(), clock.now())
    flash(_("Đã bỏ phần cho thêm. Hạn giờ của bài đang làm không đổi."))
    return redirect(url_for(".page", course_id=found.course_id, quiz_id=found.quiz_id), 303)


def _page(
    found: Taught,
    given: list[queries.Given],
    form: ExceptionForm,
    ticked: set[UUID] | None = None,
    text: str = "",
    refusal: str = "",
) -> str:
    asked = fold(request.args.get("q", ""))
    learners = queries.learners(found.course_id)
    shown = [one for one in learners if not asked or asked in fold(f"{one.full_name} {one.unit}")]
    shown.sort(key=lambda one: one.id not in (ticked or ()))
    return render_template(
        "learning/exceptions/page.html",
        taught=found,
        given=given,
        form=form,
        learners=shown[:_LISTED],
        more=max(0, len(shown) - _LISTED),
        ticked=ticked or set(),
        text=text,
        refusal=refusal,
        q=request.args.get("q", ""),
        until=until,
    )


def _refusal(named: Named, user_ids: set[UUID]) -> str:
    """What to correct in the list of people, "" for nothing."""
    if named.unknown:
        return _(
            "Không thấy trong khóa học: %(lines)s. Xóa hoặc sửa dòng đó.", lines="; ".join(named.unknown[:10])
        )
    if named.several:
        return _("Có nhiều người như vậy, viết mã học viên: %(lines)s", lines="; ".join(named.several[:10]))
    return "" if user_ids else _("Đánh dấu một học viên, hoặc dán danh sách.")


def _teacher_id() -> UUID:
    actor_id = current_actor().id
    if actor_id is None:
        abort(401)
    return actor_id
