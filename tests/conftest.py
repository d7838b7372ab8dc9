"""Fixtures of all tests: real servers, one application, a fresh database for each test.

Writes are real commits, so that threads and other processes see them. SQLite: each test gets a copy of one
migrated file. PostgreSQL: one database, its tables emptied after each test.
"""

import gc
import os
import secrets
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import hypothesis
import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask_migrate import upgrade
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import event

from lms import create_app
from lms.accounts import passwords
from lms.config import Settings
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


# Fewer examples for a first look; every run draws others, and make soak takes hypothesis' own number.
# No test judges time: a machine may be busy.
hypothesis.settings.register_profile("fast", max_examples=10, deadline=None)
hypothesis.settings.register_profile("whole", max_examples=30, deadline=None)
hypothesis.settings.register_profile("thorough", max_examples=100, deadline=None)
hypothesis.settings.load_profile("whole")


# What is imported and collected stays: looking through it for garbage, then and at every test, is in vain.
gc.disable()


def pytest_collection_finish() -> None:
    """From here on, look for garbage among what tests make."""
    gc.freeze()
    gc.enable()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database", choices=("sqlite", "postgresql"), default="sqlite", help="database under test"
    )


def pytest_configure(config: pytest.Config) -> None:
    if not (DIST / "manifest.json").exists():
        raise pytest.UsageError("the front end is not built: run `make build`")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL run pages/ and laws/ without what is marked `once`, and what is marked `both`.

    `once` are sweeps of what the web layer, the templates or the store do, and laws that read the source;
    the rest of the sweep asks PostgreSQL for a few kinds of people.
    """
    if config.getoption("--database") != "postgresql":
        return
    here = Path(__file__).parent
    folders = (here / "pages", here / "laws")

    def asked(item: pytest.Item) -> bool:
        # What a test says of itself goes before what its file says.
        said = next((mark.name for mark in item.iter_markers() if mark.name in ("both", "once")), None)
        return said == "both" if said else any(item.path.is_relative_to(folder) for folder in folders)

    kept = [item for item in items if asked(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


@pytest.fixture(scope="session", autouse=True)
def light_hashes() -> Iterator[PasswordHasher]:
    """argon2 with little work in it, in this process: thousands of sign-ins; gives the real one back.

    The servers that tests start hash in earnest, and tests/unit/accounts asserts what the real one costs.
    """
    real, passwords._hasher = passwords._hasher, PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    passwords._decoy.cache_clear()
    yield real
    passwords._hasher = real
    passwords._decoy.cache_clear()


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
def compiled(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """The templates as Python, for every application that the processes of this run make."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    folder = folder / "templates"
    folder.mkdir(exist_ok=True)
    return FileSystemBytecodeCache(str(folder))


def _no_order_of_its_own(connection: Any, _record: Any) -> None:
    """Let SQLite give rows backwards where nobody asked for an order, as PostgreSQL may do on any day."""
    connection.execute("PRAGMA reverse_unordered_selects = ON").close()


@pytest.fixture(scope="session")
def one_app(environment: dict[str, str], compiled: FileSystemBytecodeCache) -> Iterator[Flask]:
    """The application, created once, with a migrated database; tests use `app`."""
    app = create_app(Settings.from_env(environment))
    app.test_client_class = CheckingClient
    app.jinja_env.bytecode_cache = compiled
    CheckingClient.judges_html = "DATABASE_URL" not in environment
    with app.app_context():
        upgrade()
        count_statements(app)
        if db.engine.dialect.name == "sqlite":
            event.listen(db.engine, "connect", _no_order_of_its_own)
            db.engine.dispose()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def migrated(one_app: Flask) -> databases.Copy:
    """The database as the migrations leave it."""
    return databases.keep(one_app, "migrated")


@pytest.fixture
def app(one_app: Flask, migrated: databases.Copy) -> Flask:
    """The application over an empty, migrated database. No context is pushed: see `context`."""
    with one_app.app_context():
        site_queries.forget()
        limiter.reset()
    databases.put(one_app, migrated)
    return one_app


@pytest.fixture
def another_app(app: Flask, compiled: FileSystemBytecodeCache) -> Iterator[Callable[..., Flask]]:
    """Start the application once more over the same database, with other settings."""
    made: list[Flask] = []

    def make(**changes: str) -> Flask:
        found = create_app(replace(app.extensions["settings"], **changes))
        found.test_client_class = CheckingClient
        found.jinja_env.bytecode_cache = compiled
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
