"""Lists as files: at once where they are short, fetched later where they are long."""

from typing import Any

from flask import Response, abort, redirect, render_template, request, url_for
from sqlalchemy import select

from lms import clock
from lms.db import atomic, db
from lms.office.exports import service
from lms.office.exports.lists import LISTS, count, read_filters
from lms.office.exports.models import Export, ExportState
from lms.office.views.asking import actor_id
from lms.office.views.desk import bp
from lms.permissions import Can
from lms.storage import get_storage
from lms.storage.rules import content_disposition
from lms.web.guard import requires


def export(export_id: Any) -> Any:
    """A file that the signed-in person asked for and that is still kept; None for anybody else's."""
    found = db.session.get(Export, export_id)
    mine = found is not None and found.requested_by == actor_id() and found.expires_at > clock.now()
    return found if mine else None


def _file(data: bytes, kind: str, file_format: str) -> Response:
    content_type = service.TYPES[file_format]
    response = Response(data, content_type=content_type)
    day = clock.local_date(clock.now())
    name = f"{LISTS[kind].title} {day:%d-%m-%Y}.{file_format}"
    response.headers["Content-Disposition"] = content_disposition(content_type, name)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.post("/exports")
@requires(Can.EXPORT_PEOPLE, fresh=True)
def export_send() -> Any:
    """Make the file of a list as it is filtered on the page one comes from."""
    kind, file_format = request.form.get("kind", ""), request.form.get("format", "")
    if kind not in LISTS or file_format not in service.TYPES:
        abort(400)
    filters = read_filters(kind, request.form)
    number, actor, at = count(kind, filters), actor_id(), clock.now()
    long = number > service.AT_ONCE
    with atomic():
        service.note(kind, file_format, filters, number, actor, at)
        export_id = service.ask(kind, file_format, filters, actor, at) if long else None
    if export_id is not None:
        return redirect(url_for(".export_waiting", export_id=export_id), 303)
    return _file(service.draw(kind, file_format, filters), kind, file_format)


@bp.get("/exports")
@requires(Can.EXPORT_PEOPLE)
def exports() -> Any:
    """The files I asked for that are still kept."""
    mine = db.session.scalars(
        select(Export)
        .where(Export.requested_by == actor_id(), Export.expires_at > clock.now())
        .order_by(Export.requested_at.desc())
        .limit(50)
    )
    return render_template("office/exports.html", exports=list(mine), lists=LISTS, states=ExportState)


@bp.get("/exports/<uuid:export_id>")
@requires(Can.EXPORT_PEOPLE, load=export)
def export_waiting(found: Export) -> Any:
    """Whether the file is ready."""
    return render_template(
        "office/export.html",
        export=found,
        title=LISTS[found.kind].title,
        ready=found.state is ExportState.READY,
    )


@bp.get("/exports/<uuid:export_id>/file")
@requires(Can.EXPORT_PEOPLE, load=export, fresh=True)
def export_file(found: Export) -> Response:
    """The file."""
    if found.state is not ExportState.READY:
        abort(404)
    data = get_storage().get(service.file_key(found.id, found.file_format))
    return _file(data, found.kind, found.file_format)
