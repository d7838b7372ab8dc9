"""Shapes of the account forms."""

from flask_wtf import FlaskForm
from wtforms import BooleanField, PasswordField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from lms.accounts.consents.forms import ConsentForm
from lms.accounts.consents.rules import Purpose
from lms.accounts.consents.words import PURPOSES
from lms.accounts.passwords import MAXIMUM, MINIMUM, password_fault
from lms.accounts.rules import Login, read_login
from lms.names import is_name
from lms.web.i18n import _l
from lms.web.inputs import one_line

PASSWORD_FAULTS = {
    "short": _l("Mật khẩu cần ít nhất %(count)s chữ hoặc số.", count=MINIMUM),
    "long": _l("Mật khẩu dài quá %(count)s chữ.", count=MAXIMUM),
    "common": _l("Mật khẩu này nhiều người dùng, dễ bị đoán. Chọn mật khẩu khác."),
}

# As long as an e-mail address can be.
TOO_LONG = Length(max=254, message=_l("Dài quá %(limit)s chữ.", limit=254))


class SignInForm(FlaskForm):
    """Who and which password."""

    login = StringField(
        _l("Số điện thoại, e-mail hoặc mã học viên"),
        filters=[one_line],
        validators=[InputRequired(_l("Viết số điện thoại, e-mail hoặc mã học viên.")), TOO_LONG],
    )
    password = PasswordField(_l("Mật khẩu"), validators=[InputRequired(_l("Viết mật khẩu."))])
    shared = BooleanField(_l("Máy dùng chung"))


class CodeForm(FlaskForm):
    """A code of the second factor, or a recovery code."""

    code = StringField(
        _l("Mã xác nhận"),
        filters=[one_line],
        validators=[
            InputRequired(_l("Viết mã xác nhận.")),
            Length(max=40, message=_l("Dài quá %(limit)s chữ.", limit=40)),
        ],
    )


class ProofForm(FlaskForm):
    """The password of who is signed in already, and a code where one is owed."""

    password = PasswordField(_l("Mật khẩu"), validators=[InputRequired(_l("Viết mật khẩu."))])
    code = StringField(
        _l("Mã xác nhận"),
        filters=[one_line],
        validators=[Length(max=40, message=_l("Dài quá %(limit)s chữ.", limit=40))],
    )


class NameForm(FlaskForm):
    """A person's name as it should be."""

    full_name = StringField(
        _l("Họ và tên"),
        filters=[one_line],
        validators=[
            DataRequired(_l("Viết họ và tên như sẽ in trên giấy chứng nhận.")),
            Length(max=120, message=_l("Họ tên dài quá 120 chữ.")),
        ],
    )

    def validate_full_name(self, field: StringField) -> None:
        """Letters and what stands between them."""
        if not is_name(field.data or ""):
            raise ValidationError(_l("Họ tên chỉ có chữ, dấu cách, dấu nháy, gạch nối và dấu chấm."))


class WorkForm(FlaskForm):
    """Where a person works and as what."""

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


class RegisterForm(NameForm, WorkForm, ConsentForm):
    """A new account made by its owner, under a phone number.

    Not under an e-mail address: an address has one account, so the page would tell anybody who asks whether
    somebody has one (S48), while a number may serve a household. The office adds an address.
    """

    login = StringField(
        _l("Số điện thoại"),
        filters=[one_line],
        validators=[InputRequired(_l("Viết số điện thoại để đăng nhập.")), TOO_LONG],
    )
    password = PasswordField(_l("Mật khẩu mới"), validators=[InputRequired(_l("Đặt một mật khẩu."))])
    training = BooleanField(
        PURPOSES[Purpose.TRAINING],
        validators=[InputRequired(_l("Cần đánh dấu ô này mới mở được tài khoản."))],
    )

    login_read: Login | None = None

    def validate_login(self, field: StringField) -> None:
        """A phone number; the code is made by us."""
        self.login_read = read_login(field.data or "")
        if self.login_read is None or self.login_read.kind != "phone":
            raise ValidationError(_l("Số điện thoại có 10 số, ví dụ 0912 345 678."))

    def validate_password(self, field: PasswordField) -> None:
        """Long enough, not too common, not the phone number itself."""
        phone = self.login_read.value if self.login_read else None
        fault = password_fault(field.data or "", phone=phone)
        if fault:
            raise ValidationError(PASSWORD_FAULTS[fault])


class PasswordForm(FlaskForm):
    """A new password, with the old one as proof."""

    old = PasswordField(_l("Mật khẩu đang dùng"), validators=[InputRequired(_l("Viết mật khẩu đang dùng."))])
    new = PasswordField(_l("Mật khẩu mới"), validators=[InputRequired(_l("Đặt một mật khẩu."))])

    def validate_new(self, field: PasswordField) -> None:
        """The same rule as at registration."""
        fault = password_fault(field.data or "")
        if fault:
            raise ValidationError(PASSWORD_FAULTS[fault])
