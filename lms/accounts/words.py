"""Words of accounts: devices, groups, roles, states."""

from lms.accounts.models import AudienceGroup, Gender, UserState
from lms.permissions import Role
from lms.web.i18n import _, _l

AUDIENCE_GROUPS = {
    AudienceGroup.STEERING: _l("Ban chỉ đạo"),
    AudienceGroup.COUNCIL: _l("Hội đồng đánh giá"),
    AudienceGroup.ADVISERS: _l("Tổ tư vấn"),
    AudienceGroup.PROVINCE: _l("Cán bộ cấp tỉnh"),
    AudienceGroup.COMMUNE: _l("Cán bộ cấp xã"),
    AudienceGroup.COMPANY: _l("Doanh nghiệp"),
    AudienceGroup.COOPERATIVE: _l("Hợp tác xã"),
    AudienceGroup.GROUP: _l("Tổ hợp tác"),
    AudienceGroup.HOUSEHOLD: _l("Hộ sản xuất"),
    AudienceGroup.FARM: _l("Trang trại"),
    AudienceGroup.OTHER: _l("Nhóm khác"),
}
GENDERS = {Gender.FEMALE: _l("Nữ"), Gender.MALE: _l("Nam"), Gender.OTHER: _l("Khác")}
ROLES = {
    Role.TRAINER: _l("Giảng viên"),
    Role.COMMUNE_CONTACT: _l("Người phụ trách xã"),
    Role.CLASS_MANAGER: _l("Chủ nhiệm lớp"),
    Role.ADMIN: _l("Văn phòng"),
}
STATES = {
    UserState.ACTIVE: _l("Đang dùng"),
    UserState.DISABLED: _l("Đã khóa"),
    UserState.MERGED: _l("Đã gộp"),
    UserState.ERASED: _l("Đã xóa"),
}

BROWSERS = {
    "zalo": "Zalo",
    "facebook": "Facebook",
    "coccoc": _l("Cốc Cốc"),
    "samsung": "Samsung Internet",
    "edge": "Edge",
    "opera": "Opera",
    "firefox": "Firefox",
    "chrome": "Chrome",
    "safari": "Safari",
}
SYSTEMS = {
    "android": "Android",
    "iphone": "iPhone",
    "ipad": "iPad",
    "windows": "Windows",
    "mac": "Mac",
    "chromeos": "Chromebook",
    "linux": "Linux",
}


def device_words(device: str) -> str:
    """What `read_device` made of a browser, as people say it: "Chrome trên Android"."""
    browser, _slash, system = device.partition("/")
    names = {"browser": BROWSERS.get(browser, ""), "system": SYSTEMS.get(system, "")}
    if names["browser"] and names["system"]:
        return _("%(browser)s trên %(system)s", **names)
    if names["system"]:
        return _("Máy %(system)s", **names)
    return str(names["browser"]) or _("Máy không rõ")
