"""Two accounts of one person: find the second, see what moves, merge."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from lms import clock
from lms.accounts import merging
from lms.db import atomic
from lms.errors import AppError
from lms.office import people
from lms.office.views.asking import actor_id, typed
from lms.office.views.desk import bp
from lms.permissions import Can
from lms.web.guard import requires
from lms.web.i18n import _
from lms.web.pagination import page_number


@bp.get("/people/<uuid:person_id>/merge")
@requires(Can.MERGE_PEOPLE, load=people.living)
def merge_choose(found: people.PersonRow) -> Any:
    """Look for the other account; those with the same phone or name are offered."""
    words = typed()
    page = people.page_of_people(people.Filter(typed=words), page_number()) if words else None
    rows = page.items if page else people.namesakes(found)
    return render_template(
        "office/people/merge_choose.html",
        person=found,
        q=words,
        page=page,
        rows=[row for row in rows if row.id != found.id],
    )


def _page(pair: people.Pair, status: int = 200, refusal: str = "") -> Any:
    return render_template("office/people/merge.html", pair=pair, refusal=refusal), status


@bp.get("/people/<uuid:person_id>/merge/<uuid:other_id>")
@requires(Can.MERGE_PEOPLE, load=people.pair)
def merge_preview(pair: people.Pair) -> Any:
    """What would move, and whose name and phone stay."""
    return _page(pair)


def _whose(name: str) -> merging.Whose:
    return "gone" if request.form.get(name) == "gone" else "kept"


@bp.post("/people/<uuid:person_id>/merge/<uuid:other_id>")
@requires(Can.MERGE_PEOPLE, load=people.pair, fresh=True)
def merge_send(pair: people.Pair) -> Any:
    """Make one account of the two."""
    try:
        with atomic():
            merging.merge(
                pair.kept.id, pair.gone.id, _whose("name"), _whose("phone"), actor_id(), clock.now()
            )
    except AppError as refusal:
        return _page(pair, refusal.status, str(refusal.message))
    flash(_("Đã gộp. Mã %(code)s nay dẫn đến tài khoản này.", code=pair.gone.user_code))
    return redirect(url_for(".person", person_id=pair.kept.id), 303)
