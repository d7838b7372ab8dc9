"""Fixtures of all tests: real servers, one application, a fresh database for each test.

Writes are real commits, so that threads and other processes see them. SQLite: each test gets a copy of one
migrated file. PostgreSQL: one database, its tables emptied after each test.
"""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import hypothesis
import pytest
from flask import Flask
from flask_migrate import upgrade

from lms import create_app
from lms.config import Settings
from lms.db import _WRITE as WRITE
from lms.db import db
from lms.paths import DIST
from lms.site import queries as site_queries
from lms.web.limits import limiter
from tests import databases
from tests.client import CheckingClient, count_statements
from tests.factories import Factory
from tests.servers.postgres import Postgres
from tests.servers.redis import Redis
from tests.servers.s3 import S3

pytest_plugins = ["tests.clips", "tests.films", "tests.servers.chromium", "tests.servers.platform"]


# Fewer examples for a first look; the default, and CI, take hypothesis' own number.
hypothesis.settings.register_profile("fast", max_examples=15, deadline=None)
# No test judges time: a machine may be busy.
hypothesis.settings.register_profile("whole", deadline=None)
hypothesis.settings.load_profile("whole")


#: Laws that read the source, not the database.
OF_SOURCE = frozenset({"test_source.py", "test_words.py", "test_safe_html.py"})


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database", choices=("sqlite", "postgresql"), default="sqlite", help="database under test"
    )


def pytest_configure(config: pytest.Config) -> None:
    if not (DIST / "manifest.json").exists():
        raise pytest.UsageError("the front end is not built: run `make build`")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL run pages/, the laws/ that ask it, and what is marked `both`; the rest never meets it."""
    if config.getoption("--database") != "postgresql":
        return
    here = Path(__file__).parent
    folders = (here / "pages", here / "laws")
    kept = [
        item
        for item in items
        if item.get_closest_marker("both")
        or (item.path.name not in OF_SOURCE and any(item.path.is_relative_to(folder) for folder in folders))
    ]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL cluster of our own."""
    server = Postgres()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def redis_server() -> Iterator[Redis]:
    """A Redis of our own; tests that stop it start it again."""
    server = Redis()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def s3_server() -> Iterator[S3]:
    """A real S3 server of our own with an empty bucket."""
    server = S3()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def on_postgresql(request: pytest.FixtureRequest) -> bool:
    """Whether this run tests on PostgreSQL."""
    return bool(request.config.getoption("--database") == "postgresql")


@pytest.fixture(scope="session")
def instance() -> Iterator[Path]:
    """The folder of the application under test: in memory where the machine has that, for a disk is slow."""
    memory = Path("/dev/shm")
    with TemporaryDirectory(prefix="lms-", dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def environment(request: pytest.FixtureRequest, instance: Path) -> dict[str, str]:
    """The environment of the application under test; subprocesses get the same."""
    found = {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "INSTANCE_DIR": str(instance),
        "SITE_URL": "http://127.0.0.1:8000",
    }
    if request.config.getoption("--database") == "postgresql":
        server: Postgres = request.getfixturevalue("postgres")
        found["DATABASE_URL"] = server.create("lms_test")
    return found


@pytest.fixture(scope="session")
def one_app(environment: dict[str, str]) -> Flask:
    """The application, created once, with a migrated database; tests use `app`."""
    app = create_app(Settings.from_env(environment))
    app.test_client_class = CheckingClient
    CheckingClient.judges_html = "DATABASE_URL" not in environment
    with app.app_context():
        upgrade()
        count_statements(db.engine)
    if file := databases.file_of(app):
        databases.keep(file, file.with_suffix(".template"))
    return app


@pytest.fixture
def app(one_app: Flask) -> Iterator[Flask]:
    """The application over an empty, migrated database. No context is pushed: see `context`."""
    with one_app.app_context():
        site_queries.forget()
        limiter.reset()
        engine = db.engine
    if file := databases.file_of(one_app):
        databases.put_in_place(file.with_suffix(".template"), file)
    yield one_app
    if engine.dialect.name == "postgresql":
        # DELETE without looking at foreign keys: for small tables many times faster than TRUNCATE.
        empty = "; ".join(f"DELETE FROM {table.name}" for table in db.metadata.sorted_tables)
        with engine.connect() as connection:
            connection = connection.execution_options(**{WRITE: True})
            connection.exec_driver_sql(f"SET LOCAL session_replication_role = replica; {empty}")
            connection.commit()
    engine.dispose()


@pytest.fixture
def another_app(app: Flask) -> Iterator[Callable[..., Flask]]:
    """Start the application once more over the same database, with other settings."""
    made: list[Flask] = []

    def make(**changes: str) -> Flask:
        found = create_app(replace(app.extensions["settings"], **changes))
        found.test_client_class = CheckingClient
        made.append(found)
        return found

    yield make
    for one in made:
        with one.app_context():
            db.engine.dispose()


@pytest.fixture
def context(app: Flask) -> Iterator[Flask]:
    """The application with a context pushed, for tests of services and queries (not with `client`)."""
    with app.app_context():
        yield app


@pytest.fixture
def client(app: Flask) -> CheckingClient:
    """A browser without script that checks every response."""
    made = app.test_client()
    assert isinstance(made, CheckingClient)
    return made


@pytest.fixture
def new_client(app: Flask) -> Callable[[], CheckingClient]:
    """Make further browsers, for other people."""

    def make(**kwargs: Any) -> CheckingClient:
        made = app.test_client(**kwargs)
        assert isinstance(made, CheckingClient)
        return made

    return make


@pytest.fixture
def factory(app: Flask) -> Factory:
    """Make people, courses and enrolments in the database of this test."""
    return Factory(app)
