"""Shapes of the people desk. Ethnicity is not asked."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import SelectField, StringField
from wtforms.validators import Length, Optional, ValidationError

from lms import clock
from lms.accounts.forms import NameForm
from lms.accounts.models import AudienceGroup, Gender
from lms.accounts.rules import read_login
from lms.accounts.words import AUDIENCE_GROUPS, GENDERS, ROLES
from lms.names import normalise_phone
from lms.permissions import Role
from lms.places.forms import PlaceForm
from lms.web.i18n import _l
from lms.web.inputs import WholeNumber, one_line

OLDEST, YOUNGEST = 110, 14
GRANTED = (Role.TRAINER, Role.COMMUNE_CONTACT, Role.ADMIN)


def _line(label: Any, limit: int) -> StringField:
    return StringField(
        label,
        filters=[one_line],
        validators=[Length(max=limit, message=_l("Dài quá %(limit)s chữ.", limit=limit))],
    )


class PersonForm(NameForm, PlaceForm):
    """What the office writes down of a person."""

    sort_name = _line(_l("Xếp danh sách theo tên"), 80)
    phone = _line(_l("Số điện thoại"), 40)
    email = _line(_l("E-mail"), 254)
    unit = _line(_l("Hợp tác xã, hộ, trang trại hoặc cơ quan"), 160)
    position = _line(_l("Chức vụ hoặc công việc"), 80)
    audience_group = SelectField(_l("Nhóm đối tượng"), validate_choice=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Fill in the groups in the reader's language."""
        super().__init__(*args, **kwargs)
        self.audience_group.choices = [
            ("", _l("Chưa ghi")),
            *((g.value, t) for g, t in AUDIENCE_GROUPS.items()),
        ]

    def validate_phone(self, field: StringField) -> None:
        """Empty, or a mobile number in any usual form."""
        if field.data and normalise_phone(field.data) is None:
            raise ValidationError(_l("Số điện thoại có 10 số, ví dụ 0912 345 678."))

    def validate_email(self, field: StringField) -> None:
        """Empty, or an address."""
        login = read_login(field.data or "") if field.data else None
        if field.data and (login is None or login.kind != "email"):
            raise ValidationError(_l("Viết địa chỉ e-mail, ví dụ ten@vidu.vn."))

    def validate_audience_group(self, field: SelectField) -> None:
        """One of the programme's groups, or none."""
        if field.data and field.data not in set(AudienceGroup):
            raise ValidationError(_l("Chọn một nhóm trong danh sách."))

    @property
    def phone_read(self) -> str | None:
        """The number in its one form."""
        return normalise_phone(self.phone.data or "") if self.phone.data else None

    @property
    def email_read(self) -> str | None:
        """The address as it is stored."""
        return (self.email.data or "").lower() or None

    @property
    def group_read(self) -> AudienceGroup | None:
        """The group that was chosen."""
        return AudienceGroup(self.audience_group.data) if self.audience_group.data else None


def _year() -> WholeNumber:
    return WholeNumber(_l("Năm sinh"), validators=[Optional()])


def _gender() -> SelectField:
    return SelectField(_l("Giới tính"), validate_choice=False)


class _SensitiveFields:
    """Year of birth and gender, both optional."""

    birth_year: WholeNumber
    gender: SelectField

    def _fill(self) -> None:
        self.gender.choices = [("", _l("Không ghi")), *((g.value, t) for g, t in GENDERS.items())]

    def validate_birth_year(self, field: WholeNumber) -> None:
        """A year in which a learner can have been born."""
        if field.errors or field.data is None:
            if field.raw_data and (field.raw_data[0] or "").strip():
                field.errors = []
                raise ValidationError(_l("Viết năm sinh bằng bốn chữ số, ví dụ 1970."))
            return
        this_year = clock.local_date(clock.now()).year
        if not this_year - OLDEST <= field.data <= this_year - YOUNGEST:
            raise ValidationError(_l("Viết năm sinh bằng bốn chữ số, ví dụ 1970."))

    def validate_gender(self, field: SelectField) -> None:
        """One of the three, or none."""
        if field.data and field.data not in set(Gender):
            raise ValidationError(_l("Chọn trong danh sách."))

    @property
    def gender_read(self) -> Gender | None:
        """The gender that was chosen."""
        return Gender(self.gender.data) if self.gender.data else None


class NewPersonForm(_SensitiveFields, PersonForm):
    """A new person: the same, with year of birth and gender."""

    birth_year = _year()
    gender = _gender()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Fill in the choices."""
        super().__init__(*args, **kwargs)
        self._fill()


class SensitiveForm(_SensitiveFields, FlaskForm):
    """Year of birth and gender of somebody known."""

    birth_year = _year()
    gender = _gender()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Fill in the choices."""
        super().__init__(*args, **kwargs)
        self._fill()


class RoleForm(PlaceForm):
    """Which role, and where."""

    role = SelectField(_l("Vai"), validate_choice=False)
    course_id = SelectField(_l("Khóa học, khi giao vai giảng viên"), validate_choice=False)

    def __init__(self, courses: list[tuple[str, str]], **kwargs: Any) -> None:
        """courses: (id, title) of those one can teach."""
        super().__init__(**kwargs)
        self.role.choices = [(role.value, ROLES[role]) for role in GRANTED]
        self.course_id.choices = [("", _l("Chọn…")), *courses]

    def validate_role(self, field: SelectField) -> None:
        """One that is granted by hand."""
        if field.data not in set(GRANTED):
            raise ValidationError(_l("Chọn một vai trong danh sách."))

    def validate_course_id(self, field: SelectField) -> None:
        """A trainer teaches one of the courses."""
        known = {value for value, _title in self.course_id.choices if value}
        if self.role.data == Role.TRAINER and field.data not in known:
            raise ValidationError(_l("Chọn một khóa học."))

    def validate_commune_code(self, field: StringField) -> None:
        """A commune contact has a commune."""
        super().validate_commune_code(field)
        if self.role.data == Role.COMMUNE_CONTACT and not field.data:
            raise ValidationError(_l("Chọn xã mà người này phụ trách."))

    @property
    def scope_id(self) -> str:
        """Where the role counts."""
        if self.role.data == Role.TRAINER:
            return str(self.course_id.data)
        return str(self.commune_code.data) if self.role.data == Role.COMMUNE_CONTACT else ""
