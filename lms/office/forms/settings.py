"""What the site says of itself."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import Length, ValidationError

from lms.site.rules import LIMITS, colour_fault, pattern_fault, phone_fault, years_fault
from lms.web.i18n import _l
from lms.web.inputs import one_line


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
    register_years = _line("register_years", _l("Giữ tên trong sổ cấp giấy bao nhiêu năm"))

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

    def validate_register_years(self, field: StringField) -> None:
        """From 1 to 100."""
        if years_fault(field.data or ""):
            raise ValidationError(_l("Viết số năm từ 1 đến 100."))

    def validate_number_pattern(self, field: StringField) -> None:
        """{number} must occur; {unit} and {year} may."""
        if pattern_fault(field.data or ""):
            raise ValidationError(
                _l("Phải có {number}; có thể thêm {unit} và {year}. Ví dụ {number}/GCN-{unit}.")
            )
