"""The commune contact's page, and the slips of paper that it and the office print.

Codes can be read only in the answer that issues them: they are stored hashed, so the sheet is made in that
very request, as a page to print, and no cache keeps it.
"""

from typing import Any
from uuid import UUID

import segno
from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for

from lms import clock
from lms.accounts import codes
from lms.accounts.codes.rules import shown
from lms.accounts.codes.service import NotForThem
from lms.config import settings
from lms.db import atomic
from lms.names import fold
from lms.office.communes import STANDINGS, counts, people
from lms.office.messages import message
from lms.permissions import Can
from lms.places.queries import places
from lms.web.guard import current_actor, requires
from lms.web.i18n import _, _l
from lms.web.pagination import page_number, paginate

bp = Blueprint("communes", __name__, url_prefix="/xa")

WORDS = {
    "help": (_l("Cần giúp"), "stop"),
    "new": (_l("Chưa vào"), "wait"),
    "idle": (_l("Chưa có khóa học"), "plain"),
    "learning": (_l("Đang học"), ""),
    "paper": (_l("Chờ giấy"), "wait"),
    "done": (_l("Xong"), "info"),
}
MOST = 400  # slips in one print: fifty sheets


@bp.get("")
@requires(Can.SEE_OWN_COMMUNE)
def page() -> Any:
    """One's own people; the office chooses a commune by its code."""
    actor, at = current_actor(), clock.now()
    asked = request.args.get("xa", "")[:5]
    mine = frozenset({asked}) if actor.is_admin and asked else actor.communes
    standing = request.args.get("tinh-trang", "")
    standing = standing if standing in STANDINGS else ""
    rows = paginate(people(mine, at, standing), page_number())
    return render_template(
        "communes/people.html",
        page=rows,
        places=places(set(mine)),
        counts=counts(mine, at),
        standing=standing,
        xa=asked if actor.is_admin else "",
        words=WORDS,
        messages={row.id: message(row, settings().site_url, actor.full_name) for row in rows.items},
    )


def _qr(text: str) -> tuple[int, str]:
    """The side in modules and the dark ones as an SVG path; error correction M, two modules around."""
    rows = [list(row) for row in segno.make(text, error="m", micro=False).matrix_iter(border=2)]
    dark = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, on in enumerate(row) if on)
    return len(rows), dark


def _ids() -> list[UUID]:
    found = set()
    for text in request.form.getlist("person")[:MOST]:
        try:
            found.add(UUID(text))
        except ValueError:
            continue
    return sorted(found)


def _back(wanted: list[UUID]) -> str:
    """Where the sheet leads back to: the contact's page; the office's of the commune, the person, or all."""
    if not current_actor().is_admin:
        return url_for(".page")
    asked = request.form.get("xa", "")[:5]
    if asked:
        return url_for(".page", xa=asked)
    if len(wanted) == 1:
        return url_for("office.person", person_id=wanted[0])
    return url_for("office.people_list")


@bp.post("/slips")
@requires(Can.ISSUE_LOGIN_CODE)
def slips() -> Any:
    """Issue a code to each chosen person and show the sheet, eight slips to an A4."""
    wanted, at = _ids(), clock.now()
    if not wanted:
        flash(_("Chọn ít nhất một người để in phiếu."))
        return redirect(_back(wanted), 303)
    try:
        with atomic():
            made = codes.issue(wanted, current_actor(), at)
    except NotForThem as refusal:
        flash(str(refusal.message))
        return redirect(_back(wanted), 303)
    found = codes.holders(made)
    known = places({one.commune_code for one in found if one.commune_code})
    sheet = []
    for person in sorted(found, key=lambda one: one.sort_key):
        place = known.get(person.commune_code or "")
        side, dark = _qr(f"{settings().site_url}/vao?ma={person.user_code}")
        sheet.append(
            {
                "person": person,
                "place": place.label if place else "",
                "code": shown(made[person.id].code),
                "until": made[person.id].expires_at,
                "side": side,
                "dark": dark,
            }
        )
    sheet.sort(key=lambda slip: fold(str(slip["place"])))  # stable: names stay in order within a commune
    host = settings().site_url.split("://", 1)[-1]
    answer: Response = make_response(
        render_template("communes/slips.html", sheet=sheet, host=host, back=_back(wanted))
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer
