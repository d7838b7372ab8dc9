"""Shapes of the forms of first sign-in and of a new password."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from lms.accounts.forms import PASSWORD_FAULTS, TOO_LONG
from lms.accounts.passwords import password_fault
from lms.accounts.rules import Login, read_login
from lms.web.i18n import _l
from lms.web.inputs import one_line


class EnterForm(FlaskForm):
    """What a slip says."""

    login = StringField(
        _l("Mã học viên hoặc số điện thoại"),
        validators=[InputRequired(_l("Viết mã học viên trên phiếu, ví dụ U-123456.")), TOO_LONG],
    )
    code = StringField(
        _l("Mã 8 chữ trên phiếu"), validators=[InputRequired(_l("Viết mã 8 chữ trên phiếu.")), TOO_LONG]
    )


class NameForm(FlaskForm):
    """One's name, as it should be."""

    full_name = StringField(
        _l("Họ và tên đúng"),
        filters=[one_line],
        validators=[
            DataRequired(_l("Viết họ và tên đủ dấu, như trên giấy tờ.")),
            Length(max=120, message=_l("Họ tên dài quá 120 chữ.")),
        ],
    )


class NewPasswordForm(FlaskForm):
    """A new password, without an old one."""

    password = PasswordField(_l("Mật khẩu mới"), validators=[InputRequired(_l("Đặt một mật khẩu."))])

    def __init__(self, *args: Any, phone: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._phone = phone

    def keep_apart_from(self, phone: str | None) -> None:
        """Let the password not be this phone number."""
        self._phone = phone

    def validate_password(self, field: PasswordField) -> None:
        """The rule of every password."""
        fault = password_fault(field.data or "", phone=self._phone)
        if fault:
            raise ValidationError(PASSWORD_FAULTS[fault])


class MailedPasswordForm(NewPasswordForm):
    """A new password for whoever has the code of a message."""

    token = StringField(
        _l("Mã trong thư"),
        filters=[one_line],
        validators=[InputRequired(_l("Chép mã trong thư vào đây.")), TOO_LONG],
    )


class ForgottenForm(FlaskForm):
    """Who cannot get in."""

    login = StringField(
        _l("Số điện thoại, e-mail hoặc mã học viên"),
        validators=[InputRequired(_l("Viết số điện thoại, ví dụ 0912 345 678.")), TOO_LONG],
    )

    login_read: Login | None = None

    def validate_login(self, field: StringField) -> None:
        """Anything that may name an account."""
        self.login_read = read_login(field.data or "")
        if self.login_read is None:
            raise ValidationError(_l("Số điện thoại có 10 số, ví dụ 0912 345 678."))
