"""Who studies what."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from lms import clock
from lms.accounts import queries as accounts
from lms.accounts.rules import read_login
from lms.db import atomic
from lms.learning import queries as learning_queries
from lms.learning import service as learning
from lms.learning.models import EnrolmentState
from lms.office import queries
from lms.office.forms.enrolments import EnrolForm
from lms.office.views.asking import actor_id, typed
from lms.office.views.desk import bp
from lms.office.words import study_word
from lms.permissions import Can
from lms.web.guard import requires
from lms.web.i18n import _
from lms.web.pagination import page_number


def _enrolments_page(form: EnrolForm, courses: list[queries.CourseChoice], status: int = 200) -> Any:
    words = typed()
    course_id, state = request.args.get("course", "")[:80], request.args.get("state", "")
    if state not in {member.value for member in EnrolmentState}:
        state = ""
    page = render_template(
        "office/enrolments.html",
        page=queries.page_of_enrolments(words, course_id, state, page_number()),
        q=words,
        course=course_id,
        state=state,
        study_word=study_word,
        courses=[(one.id, one.title) for one in courses],
        form=form,
    )
    return page, status


def _enrol_form(courses: list[queries.CourseChoice], **options: Any) -> EnrolForm:
    form = EnrolForm(**options)
    form.course_id.choices = [(one.id, one.title) for one in courses if one.open]
    return form


@bp.get("/enrolments")
@requires(Can.MANAGE_ENROLMENTS)
def enrolments() -> Any:
    """Who studies what."""
    courses = queries.course_choices()
    return _enrolments_page(_enrol_form(courses, formdata=None), courses)


@bp.post("/enrolments")
@requires(Can.MANAGE_ENROLMENTS)
def enrol() -> Any:
    """Enrol a person who has an account."""
    courses = queries.course_choices()
    form = _enrol_form(courses)
    if not form.validate_on_submit():
        return _enrolments_page(form, courses, 422)
    login = read_login(form.login.data)
    found = accounts.candidates(login) if login else []
    if len(found) != 1:
        form.login.errors = [
            _("Có nhiều người dùng chung số này. Viết mã học viên, ví dụ U-123456.")
            if found
            else _("Chưa có tài khoản nào như vậy. Học viên cần mở tài khoản trước.")
        ]
        return _enrolments_page(form, courses, 422)
    person, course_id = found[0], form.course_id.data
    if course_id in learning_queries.enrolled_course_ids(person.id):
        flash(_("%(name)s đã ghi danh khóa này từ trước.", name=person.full_name))
    else:
        with atomic():
            learning.enrol(person.id, course_id, actor_id(), clock.now())
        flash(_("Đã ghi danh %(name)s.", name=person.full_name))
    return redirect(url_for(".enrolments"), 303)


@bp.get("/enrolments/<uuid:enrolment_id>/leave")
@requires(Can.MANAGE_ENROLMENTS, load=queries.enrolment)
def leave_confirm(enrolment: Any) -> Any:
    """Ask before ending an enrolment."""
    return render_template("office/leave.html", enrolment=enrolment)


@bp.post("/enrolments/<uuid:enrolment_id>/leave")
@requires(Can.MANAGE_ENROLMENTS, load=queries.enrolment)
def leave(enrolment: Any) -> Any:
    """End an enrolment; what was done stays."""
    with atomic():
        learning.leave(enrolment.id, actor_id(), clock.now())
    flash(_("Đã cho %(name)s thôi học khóa này. Kết quả đã có vẫn giữ.", name=enrolment.full_name))
    return redirect(url_for(".enrolments"), 303)
