"""The words people agree to, five plain lines and a sentence for each purpose; a change is a new VERSION."""

from lms.accounts.consents.rules import Purpose
from lms.web.i18n import _l

LINES = (
    _l("Chúng tôi giữ họ tên, số điện thoại hoặc e-mail, xã, đơn vị và kết quả học của anh/chị."),
    _l("Dùng để mở lớp, ghi kết quả học, cấp giấy chứng nhận và liên lạc về khóa học."),
    _l(
        "Văn phòng, giảng viên của khóa, người phụ trách xã xem được phần họ cần; không bán, không quảng cáo."
    ),
    _l("Anh/chị được xem, sửa, xin xóa và rút lại sự đồng ý bất cứ lúc nào."),
    _l("Ai quét mã trên giấy chứng nhận sẽ thấy họ tên, khóa học, ngày và số giấy, không thấy gì khác."),
)

PURPOSES = {
    Purpose.TRAINING: _l("Tôi đồng ý cho dùng thông tin của tôi vào việc học, như năm dòng trên."),
    Purpose.NEWS: _l("Báo cho tôi khi có khóa học mới."),
    Purpose.SHOWCASE: _l("Được giới thiệu bài làm của tôi cho người khác học."),
}

#: The same in a few words: headings of the page that lists what was agreed to.
TITLES = {
    Purpose.TRAINING: _l("Mở lớp, ghi kết quả học, cấp giấy chứng nhận"),
    Purpose.NEWS: _l("Báo khi có khóa học mới"),
    Purpose.SHOWCASE: _l("Giới thiệu bài làm của tôi cho người khác"),
}


def wording(purpose: Purpose) -> str:
    """The words as they are shown now, in the language of the request: what is kept as proof."""
    lines = LINES if purpose is Purpose.TRAINING else ()
    return "\n".join(str(line) for line in (*lines, PURPOSES[purpose]))
