"""Words of the office: what was done, to what, in which state."""

from datetime import datetime
from typing import Any

from lms.accounts.consents.words import TITLES
from lms.accounts.models import UserState
from lms.accounts.requests.models import RequestState
from lms.accounts.words import AUDIENCE_GROUPS, STATES
from lms.learning.models import EnrolmentState
from lms.practical.words import SHOWING
from lms.privacy.words import KINDS
from lms.web.i18n import _l

_STATE_KINDS = {UserState.ACTIVE: "", UserState.DISABLED: "stop"}
_STUDIES = {
    EnrolmentState.ACTIVE: (_l("Đang học"), ""),
    EnrolmentState.COMPLETED: (_l("Học xong"), "info"),
    EnrolmentState.LEFT: (_l("Đã thôi học"), "plain"),
}
NEVER_IN = (_l("Chưa vào"), "wait")


def account_word(state: UserState, first_seen_at: datetime | None) -> tuple[Any, str]:
    """How an account stands, with the kind of its tag: an open one that nobody signed in to is "Chưa vào"."""
    if state is UserState.ACTIVE and first_seen_at is None:
        return NEVER_IN
    return STATES[state], _STATE_KINDS.get(state, "plain")


def study_word(state: EnrolmentState, first_seen_at: datetime | None) -> tuple[Any, str]:
    """How somebody stands in a course, with the kind of the tag; nobody studies who has not come in."""
    return NEVER_IN if state is EnrolmentState.ACTIVE and first_seen_at is None else _STUDIES[state]


