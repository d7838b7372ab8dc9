"""The catalogue, open to everybody, and the bytes of pictures for the rooms that have checked who asks."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from lms.courses import queries
from lms.courses.forms import CatalogueForm
from lms.courses.publish import media_key
from lms.courses.words import AUDIENCE_WORDS, TOPIC_WORDS, rough_time
from lms.storage import get_storage
from lms.web.guard import public

bp = Blueprint("courses", __name__)

_SANDBOX = "sandbox"


@bp.get("/courses")
@public
def catalogue() -> str:
    """All published courses, by audience and topic."""
    form = CatalogueForm(request.args)
    chosen = form.chosen()
    return render_template(
        "courses/catalogue.html",
        form=form,
        entries=queries.catalogue(**chosen),
        filtered=any(chosen.values()),
        audience_words=AUDIENCE_WORDS,
        topic_words=TOPIC_WORDS,
        rough_time=rough_time,
    )


def serve_media(digest: str, content_type: str) -> Response:
    """The bytes of a published picture; only after the caller has checked that this reader may see it.

    digest: sha256 of the bytes; content_type: as Manifest.media_type gives it. Bytes under a digest never
    change, so the browser keeps them for good, but a shared cache must not: the next reader may be nobody. An
    SVG opened by itself runs nothing (CSP sandbox), and has nothing to load since publishing refuses such.
    Raises ObjectMissing or StorageUnavailable.
    """
    response = Response(content_type=content_type)
    response.set_etag(digest)
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    response.headers["Content-Security-Policy"] = _SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Disposition"] = "inline"
    if digest in request.if_none_match:
        response.status_code = 304
    else:
        response.set_data(get_storage().get(media_key(digest)))
    return response
