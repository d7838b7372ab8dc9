"""/healthz and /readyz: what runs, what does not, by name, and when pages cannot be served at all."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from socket import socket
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from werkzeug.test import Client

from lms import clock, create_app
from lms.config import Settings
from lms.db import db
from lms.ids import new_id
from lms.jobs import service as jobs
from lms.web.health import WORKER_SILENCE
from tests.client import CheckingClient
from tests.factories import Factory

PARTS = {"database", "migrations", "worker", "storage:local"}


def beat(factory: Factory, ago: timedelta = timedelta()) -> None:
    factory.write(jobs.beat, new_id(), "host", 1, clock.now() - ago)


def ready(client: CheckingClient, status: int = 200) -> Any:
    return client.get("/readyz", status=status).get_json()


def free_port() -> int:
    with closing(socket()) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def test_the_process_is_alive(client: CheckingClient) -> None:
    answer = client.get("/healthz", status=200)
    assert answer.get_json() == {"status": "ok"}
    assert answer.headers["Cache-Control"] == "no-store"


def test_everything_runs(client: CheckingClient, factory: Factory) -> None:
    beat(factory)
    found = ready(client)
    assert found == {"status": "ok", "degraded": [], "parts": dict.fromkeys(PARTS, "ok")}


def test_without_a_worker_pages_are_served_and_the_worker_is_named(
    client: CheckingClient, factory: Factory
) -> None:
    found = ready(client)
    assert (found["status"], found["degraded"]) == ("degraded", ["worker"])
    assert found["parts"]["worker"] == "never seen"
    beat(factory, ago=WORKER_SILENCE + timedelta(seconds=1))
    assert ready(client)["parts"]["worker"] == "silent"
    beat(factory, ago=WORKER_SILENCE - timedelta(seconds=5))
    assert ready(client)["parts"]["worker"] == "ok"


def test_a_migration_that_is_missing_is_named(client: CheckingClient, factory: Factory) -> None:
    def set_back(to: str) -> str:
        before = str(db.session.scalar(text("SELECT version_num FROM alembic_version")))
        db.session.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": to})
        return before

    head = factory.write(set_back, "0000_before")
    try:
        found = ready(client, 503)
        assert found["status"] == "unavailable"
        assert found["parts"]["migrations"] == "pending"
        assert found["parts"]["database"] == "ok"
    finally:
        factory.write(set_back, head)
    assert ready(client)["parts"]["migrations"] == "ok"


def test_a_store_out_of_reach_degrades_and_is_named(tmp_path: Path, environment: dict[str, str]) -> None:
    made = create_app(
        Settings.from_env(
            {
                **environment,
                "STORAGE": "s3",
                "S3_BUCKET": "lms",
                "S3_ENDPOINT_URL": f"http://127.0.0.1:{free_port()}",
                "AWS_ACCESS_KEY_ID": "x",
                "AWS_SECRET_ACCESS_KEY": "x",
            }
        )
    )
    found = Client(made).get("/readyz")
    assert found.status_code == 200
    assert found.get_json()["parts"]["storage:s3"] == "out of reach"
    assert "storage:s3" in found.get_json()["degraded"]
    with made.app_context():
        db.engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def without_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The application over a database that is not there."""
    instance = tmp_path / "instance"
    instance.mkdir()
    address = f"postgresql://lms@127.0.0.1:{free_port()}/lms"
    if request.param == "sqlite":
        (instance / "lms.sqlite3").write_bytes(b"no database, and longer than a header of one" * 30)
        address = ""
    made = create_app(Settings.from_env({"INSTANCE_DIR": str(instance), "DATABASE_URL": address}))
    yield made
    with made.app_context():
        db.engine.dispose()


def test_without_the_database_nothing_is_ready_but_the_process_lives(without_database: Flask) -> None:
    client = Client(without_database)
    found = client.get("/readyz")
    assert found.status_code == 503
    assert found.get_json()["status"] == "unavailable"
    assert found.get_json()["parts"]["database"] == "out of reach"
    assert found.get_json()["parts"]["storage:local"] == "ok"
    assert set(found.get_json()["degraded"]) == {"database", "migrations", "worker"}
    assert client.get("/healthz").status_code == 200


def test_an_empty_database_is_not_ready(tmp_path: Path) -> None:
    made = create_app(Settings.from_env({"INSTANCE_DIR": str(tmp_path)}))
    found = Client(made).get("/readyz")
    assert found.status_code == 503
    assert found.get_json()["parts"] == {
        "database": "ok",
        "migrations": "pending",
        "worker": "out of reach",
        "storage:local": "ok",
    }
    with made.app_context():
        db.engine.dispose()


def test_readiness_says_nothing_of_where_things_are(
    client: CheckingClient, environment: dict[str, str], factory: Factory
) -> None:
    beat(factory)
    page = client.get("/readyz", status=200).text
    assert environment["INSTANCE_DIR"] not in page
    assert "sqlite" not in page
