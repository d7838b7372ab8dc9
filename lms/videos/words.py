"""States and faults of videos in the trainer's words; bytes and lengths as everybody reads them."""

from decimal import Decimal

from lms import names
from lms.videos.rules import Fault, VideoState
from lms.web.i18n import _l, current_locale

#: State -> words and the kind of tag.
STATE_WORDS = {
    VideoState.AWAITING_UPLOAD: (_l("Chưa gửi xong"), "wait"),
    VideoState.QUEUED: (_l("Chờ xử lý"), "info"),
    VideoState.PROCESSING: (_l("Đang xử lý"), "info"),
    VideoState.READY: (_l("Xem được"), ""),
    VideoState.FAILED: (_l("Không xử lý được"), "stop"),
}

FAULT_WORDS = {
    Fault.NOT_MEDIA: _l(
        "Tệp này không phải video, hoặc đã hỏng. Mở thử trên máy; mở được thì lưu thành MP4 rồi gửi lại."
    ),
    Fault.NO_PICTURE: _l("Tệp này chỉ có tiếng hoặc chỉ có một ảnh, không có hình chuyển động."),
    Fault.TOO_LONG: _l("Video dài quá 3 giờ. Cắt thành các đoạn ngắn rồi gửi từng đoạn."),
    Fault.TOO_SHORT: _l("Video ngắn hơn 1 giây. Kiểm tra lại tệp."),
    Fault.TOO_LARGE_PICTURE: _l("Khung hình quá lớn. Lưu lại ở cỡ 1080p hoặc 720p rồi gửi lại."),
    Fault.SOURCE_GONE: _l("Không còn tệp gốc trong kho. Gửi lại tệp."),
    Fault.GAVE_UP: _l("Đã thử nhiều lần mà chưa xử lý được. Bấm “Thử lại”; vẫn không được thì gửi tệp khác."),
}


def size(count: int) -> str:
    """ "4,1 MB"; megabytes are a million bytes, as phones count data."""
    if count < 100_000:
        return f"{names.number(Decimal(count) / 1000, 0, current_locale())} kB"
    if count < 1_000_000_000:
        return f"{names.number(Decimal(count) / 1_000_000, 1, current_locale())} MB"
    return f"{names.number(Decimal(count) / 1_000_000_000, 1, current_locale())} GB"


def length(ms: int) -> str:
    """ "2:05", "1:02:05"."""
    seconds = round(ms / 1000)
    hours, minutes = divmod(seconds // 60, 60)
    return f"{hours}:{minutes:02}:{seconds % 60:02}" if hours else f"{minutes}:{seconds % 60:02}"
