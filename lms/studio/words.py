"""Bytes, lengths and names, as trainers read them."""

from collections.abc import Mapping

from lms.courses.manifest import LessonItem
from lms.names import fold
from lms.videos.rules import NAME, RenditionKind
from lms.web.i18n import _, _l

RENDITION_WORDS = {
    RenditionKind.AUDIO: _l("Chỉ nghe"),
    RenditionKind.POSTER: _l("Ảnh bìa"),
    RenditionKind.STILL: _l("Ảnh tĩnh"),
}


def name_for(title: str) -> str:
    """A name for lessons made of a title: "Ghi sổ mỗi ngày" becomes "ghi-so-moi-ngay"; may be empty."""
    kept = "".join(char if char.isascii() and char.isalnum() else "-" for char in fold(title))
    found = "-".join(filter(None, kept.split("-")))[:60].strip("-")
    return found if NAME.fullmatch(found) else ""


def free_name(wanted: str, taken: set[str]) -> str:
    """`wanted`, or with a number behind it when the course has such a video already."""
    if wanted not in taken:
        return wanted
    return next(f"{wanted}-{count}" for count in range(2, len(taken) + 3) if f"{wanted}-{count}" not in taken)


def lesson_titles(lessons: Mapping[str, tuple[LessonItem, ...]]) -> dict[str, str]:
    """Names of videos with the titles of the lessons that name them."""
    return {name: ", ".join(lesson.title for lesson in found) for name, found in lessons.items()}


def sending_words() -> dict[str, str]:
    """The sentences that the page says while it sends; {…} are filled in by the script."""
    return {
        "sending": _("Đã gửi {done} trên {total}, {speed} mỗi giây, còn khoảng {left}."),
        "starting": _("Đã gửi {done} trên {total}."),
        "offline": _("Mất mạng. Cứ để trang mở, có mạng lại thì tự gửi tiếp. Đã gửi {done} trên {total}."),
        "paused": _("Tạm dừng ở {done} trên {total}. Bấm “Gửi tiếp” lúc nào cũng được."),
        "finishing": _("Đã gửi hết, đang kiểm tra tệp…"),
        "refused": _("Kho tệp không nhận phần này. Chờ ít phút rồi bấm “Gửi tiếp”."),
        "gone": _("Không đọc được tệp trên máy nữa. Chọn lại đúng tệp đó để gửi tiếp."),
        "signed_out": _("Phiên đăng nhập đã hết. Đăng nhập lại, mở trang này, chọn lại tệp để gửi tiếp."),
        "broken": _("Chưa gửi được. Mở lại trang này và chọn lại tệp; phần đã gửi vẫn còn."),
        "pause": _("Tạm dừng"),
        "go_on": _("Gửi tiếp"),
        "hours": _("{n} giờ"),
        "minutes": _("{n} phút"),
        "seconds": _("{n} giây"),
    }
