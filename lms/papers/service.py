"""Writes of quizzes on paper: draw the two variants, enter a sheet. Each is called inside `atomic()`."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from lms.audit.service import record
from lms.courses import queries as courses
from lms.courses.manifest import QuizItem
from lms.db import db
from lms.errors import Conflict, NotFound
from lms.ids import new_id
from lms.learning.models import Enrolment, EnrolmentState
from lms.papers import queries
from lms.papers.models import Paper, PaperEntry
from lms.questions import make_instance, on_paper
from lms.quizzes.service import enter, enter_again
from lms.quizzes.teaching.service import OwnAttempt, must_teach, reopen
from lms.web.i18n import _, _l


class NotOnPaper(Conflict):
    """An essay is marked by a person who reads it: a sheet of letters cannot hold it."""

    message = _l("Bài này có câu tự luận nên không in ra giấy được.")


class NotEnrolled(Conflict):
    """Only learners of the course sit its quizzes."""

    message = _l("Có người không còn học khóa này. Mở lại trang rồi nhập tiếp.")


def make(course_id: str, quiz_id: str, actor: UUID, at: datetime) -> UUID:
    """Draw two variants of the quiz as it is live now, and return the paper's id. Audited.

    Raises NotFound, Forbidden, NotOnPaper.
    """
    must_teach(actor, course_id)
    course = courses.course(course_id)
    edition = courses.edition_of(course.revision_id) if course is not None else None
    if course is None or edition is None:
        raise NotFound
    item = courses.manifest(course.revision_id).item(quiz_id)
    if not isinstance(item, QuizItem):
        raise NotFound
    quiz = courses.quiz_definition(item.definition)
    if not on_paper(quiz):
        raise NotOnPaper
    variants = {}
    for letter in queries.VARIANTS:
        seed = secrets.token_hex(16)
        variants[letter] = {"seed": seed, **make_instance(quiz, seed).to_json()}
    found = Paper(
        id=new_id(),
        course_id=course_id,
        quiz_id=quiz_id,
        major=edition[0],
        minor=edition[1],
        digest=item.definition,
        variants=variants,
        made_by=actor,
        made_at=at,
    )
    db.session.add(found)
    record(actor, "papers.make", "paper", str(found.id), at, {"course": course_id, "quiz": quiz_id})
    return found.id


def enter_sheets(
    paper_id: UUID, sheets: Mapping[UUID, tuple[str, Mapping[str, Any]]], actor: UUID, at: datetime
) -> None:
    """Enter sheets: for each person the variant and the stored answers by question id. All or nothing.

    A person's sheet entered before is put right: its attempt is opened, its answers replaced, and it is
    graded again; what was completed stays completed. Audited. Raises NotFound, Forbidden, OwnAttempt,
    NotEnrolled, AnotherOpen.
    """
    # Whoever enters the same paper at the same time waits here, so that nobody's sheet is entered twice.
    held = db.session.scalar(select(Paper).where(Paper.id == paper_id).with_for_update())
    found = queries.paper(paper_id) if held is not None else None
    if found is None:
        raise NotFound
    must_teach(actor, found.course_id)
    studying = set(
        db.session.scalars(
            select(Enrolment.user_id).where(
                Enrolment.course_id == found.course_id,
                Enrolment.user_id.in_(sheets),
                Enrolment.state != EnrolmentState.LEFT,
            )
        )
    )
    for user_id, (variant, values) in sheets.items():
        if user_id == actor:
            raise OwnAttempt
        if user_id not in studying:
            raise NotEnrolled
        attempt_id = _entered(found, user_id, variant, values, actor, at)
        detail = {"paper": str(paper_id), "user": str(user_id), "variant": variant}
        record(actor, "papers.enter", "attempt", str(attempt_id), at, detail)


def _entered(
    found: queries.PaperRow,
    user_id: UUID,
    variant: str,
    values: Mapping[str, Any],
    actor: UUID,
    at: datetime,
) -> UUID:
    drawn = found.variants[variant]
    known = queries.entry_of(found.id, user_id)
    if known is None:
        attempt_id = enter(
            user_id, found.course_id, found.edition, found.quiz_id, found.digest, drawn, values, at
        )
        db.session.add(
            PaperEntry(
                attempt_id=attempt_id, paper_id=found.id, variant=variant, entered_by=actor, entered_at=at
            )
        )
        return attempt_id
    reopen(known, None, _("Sửa kết quả nhập từ bài giấy."), actor, at, instance=drawn)
    db.session.execute(
        update(PaperEntry)
        .where(PaperEntry.attempt_id == known)
        .values(variant=variant, entered_by=actor, entered_at=at)
    )
    enter_again(known, user_id, values, at)
    return known
