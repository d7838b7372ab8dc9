"""Certificates: those due, the register, one certificate."""

from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for

from lms import clock
from lms.certificates import queries as certificates
from lms.certificates import service as certificate_service
from lms.db import atomic
from lms.errors import AppError
from lms.office.forms.certificates import ReasonForm
from lms.office.views.asking import actor_id, typed
from lms.office.views.desk import bp
from lms.permissions import Can
from lms.web.guard import requires
from lms.web.i18n import _
from lms.web.pagination import page_number, paginate

#: As many certificates as one deed issues: more than a page of the list shows.
MOST_AT_ONCE = 100


@bp.get("/certificates")
@requires(Can.ISSUE_CERTIFICATES)
def due() -> Any:
    """Certificates that are due, longest waiting first."""
    words = typed()
    page = paginate(certificates.due(words), page_number())
    return render_template("office/due.html", page=page, q=words, all="all" in request.args)


@bp.post("/certificates")
@requires(Can.ISSUE_CERTIFICATES)
def issue() -> Any:
    """Show who was ticked; once that is confirmed, issue their certificates, all or none."""
    try:
        chosen = list(dict.fromkeys(UUID(text) for text in request.form.getlist("enrolment")[:MOST_AT_ONCE]))
    except ValueError:
        abort(400)
    if not chosen:
        flash(_("Anh/chị đánh dấu ít nhất một người trước."), "error")
        return redirect(url_for(".due"), 303)
    if request.form.get("act") != "issue":
        rows = certificates.due_of(chosen)
        return render_template("office/due_confirm.html", rows=rows, gone=len(chosen) - len(rows))
    who, at = actor_id(), clock.now()
    with atomic():
        for enrolment_id in chosen:
            certificate_service.issue(enrolment_id, who, at)
    flash(_("Đã cấp %(count)s giấy chứng nhận.", count=len(chosen)))
    return redirect(url_for(".due"), 303)


@bp.get("/certificates/issued")
@requires(Can.ISSUE_CERTIFICATES)
def issued() -> Any:
    """The register."""
    words = typed()
    page = paginate(certificates.issued(words), page_number())
    return render_template("office/issued.html", page=page, q=words, now=clock.now())


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
    who, at = actor_id(), clock.now()
    try:
        with atomic():
            if request.form.get("act") == "replace":
                shown = certificate_service.replace(found.id, form.reason.data, who, at)
                said = _("Đã cấp lại: giấy mới thay giấy cũ.")
            else:
                certificate_service.revoke(found.id, form.reason.data, who, at)
                shown, said = found.id, _("Đã thu hồi giấy này.")
    except AppError as refusal:
        return _certificate_page(found, form, 409, str(refusal.message))
    flash(said)
    return redirect(url_for(".certificate", certificate_id=shown), 303)
