"""A trainer's pages: what waits, oldest first; one work to mark; the trainer's own phrases."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from lms import clock
from lms.courses import queries as courses
from lms.courses.practicals import Level
from lms.db import committed
from lms.names import passage
from lms.permissions import Can
from lms.practical import marking, queries, service
from lms.practical.errors import CommentTooLong, PhraseRefused
from lms.practical.rules import (
    LONGEST_COMMENT,
    LONGEST_PHRASE,
    MOST_PHRASES,
    Marks,
    PhotoState,
    WorkState,
    read_levels,
)
from lms.practical.words import LEVELS, STATES
from lms.web.guard import current_actor, requires
from lms.web.i18n import _
from lms.web.pagination import Page, page_number
from lms.web.trusted import published

bp = Blueprint("practical", __name__)
LISTED = 30


class _Taught:
    """A course as its trainers reach for it, with what permissions look at."""

    def __init__(self, course: courses.CourseRow) -> None:
        self.course, self.course_id = course, course.id


def _taught(course_id: str) -> _Taught | None:
    found = courses.course(course_id)
    return _Taught(found) if found else None


@bp.get("/teach/<string:course_id>/practicals")
@requires(Can.TEACH_COURSE, load=_taught)
def queue(found: _Taught) -> Any:
    """What waits for a mark in a course, oldest first."""
    waiting = queries.queue(found.course_id, current_actor().id)
    number = page_number()
    first = (number - 1) * LISTED
    page = Page(waiting[first : first + LISTED], number, LISTED, len(waiting))
    return render_template("practical/queue.html", taught=found, page=page)


@bp.get("/teach/<string:course_id>/practicals/marked")
@requires(Can.TEACH_COURSE, load=_taught)
def marked(found: _Taught) -> Any:
    """What has been marked or waived, newest first."""
    page = queries.settled(found.course_id, page_number(), LISTED)
    return render_template("practical/marked.html", taught=found, page=page, states=STATES)


@bp.get("/teach/works/<uuid:work_id>")
@requires(Can.TEACH_COURSE, load=queries.sent_work)
def mark(found: queries.WorkRow) -> Any:
    """One work with what it is marked by."""
    return _page(found, {})


@bp.post("/teach/works/<uuid:work_id>")
@requires(Can.TEACH_COURSE, load=queries.sent_work)
def mark_send(found: queries.WorkRow) -> Any:
    """Keep the marks and go to the next work."""
    practical, actor_id = found.practical, _actor_id()
    levels = read_levels(
        practical, {row.id: request.form.get(f"row.{row.id}", "") for row in practical.rubric}
    )
    typed = passage(request.form.get("comment", "")).strip()
    if len(levels) < len(practical.rubric):
        return _page(found, levels, typed, missing=True), 422
    ticked = set(request.form.getlist("phrase"))
    chosen = [one.text for one in queries.phrases(actor_id) if str(one.id) in ticked]
    after = queries.following(found.course_id, actor_id, found.id)
    turn = request.form.get("turn", "")
    try:
        committed(
            marking.mark,
            found.id,
            int(turn) if turn.isdecimal() and len(turn) < 5 else -1,
            Marks(levels, "\n".join([*chosen, typed] if typed else chosen)),
            "second" in request.form,
            actor_id,
            clock.now(),
        )
    except CommentTooLong as fault:
        return _page(found, levels, typed, fault=fault), 422
    if typed and "keep" in request.form:
        try:
            committed(marking.keep_phrase, actor_id, typed, clock.now())
        except PhraseRefused as fault:
            flash(fault.message, "info")
    now = queries.work(found.id)
    if now is not None and now.differs:
        flash(
            _("Đã gửi lời chấm. Hai người chấm khác nhau: một trong hai người mở bài để chốt kết quả."),
            "info",
        )
    elif now is not None and now.second:
        flash(_("Đã gửi lời chấm. Học viên được báo sau khi người thứ hai chấm xong."))
    else:
        flash(_("Đã gửi lời chấm."))
    if after is not None:
        return redirect(url_for(".mark", work_id=after), 303)
    return redirect(url_for(".queue", course_id=found.course_id), 303)


@bp.get("/teach/works/<uuid:work_id>/next")
@requires(Can.TEACH_COURSE, load=queries.sent_work)
def skip(found: queries.WorkRow) -> Any:
    """Leave this work for later and go to the next one that waits."""
    after = queries.following(found.course_id, current_actor().id, found.id)
    if after is None:
        flash(_("Hết hàng chờ. Bài bỏ qua vẫn nằm trong danh sách này."), "info")
        return redirect(url_for(".queue", course_id=found.course_id))
    return redirect(url_for(".mark", work_id=after))


@bp.post("/teach/works/<uuid:work_id>/again")
@requires(Can.TEACH_COURSE, load=queries.sent_work)
def again(found: queries.WorkRow) -> Any:
    """Let the learner send once more."""
    committed(service.allow_again, found.id, _actor_id(), clock.now())
    flash(_("Học viên gửi lại được thêm một lần."))
    return redirect(url_for(".mark", work_id=found.id), 303)


@bp.post("/teach/works/<uuid:work_id>/show")
@requires(Can.TEACH_COURSE, load=queries.sent_work)
def show(found: queries.WorkRow) -> Any:
    """Show good work to the class, or take it down."""
    shown = request.form.get("shown") == "1"
    committed(service.show, found.id, shown, _actor_id(), clock.now())
    flash(_("Lớp xem được bài này ở trang khóa học.") if shown else _("Đã thôi cho lớp xem bài này."))
    return redirect(url_for(".mark", work_id=found.id), 303)


@bp.get("/teach/practicals/phrases")
@requires(Can.TEACH_COURSE)
def phrases() -> Any:
    """One's own phrases; `change` puts one of them into the form."""
    return _phrases(request.args.get("change"))


