"""kill -9 of a worker while ffmpeg is at work: ffmpeg ends with it, the next worker makes the video."""

import os
import signal
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from lms import clock
from lms.db import atomic, db
from lms.ids import new_id
from lms.jobs import service as jobs
from lms.jobs.models import Job
from lms.jobs.rules import LEASE
from lms.jobs.worker import Worker
from lms.paths import ROOT
from lms.videos import processing, queries, service
from lms.videos.making import workshop
from lms.videos.rules import VideoState, source_key
from tests.clips import make
from tests.factories import COURSE_ID, Factory
from tests.faults.test_worker_killed import until
from tests.servers.processes import Server

pytestmark = pytest.mark.both


def encoders(folder: Path) -> list[int]:
    """Processes that work in the folder."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = entry.read_bytes()
        except OSError:
            continue
        if str(folder).encode() in words:
            found.append(int(entry.parent.name))
    return found


def test_a_worker_killed_at_work_leaves_nothing_behind(
    app: Flask, factory: Factory, environment: dict[str, str], tmp_path: Path
) -> None:
    clip = make(tmp_path / "clip.mp4", 3, "192x144", 10)
    at = clock.now()
    with app.app_context():
        storage, root = app.extensions["storage"], processing.workshops()
        with atomic():
            made = service.add(COURSE_ID, "clip", "Bốn ô", "clip.mp4", None, at)
            video_id, key = made.id, source_key(made.id, made.secret, new_id().hex)
        storage.put_file(key, clip, "video/mp4")
        with atomic():
            service.source_arrived(video_id, key, storage.head(key).etag, clip.stat().st_size, at)

    def start() -> Server:
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
        env = {**os.environ, **environment}
        return Server("worker", command, tmp_path / "worker.log", env=env, cwd=str(ROOT), loaded=True)

    def state() -> VideoState:
        return factory.read(queries.by_id, video_id).state

    first = start()
    try:
        until(lambda: state() is VideoState.PROCESSING and bool(encoders(root)), 60)
        os.kill(first.process.pid, signal.SIGKILL)
    finally:
        first.stop(signal.SIGKILL)
    until(lambda: not encoders(root), 10)
    assert state() is VideoState.PROCESSING
    assert len(list(root.glob("run-*"))) == 1
    assert workshop.sweep(root, clock.now() + timedelta(minutes=2)) == 1

    assert factory.write(jobs.sweep, clock.now() + LEASE + timedelta(seconds=10)) == 1
    with app.app_context(), atomic():
        db.session.query(Job).update({"due_at": clock.now()})
    with app.app_context():
        assert Worker(app).do_one()
    assert state() is VideoState.READY
    assert list(root.glob("run-*")) == []
