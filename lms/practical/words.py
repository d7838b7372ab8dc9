"""The words of practical work: its states, the three levels, what the class sees."""

from lms.courses.practicals import Level
from lms.practical.rules import PhotoState, Showing, WorkState
from lms.web.i18n import _l

#: The word of a state and the kind of its tag.
STATES = {
    WorkState.DRAFT: (_l("Chưa gửi"), "plain"),
    WorkState.SENT: (_l("Đã gửi"), "wait"),
    WorkState.FIX: (_l("Cần sửa"), "stop"),
    WorkState.MET: (_l("Đạt"), ""),
    WorkState.WAIVED: (_l("Được miễn"), "info"),
}
LEVELS = {Level.MET: _l("Đạt"), Level.FIX: _l("Cần sửa"), Level.MISSING: _l("Chưa làm")}
#: Of a photo it is said that it is kept, not sent: the work it belongs to is sent by its own button.
PHOTOS = {
    PhotoState.AWAITING: _l("Chưa gửi xong"),
    PhotoState.ARRIVED: _l("Đã lưu"),
    PhotoState.READY: _l("Đã lưu"),
    PhotoState.BROKEN: _l("Ảnh hỏng, không mở được. Bỏ ảnh này rồi chọn ảnh khác."),
}
SHOWING = {
    Showing.NO: _l("Không"),
    Showing.UNNAMED: _l("Có, không ghi tên tôi"),
    Showing.NAMED: _l("Có, ghi tên tôi"),
}
