"""Forms that came without a session, or without a fresh proof: kept while their owner gives the password.

What was typed travels in the page itself as JSON, never in the cookie or the database; passwords are left
out. After signing in, a page offers to send it on.
"""

import json
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, redirect, render_template, request, url_for
from flask_login import current_user

from lms.accounts.forms import ProofForm, SignInForm
from lms.web.addresses import local_address

LIMIT = 200_000  # characters
NEVER_HELD = ("csrf_token", "password", "old", "new", "code")


def connect(app: Flask) -> None:
    """Let the guard answer forms that come too late."""
    app.extensions["hold_and_sign_in"] = hold_and_sign_in
    app.extensions["hold_and_prove"] = hold_and_prove


def _text() -> str:
    fields = [pair for pair in request.form.items(multi=True) if pair[0] not in NEVER_HELD]
    query = request.query_string.decode("ascii", "replace")
    action = local_address(f"{request.path}?{query}") if query else None
    return json.dumps({"action": action or request.path, "fields": fields})


def _page_before() -> str:
    """The page of this site that the form was on; files cannot be kept, so its owner goes back there."""
    parts = urlsplit(request.referrer or "")
    if parts.netloc != request.host:
        return ""
    return local_address(parts.path + (f"?{parts.query}" if parts.query else "")) or ""


def hold_and_sign_in() -> Any:
    """Answer a form whose session is over: the sign-in page, with what was typed carried along."""
    form = SignInForm(formdata=None)
    return render_template("accounts/sign_in.html", form=form, held=_text(), next=""), 401


def hold_and_prove() -> Any:
    """Answer a form that needs a fresh proof: the password page, with what was typed carried along."""
    text = _text()
    keep = not request.files and len(text) <= LIMIT
    return render_template(
        "accounts/prove.html",
        form=ProofForm(formdata=None),
        held=text if keep else "",
        next=_page_before(),
        lost=not keep,
        code_too=current_user.second_factor,
    ), 401


def _held() -> dict[str, Any] | None:
    text = request.form.get("held", "")
    if not text or len(text) > LIMIT:
        return None
    try:
        kept = json.loads(text)
        fields = [(str(name), str(value)) for name, value in kept["fields"]]
        action = local_address(kept["action"])
    except (ValueError, KeyError, TypeError):
        return None
    return {"action": action, "fields": fields} if action else None


def go_on() -> Any:
    """Where somebody goes who has just given the password: to send on what was kept, or to `next`."""
    held = _held()
    if held:
        return render_template("accounts/send_again.html", **held)
    return redirect(local_address(request.form.get("next", "")) or url_for("home.home"), 303)
