"""Refusals of the courses room, each by its fact."""

from __future__ import annotations

from lms.errors import Conflict, NotFound
from lms.web.i18n import _l


class ContentMissing(NotFound):
    """No revision or blob of that id: a link to content that was never published here."""

    message = _l("Không tìm thấy nội dung này.")


class CourseMovedOn(Conflict):
    """The live course is no longer the one the publication was planned upon; nothing was written."""

    message = _l("Khóa học vừa được xuất bản từ nơi khác. Kiểm tra lại rồi xuất bản.")
