"""People: the list, one person, writing somebody down, correcting, closing and opening an account."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from lms import clock
from lms.accounts import people as writing
from lms.accounts import service as accounts
from lms.accounts.words import AUDIENCE_GROUPS, GENDERS, ROLES, STATES
from lms.certificates import queries as certificates
from lms.db import atomic
from lms.errors import AppError
from lms.office import audit_log, people, queries
from lms.office.forms.people import NewPersonForm, PersonForm, SensitiveForm
from lms.office.views.asking import actor_id
from lms.office.views.desk import bp
from lms.office.words import account_word, study_word
from lms.permissions import Can
from lms.places import queries as places
from lms.web.guard import requires
from lms.web.i18n import _
from lms.web.pagination import page_number

SAVED_STATUS = 303


@bp.get("/people")
@requires(Can.MANAGE_PEOPLE)
def people_list() -> Any:
    """Find people."""
    wanted = people.read_filter(request.args)
    page = people.page_of_people(wanted, page_number())
    return render_template(
        "office/people/list.html",
        page=page,
        wanted=wanted,
        roles=people.roles_of([row.id for row in page.items]),
        provinces=places.provinces(),
        communes=places.communes_of(wanted.province) if wanted.province else [],
        courses=[(one.id, one.title) for one in queries.course_choices()],
        role_words=ROLES,
        group_words=AUDIENCE_GROUPS,
        state_words=STATES,
        account_word=account_word,
    )


def _person_page(found: people.PersonRow, form: SensitiveForm | None = None, status: int = 200) -> Any:
    enrolments, held = people.enrolments(found.id), certificates.of_user(found.id)
    theirs = [one.id for one in (*enrolments, *held)]
    page = render_template(
        "office/people/person.html",
        person=found,
        into=people.person(found.merged_into_id) if found.merged_into_id else None,
        roles=people.roles(found.id),
        enrolments=enrolments,
        certificates=held,
        acts_of_person=audit_log.shown(audit_log.latest_of(found.id, theirs)),
        sensitive=form,
        group_words=AUDIENCE_GROUPS,
        role_words=ROLES,
        account_word=account_word,
        study_word=study_word,
        genders=GENDERS,
        now=clock.now(),
    )
    return page, status


@bp.get("/people/<uuid:person_id>")
@requires(Can.MANAGE_PEOPLE, load=people.person)
def person(found: people.PersonRow) -> Any:
    """Who somebody is, what the person studies, what was done to the account."""
    return _person_page(found)


@bp.post("/people/<uuid:person_id>/sensitive")
@requires(Can.VIEW_SENSITIVE, load=people.living)
def sensitive(found: people.PersonRow) -> Any:
    """Show year of birth and gender, which is noted, hence no GET."""
    with atomic():
        writing.read_sensitive(found.id, actor_id(), clock.now())
    shown = people.sensitive(found.id)
    form = SensitiveForm(
        formdata=None,
        data={"birth_year": shown.birth_year, "gender": shown.gender.value if shown.gender else ""},
    )
    return _person_page(found, form)


@bp.post("/people/<uuid:person_id>/sensitive/save")
@requires(Can.VIEW_SENSITIVE, load=people.living)
def sensitive_save(found: people.PersonRow) -> Any:
    """Correct year of birth and gender."""
    form = SensitiveForm()
    if not form.validate_on_submit():
        return _person_page(found, form, 422)
    with atomic():
        writing.change_sensitive(found.id, form.birth_year.data, form.gender_read, actor_id(), clock.now())
    flash(_("Đã lưu."))
    return redirect(url_for(".person", person_id=found.id), SAVED_STATUS)


def _new_page(form: NewPersonForm, status: int = 200) -> Any:
    return render_template("office/people/new.html", form=form), status


@bp.get("/people/new")
@requires(Can.MANAGE_PEOPLE)
def new_person() -> Any:
    """The form for somebody new."""
    return _new_page(NewPersonForm(formdata=None))


@bp.post("/people/new")
@requires(Can.MANAGE_PEOPLE)
def new_person_send() -> Any:
    """Make an account for somebody; the way in comes with a login slip."""
    form = NewPersonForm()
    if form.finding(request.form.get("find")):
        return _new_page(form)
    if not form.validate_on_submit():
        return _new_page(form, 422)
    new = accounts.NewPerson(
        full_name=form.full_name.data,
        phone=form.phone_read,
        email=form.email_read,
        unit=form.unit.data or "",
        position=form.position.data or "",
        commune_code=form.commune_code.data or None,
        audience_group=form.group_read,
        birth_year=form.birth_year.data,
        gender=form.gender_read,
        sort_name=form.sort_name.data or None,
    )
    try:
        with atomic():
            person_id = accounts.create_user(new, clock.now(), actor_id())
    except accounts.EmailTaken as taken:
        form.email.errors = [str(taken.message)]
        return _new_page(form, 422)
    flash(_("Đã thêm %(name)s.", name=form.full_name.data))
    return redirect(url_for(".person", person_id=person_id), SAVED_STATUS)


def _edit_page(found: people.PersonRow, form: PersonForm, status: int = 200) -> Any:
    return render_template("office/people/edit.html", person=found, form=form), status


@bp.get("/people/<uuid:person_id>/edit")
@requires(Can.MANAGE_PEOPLE, load=people.living)
def edit_person(found: people.PersonRow) -> Any:
    """The form to correct somebody's details."""
    return _edit_page(found, PersonForm(formdata=None, obj=found))


@bp.post("/people/<uuid:person_id>/edit")
@requires(Can.MANAGE_PEOPLE, load=people.living)
def edit_person_send(found: people.PersonRow) -> Any:
    """Correct somebody's details."""
    form = PersonForm()
    if form.finding(request.form.get("find")):
        return _edit_page(found, form)
    if not form.validate_on_submit():
        return _edit_page(found, form, 422)
    new = writing.Details(
        full_name=form.full_name.data,
        phone=form.phone_read,
        email=form.email_read,
        commune_code=form.commune_code.data or None,
        unit=form.unit.data or "",
        position=form.position.data or "",
        audience_group=form.group_read,
        sort_name=form.sort_name.data or None,
    )
    try:
        with atomic():
            changed = writing.change(found.id, new, actor_id(), clock.now())
    except accounts.EmailTaken as taken:
        form.email.errors = [str(taken.message)]
        return _edit_page(found, form, 422)
    flash(_("Đã lưu.") if changed else _("Không có gì thay đổi."))
    return redirect(url_for(".person", person_id=found.id), SAVED_STATUS)


@bp.get("/people/<uuid:person_id>/state")
@requires(Can.DISABLE_PERSON, load=people.living)
def person_state(found: people.PersonRow) -> Any:
    """Ask before closing an account, or opening it again."""
    return render_template("office/people/state.html", person=found, refusal="")


@bp.post("/people/<uuid:person_id>/state")
@requires(Can.DISABLE_PERSON, load=people.living)
def person_state_send(found: people.PersonRow) -> Any:
    """Close an account, or open it again: which of the two is written in the form, so twice is once."""
    act = writing.enable if request.form.get("act") == "enable" else writing.disable
    try:
        with atomic():
            act(found.id, actor_id(), clock.now())
    except AppError as refusal:
        page = render_template("office/people/state.html", person=found, refusal=str(refusal.message))
        return page, refusal.status
    said = (
        _("Đã mở lại tài khoản.")
        if act is writing.enable
        else _("Đã khóa tài khoản. Mọi máy đã bị đăng xuất.")
    )
    flash(said)
    return redirect(url_for(".person", person_id=found.id), SAVED_STATUS)
