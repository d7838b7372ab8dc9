"""Sending the file of a video: in parts by the page's script, or whole by an ordinary form.

The script asks for leave first (JSON) and then sends the parts straight to the store (storage/uploads.py).
It is told to go on where the same file was begun before, on this page or another day.
"""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import flash, jsonify, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage

from lms import clock
from lms.db import committed
from lms.errors import AppError, Invalid
from lms.permissions import Can
from lms.quizzes.teaching.queries import Taught, taught
from lms.storage import StorageUnavailable, get_storage, uploads
from lms.storage.kinds import FileEmpty, FileTooLarge
from lms.studio import queries
from lms.studio.forms import FileForm, VideoForm
from lms.studio.queries import TaughtVideo, taught_video
from lms.studio.views.blueprint import bp, trainer_id
from lms.studio.words import free_name, name_for, sending_words
from lms.videos import queries as videos
from lms.videos import service
from lms.videos.errors import NameTaken
from lms.videos.jobs import VIDEO_FILE
from lms.videos.rules import FORM_LIMIT_BYTES, LIMIT_BYTES
from lms.videos.words import size
from lms.web.bodies import takes_file
from lms.web.guard import requires
from lms.web.i18n import _

MOST_SIZE_DIGITS = 15


@bp.get("/teach/<string:course_id>/videos/new")
@requires(Can.MANAGE_VIDEOS, load=taught)
def new(found: Taught) -> Any:
    """Where a video is chosen and sent; `name` comes from a lesson that waits for it."""
    return _new_page(found, VideoForm(formdata=None, name=request.args.get("name", "")))


@bp.post("/teach/<string:course_id>/videos")
@requires(Can.MANAGE_VIDEOS, load=taught)
def announce(found: Taught) -> Any:
    """The script asks to send a new video; the same file begun before goes on where it stopped."""
    form = VideoForm()
    del form.file
    begun = queries.begun(found.course_id, trainer_id(), _told("fingerprint"))
    if begun is not None:
        video, sending = begun
        return _go_on(found.course_id, video.id, sending.id)
    if not form.validate_on_submit():
        return jsonify({"errors": {name: texts[0] for name, texts in form.errors.items()}}), 422
    try:
        video_id, upload_id = _announce(found, form, _told("file_name"), _size(), _told("type"))
    except NameTaken as taken:
        return jsonify({"errors": {"name": str(taken.message)}}), 422
    except Invalid as refused:
        return jsonify({"errors": {"file": str(refused.message)}}), 422
    return _go_on(found.course_id, video_id, upload_id)


@bp.post("/teach/<string:course_id>/videos/new")
@takes_file(FORM_LIMIT_BYTES)
@requires(Can.MANAGE_VIDEOS, load=taught)
def send_new(found: Taught) -> Any:
    """A new video with its file, without script."""
    form = VideoForm()
    if not form.validate_on_submit():
        return _new_page(found, form), 422
    sent: FileStorage = form.file.data

    def begin(count: int) -> tuple[UUID, UUID]:
        return _announce(found, form, sent.filename or "", count, sent.mimetype)

    try:
        video_id = _take(sent, begin)
    except NameTaken as taken:
        form.name.errors = [taken.message]
        return _new_page(found, form), 422
    except (Invalid, StorageUnavailable) as refused:
        form.file.errors = [refused.message]
        return _new_page(found, form), refused.status
    flash(_("Đã nhận tệp. Video đang chờ xử lý."))
    return redirect(url_for(".video", video_id=video_id), 303)


@bp.get("/teach/videos/<uuid:video_id>/file")
@requires(Can.MANAGE_VIDEOS, load=taught_video)
def file(found: TaughtVideo) -> Any:
    """Where a broken-off upload goes on, or another file is sent."""
    return _file_page(found, FileForm(formdata=None))


