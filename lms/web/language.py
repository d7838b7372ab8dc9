"""The language switch at the foot of every page."""

from typing import Any

from flask import Blueprint, current_app, make_response, redirect, request

from lms.config import settings
from lms.web.addresses import local_address
from lms.web.guard import public
from lms.web.i18n import DEFAULT_LOCALE, LOCALES, locale_cookie

bp = Blueprint("language", __name__)
YEAR_SECONDS = 365 * 24 * 3600


def _readable(target: str) -> str:
    """`target`, or the nearest page above it where only a form may be sent to it."""
    adapter = current_app.url_map.bind("localhost")
    path, mark, query = target.partition("?")
    while path:
        if adapter.test(path, method="GET"):
            return path + mark + query
        path, mark, query = path.rpartition("/")[0], "", ""
    return "/"


@bp.post("/language")
@public
def choose() -> Any:
    """Keep the chosen language in a cookie and show the page again."""
    chosen = request.form.get("lang", "")
    response = make_response(redirect(_readable(local_address(request.form.get("next", "")) or "/"), 303))
    response.set_cookie(
        locale_cookie(),
        chosen if chosen in LOCALES else DEFAULT_LOCALE,
        max_age=YEAR_SECONDS,
        secure=settings().https,
        httponly=True,
        samesite="Lax",
    )
    return response
