"""Forms of a trainer: more minutes, opening again; always with a reason."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from lms.web.i18n import _l
from lms.web.inputs import WholeNumber, one_line

MOST_MINUTES = 7 * 24 * 60
_MINUTES = NumberRange(1, MOST_MINUTES, message=_l("Viết số phút từ 1 đến 10.080 (bảy ngày), viết liền."))


def reason_field() -> StringField:
    """Why something is given: one line that the list and the log show; "ốm" says enough."""
    return StringField(
        _l("Lý do"),
        filters=[one_line],
        validators=[
            InputRequired(_l("Viết lý do, ví dụ: mất điện giữa giờ.")),
            Length(min=2, max=200, message=_l("Viết lý do từ 2 đến 200 chữ cái.")),
        ],
    )


class ExtendForm(FlaskForm):
    """More minutes for an open attempt."""

    minutes = WholeNumber(_l("Thêm số phút"), validators=[InputRequired(_l("Viết số phút thêm.")), _MINUTES])
    reason = reason_field()


class ReopenForm(FlaskForm):
    """A submitted attempt goes on."""

    minutes = WholeNumber(_l("Làm tiếp trong số phút"), validators=[Optional(), _MINUTES])
    reason = reason_field()
