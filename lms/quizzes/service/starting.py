"""Starting an attempt: everything it needs is drawn and fixed here, by the server (law 7)."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from lms.db import db
from lms.ids import new_id
from lms.jobs.service import enqueue
from lms.questions import Quiz, make_instance
from lms.quizzes import queries
from lms.quizzes.errors import AttemptsUsedUp, CoolingDown
from lms.quizzes.models import Attempt, AttemptState
from lms.quizzes.rules import GRACE
from lms.quizzes.service.sql import inserting

DEADLINE_JOB = "quizzes.deadline"


def start(
    user_id: UUID,
    course_id: str,
    edition: tuple[int, int],
    quiz_id: str,
    digest: str,
    quiz: Quiz,
    at: datetime,
) -> UUID:
    """Start an attempt and return its id; an attempt still open is returned instead of a second one.

    The caller has checked the enrolment. edition: major and minor number pinned by it; digest: of the
    definition that `quiz` was read from. Raises AttemptsUsedUp and CoolingDown.
    """
    while True:
        door = queries.door(user_id, course_id, quiz, at)
        if door.open_id is not None:
            return door.open_id
        if door.left == 0:
            raise AttemptsUsedUp
        if door.cooling_until is not None:
            raise CoolingDown(door.cooling_until)
        seed = secrets.token_hex(16)
        made = {
            "id": new_id(),
            "user_id": user_id,
            "course_id": course_id,
            "quiz_id": quiz_id,
            "number": door.history.submitted + 1,
            "major": edition[0],
            "minor": edition[1],
            "digest": digest,
            "instance": {"seed": seed, **make_instance(quiz, seed).to_json()},
            "state": AttemptState.OPEN,
            "started_at": at,
            "page": 0,
        }
        started: UUID | None = db.session.scalar(
            inserting(Attempt).values(made).on_conflict_do_nothing().returning(Attempt.id)
        )
        if started is not None:
            return started
        # Another tap was first: its attempt is the one to go on with.


def watch_deadline(deadline: datetime, at: datetime) -> None:
    """Let a worker submit what is open when this deadline and its grace are over.

    One job a minute of deadlines: a class of five hundred that started together is one job, and every job
    also takes what an earlier one has missed.
    """
    due = (deadline + GRACE).replace(second=0, microsecond=0) + timedelta(minutes=1)
    enqueue(DEADLINE_JOB, {}, at, key=f"{DEADLINE_JOB}:{due:%Y-%m-%dT%H:%M}", due=due)
