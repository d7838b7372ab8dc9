"""The forms of one's own data."""

from typing import Any

from wtforms import SelectField
from wtforms.validators import NumberRange, Optional

from lms.accounts.forms import WorkForm
from lms.accounts.words import GENDERS
from lms.web.i18n import _l
from lms.web.inputs import WholeNumber

OLDEST, YOUNGEST = 110, 10


class MyDetailsForm(WorkForm):
    """What a person may correct at once."""

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
