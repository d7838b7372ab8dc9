"""A database that another holds (F09): a plain no, nothing partial, and it passes.

SQLite only: the lock is its own.
"""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

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


@contextmanager
def held(app: Flask, seconds: float) -> Iterator[threading.Event]:
    """Another process holds the write lock for `seconds`, or until the event is set."""
    let_go = threading.Event()
    connection = sqlite3.connect(file_of(app), isolation_level=None, check_same_thread=False)
    connection.execute("BEGIN EXCLUSIVE")

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


def post(client: CheckingClient, path: str, **data: str) -> TestResponse:
    """Send a form without the client's own judgement of the answer."""
    return FlaskClient.open(client, path, method="POST", data={"csrf_token": client.token(), **data})


def test_f09_a_short_lock_is_waited_for(app: Flask, client: CheckingClient, taking: UUID) -> None:
    client.get(f"/attempts/{taking}", status=200)
    with held(app, 1):
        client.get(f"/attempts/{taking}", status=200)
        save(client, taking, "ngan", "chờ được", status=200)


def test_f09_a_long_lock_is_refused_and_nothing_is_partial(
    app: Flask, client: CheckingClient, factory: Factory, taking: UUID
) -> None:
    with pragma(app, "PRAGMA busy_timeout = 500"):
        _refused(app, client, factory, taking, seconds=30)


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
