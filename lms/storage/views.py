"""Local files over HTTP: the signature in the address is the permission, as with a presigned S3 link."""

from flask import Blueprint, Flask, Response, request, send_file

from lms import clock
from lms.storage import service
from lms.storage.errors import ObjectMissing
from lms.storage.local import LocalStorage
from lms.storage.rules import checked_key, content_disposition
from lms.web.guard import public

bp = Blueprint("storage", __name__)


def connect(app: Flask) -> None:
    """Give the application its store."""
    app.extensions["storage"] = service.from_settings(app.extensions["settings"])


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
