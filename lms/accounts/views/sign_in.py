"""Signing in and out."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, session, url_for
from flask_login import current_user

from lms import clock
from lms.accounts import queries, service
from lms.accounts.forms import SignInForm
from lms.accounts.passwords import verify_password
from lms.accounts.rules import locked_until, read_login
from lms.accounts.views.blueprint import bp
from lms.accounts.views.cookie import enter, leave
from lms.accounts.views.holding import LIMIT, go_on
from lms.db import atomic
from lms.permissions import Can
from lms.web.addresses import local_address
from lms.web.filters import clock_
from lms.web.guard import current_actor, public, requires
from lms.web.i18n import _
from lms.web.limits import limiter

CHOICE = "people"
CHOICE_SECONDS = 300


def _matching(form: SignInForm) -> tuple[list[queries.Candidate], Any]:
    """The accounts that this login and password open, and until when they are locked instead."""
    login = read_login(form.login.data)
    found = queries.candidates(login) if login else []
    at = clock.now()
    closed = [until for person in found if (until := locked_until(queries.failures(person.id, at), at))]
    if closed:
        return [], max(closed)
    password = form.password.data
    hashes = [person.password_hash for person in found] or [None]
    opened = [verify_password(stored, password) for stored in hashes]
    matching = [person for person, fits in zip(found, opened, strict=False) if fits]
    if found and not matching:
        with atomic():
            for person in found:
                service.note_failure(person.id, at)
    return matching, None


@bp.post("/sign-in/person")
@public
def choose_person() -> Any:
    """Two people of a household share phone and password: the one who is here picks a name."""
    choice = session.pop(CHOICE, None) or {"until": 0, "ids": []}
    picked = request.form.get("person", "")
    if picked not in choice["ids"] or clock.now().timestamp() > choice["until"]:
        return redirect(url_for(".sign_in"), 303)
    enter(UUID(picked))
    return go_on()


@bp.get("/sign-in")
@public
def sign_in() -> Any:
    """The sign-in page."""
    following = local_address(request.args.get("next", "")) or ""
    if current_actor().id is not None:
        return redirect(following or url_for("home.home"))
    return render_template("accounts/sign_in.html", form=SignInForm(formdata=None), next=following, held="")


@bp.post("/sign-in")
@public
@limiter.limit("100 per 10 minutes", deduct_when=lambda response: response.status_code == 422)
def sign_in_send() -> Any:
    """Check login and password; with two matching accounts the person picks a name."""
    form = SignInForm()
    held, following = request.form.get("held", "")[:LIMIT], request.form.get("next", "")
    status = 422
    people: list[queries.Candidate] = []
    if form.validate_on_submit():
        matching, closed_until = _matching(form)
        if len(matching) == 1:
            enter(matching[0].id)
            return go_on()
        if matching:
            people, status = matching, 200
            session[CHOICE] = {
                "until": clock.now().timestamp() + CHOICE_SECONDS,
                "ids": [str(p.id) for p in people],
            }
        elif closed_until:
            form.password.errors = [
                _(
                    "Đã thử sai nhiều lần. Anh/chị thử lại sau %(time)s, hoặc gọi số ở cuối trang.",
                    time=clock_(closed_until),
                )
            ]
        else:
            form.password.errors = [_("Chưa khớp. Anh/chị xem lại số điện thoại hoặc mã, và mật khẩu.")]
    page = render_template("accounts/sign_in.html", form=form, held=held, next=following, people=people)
    return page, status


@bp.post("/sign-out")
@requires(Can.SEE_OWN_PAGES)
def sign_out() -> Any:
    """End this session."""
    leave(current_user)
    flash(_("Đã đăng xuất."))
    return redirect(url_for("home.home"), 303)
