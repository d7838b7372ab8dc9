"""The office's pages."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from lms import clock
from lms.accounts import queries as accounts
from lms.accounts.rules import read_login
from lms.certificates import queries as certificates
from lms.certificates import service as certificate_service
from lms.db import atomic
from lms.errors import AppError
from lms.learning import queries as learning_queries
from lms.learning import service as learning
from lms.learning.models import EnrolmentState
from lms.names import tokens
from lms.office import queries
from lms.office.forms import EnrolForm, ReasonForm, SettingsForm
from lms.permissions import Can
from lms.site import service as site_service
from lms.site.queries import site
from lms.web.guard import current_actor, requires
from lms.web.i18n import _, _l
from lms.web.pagination import page_number, paginate

bp = Blueprint("office", __name__, url_prefix="/office")

STATES = {
    EnrolmentState.ACTIVE: (_l("Đang học"), ""),
    EnrolmentState.COMPLETED: (_l("Học xong"), "info"),
    EnrolmentState.LEFT: (_l("Đã thôi học"), "plain"),
}
MAX_QUERY = 100


@bp.context_processor
def office_places() -> dict[str, Any]:
    """The side list, with how many certificates are due."""
    due = certificates.due_count()
    return {
        "office_places": [
            {"key": "enrolments", "text": _("Ghi danh"), "href": url_for("office.enrolments")},
            {
                "key": "certificates",
                "text": _("Giấy chứng nhận"),
                "href": url_for("office.due"),
                "badge": due,
            },
            {"key": "audit", "text": _("Nhật ký"), "href": url_for("office.audit")},
            {"key": "settings", "text": _("Cài đặt"), "href": url_for("office.settings")},
        ]
    }


def _actor_id() -> UUID:
    actor = current_actor()
    if actor.id is None:
        abort(403)
    return actor.id


def _typed() -> str:
    return request.args.get("q", "")[:MAX_QUERY].strip()


@bp.get("")
@requires(Can.SEE_OFFICE)
def desk() -> Any:
    """The desk opens at the enrolments."""
    return redirect(url_for(".enrolments"))


def _enrolments_page(form: EnrolForm, courses: list[queries.CourseChoice], status: int = 200) -> Any:
    typed = _typed()
    digits = "".join(char for char in typed if char.isdigit())
    course_id, state = request.args.get("course", "")[:80], request.args.get("state", "")
    if state not in {member.value for member in EnrolmentState}:
        state = ""
    query = queries.enrolments(tokens(typed), digits, course_id, state)
    page = render_template(
        "office/enrolments.html",
        page=paginate(query, page_number()),
        q=typed,
        course=course_id,
        state=state,
        states=STATES,
        courses=[(one.id, one.title) for one in courses],
        form=form,
    )
    return page, status


def _enrol_form(courses: list[queries.CourseChoice], **options: Any) -> EnrolForm:
    form = EnrolForm(**options)
    form.course_id.choices = [(one.id, one.title) for one in courses if one.open]
    return form


@bp.get("/enrolments")
@requires(Can.MANAGE_ENROLMENTS)
def enrolments() -> Any:
    """Who studies what."""
    courses = queries.course_choices()
    return _enrolments_page(_enrol_form(courses, formdata=None), courses)


@bp.post("/enrolments")
@requires(Can.MANAGE_ENROLMENTS)
def enrol() -> Any:
    """Enrol a person who has an account."""
    courses = queries.course_choices()
    form = _enrol_form(courses)
    if not form.validate_on_submit():
        return _enrolments_page(form, courses, 422)
    login = read_login(form.login.data)
    found = accounts.candidates(login) if login else []
    if len(found) != 1:
        form.login.errors = [
            _("Có nhiều người dùng chung số này. Viết mã học viên, ví dụ U-123456.")
            if found
            else _("Chưa có tài khoản nào như vậy. Học viên cần mở tài khoản trước.")
        ]
        return _enrolments_page(form, courses, 422)
    person, course_id = found[0], form.course_id.data
    if course_id in learning_queries.enrolled_course_ids(person.id):
        flash(_("%(name)s đã ghi danh khóa này từ trước.", name=person.full_name))
    else:
        with atomic():
            learning.enrol(person.id, course_id, _actor_id(), clock.now())
        flash(_("Đã ghi danh %(name)s.", name=person.full_name))
    return redirect(url_for(".enrolments"), 303)


@bp.get("/enrolments/<uuid:enrolment_id>/leave")
@requires(Can.MANAGE_ENROLMENTS, load=queries.enrolment)
def leave_confirm(enrolment: Any) -> Any:
    """Ask before ending an enrolment."""
    return render_template("office/leave.html", enrolment=enrolment)


@bp.post("/enrolments/<uuid:enrolment_id>/leave")
@requires(Can.MANAGE_ENROLMENTS, load=queries.enrolment)
def leave(enrolment: Any) -> Any:
    """End an enrolment; what was done stays."""
    with atomic():
        learning.leave(enrolment.id, _actor_id(), clock.now())
    flash(_("Đã cho %(name)s thôi học khóa này. Kết quả đã có vẫn giữ.", name=enrolment.full_name))
    return redirect(url_for(".enrolments"), 303)


@bp.get("/certificates")
@requires(Can.ISSUE_CERTIFICATES)
def due() -> Any:
    """Certificates that are due, longest waiting first."""
    typed = _typed()
    page = paginate(certificates.due(tokens(typed)), page_number())
    return render_template("office/due.html", page=page, q=typed)


@bp.post("/certificates")
@requires(Can.ISSUE_CERTIFICATES)
def issue() -> Any:
    """Issue the certificates that were ticked, all or none."""
    try:
        chosen = [UUID(text) for text in request.form.getlist("enrolment")[:100]]
    except ValueError:
        abort(400)
    if not chosen:
        flash(_("Anh/chị đánh dấu ít nhất một người trước."), "error")
        return redirect(url_for(".due"), 303)
    actor_id, at = _actor_id(), clock.now()
    with atomic():
        for enrolment_id in chosen:
            certificate_service.issue(enrolment_id, actor_id, at)
    flash(_("Đã cấp %(count)s giấy chứng nhận.", count=len(chosen)))
    return redirect(url_for(".due"), 303)


@bp.get("/certificates/issued")
@requires(Can.ISSUE_CERTIFICATES)
def issued() -> Any:
    """The register."""
    typed = _typed()
    page = paginate(certificates.issued(tokens(typed)), page_number())
    return render_template("office/issued.html", page=page, q=typed, now=clock.now())


def _certificate_page(
    found: certificates.CertificateRow, form: ReasonForm, status: int = 200, refusal: str = ""
) -> Any:
    verdict = found.verdict(clock.now())
    page = render_template(
        "office/certificate.html", certificate=found, verdict=verdict, form=form, refusal=refusal
    )
    return page, status


@bp.get("/certificates/<uuid:certificate_id>")
@requires(Can.ISSUE_CERTIFICATES, load=certificates.certificate)
def certificate(found: certificates.CertificateRow) -> Any:
    """One line of the register, with the forms to replace or revoke it."""
    return _certificate_page(found, ReasonForm(formdata=None))


@bp.post("/certificates/<uuid:certificate_id>")
@requires(Can.ISSUE_CERTIFICATES, load=certificates.certificate)
def change_certificate(found: certificates.CertificateRow) -> Any:
    """Replace or revoke."""
    form = ReasonForm()
    if not form.validate_on_submit():
        return _certificate_page(found, form, 422)
    actor_id, at = _actor_id(), clock.now()
    try:
        with atomic():
            if request.form.get("act") == "replace":
                shown = certificate_service.replace(found.id, form.reason.data, actor_id, at)
                said = _("Đã cấp lại: giấy mới thay giấy cũ.")
            else:
                certificate_service.revoke(found.id, form.reason.data, actor_id, at)
                shown, said = found.id, _("Đã thu hồi giấy này.")
    except AppError as refusal:
        return _certificate_page(found, form, 409, str(refusal.message))
    flash(said)
    return redirect(url_for(".certificate", certificate_id=shown), 303)


@bp.get("/audit")
@requires(Can.READ_AUDIT_LOG)
def audit() -> Any:
    """Who did what, newest first."""
    action = request.args.get("action", "")[:64]
    return render_template(
        "office/audit.html", page=paginate(queries.audit(action), page_number(), 50), action=action
    )


@bp.get("/settings")
@requires(Can.EDIT_SETTINGS)
def settings() -> Any:
    """What the site says of itself."""
    return render_template("office/settings.html", form=SettingsForm(formdata=None, data=asdict(site())))


@bp.post("/settings")
@requires(Can.EDIT_SETTINGS)
def settings_send() -> Any:
    """Change what the site says of itself."""
    form = SettingsForm()
    if not form.validate_on_submit():
        return render_template("office/settings.html", form=form), 422
    values = {name: (value or "").strip() for name, value in form.data.items() if name != "csrf_token"}
    with atomic():
        changed = site_service.change(values, _actor_id(), clock.now())
    flash(_("Đã lưu.") if changed else _("Không có gì thay đổi."))
    return redirect(url_for(".settings"), 303)
