"""The stylesheet of the site's own colour, linked only where the office has chosen one."""

from flask import Blueprint, Response

from lms.site.colour import stylesheet
from lms.site.queries import site
from lms.web.guard import public

bp = Blueprint("site", __name__)


@bp.get("/site-colour.css")
@public
def colour() -> Response:
    """Tokens for the site's colour; the address carries the colour, so browsers may keep it for a day."""
    response = Response(stylesheet(site()), content_type="text/css; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response
