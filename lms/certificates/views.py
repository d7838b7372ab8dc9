"""One's own certificates and their files, and the public check."""

from datetime import timedelta
from typing import Any, Final

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for

from lms import clock
from lms.certificates import queries
from lms.certificates.jobs import TYPES, file_key
from lms.certificates.rules import Verdict, grouped, read_code
from lms.permissions import Can
from lms.storage import StorageUnavailable, get_storage
from lms.storage.rules import content_disposition
from lms.web.guard import current_actor, public, requires
from lms.web.limits import limiter

bp = Blueprint("certificates", __name__)

MISSES = "60 per 10 minutes"
#: Files are drawn within minutes: the page of an older certificate need not ask the store for them.
_DRAWN_BY_THEN: Final = timedelta(hours=1)


@bp.get("/certificates")
@requires(Can.SEE_OWN_PAGES)
def mine() -> Any:
    """My certificates, and the courses whose certificate is on its way."""
    actor = current_actor()
    if actor.id is None:
        abort(403)
    return render_template(
        "certificates/mine.html",
        certificates=queries.of_user(actor.id),
        waiting=queries.waiting_courses(actor.id),
        now=clock.now(),
        grouped=grouped,
    )


@bp.get("/certificates/<uuid:certificate_id>")
@requires(Can.READ_CERTIFICATE, load=queries.certificate)
def certificate(found: queries.CertificateRow) -> Any:
    """One certificate: its state, its files, its code."""
    drawn = found.issued_at < clock.now() - _DRAWN_BY_THEN or _drawn(found)
    return render_template(
        "certificates/certificate.html",
        certificate=found,
        verdict=found.verdict(clock.now()),
        drawn=drawn,
        code=grouped(found.code),
    )


def _drawn(found: queries.CertificateRow) -> bool:
    """Whether the files are there; not as far as we know, when the store does not say."""
    try:
        return get_storage().head(file_key(found.id, "png")) is not None
    except StorageUnavailable:
        return False


def _file(found: queries.CertificateRow, kind: str) -> Response:
    """The drawn file, or 404 as long as the worker has not drawn it."""
    data = get_storage().get(file_key(found.id, kind))
    response = Response(data, content_type=TYPES[kind])
    name = f"giay-chung-nhan-{found.register_number}.{kind}"
    inline = kind == "png" and "download" not in request.args
    response.headers["Content-Disposition"] = content_disposition(TYPES[kind], None if inline else name)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.get("/certificates/<uuid:certificate_id>.pdf")
@requires(Can.READ_CERTIFICATE, load=queries.certificate)
def pdf(found: queries.CertificateRow) -> Response:
    """The PDF for printing."""
    return _file(found, "pdf")


@bp.get("/certificates/<uuid:certificate_id>.png")
@requires(Can.READ_CERTIFICATE, load=queries.certificate)
def png(found: queries.CertificateRow) -> Response:
    """The picture for sending on."""
    return _file(found, "png")


@bp.get("/verify")
@public
def verify_form() -> Any:
    """The form to type a code into; a typed code goes to its own page."""
    typed = request.args.get("code", "")[:200]
    if typed:
        code = read_code(typed)
        if code:
            return redirect(url_for(".verify", code=code))
        return render_template("certificates/verify.html", typed=typed, mistyped=True), 422
    return render_template("certificates/verify.html", typed="")


@bp.get("/verify/<string:code>")
@public
@limiter.limit(MISSES, deduct_when=lambda response: response.status_code == 404)
def verify(code: str) -> Any:
    """What the register says of a code: the recorded facts, whatever a paper says (S56, S57)."""
    read = read_code(code)
    found = queries.by_code(read) if read else None
    now = clock.now()
    page = render_template(
        "certificates/verdict.html",
        found=found,
        verdict=found.verdict(now) if found else Verdict.UNKNOWN,
        now=now,
        typed=code[:60],
    )
    return Response(page, 200 if found else 404, headers={"X-Robots-Tag": "noindex"})
