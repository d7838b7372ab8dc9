"""Who did what."""

from dataclasses import replace
from datetime import date
from typing import Any

from flask import render_template, request

from lms.office import audit_log, people
from lms.office.views.asking import typed
from lms.office.views.desk import bp
from lms.office.words import SUBJECTS
from lms.permissions import Can
from lms.web.guard import requires
from lms.web.pagination import page_number, paginate

SIZE = 50
#: As many people as one search of the log is about.
MEANT = 50


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


@bp.get("/audit")
@requires(Can.READ_AUDIT_LOG)
def audit() -> Any:
    """Who did what, newest first: by kind of act, by person, by day."""
    action, who = request.args.get("action", "")[:64], typed("who")
    meant = (
        [row.id for row in people.page_of_people(people.Filter(typed=who), 1, MEANT).items] if who else None
    )
    first, last = _day("first"), _day("last")
    page = paginate(audit_log.entries(action, meant, first, last), page_number(), SIZE)
    entries = replace(page, items=audit_log.shown(page.items))
    return render_template(
        "office/audit.html",
        page=entries,
        action=action,
        subjects=[(prefix, word) for prefix, word in SUBJECTS],
        who=who,
        first=first.isoformat() if first else "",
        last=last.isoformat() if last else "",
    )
