"""What is wrong with captions, and where they come from, in the trainer's words."""

from lms.videos.captions.models import CaptionOrigin
from lms.videos.captions.rules import Problem, Wrong
from lms.web.i18n import _, _l

#: Languages in which captions are taken, with their names.
LANGUAGES = {"vi": _l("tiếng Việt"), "en": _l("tiếng Anh")}

WRONG_WORDS = {
    Wrong.TOO_LARGE: _l("Tệp quá lớn: tối đa 1 MB. Kiểm tra xem có chọn nhầm tệp không."),
    Wrong.UNREADABLE: _l(
        "Không đọc được chữ trong tệp. Mở tệp bằng chương trình đã soạn, lưu lại bằng mã UTF-8."
    ),
    Wrong.NOT_CAPTIONS: _l(
        "Không thấy dòng giờ nào, như 00:00:01.000 --> 00:00:04.000. Chọn tệp phụ đề .vtt hoặc .srt."
    ),
    Wrong.STRAY_TEXT: _l("Dòng chữ này không có giờ ở trên. Thêm dòng giờ, hoặc xóa dòng."),
    Wrong.BAD_TIME: _l("Giờ viết chưa đúng. Viết như 00:00:01.000 --> 00:00:04.000."),
    Wrong.NO_TEXT: _l("Câu này chưa có chữ. Viết lời, hoặc xóa câu."),
    Wrong.TOO_MANY: _l("Quá 4.000 câu. Chia video thành các đoạn ngắn hơn."),
    Wrong.TEXT_TOO_LONG: _l("Câu dài quá 400 chữ cái. Tách thành nhiều câu."),
    Wrong.TOO_LATE: _l("Giờ quá 24 tiếng. Kiểm tra lại số giờ."),
    Wrong.ENDS_BEFORE_START: _l("Giờ kết thúc không muộn hơn giờ bắt đầu. Sửa một trong hai."),
    Wrong.BACKWARD: _l("Câu này bắt đầu trước câu đứng trên nó. Sửa giờ, hoặc đổi chỗ hai câu."),
    Wrong.SAME_START: _l("Câu này bắt đầu cùng lúc với câu đứng trên. Gộp hai câu làm một, hoặc sửa giờ."),
    Wrong.OVERLAP: _l("Câu đứng trên còn kéo dài sang câu này nên được cho kết thúc sớm hơn."),
    Wrong.ENCODING: _l("Chữ trong tệp được đổi từ mã cũ sang Unicode. Đọc lại chữ có dấu."),
}

ORIGIN_WORDS = {
    CaptionOrigin.FILE: _l("từ tệp gửi lên"),
    CaptionOrigin.EDITOR: _l("sửa tại đây"),
    CaptionOrigin.RESTORED: _l("lấy lại bản trước"),
    CaptionOrigin.FILM: _l("theo bài học"),
}


def said(problem: Problem) -> str:
    """The problem as a sentence with its line."""
    text = str(WRONG_WORDS[problem.wrong])
    if problem.detail and problem.wrong in (Wrong.STRAY_TEXT, Wrong.BAD_TIME):
        text = f"{text} “{problem.detail}”"
    return _("Dòng %(line)s: %(text)s", line=problem.line, text=text) if problem.line else text
