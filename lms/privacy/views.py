"""One's own data: see, correct, take along, withdraw, ask to be removed."""

import json
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for

from lms import clock
from lms.accounts import service as accounts
from lms.accounts.consents.words import TITLES
from lms.accounts.forms import NameForm
from lms.audit.service import record
from lms.db import atomic
from lms.names import title_case_name
from lms.permissions import Can
from lms.places import queries as places
from lms.privacy import queries, service
from lms.privacy.forms import MyDetailsForm
from lms.privacy.own_data import own_data
from lms.privacy.rules import REQUIRED_PURPOSES
from lms.privacy.words import FIELDS, GOES, KINDS, SECTIONS, STAYS, STOPS
from lms.site.queries import site
from lms.storage.rules import content_disposition
from lms.web.guard import current_actor, requires
from lms.web.i18n import _

bp = Blueprint("privacy", __name__, url_prefix="/account/data")


def _me() -> UUID:
    actor = current_actor()
    if actor.id is None:
        abort(403)
    return actor.id


def _details(person: Any = None) -> MyDetailsForm:
    year = clock.local_date(clock.now()).year
    return MyDetailsForm(year, formdata=None, obj=person) if person is not None else MyDetailsForm(year)


def _page(form: MyDetailsForm | None = None, name: NameForm | None = None, status: int = 200) -> Any:
    me = _me()
    person = queries.person(me)
    page = render_template(
        "privacy/data.html",
        person=person,
        place=places.place(person.commune_code),
        fixed=queries.name_is_fixed(me),
        form=form or _details(person),
        name=name or NameForm(formdata=None, obj=person),
        consents=queries.consents(me),
        waiting=queries.open_requests(me),
        purposes=TITLES,
        required=REQUIRED_PURPOSES,
        kinds=KINDS,
    )
    return page, status


@bp.get("")
@requires(Can.SEE_OWN_PAGES)
def data() -> Any:
    """What is held about me, in short, and what I may do with it."""
    return _page()


@bp.post("")
@requires(Can.EDIT_OWN_ACCOUNT)
def details_send() -> Any:
    """Correct what may be corrected at once."""
    form = _details()
    if not form.validate_on_submit():
        return _page(form=form, status=422)
    with atomic():
        accounts.correct_details(
            _me(),
            unit=form.unit.data or "",
            position=form.position.data or "",
            birth_year=form.birth_year.data,
            gender=form.gender.data or None,
            at=clock.now(),
        )
    flash(_("Đã lưu."))
    return redirect(url_for(".data"), 303)


@bp.post("/name")
@requires(Can.EDIT_OWN_ACCOUNT)
def name_send() -> Any:
    """Correct the name; once it is confirmed or printed, the office does it."""
    form = NameForm()
    if not form.validate_on_submit():
        return _page(name=form, status=422)
    me, at = _me(), clock.now()
    wanted = title_case_name(form.full_name.data)
    with atomic():
        asked = service.correct_name(me, wanted, at)
    if asked:
        flash(_("Đã gửi văn phòng. Họ tên được sửa khi văn phòng đối chiếu xong."))
    else:
        flash(_("Đã lưu."))
    return redirect(url_for(".data"), 303)


def _note_export(me: UUID, form: str) -> None:
    with atomic():
        record(me, "privacy.export", "user", str(me), clock.now(), {"format": form})


def _download(text: str, content_type: str, name: str) -> Response:
    response = Response(text, content_type=f"{content_type}; charset=utf-8")
    response.headers["Content-Disposition"] = content_disposition(content_type, name)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.post("/json")
@requires(Can.SEE_OWN_PAGES, fresh=True)
def as_json() -> Response:
    """Everything, for a machine."""
    me = _me()
    _note_export(me, "json")
    text = json.dumps(own_data(me), ensure_ascii=False, indent=1)
    return _download(text, "application/json", _("du-lieu-cua-toi") + ".json")


@bp.post("/html")
@requires(Can.SEE_OWN_PAGES, fresh=True)
def as_html() -> Response:
    """Everything, to read and print."""
    me = _me()
    _note_export(me, "html")
    sections = own_data(me)
    page = render_template(
        "privacy/everything.html", sections=sections, titles=SECTIONS, fields=FIELDS, at=clock.now()
    )
    return _download(page, "text/html", _("du-lieu-cua-toi") + ".html")


@bp.get("/consents/<uuid:consent_id>/withdraw")
@requires(Can.SEE_OWN_PAGES)
def withdraw_confirm(consent_id: UUID) -> Any:
    """Say what will stop before a consent is withdrawn."""
    found = next((one for one in queries.consents(_me()) if one.id == consent_id), None)
    if found is None or found.withdrawn_at is not None:
        abort(404)
    return render_template(
        "privacy/withdraw.html",
        consent=found,
        purposes=TITLES,
        stops=STOPS,
        required=found.purpose in REQUIRED_PURPOSES,
    )


@bp.post("/consents/<uuid:consent_id>/withdraw")
@requires(Can.EDIT_OWN_ACCOUNT)
def withdraw(consent_id: UUID) -> Any:
    """Withdraw a consent."""
    with atomic():
        done = service.withdraw(_me(), consent_id, clock.now())
    if done:
        flash(_("Đã rút lại sự đồng ý."))
    else:
        flash(_("Đã gửi văn phòng. Yêu cầu được giải quyết trong 15 ngày; trước đó anh/chị vẫn đổi ý được."))
    return redirect(url_for(".data"), 303)


@bp.get("/deletion")
@requires(Can.SEE_OWN_PAGES)
def deletion() -> Any:
    """What a deletion removes and what stays."""
    stays = [str(line) % {"years": site().register_years} for line in STAYS]
    return render_template("privacy/deletion.html", goes=GOES, stays=stays)


@bp.post("/deletion")
@requires(Can.EDIT_OWN_ACCOUNT, fresh=True)
def deletion_send() -> Any:
    """Ask for it."""
    with atomic():
        service.ask_deletion(_me(), clock.now())
    flash(_("Đã gửi yêu cầu xóa. Văn phòng trả lời trong 2 ngày làm việc, xóa xong trong 20 ngày."))
    return redirect(url_for(".data"), 303)


@bp.post("/requests/<uuid:request_id>/undo")
@requires(Can.EDIT_OWN_ACCOUNT)
def undo(request_id: UUID) -> Any:
    """Take a request back while it waits."""
    with atomic():
        service.undo(_me(), request_id, clock.now())
    flash(_("Đã rút yêu cầu."))
    return redirect(url_for(".data"), 303)
