"""The server of the fault tests."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.working import Site
from tests.servers.processes import free_ports


def serving(environment: dict[str, str], log: Path) -> Site:
    """The server as it runs in earnest, not started yet: two processes of four threads."""
    port = free_ports(1)[0]
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread"]
    command += ["--workers", "2", "--threads", "4", "--log-level", "warning", "wsgi:app"]
    return Site(command, environment, log, port)


@pytest.fixture
def gunicorn(environment: dict[str, str], tmp_path: Path) -> Iterator[Site]:
    """The server as it runs in earnest, over the database under test."""
    site = serving(environment, tmp_path / "web.log")
    site.start()
    yield site
    site.stop()


@pytest.fixture
def dying(environment: dict[str, str], tmp_path: Path) -> Iterator[Site]:
    """A server that dies at the commit while tmp_path/before or tmp_path/after exists."""
    port = free_ports(1)[0]
    command = [sys.executable, "-m", "tests.faults.killing_server", str(tmp_path), str(port)]
    site = Site(command, environment, tmp_path / "web.log", port)
    site.start()
    yield site
    site.stop()
