"""Starting an attempt: everything it needs is drawn and fixed here, by the server (law 7)."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select

from lms.db import db, plain_rows
from lms.ids import new_id
from lms.jobs.service import enqueue
from lms.questions import Quiz, make_instance
from lms.quizzes import queries
from lms.quizzes.errors import (
    AttemptsUsedUp,
    CoolingDown,
    NotOpenYet,
    QuizOver,
    TooManyPasswords,
    WrongPassword,
)
from lms.quizzes.models import AttemptState, WrongQuizPassword
from lms.quizzes.rules import GRACE, closing, deadline
from lms.quizzes.service import sql

DEADLINE_JOB = "quizzes.deadline"
PASSWORDS_ALLOWED, PASSWORD_WINDOW = 5, timedelta(minutes=10)


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
    definition that `quiz` was read from. Where the quiz sets times, the database's clock is asked instead of
    `at` (F20). Raises AttemptsUsedUp, CoolingDown, NotOpenYet and QuizOver.
    """
    timed = quiz.minutes or quiz.opens or quiz.closes
    moment = queries.moment() if timed else at
    while True:
        door = queries.door(user_id, course_id, quiz, moment)
        if door.open_id is not None:
            return door.open_id
        closes = closing(quiz, door.given)
        if quiz.opens is not None and moment < quiz.opens:
            raise NotOpenYet
        if closes is not None and moment >= closes:
            raise QuizOver
        if door.left == 0:
            raise AttemptsUsedUp
        if door.cooling_until is not None:
            raise CoolingDown(door.cooling_until)
        minutes = quiz.minutes + door.given.minutes if quiz.minutes else None
        end = deadline(minutes, closes, moment)
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
            "started_at": moment,
            "deadline": end,
            "page": 0,
        }
        started: UUID | None = plain_rows(sql.starting(sql.dialect()), made).scalar()
        if started is not None:
            if end is not None:
                watch_deadline(end, at)
            return started
        # Another tap was first: its attempt is the one to go on with.


def check_password(user_id: UUID, quiz: Quiz, typed: str, at: datetime) -> None:
    """Raise WrongPassword where the quiz asks for another, TooManyPasswords after five in ten minutes."""
    if not quiz.password:
        return
    wrong = db.session.scalar(
        select(func.count())
        .select_from(WrongQuizPassword)
        .where(
            WrongQuizPassword.user_id == user_id,
            WrongQuizPassword.quiz_id == quiz.id,
            WrongQuizPassword.at > at - PASSWORD_WINDOW,
        )
    )
    if (wrong or 0) >= PASSWORDS_ALLOWED:
        raise TooManyPasswords
    if not hmac.compare_digest(typed.strip().encode(), quiz.password.strip().encode()):
        raise WrongPassword


def note_wrong_password(user_id: UUID, quiz_id: str, at: datetime) -> None:
    """Count a wrong password; in a transaction of its own, since the refusal takes everything else back."""
    db.session.add(WrongQuizPassword(id=new_id(), user_id=user_id, quiz_id=quiz_id, at=at))


def watch_deadline(end: datetime, at: datetime) -> None:
    """Let a worker submit what is open when this deadline and its grace are over.

    One job a minute of deadlines: a class of five hundred that started together is one job, and every job
    also takes what an earlier one has missed.
    """
    due = (end + GRACE).replace(second=0, microsecond=0) + timedelta(minutes=1)
    enqueue(DEADLINE_JOB, {}, at, key=f"{DEADLINE_JOB}:{due:%Y-%m-%dT%H:%M}", due=due)
