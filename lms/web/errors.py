"""Error pages: plain words, a request id, never a stack."""

import json
import logging
import secrets
import sys
import traceback
from typing import Any

from flask import Flask, current_app, g, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from lms.db import db
from lms.errors import AppError
from lms.web.guard import current_actor, open_to_all, sign_in_first, wants_json
from lms.web.i18n import _l

log = logging.getLogger("lms")

TEXTS = {
    400: (
        _l("Yêu cầu chưa đúng"),
        _l("Trang này đã cũ hoặc thiếu thông tin. Anh/chị mở lại trang rồi làm lại."),
    ),
    401: (_l("Cần đăng nhập"), _l("Anh/chị đăng nhập rồi làm tiếp.")),
    403: (
        _l("Không có quyền"),
        _l("Tài khoản này không có quyền làm việc đó. Nếu thấy chưa đúng, anh/chị gọi số ở cuối trang."),
    ),
    404: (_l("Không tìm thấy trang"), _l("Địa chỉ này không có, hoặc nội dung đã được chuyển đi.")),
    405: (_l("Yêu cầu chưa đúng"), _l("Trang này không nhận cách gửi đó. Anh/chị quay lại trang trước.")),
    409: (
        _l("Nội dung đã thay đổi"),
        _l("Nội dung đã thay đổi từ lúc anh/chị mở trang. Mở lại trang rồi làm tiếp."),
    ),
    413: (_l("Nội dung gửi lên quá lớn"), _l("Anh/chị gửi ít chữ hơn hoặc tệp nhỏ hơn rồi thử lại.")),
    422: (_l("Thông tin nhập chưa đúng"), _l("Anh/chị quay lại trang trước và sửa chỗ chưa đúng.")),
    429: (_l("Thử quá nhiều lần"), _l("Anh/chị nghỉ ít phút rồi thử lại.")),
    500: (
        _l("Hệ thống gặp lỗi"),
        _l("Lỗi đã được ghi lại. Anh/chị thử lại; nếu vẫn lỗi, gọi số ở cuối trang và đọc mã bên dưới."),
    ),
    503: (_l("Hệ thống đang bận"), _l("Nội dung vừa gửi chưa được lưu. Anh/chị thử lại sau ít phút.")),
}
RETRY_AFTER_SECONDS = 10
#: What is raised while the database does not answer, or not in time.
NO_DATABASE = (OperationalError, PoolTimeout)


def request_id() -> str:
    """A short id of this request, shown on error pages and written to the log."""
    if "request_id" not in g:
        g.request_id = secrets.token_hex(6)
    return str(g.request_id)


def _log(level: int, status: int, error: BaseException | None = None) -> None:
    """One JSON line per failure, its stack in it; JSON escapes what could forge a second line (S35)."""
    line = {"request": request_id(), "status": status, "method": request.method, "endpoint": request.endpoint}
    if error is not None:
        line["error"] = type(error).__name__
        line["stack"] = "".join(traceback.format_exception(error))
    log.log(level, json.dumps(line))


def error_page(status: int, message: Any = None) -> tuple[Any, int, dict[str, str]]:
    """The page (or JSON, for a script) for one status."""
    title, text = TEXTS.get(status, TEXTS[400 if status < 500 else 500])
    headers = {"X-Request-Id": request_id()}
    if status == 503:
        headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    if wants_json():
        return {"error": str(message or text), "request": request_id()}, status, headers
    shown = {"title": title, "text": message or text, "request_id": request_id()}
    try:
        page = render_template("errors/error.html", **shown)
    except NO_DATABASE:
        # Header and footer ask who is here and what the site is called.
        page = current_app.jinja_env.get_template("errors/bare.html").render(shown)
    return page, status, headers


def _no_database(error: BaseException) -> Any:
    _log(logging.ERROR, 503, error)
    db.session.rollback()
    return error_page(503)


def _unexpected(error: Exception) -> Any:
    _log(logging.ERROR, 500, error)
    db.session.rollback()
    try:
        return error_page(500)
    except Exception as second:  # noqa: BLE001 - the page itself may need what has just failed
        _log(logging.ERROR, 500, second)
        text = f"{TEXTS[500][0]} ({request_id()})"
        return text, 500, {"Content-Type": "text/plain; charset=utf-8"}


def init_app(app: Flask) -> None:
    """Register the handlers."""

    @app.errorhandler(AppError)
    def refused(error: AppError) -> Any:
        page, status, headers = error_page(error.status, error.message)
        if error.retry_after is not None:
            headers["Retry-After"] = str(error.retry_after)
        return page, status, headers

    @app.errorhandler(CSRFError)
    def forged(_error: CSRFError) -> Any:
        if current_actor().id is None and not open_to_all(request.endpoint):
            # An abort() inside an error handler would not be handled again.
            return error_page(401) if wants_json() else sign_in_first()
        return error_page(400)

    for kind in NO_DATABASE:
        app.register_error_handler(kind, _no_database)

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Any:
        if error.code is not None and error.code < 400:
            return error
        # What another handler, or work on a finished answer, ran into.
        original = getattr(error, "original_exception", None)
        if isinstance(original, NO_DATABASE):
            return _no_database(original)
        if original is not None:
            _log(logging.ERROR, 500, original)
        page, status, headers = error_page(error.code or 500)
        kept = {"Allow", "Retry-After"}
        headers.update({name: value for name, value in error.get_headers() if name in kept})
        return page, status, headers

    app.register_error_handler(Exception, _unexpected)


def configure_log() -> None:
    """Send the platform's log to stderr, one line per record."""
    if not log.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        log.addHandler(handler)
        log.setLevel(logging.INFO)
        log.propagate = False
