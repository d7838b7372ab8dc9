"""Who did what."""

from typing import Any

from flask import render_template, request

from lms.office import queries
from lms.office.views.desk import bp
from lms.permissions import Can
from lms.web.guard import requires
from lms.web.pagination import page_number, paginate


@bp.get("/audit")
@requires(Can.READ_AUDIT_LOG)
def audit() -> Any:
    """Who did what, newest first."""
    action = request.args.get("action", "")[:64]
    return render_template(
        "office/audit.html", page=paginate(queries.audit(action), page_number(), 50), action=action
    )