@bp.post("/teach/practicals/phrases")
@requires(Can.TEACH_COURSE)
def add_phrase() -> Any:
    """Keep one more phrase."""
    try:
        committed(marking.keep_phrase, _actor_id(), request.form.get("text", ""), clock.now())
    except PhraseRefused as fault:
        return _phrases(None, fault), 422
    flash(_("Đã giữ câu này."))
    return redirect(url_for(".phrases"), 303)


@bp.post("/teach/practicals/phrases/<uuid:phrase_id>")
@requires(Can.EDIT_PHRASE, load=queries.phrase)
def change_phrase(found: queries.PhraseRow) -> Any:
    """Write one phrase anew."""
    try:
        committed(marking.change_phrase, found.id, found.user_id, request.form.get("text", ""))
    except PhraseRefused as fault:
        return _phrases(str(found.id), fault), 422
    flash(_("Đã sửa câu này."))
    return redirect(url_for(".phrases"), 303)


def _phrases(change: str | None, fault: PhraseRefused | None = None) -> str:
    """The page of one's own phrases; with `fault`, what was typed stays in the form."""
    found = queries.phrases(current_actor().id)
    changing = next((one for one in found if str(one.id) == change), None)
    kept = changing.text if changing else ""
    return render_template(
        "practical/phrases.html",
        phrases=found,
        most=MOST_PHRASES,
        longest=LONGEST_PHRASE,
        changing=changing,
        text=request.form.get("text", "") if fault else kept,
        fault=fault,
    )


@bp.post("/teach/practicals/phrases/<uuid:phrase_id>/drop")
@requires(Can.EDIT_PHRASE, load=queries.phrase)
def drop_phrase(found: queries.PhraseRow) -> Any:
    """Forget one phrase."""
    committed(marking.drop_phrase, found.id, found.user_id)
    flash(_("Đã bỏ câu: %(text)s", text=found.text))
    return redirect(url_for(".phrases"), 303)


def _page(
    found: queries.WorkRow,
    levels: dict[str, Level],
    comment: str = "",
    missing: bool = False,
    fault: CommentTooLong | None = None,
) -> str:
    actor_id = current_actor().id
    practical = found.practical
    said = queries.said(found.id, found.turn)
    mine = next((one for one in said if one.marker_id == actor_id), None)
    if found.differs and not levels and said:
        # What both say alike is chosen already; the rest is what has to be settled.
        levels = {
            row.id: said[0].levels[row.id]
            for row in practical.rubric
            if len({one.levels[row.id] for one in said}) == 1
        }
    open_to_me = (
        found.state is WorkState.SENT and found.user_id != actor_id and (mine is not None) is found.differs
    )
    return render_template(
        "practical/mark.html",
        found=found,
        practical=practical,
        instructions=published(practical.instructions.html),
        photos=[one for one in queries.photos(found.id) if one.state is not PhotoState.AWAITING],
        phrases=queries.phrases(actor_id) if open_to_me else [],
        ticked=set(request.form.getlist("phrase")),
        # Whoever has not marked sees nothing of what another has said.
        said=said if found.differs or found.state is not WorkState.SENT else [],
        mine=mine,
        own=found.user_id == actor_id,
        open_to_me=open_to_me,
        levels=levels,
        comment=comment,
        missing=missing,
        fault=fault,
        words=LEVELS,
        states=STATES,
        longest=LONGEST_COMMENT,
        most=MOST_PHRASES,
    )


def _actor_id() -> UUID:
    actor_id = current_actor().id
    if actor_id is None:
        abort(401)
    return actor_id
