"""Named refusals. A feature says no by raising one of these; the web room turns it into a page.

Each carries the HTTP status that fits and a sentence the reader can act on.
"""

from typing import ClassVar

from flask_babel import LazyString

from lms.web.i18n import _l


class AppError(Exception):
    """A refusal that a person may see. Subclasses state the fact in their name."""

    status: ClassVar[int] = 400
    message: str | LazyString = _l("Yêu cầu này chưa đúng.")

    retry_after: int | None = None
    """Seconds after which trying again may help, for the Retry-After header."""

    def __init__(self, message: str | LazyString | None = None, *, retry_after: int | None = None) -> None:
        if message is not None:
            self.message = message
        self.retry_after = retry_after
        super().__init__()

    def __str__(self) -> str:
        return f"{type(self).__name__}"


class NotFound(AppError):
    """There is no such thing, or this person may not know that there is."""

    status = 404
    message = _l("Không tìm thấy trang này.")


class Forbidden(AppError):
    """The thing can be read, but not changed in this way by this person."""

    status = 403
    message = _l("Anh/chị không có quyền làm việc này.")


class Conflict(AppError):
    """The state has moved on since the page was shown."""

    status = 409
    message = _l("Nội dung đã thay đổi từ lúc anh/chị mở trang. Mở lại trang rồi làm tiếp.")


class Invalid(AppError):
    """The input cannot be accepted as it stands."""

    status = 422
    message = _l("Thông tin nhập chưa đúng.")


class Unavailable(AppError):
    """A part of the house is out of reach for now; nothing was stored."""

    status = 503
    message = _l("Hệ thống đang bận. Nội dung chưa được lưu, anh/chị thử lại sau ít phút.")
