"""A learner's pages of a practical task: writing, photos, sending; good work that the class may see."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for

from lms import clock
from lms.courses import queries as courses
from lms.courses.manifest import PracticalItem
from lms.db import committed
from lms.errors import AppError, NotFound
from lms.learning import queries as learning
from lms.learning.addresses import item_url
from lms.permissions import Can
from lms.practical import photos, queries, service
from lms.practical.errors import DraftOvertaken, NotAPhoto, PhotoTooLarge, TooManyPhotos
from lms.practical.pictures import MAX_BYTES
from lms.practical.rules import LONGEST_TEXT, WRITABLE, PhotoState, Showing, WorkState, overdue
from lms.practical.words import LEVELS, PHOTOS, SHOWING, STATES
from lms.storage import get_storage, uploads
from lms.web.guard import current_actor, requires
from lms.web.i18n import _
from lms.web.inputs import one_line
from lms.web.trusted import published

bp = Blueprint("practicals", __name__)
#: A form without script carries photos as the camera made them.
FORM_BYTES = 2 * MAX_BYTES
LINK_SECONDS = 300
#: The buttons that move a photo, and by how many places.
STEPS = {"up": -1, "down": 1}
#: More ids than any task has photos are no order of photos.
LONGEST_ORDER = 100


@bp.url_value_preprocessor
def take_large_forms(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Photos may be larger than other forms; said before anything reads the form."""
    if endpoint == "practicals.save":
        request.max_content_length = FORM_BYTES


def _practical(course_id: str, practical_id: str) -> learning.ItemPlace | None:
    return learning.practical(course_id, practical_id, current_actor())


def _to_course(target: learning.ItemPlace) -> Any:
    flash(_("Ghi danh khóa học này để làm bài thực hành."), "info")
    return redirect(url_for("learning.course", course_id=target.course_id))


@bp.get("/courses/<string:course_id>/practicals/<string:practical_id>")
@requires(Can.READ_COURSE, load=_practical, denied=_to_course)
def practical(place: learning.ItemPlace) -> Any:
    """The task, and the person's own work at it."""
    return _page(place)


@bp.post("/courses/<string:course_id>/practicals/<string:practical_id>")
@requires(Can.STUDY_COURSE, load=_practical, denied=_to_course)
def save(place: learning.ItemPlace) -> Any:
    """The form without script: save the text, take photos in, and send the work where that was asked."""
    item, actor_id, at = _item(place), _actor_id(), clock.now()
    work_id = _own(place)
    text = request.form.get("text", "")
    try:
        committed(service.save_text, work_id, text, request.form.get("save_id", ""), _base(), item.definition)
        refused = _take_photos(work_id, item.photos, at)
        if refused:
            return _page(place, refusal=refused, typed=text), 422
        if "remove" in request.form:
            return _removed(place, request.form["remove"])
        for name, step in STEPS.items():
            if name in request.form:
                return _moved(place, request.form[name], step)
        if "send" not in request.form:
            flash(_("Đã lưu. Bài chưa gửi."))
            return redirect(item_url(place.course_id, item), 303)
        committed(service.send, work_id, _showing(), item.definition, actor_id, clock.now())
    except AppError as refusal:
        if refusal.status not in (409, 422):
            raise
        return _page(place, refusal=refusal.message, typed=text), refusal.status
    flash(_("Đã gửi bài."))
    return redirect(item_url(place.course_id, item), 303)


def _take_photos(work_id: UUID, most: int, at: datetime) -> str:
    """Take the form's photos into the work, each by itself; return what is to be said of those refused, by
    the names of their files, "" for nothing."""
    refused: dict[str, list[str]] = {}
    for file in request.files.getlist("photo"):
        if not file.filename:
            continue
        try:
            photos.add_whole(work_id, file.read(MAX_BYTES + 1), most, get_storage(), at)
        except (NotAPhoto, PhotoTooLarge, TooManyPhotos) as refusal:
            refused.setdefault(str(refusal.message), []).append(f"“{(one_line(file.filename) or '…')[:80]}”")
    if not refused:
        return ""
    said = [
        _("Chưa thêm được %(names)s. %(reason)s", names=", ".join(names), reason=reason)
        for reason, names in refused.items()
    ]
    return " ".join([*said, _("Phần còn lại đã lưu, bài chưa gửi.")])


