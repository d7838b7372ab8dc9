"""What the pages and the sheet of errors say of each row."""

from collections.abc import Sequence

from lms.office.imports.rules import Reason, Verdict
from lms.web.i18n import _, _l

HEADINGS = {
    "name": _l("Họ và tên"),
    "phone": _l("Số điện thoại"),
    "commune": _l("Xã/phường"),
    "unit": _l("Đơn vị"),
}
VERDICTS = {
    Verdict.LOOK: (_l("Cần xem"), "stop"),
    Verdict.NEW: (_l("Mới"), ""),
    Verdict.CHANGE: (_l("Sẽ sửa"), "wait"),
    Verdict.SAME: (_l("Đã có"), "plain"),
}
REASONS = {
    Reason.NO_NAME: _l("Thiếu họ và tên. Viết họ tên vào cột đầu."),
    Reason.NOT_A_NAME: _l("Họ tên chỉ có chữ, dấu cách, dấu nháy, gạch nối và dấu chấm."),
    Reason.LONG_NAME: _l("Họ tên dài quá 120 chữ. Viết lại cho gọn."),
    Reason.LONG_UNIT: _l("Tên đơn vị dài quá 160 chữ. Viết lại cho gọn."),
    Reason.BAD_PHONE: _l("Số điện thoại chưa đúng: cần 10 số, bắt đầu bằng 03, 05, 07, 08 hoặc 09."),
    Reason.PHONE_FULL: _l("Số này đã có năm người dùng. Để trống ô điện thoại hoặc viết số khác."),
    Reason.COMMUNE_UNKNOWN: _l("Không thấy xã/phường này. Viết tên hiện nay, kèm tên tỉnh."),
    Reason.COMMUNE_SEVERAL: _l("Có nhiều xã/phường tên này. Chọn một, hoặc viết kèm tên tỉnh."),
    Reason.LOCKED: _l("Tài khoản của người này đang khóa. Mở lại ở trang Học viên trước."),
    Reason.SEVERAL_KNOWN: _l("Có nhiều người trùng tên như vậy. Viết số điện thoại để phân biệt."),
}


def reason_text(reason: str, other_row: int | None, candidates: Sequence[str] = ()) -> str:
    """The sentence for a refused row; `candidates` are the communes it may mean."""
    if reason == Reason.TWICE:
        return _("Trùng với dòng %(row)s. Xóa một trong hai dòng.", row=other_row)
    text = str(REASONS[Reason(reason)])
    return f"{text} {'; '.join(candidates)}." if reason == Reason.COMMUNE_SEVERAL and candidates else text
