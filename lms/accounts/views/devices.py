"""Where one is signed in, and ending that."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_login import current_user, logout_user

from lms import clock
from lms.accounts import sessions
from lms.accounts.views.blueprint import bp
from lms.accounts.words import device_words
from lms.db import atomic
from lms.permissions import Can
from lms.web.guard import requires
from lms.web.i18n import _


@bp.get("/account/devices")
@requires(Can.SEE_OWN_PAGES)
def devices() -> Any:
    """The list, this browser marked."""
    actor = current_user.actor
    found = sessions.devices(actor.id, clock.now())
    rows = [(one, device_words(one.device), one.id == actor.session_id) for one in found]
    return render_template("accounts/devices.html", rows=rows)


@bp.post("/account/devices/<uuid:session_id>/end")
@requires(Can.END_SESSION, load=sessions.device)
def end_device(device: sessions.SignedIn) -> Any:
    """Sign one browser out; this one too, where somebody asks for that."""
    with atomic():
        sessions.end(device.id, device.user_id, clock.now())
    if device.id == current_user.actor.session_id:
        logout_user()
        return redirect(url_for(".sign_in"), 303)
    flash(_("Đã đăng xuất máy đó."))
    return redirect(url_for(".devices"), 303)


@bp.post("/account/devices/end")
@requires(Can.SEE_OWN_PAGES)
def end_devices() -> Any:
    """Sign out everywhere, here too."""
    actor = current_user.actor
    with atomic():
        sessions.end_everywhere(actor.id, clock.now())
    logout_user()
    flash(_("Đã đăng xuất khỏi mọi máy."))
    return redirect(url_for(".sign_in"), 303)
