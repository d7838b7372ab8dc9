"""The form a quiz file is sent in with, and the one its text is taken away with."""

from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField, StringField
from wtforms.validators import AnyOf, InputRequired

from lms.exchange import IN, LABELS, OUT
from lms.web.i18n import _, _l

_AGAIN = _l("Chọn một trong các loại tệp trên trang.")


class FileForm(FlaskForm):
    """A file, and its format where it shall not be recognised."""

    file = FileField(_l("Tệp câu hỏi"), validators=[FileRequired(_l("Chọn tệp câu hỏi trước."))])
    source = SelectField(_l("Loại tệp"))

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.source.choices = [("", _("Tự nhận ra")), *((str(known), LABELS[known]) for known in IN)]


class TakeForm(FlaskForm):
    """The text of a quiz as the preview showed it, and the format to take it away in."""

    text = StringField(validators=[InputRequired(_AGAIN)])
    to = StringField(validators=[AnyOf([str(known) for known in OUT], message=_AGAIN)])
