"""Job rows are the truth: whatever dies, every job is done, and given up only with a reason."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from lms import clock
from lms.db import atomic, db
from lms.ids import new_id
from lms.jobs import queries, registry, service
from lms.jobs.bell import Bell
from lms.jobs.models import Job, JobState, WorkerHeartbeat
from lms.jobs.rules import LEASE, MAX_ATTEMPTS
from lms.jobs.worker import Worker
from tests.servers.processes import free_ports
from tests.servers.redis import Redis

pytestmark = pytest.mark.both

DONE: list[tuple[str, Any]] = []


@registry.job("tests.note")
def note(payload: dict[str, Any], at: datetime) -> None:
    DONE.append((payload["word"], at))


@registry.job("tests.fail")
def fail(payload: dict[str, Any], at: datetime) -> None:
    raise ValueError(payload["word"])


STANDING, GO_ON = threading.Event(), threading.Event()


@registry.job("tests.slow", slow=True)
def slow(payload: dict[str, Any], at: datetime) -> None:
    STANDING.set()
    GO_ON.wait(20)
    DONE.append((payload["word"], at))


@pytest.fixture(autouse=True)
def nothing_done() -> Iterator[None]:
    DONE.clear()
    STANDING.clear()
    GO_ON.clear()
    yield
    DONE.clear()


def ask(kind: str, word: str, at: datetime | None = None, key: str | None = None) -> None:
    with atomic():
        service.enqueue(kind, {"word": word}, at or clock.now(), key)


def jobs() -> list[Job]:
    db.session.rollback()
    return list(db.session.scalars(select(Job).order_by(Job.created_at)))


@pytest.mark.usefixtures("context")
class TestRows:
    def test_a_job_is_done_once_and_recorded(self, app: Flask) -> None:
        ask("tests.note", "rice")
        worker = Worker(app)
        assert worker.work_off() == 1
        assert worker.work_off() == 0
        assert [word for word, _ in DONE] == ["rice"]
        (job,) = jobs()
        assert (job.state, job.attempts, job.worker_id) == (JobState.DONE, 1, None)
        assert job.finished_at is not None

    def test_a_rolled_back_transaction_asks_for_nothing(self, app: Flask) -> None:
        def change_of_mind() -> None:
            with atomic():
                service.enqueue("tests.note", {"word": "rice"}, clock.now())
                raise KeyError

        bell: Bell = app.extensions["bell"]
        while bell.listen(0) is not None:
            pass
        with pytest.raises(KeyError):
            change_of_mind()
        assert jobs() == []
        assert bell.listen(0) is None
        ask("tests.note", "rice")
        assert bell.listen(1) == jobs()[0].id

    def test_the_same_key_asks_once(self, app: Flask) -> None:
        for _ in range(3):
            ask("tests.note", "rice", key="certificate-1")
        ask("tests.note", "tea", key="certificate-2")
        Worker(app).work_off()
        assert sorted(word for word, _ in DONE) == ["rice", "tea"]
        ask("tests.note", "rice", key="certificate-1")
        assert Worker(app).work_off() == 0

    def test_a_job_waits_for_its_time(self, app: Flask) -> None:
        ask("tests.note", "rice", at=clock.now() + timedelta(hours=1))
        assert Worker(app).work_off() == 0
        with atomic():
            assert service.claim(new_id(), clock.now() + timedelta(hours=2)) is not None

    def test_a_claimed_job_cannot_be_claimed_again(self) -> None:
        ask("tests.note", "rice")
        with atomic():
            first = service.claim(new_id(), clock.now())
        assert first is not None
        with atomic():
            assert service.claim(new_id(), clock.now()) is None
            assert service.claim(new_id(), clock.now(), first) is None

    def test_a_failing_job_is_tried_five_times_and_given_up_with_its_reason(self, app: Flask) -> None:
        ask("tests.fail", "no paper")
        ask("tests.note", "others go on")
        worker, at = Worker(app), clock.now()
        worker.work_off()
        assert [word for word, _ in DONE] == ["others go on"]
        for attempt in range(1, MAX_ATTEMPTS):
            (job,) = (job for job in jobs() if job.kind == "tests.fail")
            assert (job.state, job.attempts) == (JobState.QUEUED, attempt)
            assert job.due_at > at
            self._make_due(job)
            worker.work_off()
        (job,) = queries.failed()
        assert (job.kind, job.attempts, job.reason) == ("tests.fail", MAX_ATTEMPTS, "ValueError: no paper")
        assert worker.work_off() == 0

    def test_a_job_given_up_can_be_started_again(self, app: Flask) -> None:
        ask("tests.fail", "no paper")
        worker = Worker(app)
        for _ in range(MAX_ATTEMPTS):
            self._make_due(jobs()[0])
            worker.work_off()
        (job,) = queries.failed()
        with atomic():
            assert service.retry(job.id, clock.now())
            assert not service.retry(job.id, clock.now())
        assert (jobs()[0].state, jobs()[0].attempts) == (JobState.QUEUED, 0)

    def test_a_kind_nobody_does_is_a_failure_not_a_crash(self, app: Flask) -> None:
        ask("tests.unknown", "x")
        Worker(app).work_off()
        assert jobs()[0].reason == "UnknownJob: tests.unknown"

    def test_a_lost_lease_is_freed_and_the_late_worker_cannot_record(self, app: Flask) -> None:
        ask("tests.note", "rice")
        late, at = new_id(), clock.now()
        with atomic():
            job_id = service.claim(late, at)
        assert job_id is not None
        assert not queries.sweep_needed(at + LEASE)
        after = at + LEASE + timedelta(seconds=1)
        assert queries.sweep_needed(after)
        with atomic():
            assert service.sweep(after) == 1
        with atomic():
            assert service.claim(new_id(), after) == job_id
            assert not service.finish(job_id, late, after)
            assert not service.fail(job_id, late, after, "too late")
        assert jobs()[0].state is JobState.RUNNING

    def test_a_heartbeat_prolongs_the_lease(self) -> None:
        ask("tests.note", "rice")
        worker_id, at = new_id(), clock.now()
        later = at + timedelta(seconds=20)
        with atomic():
            service.claim(worker_id, at)
            service.beat(worker_id, "here", 1, later)
        assert not queries.sweep_needed(at + LEASE + timedelta(seconds=1))
        assert queries.worker_alive(later)
        assert not queries.worker_alive(later + timedelta(minutes=1))
        with atomic():
            service.leave(worker_id)
        assert not queries.worker_alive(later)

    def test_a_job_that_kills_every_worker_is_given_up(self) -> None:
        ask("tests.note", "poison")
        at = clock.now()
        for _ in range(MAX_ATTEMPTS):
            with atomic():
                assert service.claim(new_id(), at) is not None
            at += LEASE + timedelta(seconds=1)
            with atomic():
                service.sweep(at)
        (job,) = queries.failed()
        assert job.reason == "the worker died during this job"

    def test_the_sweep_forgets_workers_long_gone(self) -> None:
        at = clock.now()
        with atomic():
            service.beat(new_id(), "here", 1, at - timedelta(days=2))
            service.beat(new_id(), "here", 2, at)
        with atomic():
            service.sweep(at)
        assert [row.pid for row in db.session.scalars(select(WorkerHeartbeat))] == [2]

    @staticmethod
    def _make_due(job: Job) -> None:
        with atomic():
            db.session.get_one(Job, job.id).due_at = clock.now()


def test_a_registered_kind_cannot_be_taken() -> None:
    with pytest.raises(ValueError, match="already done by"):
        registry.job("tests.note")(lambda payload, at: None)


def bells(path: Path, redis_url: str) -> dict[str, Callable[[], Bell]]:
    return {"file": lambda: Bell("", path / "bell.sqlite3"), "redis": lambda: Bell(redis_url, path / "none")}


@pytest.mark.parametrize("kind", ["file", "redis"])
def test_a_ring_is_heard_by_another_process_object(kind: str, tmp_path: Path, redis_server: Redis) -> None:
    make = bells(tmp_path, redis_server.url)[kind]
    ringer, listener, job_id = make(), make(), new_id()
    assert listener.listen(0) is None
    assert ringer.ring(job_id)
    assert listener.listen(1) == job_id
    assert listener.listen(0) is None


def test_a_deleted_file_only_loses_the_ring(tmp_path: Path) -> None:
    bell = Bell("", tmp_path / "bell.sqlite3")
    bell.ring(new_id())
    for file in tmp_path.iterdir():
        file.unlink()
    assert bell.listen(0) is None
    job_id = new_id()
    assert bell.ring(job_id)
    assert bell.listen(1) == job_id


def test_a_file_that_cannot_be_made_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    bell = Bell("", tmp_path / "file" / "bell.sqlite3")
    assert not bell.ring(new_id())
    assert bell.listen(0) is None


def test_a_redis_that_is_absent_is_no_error(tmp_path: Path) -> None:
    bell = Bell(f"redis://127.0.0.1:{free_ports(1)[0]}/0", tmp_path)
    started = time.monotonic()
    assert not bell.ring(new_id())
    assert bell.listen(0) is None
    assert time.monotonic() - started < 2


def test_a_redis_that_hangs_costs_a_request_a_second_at_most(tmp_path: Path, redis_server: Redis) -> None:
    bell = Bell(redis_server.url, tmp_path)
    assert bell.ring(new_id())
    redis_server.server.send(signal.SIGSTOP)
    try:
        started = time.monotonic()
        assert not bell.ring(new_id())
        assert time.monotonic() - started < 1.5
    finally:
        redis_server.server.send(signal.SIGCONT)
    assert bell.ring(new_id())


@pytest.mark.usefixtures("context")
def test_a_job_asked_for_without_a_bell_is_done_all_the_same(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions, "bell", Bell(f"redis://127.0.0.1:{free_ports(1)[0]}/0", Path("none")))
    ask("tests.note", "rice")
    Worker(app).work_off()
    assert [word for word, _ in DONE] == ["rice"]


@pytest.fixture
def working(app: Flask) -> Iterator[Worker]:
    """A worker at its work, in a thread."""
    worker = Worker(app)
    thread = threading.Thread(target=worker.run)
    thread.start()
    yield worker
    worker.stop()
    GO_ON.set()
    thread.join(20)
    assert not thread.is_alive()


def until(found: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not found():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_slow_job_does_not_stand_before_the_others(app: Flask, working: Worker) -> None:
    """F19: a film that takes an hour keeps nobody's certificate waiting."""
    with app.app_context():
        ask("tests.slow", "film")
        assert STANDING.wait(20)
        ask("tests.note", "certificate")
    until(lambda: [word for word, _ in DONE] == ["certificate"])
    GO_ON.set()
    until(lambda: [word for word, _ in DONE] == ["certificate", "film"])


def test_a_worker_that_stops_gives_a_slow_job_back(app: Flask, working: Worker) -> None:
    """It is free at once, for another worker, and stopping in good order is no failed attempt."""
    with app.app_context():
        ask("tests.slow", "film")
        assert STANDING.wait(20)
    working.stop()

    def given_back() -> bool:
        with app.app_context():
            (job,) = jobs()
            return (job.state, job.attempts) == (JobState.QUEUED, 0)

    until(given_back)
