"""The wall around looking as somebody else: nothing sent is taken, no page of their account opens (S54)."""

from typing import Any

from flask import Flask, redirect, request, session, url_for

from lms import clock
from lms.accounts import viewing
from lms.accounts.views.blueprint import bp
from lms.db import atomic
from lms.permissions import Can
from lms.web.guard import current_actor, requires

STOP = "accounts.stop_viewing"
# Pages of learning, and what pages are made of. A person's account and own data are not looked at.
SHOWN = frozenset({"home", "courses", "learning", "quizzes", "recall", "certificates", "calculators", "site"})
SHOWN |= {"watching", "practicals", "storage", "health"}


def connect(app: Flask) -> None:
    """Ask before every page."""

    @app.before_request
    def only_look() -> None:
        if "_user_id" not in session or request.endpoint in (STOP, "static", None):
            return
        actor = current_actor()
        if actor.viewer_id is None:
            return
        if request.method not in ("GET", "HEAD", "OPTIONS"):
            with atomic():
                viewing.note_refused(actor, request.path, clock.now())
        elif request.blueprint in SHOWN:
            return
        raise viewing.OnlyLooking


@bp.post("/viewing/stop")
@requires(Can.STOP_VIEWING)
def stop_viewing() -> Any:
    """Go back to the person's page at the office."""
    actor = current_actor()
    with atomic():
        viewing.end(actor, session, clock.now())
    return redirect(url_for("office.person", person_id=actor.id), 303)
