"""Why a certificate is changed."""

from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from lms.web.i18n import _l
from lms.web.inputs import one_line


class ReasonForm(FlaskForm):
    """Why a certificate is revoked or replaced."""

    reason = TextAreaField(
        _l("Lý do"),
        filters=[one_line],
        validators=[
            InputRequired(_l("Viết lý do, học viên sẽ đọc được.")),
            Length(min=3, max=500, message=_l("Lý do dài từ 3 đến 500 chữ.")),
        ],
    )
