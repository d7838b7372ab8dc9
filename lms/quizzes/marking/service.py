"""Marking an essay: the mark, the attempt's grade and what follows from it, in one transaction."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import update

from lms.audit.service import record
from lms.db import db
from lms.errors import Conflict, NotFound
from lms.questions import Essay
from lms.quizzes import queries
from lms.quizzes.marking.models import Mark
from lms.quizzes.marking.rules import Typed, with_mark
from lms.quizzes.models import Attempt
from lms.quizzes.service.sql import inserting
from lms.quizzes.teaching.service import OwnAttempt, must_teach
from lms.signals import attempt_graded
from lms.web.i18n import _l


class AnswerChanged(Conflict):
    """The attempt was opened again, or the answer is another one than the marker has read."""

    message = _l("Bài này vừa được mở lại hoặc sửa. Mở lại trang rồi đọc bài mới.")


def mark(
    attempt_id: UUID, question_id: str, typed: Typed, comment: str, revision: int, actor: UUID, at: datetime
) -> None:
    """Give points and a comment for one essay, again replaces; `revision` is that of the text that was read.

    The attempt's grade follows at once; sends `attempt_graded`, so that a pass completes the quiz; what was
    completed before stays. Audited. Raises NotFound, OwnAttempt, Forbidden, AnswerChanged.
    """
    found = queries.attempt(attempt_id, lock=True)
    if found is None:
        raise NotFound
    if found.user_id == actor:
        raise OwnAttempt
    must_teach(actor, found.course_id)
    answer = queries.stored_answers(attempt_id).get(question_id)
    if found.result is None or answer is None or answer.revision != revision:
        raise AnswerChanged
    question, drawn = found.quiz.question(question_id), found.instance.question(question_id)
    if not isinstance(question, Essay) or drawn is None:
        raise NotFound
    values = {
        "revision": revision,
        "points": typed.points,
        "rows": {name: f"{points:f}" for name, points in typed.rows.items()},
        "comment": comment,
        "marked_by": actor,
        "marked_at": at,
    }
    db.session.execute(
        inserting(Mark)
        .values(attempt_id=attempt_id, question_id=question_id, **values)
        .on_conflict_do_update(index_elements=["attempt_id", "question_id"], set_=values)
    )
    after = with_mark(found.result, question, drawn, answer.value, typed.points, found.quiz)
    db.session.execute(
        update(Attempt)
        .where(Attempt.id == attempt_id)
        .values(score=after.score, max_score=after.max_score, passed=after.passed, result=after.to_json())
    )
    detail = {
        "course": found.course_id,
        "quiz": found.quiz_id,
        "question": question_id,
        "user": str(found.user_id),
        "points": f"{typed.points:f}",
    }
    record(actor, "quizzes.mark", "attempt", str(attempt_id), at, detail)
    attempt_graded.send(
        None,
        attempt_id=attempt_id,
        user_id=found.user_id,
        course_id=found.course_id,
        quiz_id=found.quiz_id,
        passed=after.passed,
        score=after.score,
        at=at,
    )
