"""The words people agree to when they open an account; a change of them is a new CONSENT_VERSION."""

from lms.web.i18n import _l

CONSENT_LINES = (
    _l("Chúng tôi giữ họ tên, số điện thoại hoặc e-mail, đơn vị và kết quả học của anh/chị."),
    _l("Dùng vào ba việc: mở lớp, ghi kết quả học, cấp giấy chứng nhận."),
    _l("Người của văn phòng phụ trách khóa học xem được; không bán, không đưa cho bên quảng cáo."),
    _l("Anh/chị được xem, sửa, xin xóa và rút lại sự đồng ý bất cứ lúc nào."),
    _l("Ai quét mã trên giấy chứng nhận sẽ thấy họ tên, khóa học, ngày và số giấy, không thấy gì khác."),
)
