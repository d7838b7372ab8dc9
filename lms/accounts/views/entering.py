"""First sign-in: from the slip of paper to the first lesson, in five short pages.

Who has shown the right code is remembered in the signed cookie; the code itself is used up only when the
new password is saved, so that leaving on the way loses nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, session, url_for

from lms import clock
from lms.accounts import codes, consents, failures, queries, service
from lms.accounts.codes.rules import read_code
from lms.accounts.codes.service import CodeGone
from lms.accounts.consents.forms import ConsentForm
from lms.accounts.consents.words import LINES
from lms.accounts.entering_forms import EnterForm, NameForm, NewPasswordForm
from lms.accounts.passwords import hash_password
from lms.accounts.requests.models import RequestKind
from lms.accounts.requests.service import open_request
from lms.accounts.rules import Login, read_login
from lms.accounts.views.blueprint import bp
from lms.accounts.views.cookie import enter
from lms.db import atomic
from lms.names import title_case_name
from lms.web.guard import public
from lms.web.i18n import _
from lms.web.limits import address

KEPT = "entering"
KEPT_FOR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Entering:
    """Somebody who has shown a right code and has not yet a password."""

    user_id: UUID
    issued_at: datetime


def _kept() -> Entering | None:
    kept = session.get(KEPT)
    if not kept or kept["until"] < clock.now().timestamp():
        return None
    return Entering(UUID(kept["user"]), datetime.fromisoformat(kept["issued"]))


def _keep(user_id: UUID, issued_at: datetime) -> None:
    until = clock.now() + KEPT_FOR
    session[KEPT] = {"user": str(user_id), "issued": issued_at.isoformat(), "until": until.timestamp()}


def begin(login: Login | None, typed: str) -> Any | None:
    """The way on for somebody who typed the code of a slip; None when it is none of theirs.

    The ordinary sign-in page asks here too, for people who write the code where the password goes.
    """
    code = read_code(typed)
    if code is None or login is None:
        return None
    found = queries.candidates(login)
    with atomic():
        right = codes.check([person.id for person in found], code, clock.now())
    if right is None:
        return None
    _keep(*right)
    return redirect(url_for("accounts.entering_person"), 303)


def with_code(view: Callable[[queries.Entrant, Entering], Any]) -> Callable[[], Any]:
    """Hand the view who is entering; without a right code, or with one that has ended, back to the start."""

    @wraps(view)
    def guarded() -> Any:
        kept = _kept()
        found = queries.entrant(kept.user_id, kept.issued_at, clock.now()) if kept else None
        if kept is None or found is None:
            if session.pop(KEPT, None):
                flash(_("Mã này không còn dùng được. Anh/chị viết lại mã, hoặc bấm “Nhờ cấp lại mã”."))
            return redirect(url_for("accounts.entering"), 303)
        return view(found, kept)

    return guarded


@bp.get("/vao")
@public
def entering() -> Any:
    """Where the QR code of a slip leads: the user code is filled in, the eight characters are asked for."""
    form = EnterForm(formdata=None, login=request.args.get("ma", "")[:20])
    return render_template("accounts/entering.html", form=form)


@bp.post("/vao")
@public
def entering_send() -> Any:
    """Check the code; wrong ones count against the address as wrong passwords do (S46)."""
    at = clock.now()
    failures.slow_down(address(), at)
    form = EnterForm()
    if form.validate_on_submit():
        onward = begin(read_login(form.login.data), form.code.data)
        if onward is not None:
            return onward
        with atomic():
            failures.note(address(), at)
        form.code.errors = [
            _("Chưa khớp. Anh/chị xem lại mã học viên và mã 8 chữ trên phiếu. Sai 10 lần thì mã hết dùng.")
        ]
    return render_template("accounts/entering.html", form=form), 422


@bp.get("/vao/nguoi")
@public
@with_code
def entering_person(person: queries.Entrant, _kept: Entering) -> Any:
    """Is it you?"""
    return render_template("accounts/entering_person.html", person=person)


@bp.post("/vao/nguoi")
@public
@with_code
def entering_person_send(_person: queries.Entrant, _kept: Entering) -> Any:
    """Yes leads on; no forgets who it was and keeps the code alive."""
    if request.form.get("me") == "yes":
        return redirect(url_for(".entering_name"), 303)
    session.pop(KEPT)
    flash(_("Phiếu này của người khác. Anh/chị tìm phiếu có tên mình, hoặc gọi số ở cuối trang."))
    return redirect(url_for(".entering"), 303)


@bp.get("/vao/ten")
@public
@with_code
def entering_name(person: queries.Entrant, _kept: Entering) -> Any:
    """The name as it will stand on the certificate."""
    wrong = "sai" in request.args
    return render_template(
        "accounts/entering_name.html",
        person=person,
        offered=title_case_name(person.full_name),
        form=NameForm(formdata=None, full_name=title_case_name(person.full_name)) if wrong else None,
    )


@bp.post("/vao/ten")
@public
@with_code
def entering_name_send(person: queries.Entrant, _kept: Entering) -> Any:
    """Confirm the name, or ask the office to correct it; either way it goes on."""
    at = clock.now()
    if request.form.get("name") == "right":
        with atomic():
            service.confirm_name(person.id, title_case_name(person.full_name), at)
        return redirect(url_for(".entering_consent"), 303)
    form = NameForm()
    if not form.validate_on_submit():
        return render_template(
            "accounts/entering_name.html", person=person, offered=person.full_name, form=form
        ), 422
    with atomic():
        open_request(
            RequestKind.NAME_CORRECTION,
            at,
            user_id=person.id,
            commune_code=person.commune_code,
            detail={"old": person.full_name, "new": form.full_name.data},
            actor_id=person.id,
        )
    flash(_("Đã gửi văn phòng: sửa tên thành %(name)s.", name=form.full_name.data))
    return redirect(url_for(".entering_consent"), 303)


@bp.get("/vao/dong-y")
@public
@with_code
def entering_consent(_person: queries.Entrant, _kept: Entering) -> Any:
    """What the data are used for."""
    return render_template("accounts/entering_consent.html", form=ConsentForm(formdata=None), lines=LINES)


@bp.post("/vao/dong-y")
@public
@with_code
def entering_consent_send(person: queries.Entrant, _kept: Entering) -> Any:
    """Keep the answer; refusing what the training needs is explained, and the code stays alive."""
    form = ConsentForm()
    if request.form.get("answer") == "no":
        return render_template("accounts/consent_refused.html", back=url_for(".entering_consent"))
    if not form.validate_on_submit():
        return render_template("accounts/entering_consent.html", form=form, lines=LINES), 422
    with atomic():
        consents.answer(person.id, form.optional, clock.now())
    return redirect(url_for(".entering_password"), 303)


@bp.get("/vao/mat-khau")
@public
@with_code
def entering_password(person: queries.Entrant, _kept: Entering) -> Any:
    """A password of one's own."""
    if not consents.is_current(person.id):
        return redirect(url_for(".entering_consent"), 303)
    return render_template(
        "accounts/entering_password.html", person=person, form=NewPasswordForm(formdata=None)
    )


@bp.post("/vao/mat-khau")
@public
@with_code
def entering_password_send(person: queries.Entrant, kept: Entering) -> Any:
    """Save the password, use up the code, sign in, open the first lesson."""
    if not consents.is_current(person.id):
        return redirect(url_for(".entering_consent"), 303)
    form = NewPasswordForm(phone=person.phone)
    if not form.validate_on_submit():
        return render_template("accounts/entering_password.html", person=person, form=form), 422
    hashed = hash_password(form.password.data)
    try:
        with atomic():
            codes.use(person.id, kept.issued_at, clock.now())
            service.set_password(person.id, hashed, clock.now(), person.id)
    except CodeGone as gone:
        session.pop(KEPT, None)
        flash(str(gone.message))
        return redirect(url_for(".entering"), 303)
    enter(person.id)
    return redirect(url_for("learning.onward"), 303)
