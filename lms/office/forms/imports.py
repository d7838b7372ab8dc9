"""The form a list is sent in with."""

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField

from lms.web.i18n import _l


class ImportForm(FlaskForm):
    """A file, the course its people shall be enrolled in, the province it comes from."""

    file = FileField(_l("Tệp danh sách"), validators=[FileRequired(_l("Chọn tệp danh sách trước."))])
    province_code = SelectField(_l("Danh sách của tỉnh, thành phố"))
    course_id = SelectField(_l("Ghi danh luôn vào khóa học"))
