"""What a player asks for, piece by piece, and what it reports. Every piece asks anew who is there."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from flask import Blueprint, Response, abort, jsonify, request

from lms import clock
from lms.db import committed
from lms.learning.watching import queries, rules, service, sittings
from lms.permissions import Can
from lms.storage import get_storage
from lms.videos import playlists
from lms.videos import queries as videos
from lms.videos.captions import queries as captions
from lms.videos.queries import RenditionRow
from lms.web.guard import current_actor, requires
from lms.web.i18n import _

bp = Blueprint("watching", __name__)

#: How long a link to the store is good, in seconds. A segment is asked for when it is needed. A whole file is
#: read in stretches for as long as it plays; the script asks for a new link, a page without script cannot.
SEGMENT_SECONDS: Final = 60
FILE_SECONDS: Final = 600

_VIDEO: Final = "/courses/<string:course_id>/lessons/<string:lesson_id>/videos/<string:video_name>"


def _video(course_id: str, lesson_id: str, video_name: str, **piece: Any) -> queries.VideoPlace | None:
    return queries.video_place(course_id, lesson_id, video_name, current_actor(), **piece)


def _rendition(found: queries.VideoPlace) -> RenditionRow:
    one = queries.rendition(found.course_id, found.name, found.rendition or "")
    if one is None:
        abort(404)
    return one


def _to_store(key: str, content_type: str, seconds: int) -> Response:
    """Lead on to the store. The address stands in the header alone, and nobody may keep the answer (S60)."""
    answer = Response(status=302)
    answer.headers["Location"] = get_storage().signed_url(key, seconds, content_type=content_type)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.get(f"{_VIDEO}/<string:rendition>/file")
@requires(Can.READ_COURSE, load=_video)
def file(found: queries.VideoPlace) -> Response:
    """A rung, the sound or a picture, whole or by Range."""
    one = _rendition(found)
    return _to_store(one.key, one.content_type, FILE_SECONDS)


@bp.get(f"{_VIDEO}/master.m3u8")
@requires(Can.READ_COURSE, load=_video)
def master(found: queries.VideoPlace) -> Response:
    """The list of rungs for automatic quality."""
    video = videos.video(found.course_id, found.name)
    if video is None or not video.watchable:
        abort(404)
    made = [one for one in videos.renditions(video.id) if one.segments]
    return Response(playlists.master(made), mimetype=playlists.TYPE)


@bp.get(f"{_VIDEO}/<string:rendition>.m3u8")
@requires(Can.READ_COURSE, load=_video)
def playlist(found: queries.VideoPlace) -> Response:
    """The list of one rung's segments."""
    one = _rendition(found)
    if not one.segments:
        abort(404)
    return Response(playlists.media(one), mimetype=playlists.TYPE)


@bp.get(f"{_VIDEO}/<string:rendition>/init.mp4")
@requires(Can.READ_COURSE, load=_video)
def head(found: queries.VideoPlace) -> Response:
    """The head of one rung's segments."""
    one = _rendition(found)
    if not one.segments:
        abort(404)
    return _to_store(one.init_key, "video/mp4", SEGMENT_SECONDS)


@bp.get(f"{_VIDEO}/<string:rendition>/<int:number>.m4s")
@requires(Can.READ_COURSE, load=_video)
def segment(found: queries.VideoPlace) -> Response:
    """One segment."""
    key = _rendition(found).segment_key(-1 if found.number is None else found.number)
    if key is None:
        abort(404)
    return _to_store(key, "video/iso.segment", SEGMENT_SECONDS)


@bp.get(f"{_VIDEO}/captions/<string:language>.vtt")
@requires(Can.READ_COURSE, load=_video)
def caption(found: queries.VideoPlace) -> Response:
    """The captions in one language, from our own origin as `<track>` asks."""
    video = videos.video(found.course_id, found.name)
    row = captions.in_language(video.id, found.language or "") if video else None
    if row is None:
        abort(404)
    return Response(row.vtt, mimetype="text/vtt")


@bp.post(f"{_VIDEO}/watched")
@requires(Can.STUDY_COURSE, load=_video)
def watched(found: queries.VideoPlace) -> Any:
    """Take a beat of a player: spans, position, age, mark. The same beat twice is one.

    JSON out: watched (milliseconds), percent, done. 409 where the mark is too old or of somebody else, 422
    where the beat cannot be read: neither will do better later, so a player lets go of it.
    """
    user_id = _user_id()
    video = videos.video(found.course_id, found.name)
    if video is None or not video.watchable:
        abort(404)
    at = clock.now()
    begun_at = sittings.begun_at(request.form.get("mark", ""), user_id, video.id, at)
    if begun_at is None:
        return jsonify({"error": _("Trang này mở đã lâu. Anh/chị mở lại trang rồi xem tiếp.")}), 409
    try:
        beat = rules.read_beat(request.form)
    except rules.NotABeat:
        abort(422)
    noted = committed(service.note, found, video, beat, begun_at, user_id, at)
    return jsonify({"watched": noted.watched_ms, "percent": noted.percent, "done": noted.done})


def _user_id() -> UUID:
    actor_id = current_actor().id
    if actor_id is None:
        abort(401)
    return actor_id
