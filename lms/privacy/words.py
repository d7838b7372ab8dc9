"""The words of one's own data: sections, consents, what a deletion does."""

from lms.accounts.consents.rules import Purpose
from lms.accounts.requests.models import RequestKind
from lms.web.i18n import _l

#: What stops when a consent is withdrawn.
STOPS = {
    Purpose.NEWS: _l("Từ nay chúng tôi không báo khóa học mới cho anh/chị nữa. Việc học không đổi."),
    Purpose.SHOWCASE: _l("Bài làm của anh/chị không còn được giới thiệu. Việc học không đổi."),
}
KINDS = {
    RequestKind.NAME_CORRECTION: _l("Xin sửa họ tên"),
    RequestKind.CORRECTION: _l("Xin sửa thông tin"),
    RequestKind.WITHDRAWAL: _l("Rút lại sự đồng ý"),
    RequestKind.DELETION: _l("Xin xóa tài khoản"),
    RequestKind.FORGOTTEN_CODE: _l("Quên mật khẩu"),
    RequestKind.PEOPLE_LIST: _l("Danh sách học viên"),
}
GOES = (
    _l("Họ tên, số điện thoại, e-mail, đơn vị, chức vụ, xã."),
    _l("Câu trả lời anh/chị đã viết, lời nhắn đã gửi, tệp đã nộp."),
    _l("Các lần đăng nhập, thư đã gửi, tệp giấy chứng nhận để tải về."),
)
STAYS = (
    _l("Bài đã học và điểm, dưới một số ngẫu nhiên, không ai biết là của anh/chị."),
    _l("Dòng trong sổ cấp giấy: họ tên, khóa học, ngày, số giấy; giữ %(years)s năm kể từ ngày cấp."),
)
SECTIONS = {
    "ho_so": _l("Hồ sơ"),
    "vai_tro": _l("Vai"),
    "dong_y": _l("Sự đồng ý"),
    "ghi_danh": _l("Khóa học đã ghi danh"),
    "bai_da_hoc": _l("Bài đã học"),
    "video_da_xem": _l("Video đã xem"),
    "bai_lam": _l("Bài kiểm tra đã làm"),
    "bai_thuc_hanh": _l("Bài thực hành"),
    "giay_chung_nhan": _l("Giấy chứng nhận"),
    "phien_dang_nhap": _l("Các lần đăng nhập"),
    "yeu_cau": _l("Yêu cầu đã gửi"),
    "thu_da_gui": _l("Thư đã gửi cho tôi"),
    "nhat_ky": _l("Việc đã ghi trong nhật ký"),
}
FIELDS = {
    "video": _l("Video"), "da_xem_mili_giay": _l("Đã xem, mili giây"),
    "dang_xem_o_mili_giay": _l("Đang xem ở, mili giây"),
    "id": _l("Mã"), "user_code": _l("Mã học viên"), "full_name": _l("Họ và tên"), "phone": _l("Điện thoại"),
    "email": _l("E-mail"), "state": _l("Tình trạng"), "locale": _l("Ngôn ngữ"), "unit": _l("Đơn vị"),
    "position": _l("Chức vụ"), "created_at": _l("Mở tài khoản lúc"), "commune_code": _l("Mã xã"),
    "audience_group": _l("Nhóm đối tượng"), "birth_year": _l("Năm sinh"), "gender": _l("Giới tính"),
    "sort_name": _l("Tên dùng để xếp"), "merged_into_id": _l("Gộp vào tài khoản"),
    "name_confirmed_at": _l("Xác nhận họ tên lúc"),
    "first_seen_at": _l("Vào học lần đầu lúc"),
    "vai": _l("Vai"), "loai_pham_vi": _l("Loại phạm vi"), "pham_vi": _l("Phạm vi"), "luc": _l("Lúc"),
    "muc_dich": _l("Mục đích"), "ban": _l("Bản"), "loi_van": _l("Lời văn"), "dong_y_luc": _l("Đồng ý lúc"),
    "rut_luc": _l("Rút lúc"), "khoa_hoc": _l("Khóa học"), "tinh_trang": _l("Tình trạng"),
    "ghi_danh_luc": _l("Ghi danh lúc"), "da_xong": _l("Đã xong"), "tong_so": _l("Tổng số"),
    "hoc_xong_luc": _l("Học xong lúc"), "loai": _l("Loại"), "muc": _l("Mục"),
    "bai_kiem_tra": _l("Bài kiểm tra"), "lan": _l("Lần"), "bat_dau_luc": _l("Bắt đầu lúc"),
    "nop_luc": _l("Nộp lúc"), "diem": _l("Điểm"), "diem_toi_da": _l("Điểm tối đa"), "dat": _l("Đạt"),
    "cham_luc": _l("Chấm lúc"), "nhan_xet": _l("Lời nhận xét"), "tung_dong": _l("Từng dòng"),
    "cho_lop_xem": _l("Cho lớp xem"), "anh": _l("Ảnh"),
    "tra_loi": _l("Trả lời"), "so": _l("Số"), "ma_kiem_tra": _l("Mã kiểm tra"), "cap_luc": _l("Cấp lúc"),
    "ly_do": _l("Lý do"), "noi_dung": _l("Nội dung"), "may": _l("Máy"), "loai_may": _l("Loại máy"),
    "mo_luc": _l("Mở lúc"), "thay_lan_cuoi": _l("Lần cuối"), "ket_thuc_luc": _l("Kết thúc lúc"),
    "loi_nhan": _l("Lời nhắn"), "chi_tiet": _l("Chi tiết"), "gui_luc": _l("Gửi lúc"),
    "xong_luc": _l("Xong lúc"), "tieu_de": _l("Tiêu đề"), "viet_luc": _l("Viết lúc"), "viec": _l("Việc"),
    "do_toi_lam": _l("Do tôi làm"), "doi_tuong": _l("Đối tượng"),
}  # fmt: skip
