"""Captions: written in the page or read from a file, looked at before they are kept, and earlier versions."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from lms import clock
from lms.db import committed
from lms.permissions import Can
from lms.studio import queries
from lms.studio.forms import CaptionFileForm, CaptionForm
from lms.studio.queries import TaughtVideo, taught_captions, taught_version
from lms.studio.views.blueprint import bp, trainer_id
from lms.videos.captions import queries as captions
from lms.videos.captions import service
from lms.videos.captions.errors import CaptionsMovedOn
from lms.videos.captions.models import CaptionOrigin
from lms.videos.captions.rules import Cue, Problem, read_file, read_text_of, to_vtt, transcript
from lms.videos.captions.words import LANGUAGES, ORIGIN_WORDS, said
from lms.videos.words import length
from lms.web.guard import requires
from lms.web.i18n import _

#: As many faults as a person corrects at a time.
MOST_SAID = 20
_HERE = "/teach/videos/<uuid:video_id>/captions/<string:language>"


@bp.get(_HERE)
@requires(Can.MANAGE_VIDEOS, load=taught_captions)
def edit_captions(found: TaughtVideo) -> Any:
    """The captions of a video in one language, to be edited."""
    kept = captions.in_language(found.video.id, found.language)
    return _page(found, kept.vtt if kept else "", kept.version if kept else 0)


@bp.post(_HERE)
@requires(Can.MANAGE_VIDEOS, load=taught_captions)
def save_captions(found: TaughtVideo) -> Any:
    """Keep what was written as a new version, unless somebody else was faster or it cannot be read."""
    form, text, base = CaptionForm(), request.form.get("vtt", ""), _version()
    read = read_text_of(text)
    if not form.validate_on_submit() or read.problems:
        return _page(found, text, base, problems=read.problems), 422
    origin = CaptionOrigin.FILE if request.form.get("origin") == "file" else CaptionOrigin.EDITOR
    try:
        committed(
            service.save, found.video.id, found.language, read.cues, base, origin, trainer_id(), clock.now()
        )
    except CaptionsMovedOn:
        theirs = captions.in_language(found.video.id, found.language)
        return _page(found, text, theirs.version if theirs else 0, theirs=theirs), 409
    flash(_("Đã lưu phụ đề."))
    return redirect(_address(found), 303)


@bp.post(f"{_HERE}/file")
@requires(Can.MANAGE_VIDEOS, load=taught_captions)
def read_captions(found: TaughtVideo) -> Any:
    """Read a caption file and show what it holds; nothing is kept yet."""
    form = CaptionFileForm()
    kept = captions.in_language(found.video.id, found.language)
    text, version = (kept.vtt, kept.version) if kept else ("", 0)
    if not form.validate_on_submit():
        return _page(found, text, version, file_form=form), 422
    read = read_file(form.file.data.stream.read())
    if read.problems:
        form.file.errors = [_("Tệp này chưa dùng được. Sửa những chỗ dưới đây trong tệp rồi gửi lại.")]
        return _page(found, text, version, file_form=form, problems=read.problems), 422
    return _page(found, to_vtt(read.cues), version, notes=read.notes, preview=read.cues)


@bp.get(f"{_HERE}/<int:version>")
@requires(Can.MANAGE_VIDEOS, load=taught_version)
def caption_version(found: TaughtVideo) -> Any:
    """One version, to read and to bring back."""
    text = captions.text_of(found.video.id, found.language, found.version) or ""
    return render_template(
        "studio/caption_version.html",
        found=found,
        video=found.video,
        language_name=LANGUAGES[found.language],
        paragraphs=transcript(read_text_of(text).cues),
        length=length,
    )


@bp.post(f"{_HERE}/<int:version>/restore")
@requires(Can.MANAGE_VIDEOS, load=taught_version)
def restore_captions(found: TaughtVideo) -> Any:
    """Make an earlier version the latest."""
    committed(service.restore, found.video.id, found.language, found.version, trainer_id(), clock.now())
    flash(_("Đã lấy lại bản %(version)s.", version=found.version))
    return redirect(_address(found), 303)


def _version() -> int:
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0


def _address(found: TaughtVideo) -> str:
    return url_for(".edit_captions", video_id=found.video.id, language=found.language)


def _page(
    found: TaughtVideo,
    text: str,
    version: int,
    *,
    problems: tuple[Problem, ...] = (),
    notes: tuple[Problem, ...] = (),
    file_form: CaptionFileForm | None = None,
    theirs: captions.CaptionRow | None = None,
    preview: tuple[Cue, ...] = (),
) -> str:
    """The editor with `text` in it. theirs: what somebody else has saved meanwhile; preview: of a file."""
    return render_template(
        "studio/captions.html",
        found=found,
        video=found.video,
        language_name=LANGUAGES[found.language],
        text=text,
        version=version,
        problems=[said(one) for one in problems[:MOST_SAID]],
        more=max(0, len(problems) - MOST_SAID),
        notes=[said(one) for one in notes[:MOST_SAID]],
        file_form=file_form or CaptionFileForm(formdata=None),
        theirs=theirs,
        from_file=bool(preview),
        paragraphs=transcript(preview),
        versions=captions.versions(found.video.id, found.language),
        origin_words=ORIGIN_WORDS,
        watchable=queries.smallest(found.video) is not None,
        length=length,
    )
