"""The forms of one's own data."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import SelectField, StringField
from wtforms.validators import Length, NumberRange, Optional

from lms.accounts.words import GENDERS
from lms.web.i18n import _l
from lms.web.inputs import WholeNumber, one_line

OLDEST, YOUNGEST = 110, 10


class MyDetailsForm(FlaskForm):
    """What a person may correct at once."""

    unit = StringField(
        _l("Hợp tác xã, hộ, trang trại hoặc cơ quan"),
        filters=[one_line],
        validators=[Length(max=160, message=_l("Tên đơn vị dài quá 160 chữ."))],
    )
    position = StringField(
        _l("Chức vụ hoặc công việc"),
        filters=[one_line],
        validators=[Length(max=80, message=_l("Chức vụ dài quá 80 chữ."))],
    )
    birth_year = WholeNumber(_l("Năm sinh"), validators=[Optional()])
    gender = SelectField(_l("Giới tính"))

    def __init__(self, year: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.gender.choices = [("", _l("Không ghi")), *((key.value, text) for key, text in GENDERS.items())]
        between = NumberRange(
            year - OLDEST, year - YOUNGEST, message=_l("Viết năm sinh bằng bốn chữ số, ví dụ 1970.")
        )
        self.birth_year.validators = [Optional(), between]
        if self.birth_year.process_errors:
            self.birth_year.process_errors = [between.message]
