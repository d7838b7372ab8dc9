"""What the site says of itself."""

from dataclasses import asdict
from typing import Any

from flask import flash, redirect, render_template, url_for

from lms import clock
from lms.db import atomic
from lms.office.forms.settings import SettingsForm
from lms.office.views.asking import actor_id
from lms.office.views.desk import bp
from lms.permissions import Can
from lms.site import service as site_service
from lms.site.queries import site
from lms.web.guard import requires
from lms.web.i18n import _


@bp.get("/settings")
@requires(Can.EDIT_SETTINGS)
def settings() -> Any:
    """What the site says of itself."""
    return render_template("office/settings.html", form=SettingsForm(formdata=None, data=asdict(site())))


@bp.post("/settings")
@requires(Can.EDIT_SETTINGS)
def settings_send() -> Any:
    """Change what the site says of itself."""
    form = SettingsForm()
    if not form.validate_on_submit():
        return render_template("office/settings.html", form=form), 422
    values = {name: (value or "").strip() for name, value in form.data.items() if name != "csrf_token"}
    with atomic():
        changed = site_service.change(values, actor_id(), clock.now())
    flash(_("Đã lưu.") if changed else _("Không có gì thay đổi."))
    return redirect(url_for(".settings"), 303)
