"""What can be wrong with a request about a video."""

from lms.errors import Conflict, Invalid, NotFound
from lms.web.i18n import _l


class NameTaken(Invalid):
    """Another video of the course has this name."""

    message = _l("Khóa này đã có video mang mã đó. Chọn mã khác.")


class VideoMissing(NotFound):
    """There is no such video (any more)."""


class NothingToRetry(Conflict):
    """Only a failed video is processed again."""

    message = _l("Video này không ở trạng thái hỏng nên không cần thử lại.")


class BeingProcessed(Conflict):
    """A file of this video is at work; another waits until that is over."""

    message = _l("Video này đang được xử lý. Chờ xong rồi gửi tệp khác.")


class VideoInUse(Conflict):
    """A lesson that people read shows this video."""

    message = _l("Bài học đang dùng video này. Bỏ video khỏi bài trước rồi xóa.")
