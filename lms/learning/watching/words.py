"""What the player says."""

from lms.web.i18n import _, _l

#: Names in addresses of the ways to watch that are no rung: by themselves, by ear, by eye.
AUTO, SOUND, STILLS = "auto", "audio", "stills"

CHOICE_WORDS = {
    AUTO: _l("Tự chọn theo mạng"),
    SOUND: _l("Chỉ nghe"),
    STILLS: _l("Hình và chữ"),
}


def player_words() -> dict[str, str]:
    """The sentences that the script says; {…} are filled in by it."""
    return {
        "failed": _("Chưa tải được video. Kho video đang không trả lời hoặc mạng bị ngắt."),
        "again": _("Tải lại"),
        "resumed": _("Xem tiếp từ {time}."),
        "restart": _("Xem từ đầu"),
        "watched": _("Đã xem {percent}%."),
        "done": _("Đã xem {percent}%. Bài này đã xong."),
        "kept": _("Mất mạng. Phần đã xem được giữ trên máy này, có mạng sẽ tự gửi."),
        "signed_out": _("Phiên đăng nhập đã hết. Anh/chị đăng nhập lại để phần xem tiếp được ghi."),
    }
