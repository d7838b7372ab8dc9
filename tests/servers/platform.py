"""The platform as it runs in earnest: gunicorn with two processes and one job worker, on a free port."""

import json
import os
import secrets
import shutil
import signal
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from lms import clock, create_app
from lms.config import Settings
from lms.db import atomic, db
from lms.jobs.models import Job
from lms.paths import CONTENT, ROOT
from lms.videos.films.service import MAKE
from tests.servers.forking import Forked
from tests.servers.processes import Server, free_ports

#: In memory where the machine has that, for a disk is slow; None: wherever temporary files lie.
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
_FLASK = (sys.executable, "-m", "flask", "--app", "wsgi")


class Platform:
    """Web processes and a worker over a database and a folder of their own.

    measured: all is as `make run` has it, for whoever measures: the folder on a disk, servers that have
    started by themselves, and the films of content/ made.
    """

    def __init__(
        self,
        extra: Mapping[str, str] | None = None,
        workers: int = 2,
        threads: int = 4,
        *,
        measured: bool = False,
    ) -> None:
        self._measured = measured
        self.instance = Path(tempfile.mkdtemp(prefix="lms-platform-", dir=None if measured else MEMORY))
        self.port = free_ports(1)[0]
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **{
                name: value
                for name, value in os.environ.items()
                if name in ("PATH", "HOME", "LANG", "TMPDIR")
            },
            "SECRET_KEY": secrets.token_urlsafe(48),
            "INSTANCE_DIR": str(self.instance),
            "SITE_URL": self.url,
            "PORT": str(self.port),
            "WORKERS": str(workers),
            "THREADS": str(threads),
            **(extra or {}),
        }
        self.web: Server | None = None
        self.worker: Server | None = None

    def flask(self, *arguments: str) -> str:
        """Run a `flask …` command of this platform and return what it printed; fails when it fails."""
        out, err = (self.instance / f"{secrets.token_hex(4)}.{kind}" for kind in ("out", "err"))
        done = Forked([*_FLASK, *arguments], out, err, self.environment, str(ROOT)).wait()
        said, complained = (file.read_text(errors="replace") for file in (out, err))
        assert done == 0, f"flask {' '.join(arguments)}:\n{said}\n{complained}"
        return said

    def prepare(self, content: Path | None = CONTENT) -> None:
        """Migrate the database; with `content`, order its films, publish it and make the demo people."""
        self.flask("db", "upgrade")
        if content is not None:
            self.flask("videos", "films")
            if not self._measured:
                self._put_off_films()
            self.flask("content", "publish", str(content))
            self.flask("accounts", "seed-demo")

    def _put_off_films(self) -> None:
        """Let the worker make them another day: a minute of the processor for what nobody waits for."""
        app = create_app(Settings.from_env(self.environment))
        with app.app_context():
            with atomic():
                db.session.execute(
                    update(Job).where(Job.kind == MAKE).values(due_at=clock.now() + timedelta(days=1))
                )
            db.engine.dispose()

    def accounts(self) -> dict[str, dict[str, str]]:
        """Return the demo people by role: login and password."""
        entries: list[dict[str, str]] = json.loads((self.instance / "demo-accounts.json").read_text("utf-8"))
        return {entry["role"]: entry for entry in entries}

    def start_web(self) -> None:
        """Start gunicorn and wait until it answers."""
        self.web = Server(
            "gunicorn",
            [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "--log-level", "warning"],
            self.instance / "web.log",
            env=self.environment,
            cwd=str(ROOT),
            loaded=not self._measured,
        )
        self.web.wait_until(self._answers)

    def start_worker(self) -> None:
        """Start one job worker and wait until it says that it is ready."""
        log = self.instance / f"worker-{secrets.token_hex(4)}.log"
        self.worker = Server(
            "worker",
            [*_FLASK, "worker"],
            log,
            env=self.environment,
            cwd=str(ROOT),
            loaded=not self._measured,
        )
        self.worker.wait_until(lambda: "is ready" in log.read_text(errors="replace"))

    def start(self) -> None:
        """Start everything."""
        self.start_web()
        self.start_worker()

    def kill(self, server: Server | None) -> None:
        """kill -9, as a power cut would."""
        assert server is not None
        server.stop(signal.SIGKILL)

    def stop(self) -> None:
        """End everything and remove the folder."""
        for server in (self.web, self.worker):
            if server is not None:
                server.stop()
        shutil.rmtree(self.instance, ignore_errors=True)

    def ready(self) -> dict[str, Any]:
        """Return what /readyz says."""
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=10) as answer:
                found: dict[str, Any] = json.load(answer)
        except urllib.error.HTTPError as refused:
            with refused:
                found = json.load(refused)
        return found

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


@pytest.fixture(scope="session")
def live_server(request: pytest.FixtureRequest) -> Iterator[Platform]:
    """The running platform with the shipped content and demo people, one for the run."""
    extra = {}
    if request.config.getoption("--database") == "postgresql":
        extra["DATABASE_URL"] = request.getfixturevalue("postgres").create("lms_live")
    platform = Platform(extra)
    platform.prepare()
    platform.start()
    yield platform
    platform.stop()


@pytest.fixture
def empty_platform(request: pytest.FixtureRequest) -> Iterator[Platform]:
    """A platform of the test's own, not yet prepared or started, for faults that break it."""
    extra = {}
    if request.config.getoption("--database") == "postgresql":
        extra["DATABASE_URL"] = request.getfixturevalue("postgres").create("lms_own")
    platform = Platform(extra)
    yield platform
    platform.stop()
