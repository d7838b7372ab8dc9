"""One's own account: details and password."""

from typing import Any

from flask import flash, redirect, render_template, session, url_for
from flask_login import current_user

from lms import clock
from lms.accounts import failures, queries, service
from lms.accounts.forms import PasswordForm, WorkForm
from lms.accounts.passwords import hash_password
from lms.accounts.views.blueprint import bp
from lms.accounts.views.checking import password_fits
from lms.accounts.views.cookie import HOUSEHOLD, enter
from lms.db import atomic
from lms.permissions import Can
from lms.web.guard import current_actor, requires
from lms.web.i18n import _
from lms.web.limits import address


def _page(details: WorkForm | None, password: PasswordForm) -> str:
    actor = current_actor()
    person = queries.person(actor.id) if actor.id else None
    return render_template(
        "accounts/account.html",
        person=person,
        form=details or WorkForm(formdata=None, obj=person),
        password=password,
        staff=bool(actor.grants),
        two_steps=current_user.second_factor,
    )


@bp.get("/account")
@requires(Can.SEE_OWN_PAGES)
def account() -> Any:
    """One's own details."""
    return _page(None, PasswordForm(formdata=None))


@bp.post("/account")
@requires(Can.EDIT_OWN_ACCOUNT)
def account_send() -> Any:
    """Correct one's own details."""
    actor = current_actor()
    form = WorkForm()
    if actor.id is not None and form.validate_on_submit():
        with atomic():
            service.change_work(actor.id, form.unit.data or "", form.position.data or "", clock.now())
        flash(_("Đã lưu."))
        return redirect(url_for(".account"), 303)
    return _page(form, PasswordForm(formdata=None)), 422


@bp.post("/account/password")
@requires(Can.EDIT_OWN_ACCOUNT)
def password_send() -> Any:
    """Change the password: every device is signed out, this one is signed in again."""
    at = clock.now()
    failures.slow_down(address(), at)
    actor, form = current_actor(), PasswordForm()
    if actor.id is not None and form.validate_on_submit() and password_fits(form.old, actor.id, at):
        hashed = hash_password(form.new.data)
        with atomic():
            service.set_password(actor.id, hashed, at, actor.id)
        enter(actor.id, current_user.kind, household=bool(session.get(HOUSEHOLD)))
        flash(_("Đã đổi mật khẩu. Các máy khác đã được đăng xuất."))
        return redirect(url_for(".account"), 303)
    return _page(None, form), 422
