"""Setting up the second factor, its recovery codes, and turning it off.

On a public site an admin without one is led here before anything else.
"""

from io import BytesIO
from typing import Any

import pyotp
import segno
from flask import Flask, Response, abort, flash, redirect, render_template, request, session, url_for
from flask_login import current_user

from lms import clock
from lms.accounts import failures, second_factor
from lms.accounts.forms import CodeForm
from lms.accounts.views import cookie
from lms.accounts.views.blueprint import bp
from lms.config import settings
from lms.db import atomic
from lms.permissions import Can
from lms.site.queries import site
from lms.web.guard import current_actor, requires, wants_json
from lms.web.i18n import _
from lms.web.limits import address

# What an admin on the way to a second factor may open: the way itself, out again, and what pages are made of.
OPEN = ("accounts.second_factor", "accounts.prove", "accounts.sign_out", "language.", "site.", "health.")


def connect(app: Flask) -> None:
    """Lead admins of a public site to the second factor first (S53)."""

    @app.before_request
    def second_factor_first() -> Any:
        if not settings().production or "_user_id" not in session or not request.endpoint:
            return None
        user = current_user
        if not user.is_authenticated or not user.actor.is_admin or user.second_factor:
            return None
        if request.endpoint == "static" or request.endpoint.startswith(OPEN):
            return None
        if wants_json():
            abort(403)
        return redirect(url_for("accounts.second_factor_page"), 303)


def _address(secret: str) -> str:
    return pyotp.TOTP(secret).provisioning_uri(name=current_actor().full_name, issuer_name=site().name)


def _page(form: CodeForm) -> str:
    user_id = current_actor().id
    found = second_factor.state(user_id) if user_id else None
    needed = settings().production and current_actor().is_admin
    return render_template("accounts/second_factor.html", found=found, form=form, needed=needed)


@bp.get("/account/second-factor")
@requires(Can.EDIT_OWN_ACCOUNT)
def second_factor_page() -> Any:
    """What the second factor is; while it is being set up, the picture for the phone."""
    return _page(CodeForm(formdata=None))


@bp.post("/account/second-factor/begin")
@requires(Can.EDIT_OWN_ACCOUNT, fresh=True)
def second_factor_begin() -> Any:
    """Make a new secret and show it."""
    with atomic():
        second_factor.begin(current_user.actor.id, clock.now())
    return redirect(url_for(".second_factor_page"), 303)


@bp.get("/account/second-factor/picture.svg")
@requires(Can.EDIT_OWN_ACCOUNT, fresh=True)
def second_factor_picture() -> Any:
    """The secret as a QR code for the phone's app; gone as soon as the second factor is in force."""
    found = second_factor.state(current_user.actor.id)
    if found is None or found.on:
        abort(404)
    drawn = BytesIO()
    # The quiet zone is part of the picture, so that dark pages do not swallow it.
    segno.make(_address(found.secret), error="m", micro=False).save(
        drawn, kind="svg", border=4, scale=4, light="#fff", xmldecl=False
    )
    return Response(drawn.getvalue(), mimetype="image/svg+xml", headers={"Cache-Control": "no-store"})


@bp.post("/account/second-factor/confirm")
@requires(Can.EDIT_OWN_ACCOUNT, fresh=True)
def second_factor_confirm() -> Any:
    """Put it in force with its first code, and show the recovery codes this once."""
    at, form = clock.now(), CodeForm()
    failures.slow_down(address(), at)
    if form.validate_on_submit():
        user_id = current_user.actor.id
        with atomic():
            codes = second_factor.confirm(user_id, form.code.data, at)
            if codes is None:
                failures.note(address(), at, [user_id])
        if codes is not None:
            cookie.prove(current_user)
            return render_template("accounts/recovery_codes.html", codes=codes)
        form.code.errors = [_("Mã chưa đúng. Anh/chị viết sáu số đang hiện trên điện thoại.")]
    return _page(form), 422


@bp.post("/account/second-factor/codes")
@requires(Can.EDIT_OWN_ACCOUNT, fresh=True)
def second_factor_codes() -> Any:
    """New recovery codes, shown this once."""
    if not current_user.second_factor:
        abort(404)
    with atomic():
        codes = second_factor.new_codes(current_user.actor.id, clock.now())
    return render_template("accounts/recovery_codes.html", codes=codes)


@bp.post("/account/second-factor/off")
@requires(Can.EDIT_OWN_ACCOUNT, fresh=True)
def second_factor_off() -> Any:
    """Turn it off."""
    with atomic():
        second_factor.turn_off(current_user.actor.id, clock.now(), current_user.actor.id)
    flash(_("Đã tắt xác nhận hai bước."))
    return redirect(url_for(".account"), 303)
