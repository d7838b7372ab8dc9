"""Writing job rows: asking for work, claiming it, and saying how it ended.

`enqueue` belongs to the caller's transaction; the others are the worker's own steps. Every change of state
is one conditional UPDATE, so that of two workers one wins and the other sees that nothing changed.
"""

from datetime import datetime, timedelta
from functools import partial
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, UpdateBase, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from lms.db import after_commit, db
from lms.ids import new_id
from lms.jobs.bell import bell
from lms.jobs.models import Job, JobState, WorkerHeartbeat
from lms.jobs.registry import slow_kinds
from lms.jobs.rules import LEASE, MAX_ATTEMPTS, delay_after

_REASON_LENGTH = 1000


def enqueue(
    kind: str, payload: dict[str, Any], at: datetime, key: str | None = None, due: datetime | None = None
) -> None:
    """Write a job that is due at `due` (at once without one), in the caller's transaction.

    What is due at once rings the bell once that has committed; a worker finds the rest when its time comes.
    With a `key`, asking again while a row of that key exists changes nothing.
    """
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    row = insert(Job).values(
        id=new_id(),
        kind=kind,
        key=key,
        payload=payload,
        state=JobState.QUEUED,
        attempts=0,
        due_at=due or at,
        created_at=at,
    )
    written = db.session.scalar(row.on_conflict_do_nothing(index_elements=["key"]).returning(Job.id))
    if written is not None and due is None:
        after_commit(partial(_ring, written))


def _changed(statement: UpdateBase) -> int:
    result = cast("CursorResult[Any]", db.session.execute(statement))
    return result.rowcount


def _ring(job_id: UUID) -> None:
    bell().ring(job_id)


def claim(
    worker_id: UUID, at: datetime, wanted: UUID | None = None, *, slow: bool | None = None
) -> UUID | None:
    """Take one due job for the worker and return its id; None when there is none (or not the wanted one).

    slow: only of the slow kinds, or only of the others; None: of all.
    """
    due = select(Job.id).where(Job.state == JobState.QUEUED, Job.due_at <= at)
    if slow is not None:
        due = due.where(Job.kind.in_(slow_kinds()) if slow else Job.kind.not_in(slow_kinds()))
    due = due.where(Job.id == wanted) if wanted else due.order_by(Job.due_at).limit(1)
    found = db.session.scalar(due.with_for_update(skip_locked=True))
    if found is None:
        return None
    taken = _changed(
        update(Job)
        .where(Job.id == found, Job.state == JobState.QUEUED)
        .values(
            state=JobState.RUNNING, worker_id=worker_id, lease_until=at + LEASE, attempts=Job.attempts + 1
        )
    )
    return found if taken else None


def finish(job_id: UUID, worker_id: UUID, at: datetime) -> bool:
    """Record success; False when the lease had been lost to another worker."""
    return _leave(job_id, worker_id, state=JobState.DONE, finished_at=at, reason=None)


def fail(job_id: UUID, worker_id: UUID, at: datetime, reason: str) -> bool:
    """Record a failure: again later, or FAILED for good after the last attempt. False: lease lost."""
    attempts = db.session.scalar(select(Job.attempts).where(Job.id == job_id))
    wait = delay_after(attempts or MAX_ATTEMPTS)
    if wait is None:
        return _leave(
            job_id, worker_id, state=JobState.FAILED, finished_at=at, reason=reason[:_REASON_LENGTH]
        )
    return _leave(job_id, worker_id, state=JobState.QUEUED, due_at=at + wait, reason=reason[:_REASON_LENGTH])


def _leave(job_id: UUID, worker_id: UUID, **values: Any) -> bool:
    left = _changed(
        update(Job)
        .where(Job.id == job_id, Job.worker_id == worker_id, Job.state == JobState.RUNNING)
        .values(worker_id=None, lease_until=None, **values)
    )
    return bool(left)


def retry(job_id: UUID, at: datetime) -> bool:
    """Give a FAILED job a fresh start; False when it is not FAILED."""
    again = _changed(
        update(Job)
        .where(Job.id == job_id, Job.state == JobState.FAILED)
        .values(state=JobState.QUEUED, attempts=0, due_at=at, finished_at=None, reason=None)
    )
    if again:
        after_commit(partial(_ring, job_id))
    return bool(again)


def beat(worker_id: UUID, host: str, pid: int, at: datetime) -> None:
    """Show that the worker lives and prolong the lease of what it is doing."""
    seen = _changed(update(WorkerHeartbeat).where(WorkerHeartbeat.id == worker_id).values(seen_at=at))
    if not seen:
        db.session.add(WorkerHeartbeat(id=worker_id, host=host, pid=pid, started_at=at, seen_at=at))
    db.session.execute(
        update(Job)
        .where(Job.worker_id == worker_id, Job.state == JobState.RUNNING)
        .values(lease_until=at + LEASE)
    )


def leave(worker_id: UUID) -> None:
    """Take the worker off the list: it stops in good order. What it leaves undone is free at once."""
    db.session.execute(
        update(Job)
        .where(Job.worker_id == worker_id, Job.state == JobState.RUNNING)
        .values(state=JobState.QUEUED, worker_id=None, lease_until=None, attempts=Job.attempts - 1)
    )
    db.session.execute(delete(WorkerHeartbeat).where(WorkerHeartbeat.id == worker_id))


def sweep(at: datetime, forget_after: timedelta = timedelta(days=1)) -> int:
    """Free the jobs of workers that died, forget workers long gone; return how many jobs were freed.

    A job whose worker died at every attempt is FAILED, so that one that kills its worker cannot do so
    for ever.
    """
    expired = (
        Job.state == JobState.RUNNING,
        or_(Job.lease_until.is_(None), Job.lease_until < at),
    )
    lost = "the worker died during this job"
    given_up = _changed(
        update(Job)
        .where(*expired, Job.attempts >= MAX_ATTEMPTS)
        .values(state=JobState.FAILED, finished_at=at, worker_id=None, lease_until=None, reason=lost)
    )
    freed = _changed(
        update(Job)
        .where(*expired)
        .values(state=JobState.QUEUED, due_at=at, worker_id=None, lease_until=None, reason=lost)
    )
    db.session.execute(delete(WorkerHeartbeat).where(WorkerHeartbeat.seen_at < at - forget_after))
    return given_up + freed
