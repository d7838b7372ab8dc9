"""The session cookie: read at every request, written at signing in."""

from uuid import UUID

from flask import Flask, Response, g, request, session
from flask_login import LoginManager, current_user, login_user, logout_user

from lms import clock
from lms.accounts import sessions, viewing
from lms.accounts.devices import read_device
from lms.accounts.models import SessionKind
from lms.db import atomic

HOUSEHOLD = "household"


def connect(app: Flask) -> None:
    """Set up Flask-Login: the cookie holds a session token, looked up with the person in one query."""
    app.config["PERMANENT_SESSION_LIFETIME"] = sessions.LIFE[SessionKind.OWN]
    app.config["SESSION_REFRESH_EACH_REQUEST"] = False
    manager = LoginManager()
    manager.session_protection = None
    manager.init_app(app)

    @manager.user_loader
    def load(token: str) -> sessions.SessionUser | None:
        found = sessions.session_user(token, clock.now())
        return viewing.seen_as(found, session, clock.now()) if found else None

    @app.context_processor
    def changing_over() -> dict[str, bool]:
        user = current_user
        shared = user.is_authenticated and user.kind is SessionKind.SHARED
        return {"shared_device": shared, "may_change_over": shared or bool(session.get(HOUSEHOLD))}

    @app.after_request
    def note_seen(response: Response) -> Response:
        user = current_user
        # After a fault nobody is looked up: the database may be what has failed.
        known = response.status_code < 500 and request.endpoint and "_user_id" in session
        if known and user.is_authenticated:
            at = clock.now()
            if at - user.last_seen_at > sessions.SEEN_EVERY[user.kind]:
                with atomic():
                    sessions.seen(user.actor.session_id, at)
                # Sent again, so that the browser keeps it as long as the row lives.
                session.modified = session.permanent
        return response


def _use(token: str) -> None:
    """Put a token into the cookie, and nothing of who was there before into this request."""
    for made_before in ("actor", "csrf_token", "csrf_valid"):
        g.pop(made_before, None)
    found = sessions.session_user(token, clock.now())
    login_user(found)
    session.permanent = found is not None and found.kind is SessionKind.OWN


def enter(user_id: UUID, kind: SessionKind = SessionKind.OWN, *, household: bool = False) -> None:
    """Sign somebody in on this browser: a new session in the database, a new cookie, a new CSRF secret (S44).

    The cookie of one's own device is kept for as long as the session may be idle; on a shared device it ends
    with the browser. `household`: others sign in with the same phone number, so pages offer to change over.
    """
    before = current_user
    with atomic():
        if before.is_authenticated:
            sessions.end(before.actor.session_id, before.actor.id, clock.now())
        token = sessions.start(user_id, clock.now(), kind, read_device(request.user_agent.string))
    session.clear()
    _use(token)
    if household:
        session[HOUSEHOLD] = True


def prove(user: sessions.SessionUser) -> None:
    """Note a fresh proof for this session; it goes on under a new token (S44)."""
    if user.actor.session_id is None or user.actor.id is None:
        return
    with atomic():
        token = sessions.prove(user.actor.session_id, user.actor.id, clock.now())
    _use(token)


def leave(user: sessions.SessionUser) -> None:
    """End this session, in the database and in the browser."""
    if user.actor.session_id is not None and user.actor.id is not None:
        with atomic():
            sessions.end(user.actor.session_id, user.actor.id, clock.now())
    logout_user()
    session.clear()
