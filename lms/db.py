"""The database: engine set-up, names of constraints, and the only commit in the house.

SQLite fails at once with "database is locked" when a transaction that began with a SELECT goes on to
write, whatever the busy timeout; so writes begin with BEGIN IMMEDIATE. But a BEGIN IMMEDIATE for reads
would queue every reader behind a writer. Hence two kinds of transaction: plain ones, made read-only by
`PRAGMA query_only`, and `atomic()`.
"""

import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON as SQL_JSON
from sqlalchemy import DateTime, Engine, Enum, MetaData, Select, TypeDecorator, event
from sqlalchemy.engine import Connection, ExceptionContext
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase

from lms.turns import Turn, turn_of

T = TypeVar("T")

BUSY_TIMEOUT_MS = 10_000
RETRIES = 3
# PostgreSQL: serialization_failure, deadlock_detected. SQLite waits for its one lock instead.
_GIVEN_UP = frozenset({"40001", "40P01"})
_WRITE = "lms_write"
_AFTER_COMMIT = "lms_after_commit"

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC datetimes on both databases; a naive value is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Any) -> datetime | None:
        """Refuse naive datetimes; hand UTC to the driver."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Any) -> datetime | None:
        """Give an aware UTC datetime back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


JSON = SQL_JSON
Rows = Select[*tuple[Any, ...]]
"""A SELECT of several columns, to be narrowed, paged or executed by whoever gets it."""


def enum_type(enum: type[StrEnum]) -> Enum:
    """A column type for a StrEnum: stored by value as text, checked by the database."""
    return Enum(
        enum,
        native_enum=False,
        create_constraint=True,
        length=32,
        name=enum.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )


