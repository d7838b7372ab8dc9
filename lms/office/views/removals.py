"""What somebody asked to have removed or stopped: the consequences, then the decision."""

from typing import Any

from flask import flash, redirect, render_template, url_for

from lms import clock
from lms.accounts import requests
from lms.accounts.requests.models import RequestKind
from lms.db import atomic
from lms.errors import AppError
from lms.office.forms.certificates import ReasonForm
from lms.office.views.asking import actor_id
from lms.office.views.desk import bp
from lms.permissions import Can
from lms.privacy import queries, service
from lms.privacy.words import GOES, KINDS, STAYS
from lms.site.queries import site
from lms.web.guard import requires
from lms.web.i18n import _


def _page(found: queries.Consequences, form: ReasonForm, status: int = 200, refusal: str = "") -> Any:
    stays = [str(line) % {"years": site().register_years} for line in STAYS]
    page = render_template(
        "office/removal.html",
        found=found,
        title=KINDS[found.kind],
        deletion=found.kind is RequestKind.DELETION,
        goes=GOES,
        stays=stays,
        form=form,
        refusal=refusal,
        now=clock.now(),
    )
    return page, status


@bp.get("/requests/<uuid:request_id>/removal")
@requires(Can.REMOVE_PERSON, load=queries.consequences)
def removal(found: queries.Consequences) -> Any:
    """What will go, what will stay, and until when it must be done."""
    return _page(found, ReasonForm(formdata=None))


@bp.post("/requests/<uuid:request_id>/removal")
@requires(Can.REMOVE_PERSON, load=queries.consequences, fresh=True)
def removal_approve(found: queries.Consequences) -> Any:
    """Do it: a deletion by a job, a withdrawal at once."""
    approve = service.approve_deletion if found.kind is RequestKind.DELETION else service.approve_withdrawal
    actor, at = actor_id(), clock.now()
    try:
        with atomic():
            approve(found.id, actor, at)
    except AppError as refused:
        return _page(found, ReasonForm(formdata=None), refused.status, str(refused.message))
    flash(_("Đã duyệt. Việc xóa chạy nền, thường xong trong một phút."))
    return redirect(url_for(".audit"), 303)


@bp.post("/requests/<uuid:request_id>/removal/refuse")
@requires(Can.REMOVE_PERSON, load=queries.consequences)
def removal_refuse(found: queries.Consequences) -> Any:
    """Say no, with the reason the person will read."""
    form = ReasonForm()
    if not form.validate_on_submit():
        return _page(found, form, 422)
    actor, at, note = actor_id(), clock.now(), form.reason.data or ""
    try:
        with atomic():
            requests.close(found.id, at, actor, note=note, refused=True)
    except AppError as refused:
        return _page(found, form, refused.status, str(refused.message))
    flash(_("Đã từ chối yêu cầu và ghi lý do."))
    return redirect(url_for(".audit"), 303)
