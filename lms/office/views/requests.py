"""What people ask for: waiting requests, what is due first at the top, each with the deed that answers it."""

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from lms import clock
from lms.accounts import service as accounts
from lms.accounts.requests import holidays, queries
from lms.accounts.requests.models import RequestKind
from lms.accounts.requests.service import RequestClosed, close
from lms.db import atomic
from lms.office.views.asking import actor_id
from lms.office.views.desk import bp
from lms.permissions import Can
from lms.places.queries import places
from lms.privacy.words import KINDS
from lms.web.guard import requires
from lms.web.i18n import _
from lms.web.pagination import page_number, paginate

# These have their own page, with the job that does them.
ELSEWHERE = (RequestKind.DELETION, RequestKind.WITHDRAWAL)


def _holidays_end() -> date | None:
    """The end of the table of holidays, when it is near."""
    return holidays.KNOWN_TO if holidays.runs_out(clock.local_date(clock.now())) else None


@bp.get("/requests")
@requires(Can.MANAGE_PEOPLE)
def requests() -> Any:
    """Everything that waits."""
    page = paginate(queries.waiting(), page_number())
    return render_template(
        "office/requests.html",
        page=page,
        places=places({one.commune_code for one in page.items if one.kind is RequestKind.PEOPLE_LIST}),
        kinds=KINDS,
        elsewhere=ELSEWHERE,
        now=clock.now(),
        holidays_end=_holidays_end(),
    )


@bp.get("/requests/closed")
@requires(Can.MANAGE_PEOPLE)
def closed_requests() -> Any:
    """What was closed, newest first: by whom, and what came of it."""
    asked = request.args.get("kind", "")
    kind = next((one for one in RequestKind if one == asked), None)
    return render_template(
        "office/requests_closed.html",
        page=paginate(queries.closed(kind), page_number()),
        kinds=KINDS,
        kind=kind or "",
    )


@bp.post("/requests/<uuid:request_id>")
@requires(Can.MANAGE_PEOPLE, load=queries.request)
def close_request(found: Any) -> Any:
    """Close a request with a note; a name correction is applied when the office agrees."""
    at, actor = clock.now(), actor_id()
    refused = request.form.get("act") == "refuse"
    note = request.form.get("note", "").strip()
    if found.kind in ELSEWHERE:
        flash(_("Yêu cầu này giải quyết ở trang riêng."))
        return redirect(url_for(".requests"), 303)
    if found.kind is RequestKind.PEOPLE_LIST and not (refused and note):
        flash(_("Danh sách tự đóng khi ghi người. Muốn từ chối thì viết lý do, người gửi sẽ đọc."), "error")
        return redirect(url_for(".requests"), 303)
    try:
        with atomic():
            close(found.id, at, actor, note=note, refused=refused)
            if found.kind is RequestKind.NAME_CORRECTION and not refused and found.user_id:
                accounts.correct_name(found.user_id, found.detail["new"], at, actor)
    except RequestClosed as late:
        flash(str(late.message))
    else:
        flash(_("Đã trả lời và đóng yêu cầu."))
    return redirect(url_for(".requests"), 303)
