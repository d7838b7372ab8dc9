"""Practical work that nobody has marked in time: the office sees it, and may let it count with a reason."""

from typing import Any

from flask import flash, redirect, render_template, url_for

from lms import clock
from lms.db import committed
from lms.office.forms.works import WaiveForm
from lms.office.views.asking import actor_id
from lms.office.views.desk import bp
from lms.permissions import Can
from lms.practical import queries, service
from lms.web.guard import requires
from lms.web.i18n import _
from lms.web.pagination import page_number

LISTED = 50


@bp.get("/works")
@requires(Can.WAIVE_WORK)
def works() -> Any:
    """What has waited for seven days, and what cannot be sent again; oldest first."""
    page = queries.overdue(clock.now(), page_number(), LISTED)
    return render_template("office/works.html", page=page)


@bp.get("/works/<uuid:work_id>")
@requires(Can.WAIVE_WORK, load=queries.waivable)
def work(found: queries.Overdue) -> Any:
    """Ask for the reason before a work is waived."""
    return render_template("office/work.html", found=found, form=WaiveForm(formdata=None))


@bp.post("/works/<uuid:work_id>")
@requires(Can.WAIVE_WORK, load=queries.waivable)
def waive(found: queries.Overdue) -> Any:
    """Let the work count."""
    form = WaiveForm()
    if not form.validate_on_submit():
        return render_template("office/work.html", found=found, form=form), 422
    committed(service.waive, found.id, form.reason.data, actor_id(), clock.now())
    flash(_("Đã tính bài thực hành của %(name)s là xong.", name=found.full_name))
    return redirect(url_for(".works"), 303)
