"""Looking at the pages as one learner, after the password was asked for again (S54, S53)."""

from typing import Any

from flask import redirect, session, url_for

from lms import clock
from lms.accounts import viewing
from lms.db import atomic
from lms.office import people
from lms.office.views.desk import bp
from lms.permissions import Can
from lms.web.guard import current_actor, requires


@bp.post("/people/<uuid:person_id>/view")
@requires(Can.VIEW_AS, load=people.living, fresh=True)
def view_as(found: people.PersonRow) -> Any:
    """Begin: from here on the pages are this person's."""
    with atomic():
        viewing.begin(found.id, current_actor(), session, clock.now())
    return redirect(url_for("home.home"), 303)
