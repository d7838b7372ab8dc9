"""Whom to enrol."""

from flask_wtf import FlaskForm
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, ValidationError

from lms.accounts.forms import TOO_LONG
from lms.accounts.rules import read_login
from lms.web.i18n import _l


class EnrolForm(FlaskForm):
    """Whom to enrol, in what."""

    login = StringField(
        _l("Số điện thoại, e-mail hoặc mã học viên"),
        validators=[InputRequired(_l("Viết số điện thoại, e-mail hoặc mã học viên.")), TOO_LONG],
    )
    course_id = SelectField(
        _l("Tên khóa học"), validators=[InputRequired(_l("Chọn một khóa học."))], validate_choice=False
    )

    def validate_login(self, field: StringField) -> None:
        """It must be readable as one of the three."""
        if read_login(field.data or "") is None:
            raise ValidationError(_l("Số điện thoại có 10 số; mã học viên có dạng U-123456."))

    def validate_course_id(self, field: SelectField) -> None:
        """It must be one of those on offer; one may have been archived since the page was opened."""
        if all(value != field.data for value, *_rest in field.iter_choices()):
            raise ValidationError(_l("Chọn một khóa học."))
