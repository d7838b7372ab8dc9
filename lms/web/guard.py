"""The door of every route: load the target, ask the one judge, hand the target to the view.

A route without a declared permission stops `create_app` (S01).
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, NoReturn, TypeVar, cast
from urllib.parse import urlencode

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask_login import current_user

from lms import clock
from lms.audit.service import record
from lms.db import atomic
from lms.permissions import ANONYMOUS, HIDDEN, Actor, Can, allowed

View = TypeVar("View", bound=Callable[..., Any])
_MARK = "__can__"
FRESH = timedelta(minutes=10)


class UnguardedRoute(RuntimeError):
    """A route declares no permission; the application must not start with it."""


def current_actor() -> Actor:
    """Who makes this request; ANONYMOUS before signing in."""
    if "actor" not in g:
        user = current_user._get_current_object()
        g.actor = user.actor if user.is_authenticated else ANONYMOUS
    return cast(Actor, g.actor)


def wants_json() -> bool:
    """True when the script in the page asks, not the person."""
    return request.is_json or request.accept_mimetypes.best == "application/json"


def sign_in_first() -> Any:
    """Send a signed-out person to the sign-in page and back again; a script gets 401.

    What was typed into a form is not lost: the accounts room registers `hold_and_sign_in`, a page that
    keeps the fields while the person signs in.
    """
    if wants_json():
        abort(401)
    if request.method not in ("GET", "HEAD"):
        return current_app.extensions["hold_and_sign_in"]()
    back = request.full_path.rstrip("?")
    return redirect(url_for("accounts.sign_in") + "?" + urlencode({"next": back}))


def proved(actor: Actor) -> bool:
    """True while the last proof of who acts is recent enough for what is hard to undo."""
    return actor.proved_at is not None and clock.now() - actor.proved_at <= FRESH


def prove_first() -> Any:
    """Ask for the password again and come back; a script gets 401.

    A form that was sent is kept and sent on afterwards: the accounts room registers `hold_and_prove`.
    """
    if wants_json():
        abort(401)
    if request.method not in ("GET", "HEAD"):
        return current_app.extensions["hold_and_prove"]()
    back = request.full_path.rstrip("?")
    return redirect(url_for("accounts.prove") + "?" + urlencode({"next": back}))


def refuse(actor: Actor, action: Can) -> NoReturn:
    """Answer a signed-in person who may not, and note that they tried (S64)."""
    with atomic():
        detail = {"can": action.value, "path": request.path[:200]}
        if actor.viewer_id is not None:
            detail["user"] = str(actor.id)
        record(
            actor.viewer_id or actor.id, "access.denied", "route", request.endpoint or "", clock.now(), detail
        )
    abort(404 if action in HIDDEN else 403)


def requires(
    action: Can,
    *,
    load: Callable[..., Any] | None = None,
    denied: Callable[[Any], Any] | None = None,
    fresh: bool = False,
) -> Callable[[View], View]:
    """Guard a view by `action`.

    With `load`, the URL's arguments go to it and its result is the view's first argument; None is 404.
    Signed-out people are asked to sign in where signing in could help. `denied` answers a signed-in person
    who may not, instead of 403, where there is a better way on (a course one can enrol in).

    `fresh` is for what is hard to undo or carries people's data away: who may is asked for the password (and
    second factor) again when the last proof in this session is older than ten minutes (S53).
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(**arguments: Any) -> Any:
            actor = current_actor()
            if load is None:
                if not allowed(actor, action):
                    return sign_in_first() if actor.id is None else refuse(actor, action)
                return view(**arguments) if not fresh or proved(actor) else prove_first()
            if actor.id is None and not allowed(actor, action):
                return sign_in_first()
            target = load(**arguments)
            if target is None:
                abort(404)
            if not allowed(actor, action, target):
                if denied is not None:
                    return denied(target)
                refuse(actor, action)
            return view(target) if not fresh or proved(actor) else prove_first()

        setattr(guarded, _MARK, action)
        return cast(View, guarded)

    return decorate


def public(view: View) -> View:
    """Declare a route open to everybody."""
    setattr(view, _MARK, Can.PUBLIC)
    return view


def open_to_all(endpoint: str | None) -> bool:
    """True where signing in would not help, because nobody needs to."""
    view = current_app.view_functions.get(endpoint or "")
    return getattr(view, _MARK, None) is Can.PUBLIC


def declared_can(view: Callable[..., Any]) -> Can:
    """The permission that a guarded view declares."""
    return cast(Can, getattr(view, _MARK))


def declared(app: Flask) -> dict[str, Can]:
    """The permission of every endpoint. Raises UnguardedRoute that names those without one."""
    found = {name: getattr(view, _MARK, None) for name, view in app.view_functions.items()}
    bare = sorted(name for name, can in found.items() if can is None)
    if bare:
        raise UnguardedRoute(", ".join(bare))
    return cast(dict[str, Can], found)
