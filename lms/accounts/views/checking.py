"""Passwords and codes of who is known already: tried, and counted when they are wrong."""

from datetime import datetime
from uuid import UUID

from wtforms import Field

from lms.accounts import failures, queries, second_factor
from lms.accounts.passwords import verify_password
from lms.db import atomic
from lms.web.filters import clock_
from lms.web.i18n import _
from lms.web.limits import address


def password_fits(field: Field, user_id: UUID, at: datetime) -> bool:
    """Try the password in `field`; what is wrong with it is said there."""
    until = failures.locks([user_id], at).get(user_id)
    if until is not None:
        field.errors = [_("Đã thử sai nhiều lần. Anh/chị thử lại sau %(time)s.", time=clock_(until))]
        return False
    if verify_password(queries.stored_password(user_id), field.data):
        return True
    with atomic():
        failures.note(address(), at, [user_id])
    field.errors = [_("Mật khẩu đang dùng chưa đúng.")]
    return False


def code_fits(field: Field, user_id: UUID, at: datetime) -> bool:
    """Take the code in `field`; it is worth nothing afterwards."""
    with atomic():
        fits = second_factor.take(user_id, field.data or "", at)
        if not fits:
            failures.note(address(), at, [user_id])
    if not fits:
        field.errors = [_("Mã chưa đúng hoặc đã dùng. Anh/chị viết mã đang hiện trên điện thoại.")]
    return fits
