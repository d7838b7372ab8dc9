"""Why practical work is waived."""

from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from lms.web.i18n import _l
from lms.web.inputs import one_line


class WaiveForm(FlaskForm):
    """A reason, which the log keeps."""

    reason = StringField(
        _l("Lý do"),
        filters=[one_line],
        validators=[
            InputRequired(_l("Viết lý do, ví dụ: giảng viên nghỉ ốm.")),
            Length(min=2, max=200, message=_l("Viết lý do từ 2 đến 200 chữ cái.")),
        ],
    )
