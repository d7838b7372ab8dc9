"""A commune's contact proposes people; the office looks at the list and writes it, or says why not."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for

from lms import clock
from lms.accounts.requests import queries as requests
from lms.accounts.requests.models import OPEN, RequestKind
from lms.accounts.requests.service import RequestClosed
from lms.db import atomic
from lms.office.proposals import queries, service
from lms.office.proposals.rules import MOST, LineFault, read_lines
from lms.office.views.asking import actor_id
from lms.office.views.communes import bp as communes
from lms.office.views.desk import bp as office
from lms.permissions import Can
from lms.places.queries import Place, places
from lms.web.guard import current_actor, requires
from lms.web.i18n import _, _l

LONGEST = 40_000
LONGEST_NOTE = 1000
FAULTS = {
    "no-name": _l("thiếu họ tên"),
    "not-a-name": _l("họ tên chỉ gồm chữ"),
    "long": _l("dài quá, xin viết ngắn lại"),
    "phone": _l("số điện thoại chưa đúng, cần 10 chữ số"),
    "twice": _l("người này đã có ở dòng trên"),
}


def _page(status: int = 200, text: str = "", note: str = "", error: str = "") -> Any:
    actor = current_actor()
    sent = queries.mine(actor_id())
    known = places(set(actor.communes) | {one.commune_code for one in sent if one.commune_code})
    return render_template(
        "communes/propose.html",
        mine=[known[code] for code in sorted(actor.communes) if code in known],
        chosen=request.form.get("commune", ""),
        text=text,
        note=note,
        error=error,
        sent=sent,
        places=known,
        open_states=OPEN,
        most=MOST,
    ), status


@communes.get("/propose")
@requires(Can.PROPOSE_PEOPLE)
def propose() -> Any:
    """Where a contact writes down people; the office itself is led to its import."""
    return _page()


def _chosen() -> Place | None:
    """The commune the list is for: the chosen one of the contact's own, or the only one."""
    mine = current_actor().communes
    asked = request.form.get("commune", "")
    code = asked if asked in mine else next(iter(mine)) if len(mine) == 1 else ""
    return places({code}).get(code) if code else None


@communes.post("/propose")
@requires(Can.PROPOSE_PEOPLE)
def propose_send() -> Any:
    """Read the lines; one that is wrong is named, and nothing is sent before all are right."""
    text, note = request.form.get("people", "")[: LONGEST + 1], request.form.get("note", "")[:LONGEST_NOTE]
    place = _chosen()
    if place is None:
        return _page(422, text, note, _("Chọn xã trước."))
    rows, faults = read_lines(text, place.label)
    if len(text) > LONGEST or len(rows) > MOST:
        return _page(422, text, note, _("Mỗi lần gửi nhiều nhất %(count)s người.", count=MOST))
    if faults:
        return _page(422, text, note, " ".join(_words(one) for one in faults[:10]))
    if not rows:
        return _page(422, text, note, _("Viết ít nhất một người."))
    with atomic():
        service.propose(rows, place, note.strip(), actor_id(), clock.now())
    flash(_("Đã gửi %(count)s người tới văn phòng.", count=len(rows)))
    return redirect(url_for(".propose"), 303)


def _words(fault: LineFault) -> str:
    what = FAULTS[fault.what]
    return _("Dòng %(number)s (%(line)s): %(what)s.", number=fault.number, line=fault.line, what=what)


@communes.post("/propose/<uuid:request_id>/take-back")
@requires(Can.PROPOSE_PEOPLE, load=requests.request)
def propose_take_back(found: Any) -> Any:
    """Take an own proposal back."""
    if found.kind is not RequestKind.PEOPLE_LIST or found.user_id != actor_id():
        abort(404)
    try:
        with atomic():
            service.take_back(found.id, _("Người gửi rút lại."), actor_id(), clock.now())
    except RequestClosed as late:
        flash(str(late.message))
    else:
        flash(_("Đã rút lại danh sách. Văn phòng không còn thấy nữa."))
    return redirect(url_for(".propose"), 303)


@office.post("/requests/<uuid:request_id>/people")
@requires(Can.IMPORT_PEOPLE, load=requests.request)
def proposed_people(found: Any) -> Any:
    """Open a proposal as a list to be looked at row by row."""
    place = places({found.commune_code}).get(found.commune_code) if found.commune_code else None
    if found.kind is not RequestKind.PEOPLE_LIST or place is None or not found.detail.get("rows"):
        abort(404)
    file_name = _("Danh sách của %(name)s", name=found.full_name or place.name)
    with atomic():
        import_id = service.look_at(found, place, file_name, actor_id(), clock.now())
    return redirect(url_for(".people_import_rows", import_id=import_id), 303)
