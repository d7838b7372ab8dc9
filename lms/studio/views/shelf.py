"""The list of a course's videos, the page of one, trying again, removing."""

from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for

from lms import clock
from lms.db import committed
from lms.permissions import Can
from lms.quizzes.teaching.queries import Taught, taught
from lms.storage import get_storage
from lms.studio import queries, service
from lms.studio.forms import WaiverForm
from lms.studio.queries import TaughtVideo, taught_video
from lms.studio.views.blueprint import bp, trainer_id
from lms.studio.words import RENDITION_WORDS, lesson_titles
from lms.videos import queries as videos
from lms.videos import service as video_service
from lms.videos.captions import queries as captions
from lms.videos.captions import service as caption_service
from lms.videos.captions.words import LANGUAGES
from lms.videos.rules import RenditionKind, VideoState
from lms.videos.words import FAULT_WORDS, STATE_WORDS, length, size
from lms.web.guard import current_actor, requires
from lms.web.i18n import _

#: How long a trainer's look at a version may begin, in seconds.
WATCH_SECONDS = 600
WORDS = {"state_words": STATE_WORDS, "fault_words": FAULT_WORDS, "size": size, "length": length}


@bp.get("/teach/<string:course_id>/videos")
@requires(Can.MANAGE_VIDEOS, load=taught)
def shelf(found: Taught) -> Any:
    """All videos of the course, and those that lessons name and nobody has sent."""
    return render_template(
        "studio/videos.html",
        taught=found,
        videos=queries.shelf(found),
        lacking=lesson_titles(queries.lacking(found)),
        languages=LANGUAGES,
        **WORDS,
    )


@bp.get("/teach/videos/<uuid:video_id>")
@requires(Can.MANAGE_VIDEOS, load=taught_video)
def video(found: TaughtVideo) -> Any:
    """How far a video is, what was made of it, and what can be done."""
    row = found.video
    made = [one for one in videos.renditions(row.id) if one.kind is not RenditionKind.STILL]
    open_upload = queries.under_way(row)
    return render_template(
        "studio/video.html",
        found=found,
        video=row,
        made=made,
        rendition_words=RENDITION_WORDS,
        captions={one.language: one for one in captions.of(row.id)},
        languages=LANGUAGES,
        waiver=captions.waivers([row.id]).get(row.id),
        lessons=queries.shown_in(found.taught, row.name),
        sending=open_upload,
        mine=open_upload is not None and open_upload.user_id == current_actor().id,
        working=row.state in (VideoState.QUEUED, VideoState.PROCESSING),
        watchable=any(one.plays for one in made),
        **WORDS,
    )


@bp.get("/teach/videos/<uuid:video_id>/watch")
@requires(Can.MANAGE_VIDEOS, load=taught_video)
def watch(found: TaughtVideo) -> Any:
    """The smallest version, for a trainer to look at and to write captions by."""
    smallest = queries.smallest(found.video)
    if smallest is None:
        abort(404)
    key, content_type = smallest
    return redirect(get_storage().signed_url(key, WATCH_SECONDS, content_type=content_type))


@bp.post("/teach/videos/<uuid:video_id>/retry")
@requires(Can.MANAGE_VIDEOS, load=taught_video)
def retry(found: TaughtVideo) -> Any:
    """Process a failed video once more."""
    committed(video_service.retry, found.video.id, trainer_id(), clock.now())
    return _back(found.video.id)


@bp.post("/teach/videos/<uuid:video_id>/dismiss")
@requires(Can.MANAGE_VIDEOS, load=taught_video)
def dismiss(found: TaughtVideo) -> Any:
    """Put away the notice of a refused file; learners watch the version before."""
    committed(video_service.dismiss, found.video.id, trainer_id(), clock.now())
    return _back(found.video.id)


@bp.get("/teach/videos/<uuid:video_id>/remove")
@requires(Can.MANAGE_VIDEOS, load=taught_video)
def remove_confirm(found: TaughtVideo) -> Any:
    """Ask before a video goes, or say which lessons keep it."""
    lessons = queries.shown_in(found.taught, found.video.name)
    return render_template("studio/remove.html", found=found, video=found.video, lessons=lessons)


@bp.post("/teach/videos/<uuid:video_id>/remove")
@requires(Can.MANAGE_VIDEOS, load=taught_video)
def remove(found: TaughtVideo) -> Any:
    """Remove a video that no lesson shows."""
    committed(service.remove_video, found.video.id, trainer_id(), clock.now())
    flash(_("Đã xóa video “%(title)s”.", title=found.video.title))
    return redirect(url_for(".shelf", course_id=found.course_id), 303)


@bp.get("/teach/videos/<uuid:video_id>/waiver")
@requires(Can.MANAGE_VIDEOS, load=taught_video)
def waiver(found: TaughtVideo) -> Any:
    """Where a trainer writes why a video needs no captions."""
    return _waiver_page(found, WaiverForm(formdata=None))


@bp.post("/teach/videos/<uuid:video_id>/waiver")
@requires(Can.MANAGE_VIDEOS, load=taught_video)
def waive(found: TaughtVideo) -> Any:
    """Let a video be shown without captions, with the reason."""
    form = WaiverForm()
    if not form.validate_on_submit():
        return _waiver_page(found, form), 422
    committed(caption_service.waive, found.video.id, form.reason.data, trainer_id(), clock.now())
    flash(_("Đã ghi lý do. Bài học có video này xuất bản được mà không cần phụ đề."))
    return _back(found.video.id)


@bp.post("/teach/videos/<uuid:video_id>/waiver/withdraw")
@requires(Can.MANAGE_VIDEOS, load=taught_video)
def unwaive(found: TaughtVideo) -> Any:
    """Ask for captions again."""
    committed(caption_service.unwaive, found.video.id, trainer_id(), clock.now())
    flash(_("Video này lại cần phụ đề trước khi xuất bản."))
    return _back(found.video.id)


def _waiver_page(found: TaughtVideo, form: WaiverForm) -> str:
    return render_template("studio/waiver.html", found=found, video=found.video, form=form)


def _back(video_id: UUID) -> Any:
    return redirect(url_for(".video", video_id=video_id), 303)
