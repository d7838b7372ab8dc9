"""Shapes of the office's forms."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from lms.accounts.forms import TOO_LONG
from lms.accounts.rules import read_login
from lms.site.rules import LIMITS, colour_fault, pattern_fault, phone_fault
from lms.web.i18n import _l
from lms.web.inputs import one_line


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


def _line(key: str, label: Any) -> StringField:
    limit = LIMITS[key]
    return StringField(
        label,
        filters=[one_line],
        validators=[Length(max=limit, message=_l("Dài quá %(limit)s chữ.", limit=limit))],
    )


class SettingsForm(FlaskForm):
    """What the site says of itself."""

    name = _line("name", _l("Tên trang"))
    mark = _line("mark", _l("Chữ thay hình chiếc lá"))
    colour = StringField(_l("Màu chính"))
    help_name = _line("help_name", _l("Người nghe điện thoại"))
    help_phone = _line("help_phone", _l("Số điện thoại giúp đỡ"))
    help_hours = _line("help_hours", _l("Giờ nghe máy"))
    parent_body = _line("parent_body", _l("Cơ quan chủ quản"))
    issuing_body = _line("issuing_body", _l("Cơ quan cấp giấy"))
    unit_code = _line("unit_code", _l("Ký hiệu cơ quan trong số giấy"))
    place = _line("place", _l("Nơi cấp"))
    signer_title = _line("signer_title", _l("Chức vụ người ký"))
    signer_name = _line("signer_name", _l("Họ tên người ký"))
    number_pattern = _line("number_pattern", _l("Cách viết số giấy"))

    def validate_name(self, field: StringField) -> None:
        """Every page shows it."""
        if not (field.data or "").strip():
            raise ValidationError(_l("Viết tên trang."))

    validate_issuing_body = validate_unit_code = validate_name

    def validate_colour(self, field: StringField) -> None:
        """White text must be legible on it."""
        fault = colour_fault(field.data or "")
        if fault == "form":
            raise ValidationError(_l("Viết mã màu dạng #1c6448."))
        if fault:
            raise ValidationError(
                _l("Màu này quá nhạt, chữ trắng trên nền không đọc được. Chọn màu đậm hơn.")
            )

    def validate_help_phone(self, field: StringField) -> None:
        """Every page links to it, so a phone must be able to call it."""
        if phone_fault(field.data or ""):
            raise ValidationError(_l("Viết số điện thoại bằng chữ số, ví dụ 024 3736 1234."))

    def validate_number_pattern(self, field: StringField) -> None:
        """{number} must occur; {unit} and {year} may."""
        if pattern_fault(field.data or ""):
            raise ValidationError(
                _l("Phải có {number}; có thể thêm {unit} và {year}. Ví dụ {number}/GCN-{unit}.")
            )
