"""How the questions of a quiz did: the figures beside each, the attempts behind one, all as a file."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, render_template, request

from lms import clock
from lms.permissions import Can
from lms.quizzes.analysis import page as pages
from lms.quizzes.analysis.queries import MOST, behind
from lms.quizzes.analysis.rules import HINT_FROM
from lms.quizzes.teaching.queries import Taught, taught_quiz
from lms.quizzes.views import bp
from lms.spreadsheets import write_csv, write_xlsx
from lms.storage.rules import content_disposition
from lms.web.guard import requires
from lms.web.i18n import _
from lms.web.pagination import PAGE_SIZE, Page, page_number

_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@bp.get("/teach/<string:course_id>/quizzes/<string:quiz_id>/analysis")
@requires(Can.TEACH_COURSE, load=taught_quiz)
def analysis(found: Taught) -> Any:
    """Every question with its figures and what they suggest."""
    made = pages.quiz_analysis(found, request.args.get("version", ""))
    if made is None and request.args.get("version"):
        abort(404)
    return render_template(
        "quizzes/teaching/analysis.html",
        taught=found,
        made=made,
        boxes=[] if made is None else made.boxes(pages.corrections(found, made.version)),
        interval=pages.interval,
        hint_from=HINT_FROM,
        most=MOST,
    )


@bp.get("/teach/<string:course_id>/quizzes/<string:quiz_id>/analysis/attempts")
@requires(Can.TEACH_COURSE, load=taught_quiz)
def analysis_attempts(found: Taught) -> Any:
    """The attempts behind one figure of one question."""
    made = _asked(found)
    question_id = request.args.get("question", "")
    box = next((one for one in made.boxes() if one.id == question_id), None)
    chose = request.args.get("chose", "")
    options = {one.chose: one for one in box.options} if box else {}
    if box is None or chose not in ("", "timed", *options):
        abort(404)
    tried = made.behind(question_id, chose)
    number = min(page_number(), max(1, -(-len(tried) // PAGE_SIZE)))
    shown = tried[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    rows = behind([one.id for one in shown], {one.id: one.marks[question_id] for one in shown})
    return render_template(
        "quizzes/teaching/behind.html",
        taught=found,
        made=made,
        box=box,
        chose=chose,
        option=options.get(chose),
        page=Page(rows, number, PAGE_SIZE, len(tried)),
    )


@bp.get("/teach/<string:course_id>/quizzes/<string:quiz_id>/analysis/file")
@requires(Can.TEACH_COURSE, load=taught_quiz)
def analysis_file(found: Taught) -> Response:
    """The same figures as a file; they name nobody."""
    file_format = request.args.get("format", "xlsx")
    if file_format not in _TYPES:
        abort(404)
    made = _asked(found)
    rows = pages.sheet_rows(made.boxes(pages.corrections(found, made.version)))
    headings = [str(heading) for heading in pages.HEADINGS]
    title = _("Thống kê câu hỏi: %(title)s", title=found.title)
    data = (
        write_csv(headings, rows) if file_format == "csv" else write_xlsx(headings, rows, sheet=found.title)
    )
    response = Response(data, content_type=_TYPES[file_format])
    day = clock.local_date(clock.now())
    name = f"{title} {day:%d-%m-%Y}.{file_format}"
    response.headers["Content-Disposition"] = content_disposition(_TYPES[file_format], name)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _asked(found: Taught) -> pages.QuizAnalysis:
    made = pages.quiz_analysis(found, request.args.get("version", ""))
    if made is None:
        abort(404)
    return made
