"""F20: a worker on a machine whose clock is ten minutes behind or an hour ahead ends nobody's time early."""

import os
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from lms import clock
from lms.db import db
from lms.jobs.models import Job, JobState
from lms.paths import ROOT
from lms.quizzes.models import Ending
from tests.client import CheckingClient
from tests.factories import Factory
from tests.pages.quiz_course import files, known, learner, save, start
from tests.pages.test_attempts_deadline import TIMED, end_in
from tests.servers.processes import Server

pytestmark = pytest.mark.both


def waiting_jobs(factory: Factory) -> int:
    """How many deadline jobs an hour-ahead worker still takes for due."""
    found: int = factory.read(
        lambda: db.session.scalar(
            select(func.count())
            .select_from(Job)
            .where(Job.state == JobState.QUEUED, Job.due_at < clock.now() + timedelta(hours=1))
        )
    )
    return found


@pytest.mark.parametrize("seconds", [-600, 3600])
def test_f20_one_worker_with_a_wrong_clock(
    client: CheckingClient,
    factory: Factory,
    new_client: Callable[[], CheckingClient],
    environment: dict[str, str],
    tmp_path: Path,
    seconds: int,
) -> None:
    factory.course(files(TIMED))
    learner(factory, client)
    going = start(client)
    save(client, going, "ngan", "đang làm", status=200)
    other = new_client()
    learner(factory, other, "Giàng A Páo")
    over = start(other)
    save(other, over, "dung", "true", status=200)
    end_in(factory, over, -31)
    worker = Server(
        "worker",
        [sys.executable, "-m", "tests.faults.clock_worker", str(seconds)],
        tmp_path / "worker.log",
        {**os.environ, **environment},
        str(ROOT),
        loaded=True,
    )
    try:
        # Ahead, the worker takes the deadline of both for past, and does that job.
        end = time.monotonic() + 60
        while time.monotonic() < end and (
            known(factory, over)[0].open or (seconds > 0 and waiting_jobs(factory))
        ):
            time.sleep(0.1)
    finally:
        worker.stop()
    assert known(factory, over)[0].ending is Ending.DEADLINE
    if seconds > 0:
        assert waiting_jobs(factory) == 0, "the worker has not come to the job that this is about"
    assert known(factory, going)[0].open
    save(client, going, "ngan", "vẫn làm", seq=2, base=1, status=200)
