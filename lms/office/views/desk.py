"""The desk itself: the blueprint of the office, its side list, its start."""

from typing import Any

from flask import Blueprint, render_template, url_for

from lms import clock
from lms.office import waiting
from lms.permissions import Can
from lms.web.guard import requires
from lms.web.i18n import _

bp = Blueprint("office", __name__, url_prefix="/office")


@bp.context_processor
def office_places() -> dict[str, Any]:
    """The side list, with how many requests wait and how many certificates are due."""
    counts = waiting.beside()
    places = (
        ("people", _("Học viên"), "office.people_list", 0),
        ("requests", _("Yêu cầu"), "office.requests", counts.requests),
        ("enrolments", _("Ghi danh"), "office.enrolments", 0),
        ("certificates", _("Giấy chứng nhận"), "office.due", counts.due),
        ("teach", _("Giảng dạy"), "home.teach", 0),
        ("import", _("Nhập danh sách"), "office.people_import", 0),
        ("exports", _("Xuất danh sách"), "office.exports", 0),
        ("audit", _("Nhật ký"), "office.audit", 0),
        ("settings", _("Cài đặt"), "office.settings", 0),
    )
    return {
        "office_places": [
            {"key": key, "text": text, "href": url_for(endpoint), "badge": badge}
            for key, text, endpoint, badge in places
        ]
    }


@bp.get("")
@requires(Can.SEE_OFFICE)
def desk() -> Any:
    """What waits for the office, each with the way to it."""
    return render_template("office/start.html", counts=waiting.start(clock.now()))
