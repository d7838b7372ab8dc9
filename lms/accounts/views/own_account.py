"""One's own account: details and password."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_login import current_user

from lms import clock
from lms.accounts import queries, service
from lms.accounts.forms import DetailsForm, PasswordForm
from lms.accounts.passwords import hash_password, verify_password
from lms.accounts.views.blueprint import bp
from lms.accounts.views.cookie import enter
from lms.db import atomic
from lms.permissions import Can
from lms.web.guard import current_actor, requires
from lms.web.i18n import _


@bp.get("/account")
@requires(Can.SEE_OWN_PAGES)
def account() -> Any:
    """One's own details."""
    person = queries.person(current_actor().id)  # type: ignore[arg-type]
    return render_template(
        "accounts/account.html", person=person, form=DetailsForm(obj=person), password=PasswordForm()
    )


@bp.post("/account")
@requires(Can.EDIT_OWN_ACCOUNT)
def account_send() -> Any:
    """Correct one's own details."""
    actor = current_actor()
    form = DetailsForm()
    if actor.id is not None and form.validate_on_submit():
        with atomic():
            service.change_details(
                actor.id, form.full_name.data, form.unit.data or "", form.position.data or "", clock.now()
            )
        flash(_("Đã lưu."))
        return redirect(url_for(".account"), 303)
    person = queries.person(actor.id)  # type: ignore[arg-type]
    return render_template(
        "accounts/account.html", person=person, form=form, password=PasswordForm(formdata=None)
    ), 422


@bp.post("/account/password")
@requires(Can.EDIT_OWN_ACCOUNT)
def password_send() -> Any:
    """Change the password: every device is signed out, this one is signed in again."""
    actor = current_actor()
    form = PasswordForm()
    if actor.id is not None and form.validate_on_submit():
        if verify_password(queries.stored_password(actor.id), form.old.data):
            hashed = hash_password(form.new.data)
            with atomic():
                service.set_password(actor.id, hashed, clock.now(), actor.id)
            enter(actor.id, current_user.kind)
            flash(_("Đã đổi mật khẩu. Các máy khác đã được đăng xuất."))
            return redirect(url_for(".account"), 303)
        form.old.errors = [_("Mật khẩu đang dùng chưa đúng.")]
    person = queries.person(actor.id)  # type: ignore[arg-type]
    details = DetailsForm(formdata=None, obj=person)
    return render_template("accounts/account.html", person=person, form=details, password=form), 422
