"""What can be wrong with a request about captions."""

from lms.errors import Conflict, NotFound
from lms.web.i18n import _l


class CaptionsMovedOn(Conflict):
    """Somebody has saved another version since the page was opened."""

    message = _l("Có người vừa lưu phụ đề này. Xem hai bản dưới đây rồi lưu lại.")


class CaptionsMissing(NotFound):
    """There is no such version."""
