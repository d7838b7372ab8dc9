"""Giving and withdrawing exceptions, for learners of the course alone and never for oneself."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from lms.errors import Invalid
from lms.learning.exceptions import queries
from lms.quizzes import service as quizzes
from lms.quizzes.rules import Exceptional
from lms.quizzes.teaching.service import OwnAttempt, must_teach
from lms.web.i18n import _l


class NotALearner(Invalid):
    """Somebody named is not enrolled in the course."""

    message = _l("Có người không còn học khóa này. Anh/chị mở lại trang rồi chọn lại.")


def give(
    course_id: str,
    quiz_id: str,
    user_ids: Collection[UUID],
    given: Exceptional,
    reason: str,
    actor: UUID,
    at: datetime,
) -> None:
    """Give learners of the course more at a quiz; giving again replaces. Audited with the rule.

    Raises Forbidden where the actor does not teach the course any more, OwnAttempt, NotALearner.
    """
    must_teach(actor, course_id)
    if actor in user_ids:
        raise OwnAttempt
    if not set(user_ids) <= {learner.id for learner in queries.learners(course_id)}:
        raise NotALearner
    quizzes.give_exception(course_id, quiz_id, user_ids, given, reason, actor, at)


def withdraw(course_id: str, quiz_id: str, user_id: UUID, actor: UUID, at: datetime) -> None:
    """Take an exception back. Audited with the rule; raises Forbidden and OwnAttempt."""
    must_teach(actor, course_id)
    if actor == user_id:
        raise OwnAttempt
    quizzes.withdraw_exception(course_id, quiz_id, user_id, actor, at)
