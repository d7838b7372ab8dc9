"""PostgreSQL under learners who save: it ends every connection (F11), or falls over whole (F04).

A plain no at most, nothing acknowledged is lost, and the pool heals.
"""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

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
def cluster(request: pytest.FixtureRequest) -> Iterator[Postgres]:
    """The cluster of all tests; with the parameter "its own", one that may fall."""
    if getattr(request, "param", "") != "its own":
        yield request.getfixturevalue("postgres")
        return
    server = Postgres(waits=True)
    yield server
    server.stop()


@pytest.fixture
def address(cluster: Postgres) -> str:
    return cluster.create(NAME)


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


def under_fire(
    own: Flask, site: Site, blow: Callable[[], int], people: int, times: int, every: float
) -> None:
    """Let people save while `blow` ends connections again and again; it returns how many."""
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
            ended += blow()
        # The pool heals by itself: everybody is served again.
        healed = all_served(class_)
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert served
    assert ended >= times
    assert [fault for one in class_ for fault in one.faults] == [], site.unexpected()
    assert healed
    assert [one for one in class_ if not kept(factory, one)] == []
    for one in class_:
        for _ in range(2):
            assert one.browser.post(f"/attempts/{one.attempt_id}/submit", {"confirmed": "1"})[0] == 303
        assert known(factory, one.attempt_id)[0].result is not None


def test_f11_ended_connections_lose_nothing(own: Flask, serving_own: Site, address: str) -> None:
    under_fire(own, serving_own, lambda: end_backends(address), people=8, times=4, every=0.5)


def test_f11_a_connection_that_fails_its_check_in_any_way_is_replaced(
    own: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As psycopg says it where the server ends the connection between two steps of the check."""
    with own.app_context():
        dialect, failed = db.engine.dialect, []
        ping = dialect.do_ping

        def ended(connection: Any) -> Any:
            if failed:
                return ping(connection)
            failed.append(connection)
            raise psycopg.ProgrammingError("can't change 'autocommit' now: transaction status ACTIVE")

        with db.engine.connect():
            pass
        monkeypatch.setattr(dialect, "do_ping", ended)
        with db.engine.connect() as connection:
            assert connection.exec_driver_sql("SELECT 1").scalar() == 1
            assert [connection.connection.dbapi_connection] != failed


@pytest.mark.soak
def test_f11_a_minute_of_ended_connections(own: Flask, serving_own: Site, address: str) -> None:
    under_fire(own, serving_own, lambda: end_backends(address), people=50, times=12, every=5)


def fall(cluster: Postgres, address: str) -> int:
    """Let the server fall over and come back; return how many it served."""
    with psycopg.connect(address) as connection:
        served = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()", (NAME,)
        ).fetchone()
    assert served is not None
    cluster.fall()
    cluster.start()
    return int(served[0])


@pytest.mark.parametrize("cluster", ["its own"], indirect=True)
def test_f04_after_a_fall_every_acknowledged_answer_is_there(
    own: Flask, serving_own: Site, cluster: Postgres, address: str
) -> None:
    with own.app_context(), db.engine.connect() as connection:
        # As a server is set up where nobody says otherwise; the other tests need no patience with a disk.
        assert connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "on", (
            "a commit waits for the log"
        )
    under_fire(own, serving_own, lambda: fall(cluster, address), people=8, times=3, every=0.5)


@pytest.mark.parametrize("cluster", ["its own"], indirect=True)
def test_without_a_database_every_page_says_so(own: Flask, cluster: Postgres) -> None:
    factory = Factory(own)
    factory.course(files())
    client = own.test_client()
    assert isinstance(client, CheckingClient)
    learner(factory, client)
    attempt_id = start(client)
    cluster.fall()
    for path in ("/", f"/attempts/{attempt_id}", "/courses", "/readyz"):
        client.get(path, status=503)
    answer = client.post(f"/attempts/{attempt_id}/answers", json={"question": "so"}, status=503)
    assert int(answer.headers["Retry-After"]) > 0
    cluster.start()
    client.get(f"/attempts/{attempt_id}", status=200)