@bp.post("/teach/videos/<uuid:video_id>/upload")
@requires(Can.MANAGE_VIDEOS, load=taught_video)
def begin_upload(found: TaughtVideo) -> Any:
    """The script asks to send a file for this video: the one begun before, or another in its place."""
    going = queries.under_way(found.video)
    same = going is not None and going.user_id == trainer_id() and going.fingerprint == _told("fingerprint")
    if going is not None and same and going.fingerprint:
        return _go_on(found.course_id, found.video.id, going.id)
    if going is not None and _told("instead") != "1":
        text = _(
            "Đây không phải tệp đang gửi dở (%(name)s). Chọn lại đúng tệp đó, "
            "hoặc đánh dấu ô “Bỏ tệp gửi dở, gửi tệp này từ đầu”.",
            name=going.file_name,
        )
        return jsonify({"errors": {"file": text}}), 409
    try:
        upload_id = _replace(found, _told("file_name"), _size(), _told("type"))
    except AppError as refused:
        return jsonify({"errors": {"file": str(refused.message)}}), refused.status
    return _go_on(found.course_id, found.video.id, upload_id)


@bp.post("/teach/videos/<uuid:video_id>/file")
@takes_file(FORM_LIMIT_BYTES)
@requires(Can.MANAGE_VIDEOS, load=taught_video)
def send_file(found: TaughtVideo) -> Any:
    """Another file for the video, without script."""
    form = FileForm()
    if not form.validate_on_submit():
        return _file_page(found, form), 422
    sent: FileStorage = form.file.data

    def begin(count: int) -> tuple[UUID, UUID]:
        return found.video.id, _replace(found, sent.filename or "", count, sent.mimetype)

    try:
        _take(sent, begin)
    except AppError as refused:
        form.file.errors = [refused.message]
        return _file_page(found, form), refused.status
    flash(_("Đã nhận tệp. Video đang chờ xử lý."))
    return redirect(url_for(".video", video_id=found.video.id), 303)


def _announce(found: Taught, form: VideoForm, file_name: str, count: int, told: str) -> tuple[UUID, UUID]:
    title = form.title.data or ""
    taken = {row.name for row in videos.shelf(found.course_id)}
    name = form.name.data or free_name(name_for(title) or "video", taken)
    made: tuple[UUID, UUID] = committed(
        service.announce,
        found.course_id,
        name,
        title,
        file_name,
        count,
        told,
        trainer_id(),
        clock.now(),
        _told("fingerprint"),
    )
    return made


def _replace(found: TaughtVideo, file_name: str, count: int, told: str) -> UUID:
    made: UUID = committed(
        service.replace_file,
        found.video.id,
        file_name,
        count,
        told,
        trainer_id(),
        clock.now(),
        _told("fingerprint"),
    )
    return made


def _go_on(course_id: str, video_id: UUID, upload_id: UUID) -> Any:
    """What the script needs: where parts are asked for, where a reload goes on, where to go afterwards."""
    return jsonify(
        {
            "upload": uploads.address(upload_id),
            "page": url_for(".file", video_id=video_id),
            "after": url_for(".video", video_id=video_id),
            "left": url_for(".shelf", course_id=course_id),
        }
    )


def _told(name: str) -> str:
    return request.form.get(name, "")


def _size() -> int:
    text = _told("size")
    if not text.isascii() or not text.isdigit() or len(text) > MOST_SIZE_DIGITS:
        raise FileEmpty
    return int(text)


def _take(sent: FileStorage, begin: Callable[[int], tuple[UUID, UUID]]) -> UUID:
    """Store a file that came whole: its row first, then its bytes; nothing stays when the store refuses."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        sent.save(path)
        count = path.stat().st_size
        if count > FORM_LIMIT_BYTES:
            raise FileTooLarge
        video_id, upload_id = begin(count)
        storage, at = get_storage(), clock.now()
        try:
            uploads.take_whole(upload_id, path, storage, at)
        except StorageUnavailable:
            uploads.cancel(upload_id, storage, at)
            raise
    return video_id


def _limits() -> dict[str, Any]:
    return {
        "accept": VIDEO_FILE.accept(),
        "limit": size(LIMIT_BYTES),
        "form_limit": size(FORM_LIMIT_BYTES),
        "words": sending_words(),
    }


def _new_page(found: Taught, form: VideoForm) -> str:
    return render_template("studio/new.html", taught=found, form=form, **_limits())


def _file_page(found: TaughtVideo, form: FileForm) -> str:
    going = queries.under_way(found.video)
    return render_template(
        "studio/file.html",
        found=found,
        video=found.video,
        form=form,
        going=going,
        mine=going is not None and going.user_id == trainer_id(),
        size=size,
        **_limits(),
    )
