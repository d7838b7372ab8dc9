"""Asking once when the words of consent have changed.

The signed cookie remembers which version this browser's person has answered, so that no page pays a query
for it.
"""

from typing import Any
from uuid import UUID

from flask import Flask, redirect, render_template, request, session, url_for

from lms import clock
from lms.accounts import consents
from lms.accounts.consents.forms import ConsentForm
from lms.accounts.consents.words import LINES
from lms.accounts.views.blueprint import bp
from lms.db import atomic
from lms.permissions import Can
from lms.web.addresses import local_address
from lms.web.guard import current_actor, requires, wants_json

KEPT = "consent"
# Where somebody comes to learn; forms, files and the office's work are not interrupted.
ASKED_AT = ("home.home", "learning.course", "learning.lesson")


def connect(app: Flask) -> None:
    """Ask before a page of learning is shown."""

    @app.before_request
    def ask() -> Any:
        if request.method != "GET" or request.endpoint not in ASKED_AT or "_user_id" not in session:
            return None
        if session.get(KEPT) == consents.VERSION or wants_json():
            return None
        actor = current_actor()
        if actor.id is None or actor.viewer_id is not None:
            return None
        if consents.is_current(actor.id):
            session[KEPT] = consents.VERSION
            return None
        return redirect(url_for("accounts.consent", next=request.full_path.rstrip("?")))


def _next() -> str:
    return local_address(request.values.get("next", "")) or url_for("home.home")


@bp.get("/consent")
@requires(Can.SEE_OWN_PAGES)
def consent() -> Any:
    """The words of today."""
    return render_template(
        "accounts/consent.html", form=ConsentForm(formdata=None), lines=LINES, next=_next()
    )


@bp.post("/consent")
@requires(Can.EDIT_OWN_ACCOUNT)
def consent_send() -> Any:
    """Keep the answer. For who does not agree the old one holds, and the next sign-in asks again."""
    form = ConsentForm()
    owner: UUID | None = current_actor().id
    if request.form.get("answer") == "no":
        session[KEPT] = consents.VERSION
        return render_template("accounts/consent_refused.html", back=url_for(".consent"), onward=_next())
    if owner is None or not form.validate_on_submit():
        return render_template("accounts/consent.html", form=form, lines=LINES, next=_next()), 422
    with atomic():
        consents.answer(owner, form.optional, clock.now())
    session[KEPT] = consents.VERSION
    return redirect(_next(), 303)
