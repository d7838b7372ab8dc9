"""Reads about jobs and workers."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import exists, or_, select

from lms.db import db
from lms.jobs.models import Job, JobState, WorkerHeartbeat
from lms.jobs.registry import slow_kinds
from lms.jobs.rules import GONE


@dataclass(frozen=True, slots=True)
class Work:
    """What a worker needs to know of a job."""

    id: UUID
    kind: str
    payload: dict[str, Any]


def work(job_id: UUID) -> Work:
    """Return the claimed job; one query. The row exists: the caller has just claimed it."""
    row = db.session.execute(select(Job.id, Job.kind, Job.payload).where(Job.id == job_id)).one()
    return Work(*row)


def worker_alive(at: datetime) -> bool:
    """Return whether any worker has been seen lately; one query, for /readyz."""
    return bool(db.session.scalar(select(exists().where(WorkerHeartbeat.seen_at >= at - GONE))))


def sweep_needed(at: datetime) -> bool:
    """Return whether a lease has run out; one query, so that idle workers do not write."""
    return bool(
        db.session.scalar(
            select(
                exists().where(
                    Job.state == JobState.RUNNING, or_(Job.lease_until.is_(None), Job.lease_until < at)
                )
            )
        )
    )


def any_due(at: datetime, *, slow: bool | None = None) -> bool:
    """Return whether a job waits for a worker, of all kinds or of one lane; one query."""
    due = exists().where(Job.state == JobState.QUEUED, Job.due_at <= at)
    if slow is not None:
        due = due.where(Job.kind.in_(slow_kinds()) if slow else Job.kind.not_in(slow_kinds()))
    return bool(db.session.scalar(select(due)))


def failed(limit: int = 100) -> Sequence[Job]:
    """Return the jobs that were given up, latest first; one query."""
    return (
        db.session.execute(
            select(Job).where(Job.state == JobState.FAILED).order_by(Job.finished_at.desc()).limit(limit)
        )
        .scalars()
        .all()
    )


def given_up(keys: Collection[str]) -> set[str]:
    """Which of these keys name jobs that were given up; one query."""
    rows = db.session.scalars(select(Job.key).where(Job.key.in_(keys), Job.state == JobState.FAILED))
    return {key for key in rows if key is not None}
