"""F07: the database's disk is full: a plain no, reads go on, nothing acknowledged is lost, and it passes."""

import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from uuid import UUID

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from werkzeug.test import TestResponse

from lms import create_app
from lms.config import Settings
from lms.db import db
from tests.client import CheckingClient
from tests.factories import Factory
from tests.faults.test_quizzes_database import file_of, pragma
from tests.pages.quiz_course import COURSE, QUIZ, files, known, learner, save, start, submit
from tests.servers.postgres import Postgres

#: Bytes.
DISK = 48 * 1024 * 1024


def post(client: CheckingClient, path: str, **data: str) -> TestResponse:
    """Send a form without the client's own judgement of the answer."""
    return FlaskClient.open(client, path, method="POST", data={"csrf_token": client.token(), **data})


def full_and_well_again(app: Flask, full: Callable[[], AbstractContextManager[None]]) -> None:
    """A learner goes on while the disk is full, and afterwards."""
    factory, client = Factory(app), app.test_client()
    assert isinstance(client, CheckingClient)
    factory.course(files())
    learner(factory, client)
    taking = start(client)
    save(client, taking, "ngan", "giữ lại", status=200)
    with full():
        client.get(f"/attempts/{taking}", status=200)
        # An answer may still fit into a page that is there; new attempts soon do not.
        acknowledged, refused = [taking], None
        for _ in range(50):
            refused = post(client, f"/attempts/{acknowledged[-1]}/submit", confirmed="1")
            if refused.status_code != 303:
                break
            refused = post(client, f"/courses/{COURSE}/quizzes/{QUIZ}/start")
            if refused.status_code != 303:
                break
            acknowledged.append(UUID(refused.location.rsplit("/", 1)[-1]))
        assert refused is not None
        assert refused.status_code == 503
        assert refused.headers["Retry-After"]
        assert "Hệ thống đang bận" in refused.text
        client.get(f"/courses/{COURSE}", status=200, queries=8)
        for attempt_id in acknowledged:
            client.get(f"/attempts/{attempt_id}", queries=8)
            assert known(factory, attempt_id)[0] is not None
    assert known(factory, taking)[1]["ngan"] == "giữ lại"
    newest = acknowledged[-1]
    if known(factory, newest)[0].open:
        submit(client, newest, {}, status=303)
    again = start(client)
    save(client, again, "ngan", "lại được", status=200)


def no_data_in(log: str, app: Flask) -> bool:
    """Whether the log names no attempt of this database."""
    ids = Factory(app).read(lambda: db.session.scalars(db.text("SELECT id FROM attempts")).all())
    return not any(str(one) in log for one in ids)


def test_a_full_sqlite_file(
    app: Flask, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger("lms"), "propagate", True)

    @contextmanager
    def full() -> Iterator[None]:
        with closing(sqlite3.connect(file_of(app))) as connection:
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
        with pragma(app, f"PRAGMA max_page_count = {pages}"):
            yield

    full_and_well_again(app, full)
    assert "disk is full" in caplog.text
    assert no_data_in(caplog.text, app)


@pytest.fixture(scope="module")
def small_disk() -> Iterator[Postgres]:
    server = Postgres(small_disk=DISK)
    yield server
    server.stop()


def test_a_full_postgresql_disk(
    environment: dict[str, str],
    small_disk: Postgres,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address = small_disk.create_on_small_disk("lms_full")
    app = create_app(Settings.from_env(environment | {"DATABASE_URL": address}))
    app.test_client_class = CheckingClient
    with app.app_context():
        upgrade()
    monkeypatch.setattr(logging.getLogger("lms"), "propagate", True)

    @contextmanager
    def full() -> Iterator[None]:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("CREATE TABLE filler (data text) WITH (autovacuum_enabled = false)")
            # What was dropped gives its room back at a checkpoint.
            connection.execute("CHECKPOINT")
            # What a failing statement has taken stays taken; its last step may have been a large one.
            for rows in (100_000, 1_000, 1_000, 1_000):
                with suppress(psycopg.errors.DiskFull):
                    connection.execute(
                        "INSERT INTO filler SELECT repeat(md5(n::text), 60) FROM generate_series(1, %s) n",
                        [rows],
                    )
            yield
            connection.execute("DROP TABLE filler")

    full_and_well_again(app, full)
    assert "No space left on device" in caplog.text
    assert no_data_in(caplog.text, app)
    with app.app_context():
        db.engine.dispose()
