"""Pages of quiz files, for the course's trainers and the office: bring in, look, take away; the bank."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, render_template, request

from lms.exchange import ENDINGS, LABELS, MEDIA_TYPES, OUT, Format, convert, convert_source
from lms.exchange.sheet import template as sample_sheet
from lms.permissions import Can
from lms.quizfiles import preview, queries
from lms.quizfiles.forms import FileForm, TakeForm
from lms.quizzes.teaching.queries import Taught, taught, taught_quiz
from lms.storage.rules import content_disposition
from lms.web.guard import current_actor, requires
from lms.web.i18n import _

bp = Blueprint("quizfiles", __name__)


@bp.get("/teach/<string:course_id>/quiz-files")
@requires(Can.TEACH_COURSE, load=taught)
def start(found: Taught) -> Any:
    """Where a file is sent in."""
    return _start(found, FileForm(formdata=None))


@bp.post("/teach/<string:course_id>/quiz-files")
@requires(Can.TEACH_COURSE, load=taught)
def look(found: Taught) -> Any:
    """Read the file and show what it would become; nothing is stored."""
    form = FileForm()
    if not form.validate_on_submit():
        return _start(found, form), 422
    sent = form.file.data
    seen = preview.preview(sent.stream.read(), sent.filename or "", form.source.data, found.course_id)
    if seen.found.output is None:
        return _start(found, form, seen), 422
    return render_template(
        "quizfiles/preview.html", taught=found, seen=seen, name=sent.filename, labels=LABELS
    )


@bp.get("/teach/quiz-files/template.xlsx")
@requires(Can.TEACH_COURSE)
def template() -> Response:
    """The sheet to write questions into."""
    return _file(sample_sheet(), Format.XLSX, _("Mẫu câu hỏi"))


@bp.post("/teach/<string:course_id>/quiz-files/take")
@requires(Can.TEACH_COURSE, load=taught)
def take(found: Taught) -> Any:
    """The text of a preview as a file; it is judged again, having been away."""
    form = TakeForm()
    if not form.validate_on_submit():
        return _start(found, FileForm(formdata=None)), 422
    target = Format(form.to.data)
    made = convert(form.text.data.encode(), "", Format.YAML, target)
    if made.output is None:
        seen = preview.preview(form.text.data.encode(), "", Format.YAML, found.course_id)
        return _start(found, FileForm(formdata=None), seen), 422
    return _file(made.output, target, str(made.source.value["id"]))


@bp.get("/teach/<string:course_id>/quizzes/<string:quiz_id>/export")
@requires(Can.TEACH_COURSE, load=taught_quiz)
def export(found: Taught) -> Any:
    """A published quiz: the formats it can be taken away in, each with what it would lose; then the file."""
    if found.quiz is None:
        abort(404)
    source, copied = queries.published(found.course.revision_id, found.quiz.source)
    wanted = request.args.get("to", "")
    if wanted in set(OUT):
        made = convert_source(source, Format(wanted))
        if made.output is not None:
            return _file(made.output, Format(wanted), found.quiz_id)
    return render_template(
        "quizfiles/export.html", taught=found, ways=preview.ways(source), copied=copied, labels=LABELS
    )


@bp.get("/teach/<string:course_id>/bank")
@requires(Can.TEACH_COURSE, load=taught)
def bank(found: Taught) -> Any:
    """The questions of the bank that this course carries, all or those with one tag."""
    actor = current_actor()
    lines = queries.bank(found.course, None if actor.is_admin else actor.courses)
    tags = sorted({tag for line in lines for tag in line.question.tags})
    asked = request.args.get("tag", "")
    tag = asked if asked in tags else ""
    shown = [line for line in lines if not tag or tag in line.question.tags]
    choices = [("", _("Mọi nhãn")), *((name, name) for name in tags)] if tags else []
    return render_template("quizfiles/bank.html", taught=found, lines=shown, choices=choices, tag=tag)


def _start(found: Taught, form: FileForm, seen: preview.Preview | None = None) -> str:
    return render_template("quizfiles/start.html", taught=found, form=form, seen=seen, labels=LABELS)


def _file(data: bytes, target: Format, name: str) -> Response:
    """A file to keep; its bytes are no page, so browsers must not take them for one."""
    kind = MEDIA_TYPES[target]
    response = Response(data, content_type=kind)
    response.headers["Content-Disposition"] = content_disposition(kind, name + ENDINGS[target])
    response.headers["Cache-Control"] = "no-store"
    return response