#: Every action of the audit log. What is missing here is shown by its code and found by no filter.
ACTIONS = {
    "access.denied": _l("Bị từ chối"),
    "accounts.code-burnt": _l("Mã vào học hết dùng vì viết sai nhiều lần"),
    "accounts.code-issue": _l("Cấp mã vào học"),
    "accounts.code-use": _l("Vào học bằng mã"),
    "accounts.code-wrong": _l("Viết sai mã vào học"),
    "accounts.consent": _l("Đồng ý cho dùng dữ liệu"),
    "accounts.consent-withdraw": _l("Rút lại sự đồng ý"),
    "accounts.link-send": _l("Gửi thư đặt lại mật khẩu"),
    "accounts.link-use": _l("Đặt mật khẩu từ thư"),
    "accounts.name": _l("Xác nhận họ tên"),
    "accounts.create": _l("Mở tài khoản"),
    "accounts.change": _l("Tự sửa tài khoản"),
    "accounts.grant": _l("Giao vai"),
    "accounts.password": _l("Đổi mật khẩu"),
    "accounts.prove": _l("Nhập lại mật khẩu"),
    "accounts.recovery-code-used": _l("Dùng mã dự phòng"),
    "accounts.recovery-codes": _l("Tạo mã dự phòng"),
    "accounts.second-factor-on": _l("Bật bước xác nhận thứ hai"),
    "accounts.second-factor-moved": _l("Chuyển bước xác nhận thứ hai khi gộp"),
    "accounts.second-factor-off": _l("Tắt bước xác nhận thứ hai"),
    "accounts.sign-in": _l("Đăng nhập"),
    "accounts.sign-in-failed": _l("Đăng nhập không được"),
    "accounts.sign-out": _l("Đăng xuất"),
    "accounts.sign-out-everywhere": _l("Đăng xuất mọi máy"),
    "people.change": _l("Sửa thông tin"),
    "people.change-sensitive": _l("Sửa năm sinh, giới tính"),
    "people.read-sensitive": _l("Xem năm sinh, giới tính"),
    "people.disable": _l("Khóa tài khoản"),
    "people.enable": _l("Mở lại tài khoản"),
    "people.revoke": _l("Bỏ vai"),
    "people.view": _l("Xem trang như học viên"),
    "people.view-end": _l("Thôi xem như học viên"),
    "people.view-refused": _l("Định sửa khi đang xem như học viên"),
    "people.merge": _l("Gộp tài khoản"),
    "requests.open": _l("Nhận yêu cầu"),
    "requests.reply": _l("Trả lời yêu cầu"),
    "requests.close": _l("Đóng yêu cầu"),
    "mail.send": _l("Gửi thư"),
    "learning.enrol": _l("Ghi danh học viên"),
    "learning.enrol-again": _l("Ghi danh lại"),
    "learning.leave": _l("Cho thôi học"),
    "certificates.issue": _l("Cấp giấy"),
    "certificates.revoke": _l("Thu hồi giấy"),
    "certificates.replace": _l("Cấp lại giấy"),
    "course.publish": _l("Xuất bản khóa học"),
    "course.published": _l("Cho hiện khóa học"),
    "course.archived": _l("Cất khóa học"),
    "course.draft": _l("Để khóa học dạng nháp"),
    "accounts.rescue": _l("Mở lại đường vào từ máy chủ"),
    "people-import.read": _l("Gửi danh sách lên"),
    "people-import.write": _l("Ghi danh sách"),
    "people-import.discard": _l("Bỏ danh sách"),
    "certificates.end-retention": _l("Hết hạn giữ tên trong sổ"),
    "exports.make": _l("Tải danh sách"),
    "papers.enter": _l("Nhập bài làm trên giấy"),
    "papers.make": _l("Tạo đề giấy"),
    "privacy.approve": _l("Duyệt xóa hoặc rút đồng ý"),
    "privacy.erase": _l("Xóa một người"),
    "privacy.export": _l("Tự tải dữ liệu của mình"),
    "privacy.withdraw": _l("Rút lại sự đồng ý"),
    "quizzes.give-exception": _l("Cho làm bài theo điều kiện riêng"),
    "quizzes.mark": _l("Chấm bài tự luận"),
    "captions.restore": _l("Lấy lại phụ đề bản trước"),
    "captions.save": _l("Lưu phụ đề"),
    "captions.unwaive": _l("Lại cần phụ đề"),
    "captions.waive": _l("Cho xuất bản không cần phụ đề"),
    "practical.allow-again": _l("Cho gửi lại bài thực hành"),
    "practical.hide": _l("Thôi giới thiệu bài thực hành"),
    "practical.mark": _l("Chấm bài thực hành"),
    "practical.send": _l("Gửi bài thực hành"),
    "practical.settle": _l("Chốt điểm bài thực hành"),
    "practical.show": _l("Giới thiệu bài thực hành"),
    "practical.showing": _l("Chọn cho hay không cho giới thiệu bài"),
    "practical.waive": _l("Tính bài thực hành là xong"),
    "quizzes.regrade": _l("Chấm lại một câu cho mọi người"),
    "quizzes.regrade-undo": _l("Bỏ một lần chấm lại"),
    "quizzes.reopen": _l("Mở lại bài đã nộp"),
    "quizzes.withdraw-exception": _l("Bỏ điều kiện riêng khi làm bài"),
    "site.change": _l("Đổi cài đặt"),
    "videos.announce": _l("Thêm video"),
    "videos.dismiss": _l("Bỏ lời nhắc tệp video hỏng"),
    "videos.remove": _l("Bỏ video"),
    "videos.replace": _l("Thay video"),
    "videos.retry": _l("Làm lại video"),
}
SUBJECTS = (
    ("access.", _l("Bị từ chối")),
    ("accounts.", _l("Tài khoản, đăng nhập")),
    ("people.", _l("Việc với học viên")),
    ("requests.", _l("Yêu cầu")),
    ("learning.", _l("Ghi danh")),
    ("certificates.", _l("Giấy chứng nhận")),
    ("course.", _l("Nội dung khóa học")),
    ("people-import.", _l("Danh sách gửi lên")),
    ("exports.", _l("Tải danh sách")),
    ("privacy.", _l("Dữ liệu cá nhân")),
    ("mail.", _l("Gửi thư")),
    ("quizzes.", _l("Bài kiểm tra")),
    ("papers.", _l("Bài làm trên giấy")),
    ("videos.", _l("Video")),
    ("captions.", _l("Phụ đề")),
    ("practical.", _l("Bài thực hành")),
    ("site.", _l("Cài đặt")),
)
#: The lists that are taken away as files.
LIST_TITLES = {
    "people": _l("Học viên"),
    "enrolments": _l("Ghi danh"),
    "certificates": _l("Sổ cấp giấy"),
    "audit": _l("Nhật ký"),
}
DETAILS = {
    "course": _l("Khóa"),
    "list": _l("Danh sách"),
    "user": _l("Học viên"),
    "gone": _l("Mã đã gộp"),
    "fields": _l("Các mục"),
    "number": _l("Số"),
    "reason": _l("Lý do"),
    "role": _l("Vai"),
    "scope": _l("Phạm vi"),
    "from": _l("Trước đó"),
    "digest": _l("Mã nội dung"),
    "kind": _l("Loại"),
    "name": _l("Tên trang"),
    "colour": _l("Màu chính"),
    "help_name": _l("Người nghe điện thoại"),
    "help_phone": _l("Số điện thoại giúp đỡ"),
    "help_hours": _l("Giờ nghe máy"),
    "parent_body": _l("Cơ quan chủ quản"),
    "issuing_body": _l("Cơ quan cấp giấy"),
    "unit_code": _l("Ký hiệu cơ quan trong số giấy"),
    "place": _l("Nơi cấp"),
    "signer_title": _l("Chức vụ người ký"),
    "signer_name": _l("Họ tên người ký"),
    "number_pattern": _l("Cách viết số giấy"),
    "register_years": _l("Giữ tên trong sổ cấp giấy bao nhiêu năm"),
    "rows": _l("Số dòng"),
    "new": _l("Người mới"),
    "same": _l("Người đã có"),
    "change": _l("Người đã sửa"),
    "look": _l("Dòng chưa thêm"),
    "format": _l("Dạng tệp"),
    "address": _l("Địa chỉ mạng"),
    "attempts": _l("Số lần làm"),
    "closes_at": _l("Đóng lúc"),
    "minutes": _l("Số phút"),
    "path": _l("Địa chỉ trang"),
    "points": _l("Điểm"),
    "purpose": _l("Mục đích"),
    "question": _l("Câu hỏi"),
    "quiz": _l("Bài kiểm tra"),
    "score": _l("Điểm"),
    "state": _l("Kết quả"),
    "title": _l("Tên"),
    "users": _l("Học viên"),
    "variant": _l("Đề"),
    "video": _l("Video"),
    "language": _l("Ngôn ngữ"),
    "version": _l("Bản"),
    "origin": _l("Nguồn"),
}
#: How a list was narrowed before it was taken away stands under filter_….
FILTER = _l("Lọc theo")
#: Values that are codes, in words.
VALUES = {
    "kind": {
        **{kind.value: word for kind, word in KINDS.items()},
        **{purpose.value: word for purpose, word in TITLES.items()},
        "patch": _l("sửa nhỏ"),
        "minor": _l("thêm nội dung"),
        "major": _l("bản mới"),
        "drop": _l("bỏ câu này"),
        "full": _l("cho mọi người đủ điểm"),
        "key": _l("đổi đáp án đúng"),
    },
    "purpose": {purpose.value: word for purpose, word in TITLES.items()},
    "state": {
        RequestState.DONE.value: _l("đã làm"),
        RequestState.REFUSED.value: _l("từ chối"),
        **{state.value: word for state, (word, _kind) in _STUDIES.items()},
        **{showing.value: word for showing, word in SHOWING.items()},
    },
    "from": {
        "draft": _l("dạng nháp"),
        "published": _l("đang hiện"),
        "archived": _l("đã cất"),
    },
    "account": {state.value: word for state, word in STATES.items()},
    "seen": {"never": NEVER_IN[0]},
    "group": {group.value: word for group, word in AUDIENCE_GROUPS.items()},
    "list": LIST_TITLES,
    "origin": {
        "file": _l("tệp gửi lên"),
        "editor": _l("viết trên trang"),
        "restored": _l("lấy lại bản trước"),
        "film": _l("lời trong video"),
    },
}
FIELDS = {
    "full_name": _l("họ tên"),
    "phone": _l("số điện thoại"),
    "email": _l("e-mail"),
    "commune_code": _l("xã"),
    "unit": _l("đơn vị"),
    "position": _l("chức vụ"),
    "audience_group": _l("nhóm đối tượng"),
    "sort_name": _l("tên để xếp danh sách"),
}
