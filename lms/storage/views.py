"""Local files over HTTP: the signature in the address is the permission, as with a presigned S3 link."""

from typing import Any

from flask import Blueprint, Flask, Response, abort, jsonify, request, send_file

from lms import clock
from lms.permissions import Can
from lms.storage import service, uploads
from lms.storage.errors import ObjectMissing
from lms.storage.local import LocalStorage
from lms.storage.local_parts import PartRefused
from lms.storage.rules import checked_key, content_disposition
from lms.web.guard import public, requires

bp = Blueprint("storage", __name__)


def connect(app: Flask) -> None:
    """Give the application its store."""
    app.extensions["storage"] = service.from_settings(app.extensions["settings"])
    # The signature in the address is the permission; a browser sends it no cookie of ours to abuse.
    app.extensions["csrf"].exempt(part)


@bp.get("/files/<path:key>")
@public
def file(key: str) -> Response:
    """Serve one stored object, whole or by Range, to whoever holds a link that is still good."""
    storage = service.get_storage()
    try:
        checked_key(key)
    except ValueError as error:
        raise ObjectMissing from error
    if not isinstance(storage, LocalStorage) or not storage.verify(key, request.args.to_dict(), clock.now()):
        raise ObjectMissing
    stat = storage.head(key)
    if stat is None:
        raise ObjectMissing
    content_type = request.args["type"] or stat.content_type
    response = send_file(
        storage.path(key),
        mimetype=content_type,
        conditional=True,
        etag=stat.etag,
        last_modified=stat.modified_at,
        max_age=0,
    )
    response.headers["Content-Disposition"] = content_disposition(content_type, request.args["name"] or None)
    response.headers["Content-Security-Policy"] = "sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.put("/files/<path:key>")
@public
def part(key: str) -> Response:
    """Take one part of a file from whoever holds an address for it: this part, this size, until then."""
    storage = service.get_storage()
    if not isinstance(storage, LocalStorage):
        raise ObjectMissing
    try:
        wanted = storage.verify_part(checked_key(key), request.args.to_dict(), clock.now())
    except ValueError as error:
        raise ObjectMissing from error
    if wanted is None:
        raise ObjectMissing
    if request.content_length != wanted.size:
        abort(400)
    # One more than is told and judged above: a server that marks the end of a body itself (gunicorn) has the
    # stream refuse whoever asks for its end at the very limit.
    request.max_content_length = wanted.size + 1
    try:
        etag = storage.write_part(key, request.args["upload"], wanted, request.stream)
    except PartRefused:
        abort(400)
    answer = Response(status=200, mimetype="text/plain")
    answer.headers["ETag"] = f'"{etag}"'
    answer.headers["Content-Security-Policy"] = "sandbox"
    return answer


@bp.post("/uploads/<uuid:upload_id>/parts")
@requires(Can.SEND_UPLOAD, load=uploads.sending)
def upload_parts(found: uploads.Sending) -> Any:
    """What is there of an upload and, for the parts named in `want`, where to send them.

    JSON in: {"want": [1, 2, 3]} or {}. Out: size, part_bytes, fingerprint; without `want`, also which parts
    are `held`; `urls` by part number.
    """
    told = request.get_json(silent=True)
    want = told.get("want") if isinstance(told, dict) else None
    numbers = [one for one in want if type(one) is int] if isinstance(want, list) else []
    storage = service.get_storage()
    ready = uploads.ready(found.id, storage, clock.now())
    answer: dict[str, Any] = {
        "size": ready.size,
        "part_bytes": ready.part_bytes,
        "fingerprint": ready.fingerprint,
        "urls": uploads.sign(ready, storage, numbers),
    }
    if not numbers:
        sizes = {part.number: part.size for part in ready.parts}
        answer["held"] = [
            one.number for one in uploads.held(ready, storage) if sizes.get(one.number) == one.size
        ]
    return jsonify(answer)


@bp.post("/uploads/<uuid:upload_id>/done")
@requires(Can.SEND_UPLOAD, load=uploads.sending)
def upload_done(found: uploads.Sending) -> Any:
    """Every part is sent: make the file of them. Asking again gives the same answer."""
    uploads.finish(found.id, service.get_storage(), clock.now())
    return jsonify({"state": "received"})


@bp.post("/uploads/<uuid:upload_id>/cancel")
@requires(Can.SEND_UPLOAD, load=uploads.sending)
def upload_cancel(found: uploads.Sending) -> Any:
    """Throw away an upload that is not finished."""
    uploads.cancel(found.id, service.get_storage(), clock.now())
    return jsonify({"state": "dropped"})
