"""Two accounts of one person become one: attempts go over with their answers, numbered anew by time.

One attempt at a quiz may be open. Where both accounts have one, that of the kept account goes on; the other
stays with the old account, where nobody can hand it in, and keeps its answers.
"""

from collections import defaultdict
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import select, update

from lms.db import db
from lms.quizzes.models import Attempt, AttemptState, QuizException
from lms.signals import people_merged

# Above any number an attempt has, while the right ones are given.
_APART = 1_000_000


def move(kept: UUID, gone: UUID) -> None:
    """Give the attempts of `gone` to `kept`."""
    rows = db.session.execute(
        select(
            Attempt.id, Attempt.user_id, Attempt.course_id, Attempt.quiz_id, Attempt.state, Attempt.started_at
        )
        .where(Attempt.user_id.in_([kept, gone]))
        .order_by(Attempt.started_at, Attempt.id)
    ).all()
    quizzes: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in rows:
        quizzes[row.course_id, row.quiz_id].append(row)
    for attempts in quizzes.values():
        if all(row.user_id == kept for row in attempts):
            continue
        open_ones = [row for row in attempts if row.state is AttemptState.OPEN]
        stays = {row.id for row in open_ones if row.user_id == gone} if len(open_ones) == 2 else set()
        _renumber(kept, [row.id for row in attempts if row.id not in stays])
    _move_exceptions(kept, gone)


def _move_exceptions(kept: UUID, gone: UUID) -> None:
    """What the old account is given goes over, unless the kept one is given something at the same quiz."""
    quiz = QuizException.course_id, QuizException.quiz_id
    known = {tuple(row) for row in db.session.execute(select(*quiz).where(QuizException.user_id == kept))}
    for course_id, quiz_id in db.session.execute(select(*quiz).where(QuizException.user_id == gone)).all():
        if (course_id, quiz_id) not in known:
            db.session.execute(
                update(QuizException)
                .where(
                    QuizException.user_id == gone,
                    QuizException.course_id == course_id,
                    QuizException.quiz_id == quiz_id,
                )
                .values(user_id=kept)
            )


def _renumber(kept: UUID, attempt_ids: list[UUID]) -> None:
    """Numbers from 1 in order of time; first out of each other's way, then to where they belong."""
    for place, attempt_id in enumerate(attempt_ids):
        db.session.execute(update(Attempt).where(Attempt.id == attempt_id).values(number=_APART + place))
    for number, attempt_id in enumerate(attempt_ids, 1):
        db.session.execute(
            update(Attempt).where(Attempt.id == attempt_id).values(user_id=kept, number=number)
        )


def on_people_merged(_sender: Any, *, kept: UUID, gone: UUID, **_rest: Any) -> None:
    """Move what the old account has answered."""
    move(kept, gone)


def connect(_app: Flask) -> None:
    """Listen; connecting twice is connecting once."""
    people_merged.connect(on_people_merged)
