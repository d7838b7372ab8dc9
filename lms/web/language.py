"""The language switch at the foot of every page."""

from typing import Any

from flask import Blueprint, make_response, redirect, request

from lms.config import settings
from lms.web.addresses import local_address
from lms.web.guard import public
from lms.web.i18n import DEFAULT_LOCALE, LOCALES, locale_cookie

bp = Blueprint("language", __name__)
YEAR_SECONDS = 365 * 24 * 3600


@bp.post("/language")
@public
def choose() -> Any:
    """Keep the chosen language in a cookie and show the page again."""
    chosen = request.form.get("lang", "")
    response = make_response(redirect(local_address(request.form.get("next", "")) or "/", 303))
    response.set_cookie(
        locale_cookie(),
        chosen if chosen in LOCALES else DEFAULT_LOCALE,
        max_age=YEAR_SECONDS,
        secure=settings().https,
        httponly=True,
        samesite="Lax",
    )
    return response
