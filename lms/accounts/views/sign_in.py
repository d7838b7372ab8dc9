"""Signing in and out: login and password, a name where several fit, a code where one is owed."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user

from lms import clock
from lms.accounts import failures, second_factor
from lms.accounts.forms import CodeForm, SignInForm
from lms.accounts.models import SessionKind
from lms.accounts.queries import Candidate
from lms.accounts.rules import read_login
from lms.accounts.signing_in import Outcome, try_password
from lms.accounts.views import steps
from lms.accounts.views.blueprint import bp
from lms.accounts.views.checking import code_fits
from lms.accounts.views.cookie import enter, leave
from lms.accounts.views.entering import begin
from lms.accounts.views.holding import LIMIT, go_on
from lms.db import atomic
from lms.permissions import Can
from lms.web.addresses import local_address
from lms.web.filters import clock_
from lms.web.guard import current_actor, public, requires
from lms.web.i18n import _
from lms.web.limits import address


def _page(form: SignInForm, following: str = "", held: str = "") -> str:
    return render_template("accounts/sign_in.html", form=form, next=following, held=held)


def _carried() -> dict[str, str]:
    return {"held": request.form.get("held", "")[:LIMIT], "next": request.form.get("next", "")}


@bp.get("/sign-in")
@public
def sign_in() -> Any:
    """The sign-in page."""
    following = local_address(request.args.get("next", "")) or ""
    if current_actor().id is not None:
        return redirect(following or url_for("home.home"))
    return _page(SignInForm(formdata=None), following)


@bp.post("/sign-in")
@public
def sign_in_send() -> Any:
    """Check login and password; several people may fit, and some owe a code."""
    failures.slow_down(address(), clock.now())
    form = SignInForm()
    if form.validate_on_submit():
        login, at = read_login(form.login.data), clock.now()
        outcome = try_password(login, form.password.data, at)
        if outcome.people:
            kind = SessionKind.SHARED if form.shared.data else SessionKind.OWN
            return _opened(outcome.people, kind, outcome.household)
        by_code = begin(login, form.password.data)
        if by_code is not None:
            return by_code
        with atomic():
            failures.note(address(), at, outcome.tried, outcome.unknown)
        form.password.errors = [_why(outcome)]
    carried = _carried()
    return _page(form, carried["next"], carried["held"]), 422


def _why(outcome: Outcome) -> str:
    if outcome.locked_until is None:
        return _("Chưa khớp. Anh/chị xem lại số điện thoại hoặc mã, và mật khẩu.")
    return _(
        "Đã thử sai nhiều lần. Anh/chị thử lại sau %(time)s, hoặc gọi số ở cuối trang.",
        time=clock_(outcome.locked_until),
    )


def _opened(people: Sequence[Candidate], kind: SessionKind, household: bool) -> Any:
    if len(people) > 1:
        steps.keep("name", people, kind, household)
        return render_template("accounts/choose_person.html", people=people, **_carried())
    (person,) = people
    if second_factor.is_on(person.id):
        steps.keep("code", people, kind, household)
        return render_template("accounts/code.html", form=CodeForm(formdata=None), **_carried())
    enter(person.id, kind, household=household)
    return go_on()


@bp.get("/sign-in/person")
@public
def people() -> Any:
    """The names to pick from, for who has given the password of several."""
    step = steps.waiting("name")
    if step is None:
        return redirect(url_for(".sign_in"))
    return render_template("accounts/choose_person.html", people=step.people, **_carried())


@bp.post("/sign-in/person")
@public
def choose_person() -> Any:
    """Two people of a household share phone and password: the one who is here picks a name."""
    step, picked = steps.waiting("name"), request.form.get("person", "")
    found = [person for person in step.people if str(person.id) == picked] if step else []
    if step is None or not found:
        return redirect(url_for(".sign_in"), 303)
    return _opened(found, step.kind, step.household)


@bp.get("/sign-in/code")
@public
def code() -> Any:
    """The page that asks for the code, for who has given the password."""
    if steps.waiting("code") is None:
        return redirect(url_for(".sign_in"))
    return render_template("accounts/code.html", form=CodeForm(formdata=None), **_carried())


@bp.post("/sign-in/code")
@public
def code_send() -> Any:
    """Check the code; wrong ones count as wrong passwords do."""
    at = clock.now()
    failures.slow_down(address(), at)
    step, form = steps.waiting("code"), CodeForm()
    if step is None:
        return redirect(url_for(".sign_in"), 303)
    (person,) = step.people
    if form.validate_on_submit() and code_fits(form.code, person.id, at):
        enter(person.id, step.kind, household=step.household)
        return go_on()
    return render_template("accounts/code.html", form=form, **_carried()), 422


@bp.post("/sign-out")
@requires(Can.SEE_OWN_PAGES)
def sign_out() -> Any:
    """End this session; "Đổi người" leads to the sign-in page for the next one."""
    leave(current_user)
    if request.form.get("then") == "sign-in":
        return redirect(url_for(".sign_in"), 303)
    flash(_("Đã đăng xuất."))
    return redirect(url_for("home.home"), 303)
