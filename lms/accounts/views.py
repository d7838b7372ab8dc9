"""Signing in and out, registering, one's own account."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    flash,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_login import LoginManager, current_user, login_user, logout_user

from lms import clock
from lms.accounts import queries, service
from lms.accounts.forms import DetailsForm, PasswordForm, RegisterForm, SignInForm
from lms.accounts.passwords import hash_password, verify_password
from lms.accounts.rules import locked_until, read_login
from lms.accounts.words import CONSENT_LINES
from lms.db import atomic
from lms.permissions import Can
from lms.web.addresses import local_address
from lms.web.filters import clock_
from lms.web.guard import current_actor, public, requires
from lms.web.i18n import _
from lms.web.limits import limiter

bp = Blueprint("accounts", __name__)

SEEN_EVERY = timedelta(hours=1)
HELD_LIMIT = 200_000  # characters of a form kept while its owner signs in again
CHOICE = "people"
CHOICE_SECONDS = 300
NEVER_HELD = ("csrf_token", "password", "old", "new")


def connect(app: Flask) -> None:
    """Set up Flask-Login: the cookie holds a session token, looked up with the person in one query."""
    manager = LoginManager()
    manager.session_protection = None
    manager.init_app(app)
    app.extensions["hold_and_sign_in"] = hold_and_sign_in

    @manager.user_loader
    def load(token: str) -> queries.SessionUser | None:
        return queries.session_user(token, clock.now())

    @app.after_request
    def note_seen(response: Response) -> Response:
        user = current_user
        if request.endpoint and "_user_id" in session and user.is_authenticated:
            at = clock.now()
            if at - user.last_seen_at > SEEN_EVERY and response.status_code < 500:
                with atomic():
                    service.seen(user.actor.session_id, at)
        return response


def _held() -> dict[str, Any] | None:
    """A form that was sent after its session had ended, as the sign-in page carries it along."""
    text = request.form.get("held", "")
    if not text or len(text) > HELD_LIMIT:
        return None
    try:
        kept = json.loads(text)
        fields = [(str(name), str(value)) for name, value in kept["fields"]]
        action = local_address(kept["action"])
    except (ValueError, KeyError, TypeError):
        return None
    return {"action": action, "fields": fields} if action else None


def hold_and_sign_in() -> Any:
    """Answer a form whose session is over: the sign-in page, with what was typed carried along."""
    fields = [pair for pair in request.form.items(multi=True) if pair[0] not in NEVER_HELD]
    held = json.dumps({"action": request.path, "fields": fields})
    form = SignInForm(formdata=None)
    return render_template("accounts/sign_in.html", form=form, held=held, next=""), 401


def _sign_in(user_id: Any) -> None:
    """Open a session in the database and put its token into the cookie; the CSRF secret is renewed."""
    at = clock.now()
    with atomic():
        token = service.open_session(user_id, at)
    session.clear()
    for made_before in ("actor", "csrf_token", "csrf_valid"):
        g.pop(made_before, None)
    login_user(queries.session_user(token, at))


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
    _sign_in(UUID(picked))
    return _after_sign_in()


def _after_sign_in() -> Any:
    held = _held()
    if held:
        return render_template("accounts/send_again.html", **held)
    return redirect(local_address(request.form.get("next", "")) or url_for("home.home"), 303)


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
    held, following = request.form.get("held", "")[:HELD_LIMIT], request.form.get("next", "")
    status = 422
    people: list[queries.Candidate] = []
    if form.validate_on_submit():
        matching, closed_until = _matching(form)
        if len(matching) == 1:
            _sign_in(matching[0].id)
            return _after_sign_in()
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
    actor = current_actor()
    if actor.session_id is None or actor.id is None:
        abort(403)
    with atomic():
        service.close_session(actor.session_id, actor.id, clock.now())
    logout_user()
    session.clear()
    flash(_("Đã đăng xuất."))
    return redirect(url_for("home.home"), 303)


@bp.get("/register")
@public
def register() -> Any:
    """The registration page."""
    following = local_address(request.args.get("next", "")) or ""
    return render_template(
        "accounts/register.html", form=RegisterForm(formdata=None), lines=CONSENT_LINES, next=following
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
            phone=login.value if login.kind == "phone" else None,
            email=login.value if login.kind == "email" else None,
            unit=form.unit.data or "",
            position=form.position.data or "",
            password_hash=hash_password(form.password.data),
        )
        try:
            with atomic():
                user_id = service.create_user(new, at)
                service.give_consent(user_id, at)
        except service.EmailTaken:
            form.login.errors = [
                _("E-mail này đã có tài khoản. Anh/chị đăng nhập, hoặc gọi số ở cuối trang.")
            ]
        else:
            _sign_in(user_id)
            person = queries.person(user_id)
            flash(
                _(
                    "Đã mở tài khoản. Mã học viên của anh/chị: %(code)s.",
                    code=person.user_code if person else "",
                )
            )
            return redirect(local_address(following) or url_for("home.home"), 303)
    return render_template("accounts/register.html", form=form, lines=CONSENT_LINES, next=following), 422


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
            _sign_in(actor.id)
            flash(_("Đã đổi mật khẩu. Các máy khác đã được đăng xuất."))
            return redirect(url_for(".account"), 303)
        form.old.errors = [_("Mật khẩu đang dùng chưa đúng.")]
    person = queries.person(actor.id)  # type: ignore[arg-type]
    details = DetailsForm(formdata=None, obj=person)
    return render_template("accounts/account.html", person=person, form=details, password=form), 422