def _removed(place: learning.ItemPlace, photo_id: str) -> Any:
    """Take one photo of this work out, for the button beside it."""
    actor_id, item = _actor_id(), _item(place)
    work = queries.own_work(actor_id, place.course_id, item.id)
    known = {str(one.id): one.id for one in queries.photos(work.id)} if work else {}
    if photo_id in known:
        committed(photos.remove, known[photo_id], clock.now())
        flash(_("Đã bỏ ảnh."))
    return redirect(item_url(place.course_id, item), 303)


def _moved(place: learning.ItemPlace, photo_id: str, step: int) -> Any:
    """Let one photo of this work change places with its neighbour, for the buttons beside it."""
    actor_id, item = _actor_id(), _item(place)
    work = queries.own_work(actor_id, place.course_id, item.id)
    found = queries.photos(work.id) if work else []
    at = next((index for index, one in enumerate(found) if str(one.id) == photo_id), None)
    if work and at is not None and 0 <= at + step < len(found):
        found[at], found[at + step] = found[at + step], found[at]
        committed(photos.arrange, work.id, [one.client_id for one in found])
        flash(_("Đã xếp lại ảnh."))
    return redirect(item_url(place.course_id, item), 303)


@bp.post("/courses/<string:course_id>/practicals/<string:practical_id>/order")
@requires(Can.STUDY_COURSE, load=_practical)
def order(place: learning.ItemPlace) -> Any:
    """Put the photos in order for the script. JSON in: order, the pages' names of the photos."""
    wanted = _json().get("order")
    if not isinstance(wanted, list) or len(wanted) > LONGEST_ORDER:
        abort(400)
    if not all(isinstance(one, str) and len(one) <= 64 for one in wanted):
        abort(400)
    committed(photos.arrange, _own(place), wanted)
    return jsonify({"order": wanted})


@bp.post("/courses/<string:course_id>/practicals/<string:practical_id>/draft")
@requires(Can.STUDY_COURSE, load=_practical)
def draft(place: learning.ItemPlace) -> Any:
    """Save the text for the script. JSON in: text, save_id, base. Out: version."""
    told = _json()
    text, save_id, base = told.get("text"), told.get("save_id"), told.get("base")
    if not isinstance(text, str) or not isinstance(save_id, str) or type(base) is not int:
        abort(400)
    work_id = _own(place)
    try:
        version = committed(service.save_text, work_id, text, save_id, base, _item(place).definition)
    except DraftOvertaken as refusal:
        now = queries.work(work_id)
        if now is None:
            raise
        return jsonify({"error": str(refusal.message), "version": now.version, "text": now.text}), 409
    return jsonify({"version": version})


@bp.post("/courses/<string:course_id>/practicals/<string:practical_id>/photos")
@requires(Can.STUDY_COURSE, load=_practical)
def begin_photo(place: learning.ItemPlace) -> Any:
    """Announce a photo for the script. JSON in: client_id, size. Out: where to send it, and its own place."""
    told = _json()
    client_id, size = told.get("client_id"), told.get("size")
    if not isinstance(client_id, str) or not 1 <= len(client_id) <= 64 or type(size) is not int:
        abort(400)
    work_id, actor_id = _own(place), _actor_id()
    begun = committed(photos.begin, work_id, client_id, size, _item(place).photos, actor_id, clock.now())
    return jsonify(
        {
            "photo": url_for(".photo", photo_id=begun.photo_id),
            "remove": url_for(".remove_photo", photo_id=begun.photo_id),
            "upload": uploads.address(begun.upload_id) if begun.upload_id else None,
        }
    )


def _photo(photo_id: UUID) -> Any:
    found = queries.photo(photo_id)
    if found is None:
        return None
    actor = current_actor()
    if found.user_id != actor.id and not (found.sent and found.state is PhotoState.READY):
        return None
    return _Seen(found, found.shown and found.course_id in learning.enrolled_course_ids(actor.id))


class _Seen:
    """A photo or a work as one person finds it. shown: to the class, of which the person is."""

    def __init__(self, found: Any, shown: bool) -> None:
        self.found, self.shown = found, shown
        self.user_id, self.course_id = found.user_id, found.course_id


