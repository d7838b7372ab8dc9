"""Roles of a person: given and taken by the office, after the password was asked for again (S08, S53)."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from lms import clock
from lms.accounts import people as writing
from lms.accounts import service as accounts
from lms.accounts.words import ROLES
from lms.db import atomic
from lms.errors import AppError
from lms.office import people, queries
from lms.office.forms.people import RoleForm
from lms.office.views.asking import actor_id
from lms.office.views.desk import bp
from lms.permissions import Can, Role
from lms.web.guard import requires
from lms.web.i18n import _


def _form(**options: Any) -> RoleForm:
    return RoleForm([(one.id, one.title) for one in queries.course_choices()], **options)


def _page(found: people.PersonRow, form: RoleForm, status: int = 200, refusal: str = "") -> Any:
    page = render_template(
        "office/people/roles.html",
        person=found,
        roles=people.roles(found.id),
        role_words=ROLES,
        form=form,
        refusal=refusal,
    )
    return page, status


@bp.get("/people/<uuid:person_id>/roles")
@requires(Can.CHANGE_ROLES, load=people.living, fresh=True)
def roles(found: people.PersonRow) -> Any:
    """The roles somebody has, and the form to give one."""
    return _page(found, _form(formdata=None))


@bp.post("/people/<uuid:person_id>/roles")
@requires(Can.CHANGE_ROLES, load=people.living, fresh=True)
def grant_role(found: people.PersonRow) -> Any:
    """Give a role; the person signs in again."""
    form = _form()
    if form.finding(request.form.get("find")):
        return _page(found, form)
    if not form.validate_on_submit():
        return _page(found, form, 422)
    role = Role(form.role.data)
    with atomic():
        accounts.grant(found.id, role, form.scope_id, clock.now(), actor_id())
    flash(_("Đã giao vai %(role)s. %(name)s đăng nhập lại để dùng.", role=ROLES[role], name=found.full_name))
    return redirect(url_for(".roles", person_id=found.id), 303)


@bp.post("/people/<uuid:person_id>/roles/revoke")
@requires(Can.CHANGE_ROLES, load=people.living, fresh=True)
def revoke_role(found: people.PersonRow) -> Any:
    """Take a role away; the person signs in again."""
    role, scope = request.form.get("role", ""), request.form.get("scope", "")[:64]
    if role not in set(Role):
        return _page(found, _form(formdata=None), 422)
    try:
        with atomic():
            writing.revoke(found.id, Role(role), scope, actor_id(), clock.now())
    except AppError as refusal:
        return _page(found, _form(formdata=None), refusal.status, str(refusal.message))
    flash(_("Đã bỏ vai %(role)s.", role=ROLES[Role(role)]))
    return redirect(url_for(".roles", person_id=found.id), 303)
