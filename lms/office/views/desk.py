"""The desk itself: the blueprint of the office, its side list, its start."""

from typing import Any

from flask import Blueprint, redirect, url_for

from lms.certificates import queries as certificates
from lms.permissions import Can
from lms.web.guard import requires
from lms.web.i18n import _

bp = Blueprint("office", __name__, url_prefix="/office")


@bp.context_processor
def office_places() -> dict[str, Any]:
    """The side list, with how many certificates are due."""
    due = certificates.due_count()
    return {
        "office_places": [
            {"key": "people", "text": _("Người học"), "href": url_for("office.people_list")},
            {"key": "enrolments", "text": _("Ghi danh"), "href": url_for("office.enrolments")},
            {
                "key": "certificates",
                "text": _("Giấy chứng nhận"),
                "href": url_for("office.due"),
                "badge": due,
            },
            {
                "key": "requests",
                "text": _("Yêu cầu"),
                "href": url_for("office.requests"),
            },
            {"key": "audit", "text": _("Nhật ký"), "href": url_for("office.audit")},
            {"key": "settings", "text": _("Cài đặt"), "href": url_for("office.settings")},
        ]
    }


@bp.get("")
@requires(Can.SEE_OFFICE)
def desk() -> Any:
    """The desk opens at the enrolments."""
    return redirect(url_for(".enrolments"))
