"""Correcting a question for everybody: choose it, see who would change, put it in force, take it back."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for

from lms import clock
from lms.db import committed
from lms.ids import new_id
from lms.names import nfc, number
from lms.names.numbers import parse_number
from lms.permissions import Can
from lms.questions import Correction, CorrectionKind, Question, with_key
from lms.questions.definitions import Calculated, Categorise, Multiple, Numeric, Short, Single, TrueFalse
from lms.quizzes.regrading import queries, service
from lms.quizzes.regrading.rules import InForce, effect
from lms.quizzes.teaching.queries import Taught, taught_quiz
from lms.quizzes.views import bp
from lms.web.guard import current_actor, requires
from lms.web.i18n import _, _l
from lms.web.inputs import one_line
from lms.web.pagination import Page, page_number, paginate
from lms.web.trusted import published

LISTED = 50
KINDS = {
    CorrectionKind.KEY: _l("Sửa đáp án"),
    CorrectionKind.DROP: _l("Bỏ câu này, không tính điểm"),
    CorrectionKind.FULL: _l("Cho mọi người đủ điểm câu này"),
}


@bp.get("/teach/<string:course_id>/quizzes/<string:quiz_id>/regrades")
@requires(Can.TEACH_COURSE, load=taught_quiz)
def regrades(found: Taught) -> Any:
    """The questions of each version that was handed in, and what has been corrected so far."""
    return render_template(
        "quizzes/teaching/regrades.html",
        taught=found,
        versions=queries.versions(found.course_id, found.quiz_id),
        made=queries.regrades(found.course_id, found.quiz_id),
        kinds=KINDS,
        stem=lambda question: published(question.stem.html),
    )


def _asked_for(kind: str) -> CorrectionKind | None:
    return next((one for one in CorrectionKind if one == kind), None)


@bp.get("/teach/<string:course_id>/quizzes/<string:quiz_id>/regrades/<string:digest>/<string:question_id>")
@requires(Can.TEACH_COURSE, load=queries.asked)
def regrade(found: queries.Asked) -> Any:
    """What can be done about one question."""
    return _form(found)


@bp.post("/teach/<string:course_id>/quizzes/<string:quiz_id>/regrades/<string:digest>/<string:question_id>")
@requires(Can.TEACH_COURSE, load=queries.asked)
def regrade_send(found: queries.Asked) -> Any:
    """See whom a correction would change; from that page, put it in force."""
    if found.standing is not None:
        return _form(found), 409
    kind = _asked_for(request.form.get("kind", ""))
    if kind is None:
        return _form(found, _("Chọn cách chấm lại.")), 422
    correction = Correction(kind, read_key(found.question) if kind is CorrectionKind.KEY else None)
    try:
        service.checked(found.digest, found.question.id, correction)
    except service.KeyDoesNotFit as fault:
        return _form(found, str(fault.message)), 422
    reason, replaces = (one_line(request.form.get("reason")) or "")[:200], "replace" in request.form
    if "apply" not in request.form:
        return _preview(found, correction, replaces, reason)
    if len(reason) < 2:
        error = _("Viết lý do, từ 2 chữ cái trở lên.")
        return _preview(found, correction, replaces, reason, error), 422
    regrade_id = committed(
        service.order,
        found.course_id,
        found.quiz_id,
        found.digest,
        found.question.id,
        correction,
        replace=replaces,
        reason=reason,
        actor=_teacher_id(),
        at=clock.now(),
    )
    flash(_("Đã ghi nhận. Điểm được sửa trong ít phút; bài nộp từ nay chấm theo cách mới."))
    return redirect(url_for(".regraded", regrade_id=regrade_id), 303)


@bp.get("/teach/regrades/<uuid:regrade_id>")
@requires(Can.TEACH_COURSE, load=queries.regrade)
def regraded(found: queries.Regraded) -> Any:
    """One correction: what it is, whom it has changed, the way back."""
    return render_template(
        "quizzes/teaching/regraded.html",
        found=found,
        taught=taught_quiz(found.course_id, found.quiz_id),
        page=paginate(queries.changed(found.id), page_number()),
        kinds=KINDS,
        stem=published(found.question.stem.html) if found.question else "",
    )


@bp.post("/teach/regrades/<uuid:regrade_id>/undo")
@requires(Can.TEACH_COURSE, load=queries.regrade)
def regrade_undo(found: queries.Regraded) -> Any:
    """Take a correction back."""
    committed(service.undo, found.id, _teacher_id(), clock.now())
    flash(_("Đã bỏ lần chấm lại. Điểm trở về như trước trong ít phút."))
    return redirect(url_for(".regrades", course_id=found.course_id, quiz_id=found.quiz_id), 303)


def _form(found: queries.Asked, error: str = "") -> str:
    """The form; while a correction is in force it shows that one, and can only be read."""
    standing, question = found.standing, found.question
    if standing is not None and standing.correction.kind is CorrectionKind.KEY:
        question = with_key(question, standing.correction.key)
    return render_template(
        "quizzes/teaching/regrade.html",
        found=found,
        taught=taught_quiz(found.course_id, found.quiz_id),
        stem=published(found.question.stem.html),
        kinds=KINDS if key_kind(found.question) else {k: v for k, v in KINDS.items() if k != "key"},
        shape=key_kind(found.question),
        options=[published(option.text.html) for option in getattr(found.question, "options", ())],
        items=[published(item.text.html) for item in getattr(found.question, "items", ())]
        if isinstance(found.question, Categorise)
        else [],
        error=error,
        standing=standing,
        chosen=standing.correction.kind.value if standing else request.form.get("kind"),
        lowers=standing.replace if standing else "replace" in request.form,
        key=(not standing and request.form.getlist("key")) or key_now(question),
    )


def _preview(
    found: queries.Asked, correction: Correction, replaces: bool, reason: str, error: str = ""
) -> str:
    one = InForce(new_id(), found.question.id, correction, replaces)
    changes = queries.preview(found.digest, one)
    nth = page_number()
    first = (nth - 1) * LISTED
    return render_template(
        "quizzes/teaching/regrade_preview.html",
        found=found,
        taught=taught_quiz(found.course_id, found.quiz_id),
        page=Page(changes[first : first + LISTED], nth, LISTED, len(changes)),
        shown=LISTED,
        effect=effect([(one.before, one.after) for one in changes]),
        kind=KINDS[correction.kind],
        replaces=replaces,
        fields=[
            (name, value)
            for name, value in request.form.items(multi=True)
            if name not in ("csrf_token", "apply", "reason")
        ],
        reason=reason,
        error=error,
    )


def key_kind(question: Question) -> str:
    """How another key is given: "one" or "several" options, "truth", "number", "formula", "texts",
    "categories"; "" where the key cannot be changed."""
    if isinstance(question, Single) or (isinstance(question, Calculated) and question.options):
        return "one"
    kinds = {
        Multiple: "several",
        TrueFalse: "truth",
        Numeric: "number",
        Calculated: "formula",
        Short: "texts",
        Categorise: "categories",
    }
    return kinds.get(type(question), "")


def key_now(question: Question) -> list[str]:
    """The key in force, as the form's fields hold it, for the trainer to put right."""
    match question:
        case Single() | Multiple() | Calculated(options=(_, *_)):
            return [str(index) for index, option in enumerate(question.options) if option.right]
        case TrueFalse():
            return ["true" if question.answer else "false"]
        case Numeric():
            # In any language as numbers are read: "28,588" of an English page would be 28.588.
            return [number(question.answer)]
        case Calculated():
            return [question.answer]
        case Short():
            return ["\n".join(question.accepted)]
        case Categorise():
            return [item.category for item in question.items]
    return []


def read_key(question: Question) -> Any:
    """The key that was typed, as a Correction takes it; None where it cannot be one."""
    shape, typed = key_kind(question), nfc(request.form.get("key", "")).strip()
    if shape in ("one", "several"):
        return [int(one) for one in request.form.getlist("key") if one.isdecimal() and len(one) < 4]
    if shape == "truth":
        return {"true": True, "false": False}.get(typed)
    if shape == "number":
        try:
            return f"{Decimal(parse_number(typed)):f}"
        except ValueError:
            return None
    if shape == "texts":
        return [line.strip() for line in typed.splitlines() if line.strip()]
    if shape == "categories":
        return [nfc(one) for one in request.form.getlist("key")]
    return typed or None


def _teacher_id() -> UUID:
    actor_id = current_actor().id
    if actor_id is None:
        abort(401)
    return actor_id
