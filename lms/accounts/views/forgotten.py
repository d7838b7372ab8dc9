"""Forgotten: a request for a new code, and a link by mail where there is an address.

Known and unknown get the same page, the same status, the same headers, in the same time (S48).
"""

from typing import Any

from flask import flash, redirect, render_template, url_for

from lms import clock
from lms.accounts import forgotten as forgotten_codes
from lms.accounts import links, queries, service
from lms.accounts.entering_forms import ForgottenForm, MailedPasswordForm
from lms.accounts.passwords import hash_password
from lms.accounts.requests.models import RequestKind
from lms.accounts.requests.service import close_of
from lms.accounts.views.blueprint import bp
from lms.db import atomic
from lms.web.guard import public
from lms.web.i18n import _, current_locale
from lms.web.limits import limiter


@bp.get("/forgotten")
@public
def forgotten() -> Any:
    """Who cannot get in writes a number or a code."""
    return render_template("accounts/forgotten.html", form=ForgottenForm(formdata=None))


@bp.post("/forgotten")
@public
@limiter.limit("30 per 10 minutes")
def forgotten_send() -> Any:
    """Take the request; the answer never says who is known."""
    form = ForgottenForm()
    if not form.validate_on_submit() or form.login_read is None:
        return render_template("accounts/forgotten.html", form=form), 422
    with atomic():
        forgotten_codes.take(form.login_read, current_locale(), clock.now())
    return redirect(url_for(".forgotten_taken"), 303)


@bp.get("/forgotten/taken")
@public
def forgotten_taken() -> Any:
    """What happens next."""
    return render_template("accounts/forgotten_taken.html")


@bp.get("/new-password")
@public
def new_password() -> Any:
    """The page behind a mailed link: the code stands in the fragment, which no server sees or logs (S51)."""
    return render_template("accounts/new_password.html", form=MailedPasswordForm(formdata=None))


def _again(form: MailedPasswordForm) -> Any:
    return render_template("accounts/new_password.html", form=form), 422


@bp.post("/new-password")
@public
@limiter.limit("30 per 10 minutes")
def new_password_send() -> Any:
    """Save the password and use up the code. Signing in comes after, with whatever else it asks for."""
    form = MailedPasswordForm()
    user_id = links.person_of(form.token.data or "", clock.now())
    person = queries.person(user_id) if user_id else None
    if person is not None:
        form.keep_apart_from(person.phone)
    if not form.validate_on_submit():
        return _again(form)
    hashed, at = hash_password(form.password.data), clock.now()
    try:
        with atomic():
            owner = links.use_link(form.token.data, at)
            service.set_password(owner, hashed, at, owner)
            close_of(owner, RequestKind.FORGOTTEN_CODE, at, owner)
    except links.LinkGone as gone:
        form.token.errors = [gone.message]
        return _again(form)
    flash(_("Đã đặt mật khẩu mới. Anh/chị đăng nhập bằng mật khẩu này."))
    return redirect(url_for(".sign_in"), 303)
