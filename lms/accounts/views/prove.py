"""Giving the password again before what is hard to undo."""

from typing import Any

from flask import render_template, request
from flask_login import current_user

from lms import clock
from lms.accounts import queries, service
from lms.accounts.forms import ProofForm
from lms.accounts.passwords import verify_password
from lms.accounts.rules import locked_until
from lms.accounts.views import cookie
from lms.accounts.views.blueprint import bp
from lms.accounts.views.holding import LIMIT, go_on
from lms.db import atomic
from lms.permissions import Can
from lms.web.addresses import local_address
from lms.web.filters import clock_
from lms.web.guard import requires
from lms.web.i18n import _


@bp.get("/sign-in/again")
@requires(Can.EDIT_OWN_ACCOUNT)
def prove() -> Any:
    """The page that asks for the password again."""
    following = local_address(request.args.get("next", "")) or ""
    return render_template("accounts/prove.html", form=ProofForm(formdata=None), next=following, held="")


@bp.post("/sign-in/again")
@requires(Can.EDIT_OWN_ACCOUNT)
def prove_send() -> Any:
    """Check the password and go on; wrong ones count as at signing in."""
    form, user_id, at = ProofForm(), current_user.actor.id, clock.now()
    if form.validate_on_submit():
        until = locked_until(queries.failures(user_id, at), at)
        if until is None and verify_password(queries.stored_password(user_id), form.password.data):
            cookie.prove(current_user)
            return go_on()
        if until is not None:
            form.password.errors = [
                _("Đã thử sai nhiều lần. Anh/chị thử lại sau %(time)s.", time=clock_(until))
            ]
        else:
            with atomic():
                service.note_failure(user_id, at)
            form.password.errors = [_("Mật khẩu đang dùng chưa đúng.")]
    held, following = request.form.get("held", "")[:LIMIT], request.form.get("next", "")
    return render_template("accounts/prove.html", form=form, next=following, held=held), 422
