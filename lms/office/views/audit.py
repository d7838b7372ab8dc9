"""Who did what."""

from dataclasses import replace
from typing import Any

from flask import render_template, request

from lms.office import audit_log
from lms.office.views.desk import bp
from lms.office.words import SUBJECTS
from lms.permissions import Can
from lms.web.guard import requires
from lms.web.pagination import page_number, paginate

SIZE = 50


@bp.get("/audit")
@requires(Can.READ_AUDIT_LOG)
def audit() -> Any:
    """Who did what, newest first: by kind of act, by person, by day."""
    wanted = audit_log.read_wanted(request.args)
    page = paginate(audit_log.found(wanted), page_number(), SIZE)
    entries = replace(page, items=audit_log.shown(page.items))
    return render_template(
        "office/audit.html",
        page=entries,
        action=wanted.action,
        subjects=list(SUBJECTS),
        who=wanted.who,
        first=wanted.first.isoformat() if wanted.first else "",
        last=wanted.last.isoformat() if wanted.last else "",
    )