@bp.get("/practicals/photos/<uuid:photo_id>")
@requires(Can.SEE_WORK, load=_photo)
def photo(seen: _Seen) -> Any:
    """Lead to the bytes of a photo by an address that is good for five minutes, for those who may see it."""
    if seen.found.state is PhotoState.AWAITING:
        raise NotFound
    return redirect(get_storage().signed_url(seen.found.key, LINK_SECONDS))


@bp.post("/practicals/photos/<uuid:photo_id>/remove")
@requires(Can.EDIT_WORK, load=queries.photo)
def remove_photo(found: queries.PhotoRow) -> Any:
    """Take a photo out of a work that is not sent, for the script."""
    committed(photos.remove, found.id, clock.now())
    return jsonify({"removed": True})


@bp.post("/practicals/works/<uuid:work_id>/showing")
@requires(Can.EDIT_WORK, load=queries.work)
def showing(found: queries.WorkRow) -> Any:
    """Let the class see the work, or no longer."""
    committed(service.choose_showing, found.id, _showing(), _actor_id(), clock.now())
    flash(_("Đã lưu lựa chọn của anh/chị."))
    return redirect(url_for(".practical", course_id=found.course_id, practical_id=found.practical_id), 303)


def _shown_work(work_id: UUID) -> Any:
    found = queries.work(work_id)
    if found is None or found.shown_at is None or found.showing is Showing.NO:
        return None
    return _Seen(found, found.course_id in learning.enrolled_course_ids(current_actor().id))


@bp.get("/practicals/works/<uuid:work_id>")
@requires(Can.SEE_WORK, load=_shown_work)
def shown(seen: _Seen) -> Any:
    """Good work as the class sees it."""
    work = seen.found
    return render_template(
        "practical/shown.html",
        work=work,
        practical=work.practical,
        name=work.full_name if work.showing is Showing.NAMED else "",
        photos=[one for one in queries.photos(work.id) if one.state is PhotoState.READY],
    )


def _page(place: learning.ItemPlace, refusal: Any = None, typed: str | None = None) -> str:
    actor_id = current_actor().id
    item = _item(place)
    work = queries.own_work(actor_id, place.course_id, item.id) if actor_id else None
    task = courses.practical(item.definition)
    sent_under = work.practical if work and work.state is not WorkState.DRAFT else task
    state = work.state if work else WorkState.DRAFT
    return render_template(
        "practical/practical.html",
        place=place,
        item=item,
        task=task,
        instructions=published(task.instructions.html),
        alternative=published(task.alternative.html) if task.alternative else None,
        work=work,
        rubric=sent_under.rubric,
        state=state,
        late=work is not None and overdue(state, work.sent_at, clock.now()),
        writable=place.enrolled and state in WRITABLE and (work is None or work.may_send),
        photos=queries.photos(work.id) if work else [],
        text=typed if typed is not None else (work.text if work else ""),
        refusal=refusal,
        states=STATES,
        levels=LEVELS,
        photo_words=PHOTOS,
        showing_words=SHOWING,
        longest=LONGEST_TEXT,
        item_url=item_url,
    )


def _item(place: learning.ItemPlace) -> PracticalItem:
    if not isinstance(place.item, PracticalItem):
        raise NotFound
    return place.item


def _own(place: learning.ItemPlace) -> UUID:
    """The person's work at the task, begun if it was not."""
    item = _item(place)
    made: UUID = committed(
        service.open_work, _actor_id(), place.course_id, item.id, item.definition, clock.now()
    )
    return made


def _base() -> int | None:
    typed = request.form.get("base", "")
    return int(typed) if typed.isdecimal() and len(typed) < 9 else None


def _showing() -> Showing:
    typed = request.form.get("showing", "")
    return Showing(typed) if typed in set(Showing) else Showing.NO


def _json() -> dict[str, Any]:
    told = request.get_json(silent=True)
    if not isinstance(told, dict):
        abort(400)
    return told


def _actor_id() -> UUID:
    actor_id = current_actor().id
    if actor_id is None:
        abort(401)
    return actor_id
