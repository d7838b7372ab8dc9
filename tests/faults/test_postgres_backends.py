"""F11: PostgreSQL ends every connection while learners save: a plain no at most, and the pool heals."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from flask_migrate import upgrade

from lms import create_app
from lms.config import Settings
from lms.db import db
from tests.client import CheckingClient
from tests.factories import Factory
from tests.faults.browser import Browser
from tests.faults.conftest import serving
from tests.faults.working import Learner, Site, all_served, kept
from tests.pages.quiz_course import files, known, learner, start
from tests.servers.postgres import Postgres

NAME = "lms_backends"


@pytest.fixture
def address(postgres: Postgres) -> str:
    return postgres.create(NAME)


@pytest.fixture
def own(environment: dict[str, str], address: str) -> Iterator[Flask]:
    """The platform over a database of its own, whatever the other tests run on."""
    app = create_app(Settings.from_env(environment | {"DATABASE_URL": address}))
    app.test_client_class = CheckingClient
    with app.app_context():
        upgrade()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def serving_own(environment: dict[str, str], address: str, own: Flask, tmp_path: Path) -> Iterator[Site]:
    site = serving(environment | {"DATABASE_URL": address}, tmp_path / "web.log")
    site.start()
    yield site
    site.stop()


def end_backends(address: str) -> int:
    """End every other connection to the database; return how many there were."""
    with psycopg.connect(address, autocommit=True) as connection:
        ended = connection.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = %s AND pid <> pg_backend_pid()",
            (NAME,),
        ).fetchone()
    assert ended is not None
    return int(ended[0])


def under_fire(own: Flask, site: Site, address: str, people: int, times: int, every: float) -> None:
    factory, class_ = Factory(own), []
    factory.course(files())
    for _ in range(people):
        client = own.test_client()
        assert isinstance(client, CheckingClient)
        learner(factory, client)
        class_.append(Learner(Browser(client, site.port), start(client)))
    with own.app_context():
        db.engine.dispose()
    done = threading.Event()
    threads = [threading.Thread(target=one.work, args=(done,)) for one in class_]
    for thread in threads:
        thread.start()
    try:
        served, ended = all_served(class_), 0
        for _ in range(times):
            time.sleep(every)
            ended += end_backends(address)
        # The pool heals by itself: everybody is served again.
        healed = all_served(class_)
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert served
    assert ended >= times
    assert [fault for one in class_ for fault in one.faults] == [], "something else than a 503"
    assert healed
    assert [one for one in class_ if not kept(factory, one)] == []
    for one in class_:
        for _ in range(2):
            assert one.browser.post(f"/attempts/{one.attempt_id}/submit", {"confirmed": "1"})[0] == 303
        assert known(factory, one.attempt_id)[0].result is not None


def test_f11_ended_connections_lose_nothing(own: Flask, serving_own: Site, address: str) -> None:
    under_fire(own, serving_own, address, people=8, times=4, every=0.5)


@pytest.mark.soak
def test_f11_a_minute_of_ended_connections(own: Flask, serving_own: Site, address: str) -> None:
    under_fire(own, serving_own, address, people=50, times=12, every=5)
