"""Giving the password (and the code) again before what is hard to undo."""

from datetime import datetime
from typing import Any

from flask import render_template, request
from flask_login import current_user

from lms import clock
from lms.accounts import failures
from lms.accounts.forms import ProofForm
from lms.accounts.views import cookie
from lms.accounts.views.blueprint import bp
from lms.accounts.views.checking import code_fits, password_fits
from lms.accounts.views.holding import LIMIT, go_on
from lms.permissions import Can
from lms.web.addresses import local_address
from lms.web.guard import requires
from lms.web.limits import address


def _page(form: ProofForm, following: str, held: str) -> str:
    return render_template(
        "accounts/prove.html", form=form, next=following, held=held, code_too=current_user.second_factor
    )


@bp.get("/sign-in/again")
@requires(Can.EDIT_OWN_ACCOUNT)
def prove() -> Any:
    """The page that asks for the password again."""
    return _page(ProofForm(formdata=None), local_address(request.args.get("next", "")) or "", "")


@bp.post("/sign-in/again")
@requires(Can.EDIT_OWN_ACCOUNT)
def prove_send() -> Any:
    """Check the password and go on; wrong ones count as at signing in."""
    at = clock.now()
    failures.slow_down(address(), at)
    form = ProofForm()
    if form.validate_on_submit() and _fits(form, at):
        cookie.prove(current_user)
        return go_on()
    return _page(form, request.form.get("next", ""), request.form.get("held", "")[:LIMIT]), 422


def _fits(form: ProofForm, at: datetime) -> bool:
    user_id = current_user.actor.id
    if not password_fits(form.password, user_id, at):
        return False
    return not current_user.second_factor or code_fits(form.code, user_id, at)
