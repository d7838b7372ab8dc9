"""What a trainer changes about an attempt: more time while it is open, or open again once submitted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.sql.expression import null

from lms.accounts.queries import may_teach
from lms.audit.service import record
from lms.db import db
from lms.errors import Conflict, Forbidden, NotFound
from lms.quizzes import queries
from lms.quizzes.errors import AnotherOpen
from lms.quizzes.models import Attempt, AttemptState
from lms.quizzes.queries import AttemptRow
from lms.quizzes.rules import Exceptional
from lms.quizzes.service import give_exception
from lms.quizzes.service.starting import watch_deadline
from lms.signals import attempt_reopening
from lms.web.i18n import _l


class OwnAttempt(Forbidden):
    """Nobody decides about an attempt of their own."""

    message = _l("Đây là bài của chính anh/chị. Nhờ giảng viên khác hoặc Văn phòng làm việc này.")


class NoDeadline(Conflict):
    """The attempt is over, or has no time limit: minutes would change nothing."""

    message = _l("Bài này đã nộp hoặc không có hạn giờ, nên không cần thêm giờ.")


class NotSubmitted(Conflict):
    """Only a submitted attempt can be opened again."""

    message = _l("Bài này đang mở. Học viên làm tiếp được.")


def must_teach(actor: UUID, course_id: str) -> None:
    """Raise Forbidden where the actor, since the page was asked for, may not teach the course any more."""
    if not may_teach(actor, course_id):
        raise Forbidden


def extend(attempt_id: UUID, minutes: int, reason: str, actor: UUID, at: datetime) -> None:
    """Add minutes to an open attempt, as an exception for its person, which later attempts have too.

    Audited by `give_exception`. Raises NotFound, OwnAttempt, NoDeadline, Forbidden.
    """
    found = _others(attempt_id, actor)
    if not found.open or found.deadline is None:
        raise NoDeadline
    must_teach(actor, found.course_id)
    given = queries.exceptional(found.user_id, found.course_id, found.quiz_id)
    more = Exceptional(given.minutes + minutes, given.attempts, given.closes_at)
    give_exception(found.course_id, found.quiz_id, [found.user_id], more, reason, actor, at)


def reopen(
    attempt_id: UUID,
    minutes: int | None,
    reason: str,
    actor: UUID,
    at: datetime,
    *,
    instance: Mapping[str, Any] | None = None,
) -> None:
    """Let the learner go on with a submitted attempt: its answers stay, its grade goes until it is handed in.

    minutes: how long from now; None without limit. instance: what it asks instead, where another variant on
    paper was sat than the one first entered. What was completed by it stays completed. Audited with the
    grade it had. Whoever listens to `attempt_reopening` may refuse. Raises NotFound, OwnAttempt,
    NotSubmitted, AnotherOpen, Forbidden.
    """
    found = _others(attempt_id, actor)
    if found.open or found.result is None:
        raise NotSubmitted
    must_teach(actor, found.course_id)
    other = select(Attempt.id).where(
        Attempt.user_id == found.user_id,
        Attempt.course_id == found.course_id,
        Attempt.quiz_id == found.quiz_id,
        Attempt.state == AttemptState.OPEN,
    )
    if db.session.scalar(other) is not None:
        raise AnotherOpen
    attempt_reopening.send(None, attempt_id=found.id, user_id=found.user_id, course_id=found.course_id, at=at)
    deadline = None if minutes is None else queries.moment() + timedelta(minutes=minutes)
    db.session.execute(
        update(Attempt)
        .where(Attempt.id == attempt_id)
        .values(
            state=AttemptState.OPEN,
            submitted_at=None,
            ending=None,
            score=None,
            max_score=None,
            passed=None,
            result=null(),
            deadline=deadline,
            **({} if instance is None else {"instance": instance}),
        )
    )
    if deadline is not None:
        watch_deadline(deadline, at)
    detail = {
        "course": found.course_id,
        "quiz": found.quiz_id,
        "user": str(found.user_id),
        "minutes": minutes,
        "score": f"{found.result.score:f}",
        "reason": reason,
    }
    record(actor, "quizzes.reopen", "attempt", str(attempt_id), at, detail)


def _others(attempt_id: UUID, actor: UUID) -> AttemptRow:
    found = queries.attempt(attempt_id, lock=True)
    if found is None:
        raise NotFound
    if found.user_id == actor:
        raise OwnAttempt
    return found
