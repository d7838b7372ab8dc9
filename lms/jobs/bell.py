"""The bell: huey carries the id of a job that has been committed, so that a worker need not poll fast.

Nothing depends on it. Every failure to ring is logged and forgotten, and a worker that hears nothing looks
at the rows by itself every few seconds.
"""

import logging
import sqlite3
import time
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from flask import current_app
from huey import Huey, RedisHuey, SqliteHuey
from redis import ConnectionPool
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

log = logging.getLogger(__name__)

#: Seconds a request may lose to a bell that does not answer.
PATIENCE: Final = 0.5
_POLL = 0.1
_FAULTS = (RedisError, sqlite3.Error, OSError)


class Bell:
    """A queue of job ids that may be lost at any time."""

    def __init__(self, redis_url: str, path: Path) -> None:
        self._redis_url = redis_url
        self._path = path
        self._huey: Huey | None = None

    def ring(self, job_id: UUID) -> bool:
        """Wake a worker for the job; return whether the bell sounded. Never raises."""
        try:
            huey, wake = self._open()
            huey.enqueue(wake.s(str(job_id)))
        except _FAULTS as fault:
            log.warning("the job bell cannot ring: %s", type(fault).__name__)
            self._huey = None
            return False
        return True

    def listen(self, seconds: float) -> UUID | None:
        """Wait up to `seconds` for a ring and return its job id; None when it stayed quiet."""
        end = time.monotonic() + seconds
        while True:
            started = time.monotonic()
            try:
                task = self._open()[0].dequeue()
            except _FAULTS as fault:
                log.warning("the job bell cannot be heard: %s", type(fault).__name__)
                self._huey = None
                time.sleep(max(0.0, end - time.monotonic()))
                return None
            if task is not None:
                return UUID(task.args[0])
            if time.monotonic() >= end:
                return None
            time.sleep(max(0.0, _POLL - (time.monotonic() - started)))

    def _open(self) -> tuple[Huey, Any]:
        if self._huey is None or not (self._redis_url or self._path.exists()):
            if self._redis_url:
                pool = ConnectionPool.from_url(
                    self._redis_url,
                    socket_timeout=PATIENCE,
                    socket_connect_timeout=PATIENCE,
                    retry=Retry(NoBackoff(), 0),
                )
                self._huey = RedisHuey("lms", connection_pool=pool, results=False, blocking=False)
            else:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._huey = SqliteHuey(
                    "lms", filename=str(self._path), results=False, timeout=PATIENCE, fsync=False
                )
            self._wake = self._huey.task(name="wake")(_wake)
        return self._huey, self._wake


def _wake(job_id: str) -> str:
    return job_id


def bell() -> Bell:
    """Return the bell of the running application."""
    found: Bell = current_app.extensions["bell"]
    return found
