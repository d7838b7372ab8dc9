"""Jobs, and the workers that have shown themselves."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import JSON, Model, enum_type


class JobState(StrEnum):
    """QUEUED -> RUNNING -> DONE; a failure goes back to QUEUED with a later due time, or to FAILED."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(Model):
    """One piece of work, written in the transaction that wants it done.

    `key` makes a job unique: asking twice for the same key is asking once. A RUNNING job belongs to
    `worker_id` until `lease_until`.
    """

    __tablename__ = "jobs"
    __table_args__ = (Index("ix_jobs_state_due_at", "state", "due_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(64))
    key: Mapped[str | None] = mapped_column(String(200), unique=True)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[JobState] = mapped_column(enum_type(JobState))
    attempts: Mapped[int]
    due_at: Mapped[datetime]
    worker_id: Mapped[UUID | None]
    lease_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(Text)


class WorkerHeartbeat(Model):
    """One row for each worker process that runs or died; the sweep removes the old ones."""

    __tablename__ = "worker_heartbeats"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    host: Mapped[str] = mapped_column(String(255))
    pid: Mapped[int]
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(index=True)
