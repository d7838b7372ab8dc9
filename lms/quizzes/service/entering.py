"""Attempts made on paper: entered whole by somebody else, and handed in at once.

They are attempts like any other, graded by the same rules; limits on time and number are the business of
whoever lets a hall work on paper.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select

from lms.db import db, plain_rows
from lms.ids import new_id
from lms.quizzes.errors import AnotherOpen
from lms.quizzes.models import Answer, Attempt, AttemptState
from lms.quizzes.service.closing import submit
from lms.quizzes.service.sql import FORM_CLIENT, dialect, starting


def enter(
    user_id: UUID,
    course_id: str,
    edition: tuple[int, int],
    quiz_id: str,
    digest: str,
    instance: Mapping[str, Any],
    values: Mapping[str, Any],
    at: datetime,
) -> UUID:
    """Store an attempt with all its answers, hand it in, and return its id.

    instance: as `Instance.to_json`, with its seed; values: stored answers by question id, None for none.
    Sends `attempt_submitted`. Raises AnotherOpen while the person has the quiz open on a phone.
    """
    last = db.session.scalar(
        select(func.max(Attempt.number)).where(
            Attempt.user_id == user_id, Attempt.course_id == course_id, Attempt.quiz_id == quiz_id
        )
    )
    made = {
        "id": new_id(),
        "user_id": user_id,
        "course_id": course_id,
        "quiz_id": quiz_id,
        "number": (last or 0) + 1,
        "major": edition[0],
        "minor": edition[1],
        "digest": digest,
        "instance": instance,
        "state": AttemptState.OPEN,
        "started_at": at,
        "deadline": None,
        "page": 0,
    }
    attempt_id: UUID | None = plain_rows(starting(dialect()), made).scalar()
    if attempt_id is None:
        raise AnotherOpen
    enter_again(attempt_id, user_id, values, at)
    return attempt_id


def enter_again(attempt_id: UUID, user_id: UUID, values: Mapping[str, Any], at: datetime) -> None:
    """Put these answers in place of those of an open attempt, and hand it in."""
    db.session.execute(delete(Answer).where(Answer.attempt_id == attempt_id))
    rows = [
        {
            "attempt_id": attempt_id,
            "question_id": question_id,
            "value": value,
            "client_id": FORM_CLIENT,
            "seq": 0,
            "revision": 1,
            "checked": 0,
            "settled": False,
            "saved_at": at,
        }
        for question_id, value in values.items()
        if value is not None
    ]
    if rows:
        db.session.execute(insert(Answer), rows)
    submit(attempt_id, user_id, at)
