"""Pages of quizzes on paper, for the course's trainers and the office: print, key, grid."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from lms import clock
from lms.courses import queries as courses
from lms.db import committed
from lms.papers import grid, queries, service
from lms.permissions import Can
from lms.questions import LETTERS, on_paper, right_letters
from lms.quizzes.answers_form import question_view
from lms.quizzes.teaching.queries import Taught, taught_quiz
from lms.web.guard import current_actor, requires
from lms.web.i18n import _
from lms.web.pagination import page_number

bp = Blueprint("papers", __name__)


@bp.get("/teach/<string:course_id>/quizzes/<string:quiz_id>/papers")
@requires(Can.TEACH_COURSE, load=taught_quiz)
def papers(found: Taught) -> Any:
    """What was printed of a quiz, and the button to draw anew."""
    item = found.quiz
    return render_template(
        "papers/papers.html",
        taught=found,
        printed=queries.printed(found.course_id, found.quiz_id),
        possible=item is not None and on_paper(courses.quiz_definition(item.definition)),
    )


@bp.post("/teach/<string:course_id>/quizzes/<string:quiz_id>/papers")
@requires(Can.TEACH_COURSE, load=taught_quiz)
def make(found: Taught) -> Any:
    """Draw two variants."""
    paper_id = committed(service.make, found.course_id, found.quiz_id, _teacher_id(), clock.now())
    flash(_("Đã tạo đề A và đề B."))
    return redirect(url_for(".paper", paper_id=paper_id), 303)


@bp.get("/teach/papers/<uuid:paper_id>")
@requires(Can.TEACH_COURSE, load=queries.paper)
def paper(found: queries.PaperRow) -> Any:
    """What to do with a printed quiz: print, key, enter."""
    return render_template("papers/paper.html", paper=found, taught=found.taught)


@bp.get("/teach/papers/<uuid:paper_id>/sheets")
@requires(Can.TEACH_COURSE, load=queries.paper)
def sheets(found: queries.PaperRow) -> Any:
    """Both variants, to print and copy."""
    variants = [
        (
            letter,
            [
                (question_view(question, drawn, None), question.points)
                for drawn in found.instance(letter).questions
                if (question := found.quiz.question(drawn.id)) is not None
            ],
        )
        for letter in queries.VARIANTS
    ]
    return render_template(
        "papers/sheets.html", paper=found, taught=found.taught, variants=variants, letters=LETTERS
    )


@bp.get("/teach/papers/<uuid:paper_id>/key")
@requires(Can.TEACH_COURSE, load=queries.paper)
def key(found: queries.PaperRow) -> Any:
    """The right answers of both variants, side by side."""
    columns = [
        [
            (right_letters(question, drawn), question.points)
            for drawn in found.instance(letter).questions
            if (question := found.quiz.question(drawn.id)) is not None
        ]
        for letter in queries.VARIANTS
    ]
    rows = list(zip(*columns, strict=True))
    return render_template("papers/key.html", paper=found, taught=found.taught, rows=rows)


@bp.get("/teach/papers/<uuid:paper_id>/results")
@requires(Can.TEACH_COURSE, load=queries.paper)
def results(found: queries.PaperRow) -> Any:
    """The grid."""
    page = queries.sitters(found, page_number())
    return _grid(found, page, grid.as_entered(found, page.items))


@bp.post("/teach/papers/<uuid:paper_id>/results")
@requires(Can.TEACH_COURSE, load=queries.paper)
def enter(found: queries.PaperRow) -> Any:
    """Enter the rows that were filled or changed: all of them, or none where one cannot be read."""
    named = queries.sitters_named(found, grid.posted_users(request.form))
    rows = grid.as_typed(found, named, request.form)
    if any(row.errors for row in rows):
        return _grid(found, queries.sitters(found, page_number()), rows), 422
    entered = {row.sitter.user_id: (row.variant, row.values or {}) for row in rows if row.changed}
    if entered:
        committed(service.enter_sheets, found.id, entered, _teacher_id(), clock.now())
        flash(_("Đã nhập và chấm %(count)s bài.", count=len(entered)))
    else:
        flash(_("Chưa có bài nào mới để nhập."))
    return redirect(url_for(".results", paper_id=found.id, page=page_number()), 303)


def _grid(found: queries.PaperRow, page: Any, rows: list[grid.Row]) -> str:
    return render_template(
        "papers/results.html",
        paper=found,
        taught=found.taught,
        page=page,
        rows=rows,
        wrong=sum(len(row.errors) for row in rows),
        variant_field=grid.variant_field,
        cell_field=grid.cell_field,
        user_field=grid.USER_FIELD,
    )


def _teacher_id() -> UUID:
    actor_id = current_actor().id
    if actor_id is None:
        abort(401)
    return actor_id
