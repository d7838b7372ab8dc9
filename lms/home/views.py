"""Home: for a learner what to do now; for a visitor what this is and two ways in."""

from typing import Any

from flask import Blueprint, render_template

from lms import clock
from lms.certificates import queries as certificates
from lms.courses import queries as courses
from lms.courses.words import rough_time
from lms.learning import queries
from lms.learning.addresses import item_url
from lms.learning.rules import label
from lms.recall import queries as recall
from lms.web.guard import current_actor, public

bp = Blueprint("home", __name__)


@bp.get("/")
@public
def home() -> Any:
    """What now?"""
    actor = current_actor()
    if actor.id is None:
        return render_template("home/welcome.html", entries=courses.catalogue(), rough_time=rough_time)
    mine, now = queries.my_courses(actor.id), clock.now()
    return render_template(
        "home/home.html",
        mine=mine,
        first=next((one for one in mine if one.study.next is not None), None),
        # Newest first, and of a course's papers the newest counts: it must be written last.
        certificates={one.course_id: one for one in reversed(certificates.of_user(actor.id))},
        now=now,
        recall=recall.due(mine, now),
        item_url=item_url,
        label=label,
    )
