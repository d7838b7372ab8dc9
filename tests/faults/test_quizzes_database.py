"""A database whose machine loses its power (F04), and one that another holds (F09).

What another holds: SQLite's file, or the rows of PostgreSQL.
"""

import json
import random
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from flask import Flask
from sqlalchemy import event

from lms.db import db
from tests.client import CheckingClient
from tests.factories import Factory
from tests.pages.quiz_course import files, known, learner, save, start, submit


@pytest.fixture
def taking(client: CheckingClient, factory: Factory) -> UUID:
    factory.course(files())
    learner(factory, client)
    return start(client)


@contextmanager
def pragma(app: Flask, statement: str) -> Iterator[None]:
    """Every new connection of the application runs `statement`; the old ones are closed, before and after."""
    with app.app_context():
        engine = db.engine

    def run(connection: Any, _record: Any) -> None:
        connection.execute(statement).close()
        connection.commit()

    engine.dispose()
    event.listen(engine, "connect", run)
    try:
        yield
    finally:
        event.remove(engine, "connect", run)
        engine.dispose()


def file_of(app: Flask) -> str:
    with app.app_context():
        return str(db.engine.url.database)


def _holding(app: Flask) -> Any:
    """A connection of another process that keeps everybody from writing: the file, or every attempt."""
    with app.app_context():
        url = db.engine.url
    if url.get_backend_name() == "sqlite":
        connection: Any = sqlite3.connect(file_of(app), isolation_level=None, check_same_thread=False)
        connection.execute("BEGIN EXCLUSIVE")
    else:
        address = url.set(drivername="postgresql").render_as_string(hide_password=False)
        connection = psycopg.connect(address, autocommit=True)
        connection.execute("BEGIN")
        connection.execute("SELECT id FROM attempts FOR UPDATE").fetchall()
    return connection


@contextmanager
def held(app: Flask, seconds: float) -> Iterator[threading.Event]:
    """Another process holds what is to be written for `seconds`, or until the event is set."""
    let_go = threading.Event()
    connection = _holding(app)

    def wait() -> None:
        let_go.wait(seconds)
        connection.execute("ROLLBACK")

    holder = threading.Thread(target=wait)
    holder.start()
    try:
        yield let_go
    finally:
        let_go.set()
        holder.join()
        connection.close()


def test_f04_after_a_power_cut_every_acknowledged_answer_is_there(
    app: Flask, client: CheckingClient, taking: UUID, tmp_path: Path
) -> None:
    """Whatever of the log behind the last acknowledged byte is torn: that answer is there, and all is sound.

    The file is taken as it stood at that answer: what was moved from the log into it later was not there yet.
    SQLite only: PostgreSQL replays a log of its own.
    """
    with app.app_context(), db.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2, "a commit waits for the disk"
    file, log = Path(file_of(app)), Path(file_of(app) + "-wal")
    dice = random.Random(4)
    with pragma(app, "PRAGMA wal_autocheckpoint = 0"):
        told, files = [], []
        for seq in range(1, 16):
            save(client, taking, "ngan", f"lần {seq}", seq=seq, base=seq - 1, status=200)
            told.append((f"lần {seq}", log.stat().st_size))
            files.append(file.read_bytes())
        whole = log.read_bytes()
    assert [size for _, size in told] == sorted({size for _, size in told}), "each answer is in the log"
    for index, (text, size) in enumerate(told):
        end = told[index + 1][1] if index + 1 < len(told) else len(whole)
        for cut in (size, *(dice.randint(size, end) for _ in range(3))):
            copy = tmp_path / f"{index}-{cut}.sqlite3"
            copy.write_bytes(files[index])
            # The disk had begun with what came next: some of it written, some of it rubbish.
            copy.with_name(copy.name + "-wal").write_bytes(
                whole[:cut] + dice.randbytes(dice.randint(0, 5000))
            )
            with closing(sqlite3.connect(copy)) as connection:
                assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
                stored = connection.execute(
                    "SELECT value FROM answers WHERE attempt_id = ? AND question_id = 'ngan'", (taking.hex,)
                ).fetchall()
            kept = [json.loads(value) for (value,) in stored]
            assert kept, (index, cut, told, len(whole), len(files[index]))
            assert kept[0] in {text, told[min(index + 1, len(told) - 1)][0]}, (index, cut)


@pytest.mark.both
def test_f09_a_short_lock_is_waited_for(app: Flask, client: CheckingClient, taking: UUID) -> None:
    client.get(f"/attempts/{taking}", status=200)
    with held(app, 1):
        client.get(f"/attempts/{taking}", status=200)
        save(client, taking, "ngan", "chờ được", status=200)


@pytest.mark.both
def test_f09_a_long_lock_is_refused_and_nothing_is_partial(
    app: Flask, client: CheckingClient, factory: Factory, taking: UUID, on_postgresql: bool
) -> None:
    with pragma(app, "SET lock_timeout = 500" if on_postgresql else "PRAGMA busy_timeout = 500"):
        _refused(app, client, factory, taking, seconds=30)


@pytest.mark.both
@pytest.mark.soak
def test_f09_three_seconds_and_thirty(
    app: Flask, client: CheckingClient, factory: Factory, taking: UUID
) -> None:
    client.get(f"/attempts/{taking}", status=200)
    begun = time.monotonic()
    with held(app, 3):
        save(client, taking, "dung", "true", status=200)
    assert 2.5 < time.monotonic() - begun < 6
    save(client, taking, "dung", "", seq=2, status=200)
    _refused(app, client, factory, taking, seconds=30)


def _refused(app: Flask, client: CheckingClient, factory: Factory, taking: UUID, seconds: float) -> None:
    before = known(factory, taking)
    with held(app, seconds):
        answer = save(client, taking, "ngan", "không được", status=503)
        assert int(answer.headers["Retry-After"]) > 0
        assert "chưa được lưu" in answer.json["error"]
        page = submit(client, taking, {"ngan": "không được"}, status=503)
        assert int(page.headers["Retry-After"]) > 0
        assert known(factory, taking) == before
    save(client, taking, "ngan", "được rồi", status=200)
    assert known(factory, taking)[1]["ngan"] == "được rồi"
