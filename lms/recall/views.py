"""The page of a recall: a few questions, the answers at once, nothing graded."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from lms import clock
from lms.db import atomic
from lms.learning.addresses import item_url
from lms.learning.checks import Given, judge
from lms.permissions import Can
from lms.quizzes.answers_form import question_view
from lms.recall import queries, service
from lms.recall.rules import START
from lms.web.guard import current_actor, requires

bp = Blueprint("recall", __name__)


def _place(course_id: str, module_id: str, days: int) -> queries.RecallPlace | None:
    return queries.place(course_id, module_id, days, current_actor())


def _to_course(found: queries.RecallPlace) -> Any:
    return redirect(url_for("learning.course", course_id=found.course_id))


def _page(found: queries.RecallPlace, asked: list[queries.Asked], given: dict[str, Given]) -> str:
    views = [
        (one.question, question_view(one.question, one.drawn, kept.value if kept else None), kept)
        for one in asked
        for kept in [given.get(one.question.id)]
    ]
    return render_template(
        "recall/recall.html",
        place=found,
        views=views,
        at_start=found.days == START,
        judged=bool(given) and not any(one.error for one in given.values()),
        first_url=item_url(found.course_id, found.first),
    )


@bp.get("/courses/<string:course_id>/recall/<string:module_id>/<int:days>")
@requires(Can.STUDY_COURSE, load=_place, denied=_to_course)
def recall(found: queries.RecallPlace) -> Any:
    """Ask."""
    return _page(found, queries.asked(found), {})


@bp.post("/courses/<string:course_id>/recall/<string:module_id>/<int:days>")
@requires(Can.STUDY_COURSE, load=_place, denied=_to_course)
def answer(found: queries.RecallPlace) -> Any:
    """Judge every answer on the spot; once all are given, the recall counts as answered."""
    asked = queries.asked(found)
    given = {one.question.id: judge(one.question, one.drawn, request.form) for one in asked}
    enrolment = found.study.enrolment
    if asked and enrolment is not None and not any(one.error for one in given.values()):
        right = sum(one.right for one in given.values())
        with atomic():
            service.note(enrolment.id, found.module.id, found.days, len(asked), right, clock.now())
    return _page(found, asked, given)
