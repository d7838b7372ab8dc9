"""Words of this room: what people agree to (a change is a new CONSENT_VERSION), and names of devices."""

from lms.web.i18n import _, _l

CONSENT_LINES = (
    _l("Chúng tôi giữ họ tên, số điện thoại hoặc e-mail, đơn vị và kết quả học của anh/chị."),
    _l("Dùng vào ba việc: mở lớp, ghi kết quả học, cấp giấy chứng nhận."),
    _l("Người của văn phòng phụ trách khóa học xem được; không bán, không đưa cho bên quảng cáo."),
    _l("Anh/chị được xem, sửa, xin xóa và rút lại sự đồng ý bất cứ lúc nào."),
    _l("Ai quét mã trên giấy chứng nhận sẽ thấy họ tên, khóa học, ngày và số giấy, không thấy gì khác."),
)

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
