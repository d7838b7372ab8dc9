"""The worker: claims a row, does the work outside any transaction of the claim, records how it ended.

kill -9 anywhere is harmless: the lease runs out, a sweep frees the row, another worker does it again.
"""

import logging
import os
import signal
import socket
import threading
import time
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from lms import clock
from lms.db import atomic
from lms.ids import new_id
from lms.jobs import queries, service
from lms.jobs.bell import Bell
from lms.jobs.registry import chores, handler_of
from lms.jobs.rules import HEARTBEAT

log = logging.getLogger(__name__)

#: Seconds a quiet worker waits for the bell before it looks at the rows itself.
LOOK_EVERY: Final = 2.0
_FORGET_EVERY = timedelta(hours=1)


class Worker:
    """One process that does jobs until `stop()`: one at a time, and beside them one of the slow kinds."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self.id = new_id()
        self._stopping = threading.Event()
        self._sweep_due = clock.now()
        self._chores_due: dict[str, float] = {}

    def stop(self) -> None:
        """Finish the job at hand, then end."""
        self._stopping.set()

    def stop_on_signals(self) -> None:
        """Let SIGTERM and Ctrl-C stop this worker in good order; main thread only."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stop())

    def run(self) -> None:
        """Work until stopped."""
        beating = threading.Thread(target=self._keep_beating, name="heartbeat", daemon=True)
        beating.start()
        # A daemon: a slow job is not waited for. It is given back, and its programs end with this process.
        threading.Thread(target=self._slow_lane, name="slow lane", daemon=True).start()
        bell: Bell = self._app.extensions["bell"]
        rung = None
        while not self._stopping.is_set():
            try:
                # A context, and with it a session, per round: no read transaction outlives its round.
                with self._app.app_context():
                    self._sweep(clock.now())
                    self.do_chores()
                    if rung is not None:
                        self.do_one(rung, slow=False)
                    self.work_off(slow=False)
            except SQLAlchemyError:
                # The database is away: rows cannot change meanwhile, so waiting loses nothing.
                log.exception("worker cannot reach the database")
            rung = bell.listen(LOOK_EVERY)
        beating.join(timeout=HEARTBEAT.total_seconds())
        with self._app.app_context(), atomic():
            service.leave(self.id)

    def _slow_lane(self) -> None:
        while not self._stopping.wait(LOOK_EVERY):
            try:
                with self._app.app_context():
                    self.work_off(slow=True)
            except SQLAlchemyError:
                log.exception("the slow lane cannot reach the database")

    def work_off(self, *, slow: bool | None = None) -> int:
        """Do every job that is due, of all kinds or of one lane; return how many were done or tried."""
        done = 0
        while (
            not self._stopping.is_set() and queries.any_due(clock.now(), slow=slow) and self.do_one(slow=slow)
        ):
            done += 1
        return done

    def do_one(self, wanted: UUID | None = None, *, slow: bool | None = None) -> bool:
        """Claim and do one job (the wanted one, else the one due longest); False when there was none."""
        at = clock.now()
        with atomic():
            job_id = service.claim(self.id, at, wanted, slow=slow)
            job = queries.work(job_id) if job_id is not None else None
        if job is None:
            return False
        try:
            with self._app.app_context():
                handler_of(job.kind)(job.payload, at)
        except Exception as error:  # whatever a handler raises is recorded with its job
            log.exception("job %s (%s) failed", job.id, job.kind)
            with atomic():
                service.fail(job.id, self.id, clock.now(), f"{type(error).__name__}: {error}")
        else:
            with atomic():
                service.finish(job.id, self.id, clock.now())
        return True

    def _sweep(self, at: datetime) -> None:
        if at >= self._sweep_due or queries.sweep_needed(at):
            with atomic():
                service.sweep(at)
            self._sweep_due = at + _FORGET_EVERY

    def do_chores(self) -> None:
        """Do every chore whose turn it is; one that fails is logged and tried again at its next turn."""
        for name, (every, chore) in chores().items():
            # Not by the clock of the day, which may be set back.
            moment = time.monotonic()
            if moment < self._chores_due.get(name, 0.0):
                continue
            self._chores_due[name] = moment + every.total_seconds()
            try:
                with self._app.app_context():
                    chore(clock.now())
            except Exception:  # one feature's fault must not stop the work of the others
                log.exception("chore %s failed", name)

    def beat(self) -> None:
        """Show that this worker lives."""
        with self._app.app_context(), atomic():
            service.beat(self.id, socket.gethostname(), os.getpid(), clock.now())

    def _keep_beating(self) -> None:
        while not self._stopping.wait(HEARTBEAT.total_seconds()):
            try:
                self.beat()
            except SQLAlchemyError:
                log.exception("worker cannot show that it lives")
