"""Home: what to do now; for a visitor what this is and two ways in; for a trainer what waits."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, render_template

from lms import clock
from lms.certificates import queries as certificates
from lms.courses import queries as courses
from lms.courses.manifest import Item
from lms.courses.words import rough_time
from lms.learning import queries
from lms.learning.addresses import item_url
from lms.learning.rules import label
from lms.names import fold
from lms.permissions import Can
from lms.practical import queries as practical
from lms.practical.rules import WorkState
from lms.quizzes.marking import queries as marking
from lms.recall import queries as recall
from lms.web.guard import current_actor, public, requires

bp = Blueprint("home", __name__)


@bp.get("/")
@public
def home() -> Any:
    """What now?"""
    actor = current_actor()
    if actor.id is None:
        return render_template("home/welcome.html", entries=courses.catalogue(), rough_time=rough_time)
    mine, now = queries.my_courses(actor.id), clock.now()
    works = practical.states(actor.id) if any(one.study.manifest.practicals for one in mine) else {}
    first, item = queries.first_of(mine, practical.waiting(works))
    return render_template(
        "home/home.html",
        mine=mine,
        first=first,
        item=item,
        returned=_returned(mine, works, item),
        work=works.get(first.study.course_id, {}).get(item.id) if first and item else None,
        # Newest first, and of a course's papers the newest counts: it must be written last.
        certificates={one.course_id: one for one in reversed(certificates.of_user(actor.id))},
        now=now,
        recall=recall.due(mine, now),
        item_url=item_url,
        label=label,
    )


def _returned(
    mine: Sequence[queries.MyCourse], works: Mapping[str, Mapping[str, WorkState]], item: Item | None
) -> list[tuple[str, Item]]:
    """Practical work that came back to be corrected, where it is not the next thing to do already."""
    return [
        (one.study.course_id, task)
        for one in mine
        for key in practical.to_correct(works, one.study.course_id)
        if (task := one.study.manifest.item(key)) is not None and task is not item
    ]


@bp.get("/teach")
@requires(Can.TEACH_COURSE)
def teach() -> Any:
    """The courses a trainer teaches, for the office all that are published, each with what waits there."""
    actor = current_actor()
    if actor.is_admin:
        taught = [entry.course for entry in courses.catalogue()]
    else:
        found = courses.courses(actor.courses)
        taught = sorted(found.values(), key=lambda course: fold(course.title))
    ids = [course.id for course in taught]
    return render_template(
        "home/teach.html",
        taught=taught,
        waiting=marking.waiting_counts(ids, actor.id),
        works=practical.waiting_counts(ids, actor.id),
    )
