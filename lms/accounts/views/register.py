"""Opening an account of one's own."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from lms import clock
from lms.accounts import consents, queries, service
from lms.accounts.consents.words import LINES
from lms.accounts.forms import RegisterForm
from lms.accounts.passwords import hash_password
from lms.accounts.views.blueprint import bp
from lms.accounts.views.cookie import enter
from lms.db import atomic
from lms.web.addresses import local_address
from lms.web.guard import public
from lms.web.i18n import _
from lms.web.limits import limiter


@bp.get("/register")
@public
def register() -> Any:
    """The registration page."""
    following = local_address(request.args.get("next", "")) or ""
    return render_template(
        "accounts/register.html", form=RegisterForm(formdata=None), lines=LINES, next=following
    )


@bp.post("/register")
@public
@limiter.limit("60 per 10 minutes", deduct_when=lambda response: response.status_code == 303)
def register_send() -> Any:
    """Make an account, keep the consent, sign in."""
    form = RegisterForm()
    following = request.form.get("next", "")
    if form.validate_on_submit() and form.login_read is not None:
        login, at = form.login_read, clock.now()
        new = service.NewPerson(
            full_name=form.full_name.data,
            phone=login.value,
            unit=form.unit.data or "",
            position=form.position.data or "",
            password_hash=hash_password(form.password.data),
        )
        with atomic():
            user_id = service.create_user(new, at)
            consents.answer(user_id, form.optional, at)
        enter(user_id)
        person = queries.person(user_id)
        flash(
            _(
                "Đã mở tài khoản. Mã học viên của anh/chị: %(code)s.",
                code=person.user_code if person else "",
            )
        )
        return redirect(local_address(following) or url_for("home.home"), 303)
    if form.password.data and not form.password.errors:
        # A page never holds a password, so the field comes back empty.
        form.password.errors = [_("Viết lại mật khẩu.")]
    return render_template("accounts/register.html", form=form, lines=LINES, next=following), 422
