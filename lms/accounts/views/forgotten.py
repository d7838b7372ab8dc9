"""Forgotten: a request for a new code, and a link by mail where there is an address.

Known and unknown get the same page, the same status, the same headers (S48).
"""

from typing import Any

from flask import flash, redirect, render_template, url_for

from lms import clock
from lms.accounts import links, queries, service
from lms.accounts.codes.queries import holders
from lms.accounts.entering_forms import ForgottenForm, MailedPasswordForm
from lms.accounts.passwords import hash_password
from lms.accounts.requests.models import RequestKind
from lms.accounts.requests.service import close_of, open_request
from lms.accounts.rules import Login
from lms.accounts.views.blueprint import bp
from lms.config import settings
from lms.db import atomic
from lms.site.queries import site
from lms.web.guard import public
from lms.web.i18n import _
from lms.web.limits import limiter


def _ask(login: Login) -> None:
    """Open a request for everybody this may be; a person with a role is the office's, not the commune's."""
    at = clock.now()
    people = holders([person.id for person in queries.candidates(login)])
    with atomic():
        for person in people:
            commune = person.commune_code if person.learner_only else None
            open_request(
                RequestKind.FORGOTTEN_CODE, at, user_id=person.id, commune_code=commune, typed=login.value
            )
            links.send_link(person.id, settings().site_url, site().name, at)
        if not people:
            open_request(RequestKind.FORGOTTEN_CODE, at, typed=login.value)


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
    _ask(form.login_read)
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
