"""What workers do for quizzes: submit what was saved when the time is up, with no browser open."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from lms.db import committed
from lms.jobs.registry import job, regularly
from lms.quizzes import queries, service
from lms.quizzes.regrading import service as regrading
from lms.quizzes.service.starting import DEADLINE_JOB


@job(DEADLINE_JOB)
def end_overdue(_payload: dict[str, Any], at: datetime) -> None:
    """Submit every attempt whose time is over, each in its own transaction; twice is as good as once."""
    submit_overdue(at)


@job(regrading.JOB)
def regrade(payload: dict[str, Any], at: datetime) -> None:
    """Bring every attempt in step with a correction that was made or taken back, a handful at a time.

    Killed in between, it finds again what is left to do.
    """
    regrade_id, last = UUID(payload["regrade_id"]), None
    while (last := committed(regrading.apply_some, regrade_id, last, at)) is not None:
        pass
    while committed(regrading.undo_some, regrade_id, at):
        pass


@regularly(timedelta(minutes=1))
def submit_overdue(at: datetime) -> None:
    """The same for what a lost job, a restored backup or a clock that jumped has left open.

    One attempt that cannot be graded keeps none of the others waiting; it fails the job in the end.
    """
    faults: list[Exception] = []
    for attempt_id in queries.overdue(queries.moment()):
        try:
            committed(service.close_overdue, attempt_id, at)
        except Exception as fault:  # noqa: BLE001 - raised below, once everybody has had their turn
            faults.append(fault)
    if faults:
        raise faults[0]