class Model(DeclarativeBase):
    """The base of every table: named constraints, aware datetimes."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: UtcDateTime}


db = SQLAlchemy(metadata=Model.metadata)


class NestedTransaction(RuntimeError):
    """`atomic()` was opened inside `atomic()`: services leave the transaction to their caller."""


def end_reading() -> None:
    """End the request's read transaction, and expire what was loaded in it.

    Raises NestedTransaction inside `atomic()`.
    """
    session = db.session()
    if session.info.get(_WRITE):
        raise NestedTransaction
    session.rollback()


@contextmanager
def atomic() -> Iterator[None]:
    """One write transaction: commit at the end, roll everything back on any exception.

    Ends the request's read transaction first and expires what was loaded, so that services read again,
    inside, what they decide upon. Does not nest (NestedTransaction).
    """
    end_reading()
    session = db.session()
    session.info[_WRITE] = True
    session.info[_AFTER_COMMIT] = []
    try:
        session.connection(execution_options={_WRITE: True})
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        _end_turn(session.get_bind())
        session.info[_WRITE] = False
        waiting = session.info.pop(_AFTER_COMMIT)
    for call in waiting:
        call()


@contextmanager
def writing(engine: Engine) -> Iterator[sqlite3.Connection]:
    """One write transaction to SQLite on the driver's connection, for statements that need no session.

    See `atomic()`. The caller has ended the request's read transaction, so that its connection is free for
    this, and has read all rows of a statement before the next.
    """
    turn = turn_of(engine.url.database or "")
    held = engine.raw_connection()
    try:
        _begin(held, turn, write=True)
        driver: Any = held.dbapi_connection
        yield driver
        _tell(driver, "COMMIT")
        turn.give_back()
    finally:
        # Whatever is not committed by now is rolled back, and only then may the next one write.
        held.close()
        turn.give_back()


def _end_turn(bind: Any) -> None:
    """On SQLite, let the next one write, if this thread still has the turn: it did not commit."""
    if bind.dialect.name == "sqlite":
        turn_of(bind.url.database or "").give_back()


def committed(work: Callable[..., T], *args: Any, **kwargs: Any) -> T:
    """Run `work` in an `atomic()` of its own and return what it returns, once that is committed.

    A transaction that the database gave up for another's sake (deadlock, serialization failure) has left no
    trace, so it is run anew, three times at most; then its error stands and the answer is 503.
    """
    for again in range(RETRIES + 1):
        try:
            with atomic():
                return work(*args, **kwargs)
        except OperationalError as error:
            if again == RETRIES or getattr(error.orig, "sqlstate", None) not in _GIVEN_UP:
                raise
            time.sleep(random.uniform(0, 0.02 * (again + 1)))  # noqa: S311 - to part the two, no secret
    raise AssertionError("the last try returns or raises")


def plain_rows(statement: Any, parameters: dict[str, Any]) -> Any:
    """Run a SELECT of columns and return plain rows, seeing what the session has not yet written.

    The ORM's way round doubles the cost of a small SELECT; the ones that every page runs come here.
    """
    session = db.session()
    session.flush()
    return session.connection().execute(statement, parameters)


def after_commit(call: Callable[[], None]) -> None:
    """Run `call` once the surrounding `atomic()` has committed; never when it rolls back.

    Raises RuntimeError outside `atomic()`.
    """
    session = db.session()
    if not session.info.get(_WRITE):
        raise RuntimeError("after_commit() needs a surrounding atomic()")
    session.info[_AFTER_COMMIT].append(call)


def _set_up_sqlite(engine: Engine) -> None:
    """Make a turn to write last as long as SQLite's transaction: others wait for nothing else.

    The driver is told BEGIN and COMMIT here: each way through the engine costs as much as a read.
    """
    turn = turn_of(engine.url.database or "")

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver must not begin transactions of its own
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        _begin(connection.connection, turn, write=bool(connection.get_execution_options().get(_WRITE)))

    @event.listens_for(engine, "commit")
    def commit(connection: Connection) -> None:
        if connection.get_execution_options().get(_WRITE):
            _tell(connection.connection.dbapi_connection, "COMMIT")
            turn.give_back()


def _begin(held: Any, turn: Turn, *, write: bool) -> None:
    """Begin a transaction on a connection of the pool, one that may write only where `write` says so."""
    if held.info.get(_WRITE) is not write:
        held.dbapi_connection.execute(f"PRAGMA query_only={'OFF' if write else 'ON'}")
        held.info[_WRITE] = write
    if write:
        # Where the turn does not come in time, the database is asked all the same and says how it is.
        turn.take(BUSY_TIMEOUT_MS / 1000)
    _tell(held.dbapi_connection, "BEGIN IMMEDIATE" if write else "BEGIN")


def _tell(connection: Any, statement: str) -> None:
    try:
        connection.execute(statement)
    except sqlite3.OperationalError as error:
        raise OperationalError(statement, None, error) from error


def _set_up_postgresql(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: Any) -> None:
        # Nobody waits for a lock longer than on SQLite: after that the answer is 503 (F09).
        connection.execute(f"SET lock_timeout = {BUSY_TIMEOUT_MS}")
        connection.commit()

    @event.listens_for(engine, "handle_error")
    def failed(context: ExceptionContext) -> None:
        # A connection that is asked whether it still serves, and fails in whatever way, does not: the server
        # has ended it, and what the driver says of that depends on the moment (F11). Another one is opened.
        if context.is_pre_ping:
            context.is_disconnect = True

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if not connection.get_execution_options().get(_WRITE):
            connection.exec_driver_sql("SET TRANSACTION READ ONLY")


def engine_options(url: str) -> dict[str, Any]:
    """Pool and driver options that fit the database behind `url`."""
    # An error's text goes to the log; what people typed does not.
    quiet = {"hide_parameters": True}
    if url.startswith("sqlite"):
        return {**quiet, "connect_args": {"timeout": BUSY_TIMEOUT_MS / 1000, "check_same_thread": False}}
    return {**quiet, "pool_pre_ping": True, "pool_size": 5, "max_overflow": 10, "pool_timeout": 10}


def init_app(app: Flask) -> None:
    """Connect the database to the application and set up its engine."""
    db.init_app(app)
    with app.app_context():
        engine = db.engine
        if engine.dialect.name == "sqlite":
            _set_up_sqlite(engine)
        else:
            _set_up_postgresql(engine)
