"""Forms of the trainer's pages of videos."""

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, Regexp

from lms.videos.rules import NAME
from lms.web.i18n import _l
from lms.web.inputs import one_line


def video_file() -> FileField:
    """The file of a video; a script that sends it in parts deletes this field."""
    return FileField(_l("Tệp video"), validators=[FileRequired(_l("Chọn tệp video trước."))])


class VideoForm(FlaskForm):
    """A new video. The file comes with the form only where there is no script."""

    title = StringField(
        _l("Tên video"),
        filters=[one_line],
        validators=[
            InputRequired(_l("Viết tên video, ví dụ: Cách ghi sổ mỗi ngày.")),
            Length(max=200, message=_l("Viết ngắn hơn: tối đa 200 chữ cái.")),
        ],
    )
    name = StringField(
        _l("Mã dùng trong bài học"),
        filters=[one_line],
        validators=[
            Optional(),
            Regexp(NAME.pattern + r"\Z", message=_l("Mã chỉ gồm chữ thường không dấu, số và gạch nối.")),
        ],
    )
    file = video_file()


class FileForm(FlaskForm):
    """Another file for a video."""

    file = video_file()


class CaptionForm(FlaskForm):
    """Captions as WebVTT text."""

    vtt = TextAreaField(_l("Phụ đề"))


class CaptionFileForm(FlaskForm):
    """A caption file to look at before it is kept."""

    file = FileField(
        _l("Tệp phụ đề (.vtt hoặc .srt)"), validators=[FileRequired(_l("Chọn tệp phụ đề trước."))]
    )


class WaiverForm(FlaskForm):
    """Why a video needs no captions."""

    reason = StringField(
        _l("Lý do"),
        filters=[one_line],
        validators=[
            InputRequired(_l("Viết lý do, ví dụ: video chỉ có nhạc và hình, không có lời nói.")),
            Length(min=10, max=500, message=_l("Viết lý do từ 10 đến 500 chữ cái.")),
        ],
    )
