"""`make run` as an operator meets it: start, busy port, stop, a child that dies."""

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from lms.paths import ROOT
from lms.web.cores import share
from tests.servers.processes import Server, answers, free_ports


@pytest.fixture(scope="module")
def set_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation that has been set up once; each test runs a copy."""
    made = tmp_path_factory.mktemp("set-up") / "instance"
    env = {**os.environ, "INSTANCE_DIR": str(made)}
    subprocess.run([sys.executable, "deploy/set_up.py"], env=env, cwd=ROOT, check=True, capture_output=True)
    with closing(sqlite3.connect(made / "lms.sqlite3")) as connection, connection:
        # The film of the shipped course: making it takes the processor from what is tried here.
        assert connection.execute("DELETE FROM jobs").rowcount == 1
    return made


@pytest.fixture
def env(tmp_path: Path, set_up: Path) -> dict[str, str]:
    shutil.copytree(set_up, tmp_path / "instance")
    return {**os.environ, "INSTANCE_DIR": str(tmp_path / "instance"), "PORT": str(free_ports(1)[0])}


def start(env: dict[str, str], log: Path) -> Server:
    return Server("make run", [sys.executable, "deploy/run.py"], log, env=env, cwd=str(ROOT))


@pytest.fixture
def running(env: dict[str, str], tmp_path: Path) -> Iterator[Server]:
    server = start(env, tmp_path / "log")
    server.wait_until(lambda: "worker" in said(tmp_path) and "Ctrl-C" in said(tmp_path), 60)
    yield server
    server.stop()


def said(tmp_path: Path) -> str:
    return (tmp_path / "log").read_text(errors="replace")


def children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def all_of(server: Server) -> list[int]:
    """Every process that it has started, and theirs."""
    return [pid for child in children(server.process.pid) for pid in (child, *children(child))]


def web_processes(server: Server) -> list[int]:
    return [pid for child in children(server.process.pid) for pid in children(child)]


def cores_of(pids: list[int]) -> list[list[int]]:
    return sorted(sorted(os.sched_getaffinity(pid)) for pid in pids)


def gone(pids: list[int]) -> bool:
    return not any(Path(f"/proc/{pid}").exists() for pid in pids)


def until_gone(pids: list[int]) -> None:
    end = time.monotonic() + 20
    while not gone(pids):
        assert time.monotonic() < end, f"still there: {pids}"
        time.sleep(0.05)


def test_it_says_where_and_who_mends_itself_and_stops_all_it_started(
    running: Server, env: dict[str, str], tmp_path: Path
) -> None:
    port = int(env["PORT"])
    assert f"http://127.0.0.1:{port}" in said(tmp_path)
    accounts = json.loads((tmp_path / "instance" / "demo-accounts.json").read_text("utf-8"))
    assert {account["role"] for account in accounts} == {"learner", "trainer", "admin", "contact"}
    assert all(account["password"] in said(tmp_path) for account in accounts)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=10) as answer:
        assert json.load(answer)["status"] == "ok"

    second = subprocess.run(
        [sys.executable, "deploy/run.py"], env=env, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert second.returncode == 1
    assert re.fullmatch(r"port \d+ is taken by another program: PORT=\d+ make run\n", second.stderr)

    # A dead child is named and started again. gunicorn has processes of its own, the worker has none.
    for child in children(running.process.pid):
        if not children(child):
            os.kill(child, signal.SIGKILL)
    running.wait_until(lambda: said(tmp_path).count("is ready") == 2, 60)
    assert "the worker ended by itself (exit code -9)" in said(tmp_path)

    # Each web process has its share of the cores, and who takes over takes the share that is free.
    here = sorted(os.sched_getaffinity(0))
    shares = sorted(list(share(place, 2, here)) for place in range(2))
    before = web_processes(running)
    assert cores_of(before) == shares
    os.kill(before[0], signal.SIGKILL)
    until_gone(before[:1])
    running.wait_until(
        lambda: len(web_processes(running)) == 2 and cores_of(web_processes(running)) == shares
    )

    started = all_of(running)
    assert len(started) >= 4
    os.kill(running.process.pid, signal.SIGINT)
    assert running.process.wait(20) == 0
    until_gone(started)
    assert not answers(port)


def test_starting_twice_changes_nothing_and_all_ends_with_the_supervisor(
    running: Server, tmp_path: Path, set_up: Path
) -> None:
    for name in ("demo-accounts.json", "secret-key"):
        assert (tmp_path / "instance" / name).read_bytes() == (set_up / name).read_bytes()
    tables = ("users", "courses", "revisions", "audit_entries")
    counts = [rows(folder / "lms.sqlite3", tables) for folder in (set_up, tmp_path / "instance")]
    assert counts[0] == counts[1]

    started = all_of(running)
    os.kill(running.process.pid, signal.SIGKILL)
    running.process.wait(10)
    until_gone(started)


def rows(file: Path, tables: tuple[str, ...]) -> list[int]:
    with closing(sqlite3.connect(file)) as connection:
        return [connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables]


def test_bad_settings_are_named_and_nothing_starts(env: dict[str, str]) -> None:
    bad = {**env, "STORAGE": "tape", "WORKERS": "many"}
    done = subprocess.run(
        [sys.executable, "deploy/run.py"], env=bad, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "STORAGE must be local or s3" in done.stderr
    assert "WORKERS must be a whole number" in done.stderr
    assert "Traceback" not in done.stderr


def test_with_s3_it_brings_a_server_of_its_own(env: dict[str, str], tmp_path: Path) -> None:
    """`make run STORAGE=s3`: files lie in a private bucket on this machine, and all of it stops together."""
    env = {name: value for name, value in env.items() if not name.startswith(("S3_", "AWS_"))}
    server = start({**env, "STORAGE": "s3"}, tmp_path / "log")
    try:
        server.wait_until(lambda: "worker" in said(tmp_path) and "Ctrl-C" in said(tmp_path), 90)
        with urllib.request.urlopen(f"http://127.0.0.1:{env['PORT']}/readyz", timeout=10) as answer:
            parts = json.load(answer)
        assert parts["parts"]["storage:s3"] == "ok"
        assert "strangers can neither read nor list it" in said(tmp_path)
        folder = tmp_path / "instance" / "s3"
        assert (folder / "keys.json").stat().st_mode & 0o777 == 0o600
        started = all_of(server)
        os.kill(server.process.pid, signal.SIGINT)
        assert server.process.wait(30) == 0
        until_gone(started)
    finally:
        server.stop()
