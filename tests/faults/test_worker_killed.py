"""kill -9 of a worker in the middle of a job: the lease runs out, another worker does it again, once."""

import os
import signal
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from lms import clock
from lms.db import atomic, db
from lms.jobs import service
from lms.jobs.models import Job, JobState, WorkerHeartbeat
from lms.jobs.rules import LEASE
from lms.paths import ROOT
from tests.factories import Factory
from tests.servers.processes import Server

pytestmark = pytest.mark.both


def until(true: Callable[[], bool], seconds: float = 15) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


@pytest.fixture
def start(environment: dict[str, str], tmp_path: Path) -> Callable[[], Server]:
    def make() -> Server:
        return Server(
            "slow worker",
            [sys.executable, "-m", "tests.faults.slow_worker", str(tmp_path)],
            tmp_path / "worker.log",
            env={**os.environ, **environment},
            cwd=str(ROOT),
            loaded=True,
        )

    return make


def state(factory: Factory) -> list[tuple[JobState, int]]:
    return factory.read(lambda: [(job.state, job.attempts) for job in db.session.scalars(select(Job))])


def test_a_killed_worker_s_job_is_done_by_the_next(
    app: Flask, factory: Factory, start: Callable[[], Server], tmp_path: Path
) -> None:
    (tmp_path / "hold").touch()
    factory.write(service.enqueue, "tests.slow", {"word": "rice"}, clock.now(), "rice")
    first = start()
    until((tmp_path / "begun").exists)
    first.stop(signal.SIGKILL)
    assert state(factory) == [(JobState.RUNNING, 1)]
    assert not (tmp_path / "effect-rice").exists()

    later = clock.now() + LEASE + timedelta(seconds=10)
    assert factory.write(service.sweep, later) == 1
    with app.app_context(), atomic():
        db.session.scalars(select(Job)).one().due_at = clock.now()
    (tmp_path / "hold").unlink()
    second = start()
    try:
        until(lambda: state(factory) == [(JobState.DONE, 2)])
    finally:
        second.stop()
    assert (tmp_path / "begun").read_text().split() == ["rice", "rice"]
    assert (tmp_path / "effect-rice").read_text() == "done"


def test_a_stopped_worker_finishes_its_job_and_leaves_the_list(
    factory: Factory, start: Callable[[], Server], tmp_path: Path
) -> None:
    (tmp_path / "hold").touch()
    factory.write(service.enqueue, "tests.slow", {"word": "tea"}, clock.now())
    worker = start()
    try:
        until((tmp_path / "begun").exists)
        worker.send(signal.SIGTERM)
        time.sleep(0.3)
        (tmp_path / "hold").unlink()
        worker.process.wait(20)
    finally:
        worker.stop()
    assert worker.process.returncode == 0
    assert state(factory) == [(JobState.DONE, 1)]
    assert factory.read(lambda: list(db.session.scalars(select(WorkerHeartbeat.id)))) == []
