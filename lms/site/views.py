"""The stylesheet of the site's own colour, linked only where the office has chosen one."""

from flask import Blueprint, Response, request

from lms.site.colour import stylesheet
from lms.site.queries import site
from lms.web.guard import public

bp = Blueprint("site", __name__)


@bp.get("/site-colour.css")
@public
def colour() -> Response:
    """Tokens for the site's colour; the address carries the colour, so browsers may keep it for a day.

    Not so where address and colour differ: for a few seconds after a change this process may still know the
    colour of before, and must not plant it under the new address.
    """
    settings = site()
    response = Response(stylesheet(settings), content_type="text/css; charset=utf-8")
    if request.args.get("of") == settings.colour[1:]:
        response.headers["Cache-Control"] = "public, max-age=86400"
    return response
