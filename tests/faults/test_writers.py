"""A turn to write to SQLite lasts as long as the transaction, however that ends."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from lms.db import atomic, db
from lms.turns import turn_of
from tests.faults.test_quizzes_database import file_of, pragma

pytestmark = pytest.mark.once


@pytest.fixture
def sqlite_file(app: Flask) -> str:
    """The file of the database; PostgreSQL knows no turns."""
    return file_of(app)


def free(path: str) -> bool:
    """Whether another thread of this process gets the turn at once."""
    got: list[bool] = []

    def ask() -> None:
        turn = turn_of(path)
        got.append(turn.take(0.01))
        turn.give_back()

    asking = Thread(target=ask)
    asking.start()
    asking.join()
    return got[0]


def within(app: Flask, work: Callable[[], None]) -> None:
    """Run `work` in a transaction of its own."""
    with app.app_context(), atomic():
        work()


def test_the_turn_ends_with_the_commit_and_not_with_what_is_tidied_up_after_it(
    app: Flask, sqlite_file: str
) -> None:
    during: list[bool] = []
    after: list[bool] = []

    def committed(_session: object) -> None:
        after.append(free(sqlite_file))

    with app.app_context():
        session = db.session()
        event.listen(session, "after_commit", committed)
        with atomic():
            during.append(free(sqlite_file))
    assert (during, after) == ([False], [True])


def test_the_turn_ends_with_a_transaction_that_fails(app: Flask, sqlite_file: str) -> None:
    def fail() -> None:
        raise ArithmeticError

    with pytest.raises(ArithmeticError):
        within(app, fail)
    assert free(sqlite_file)


def test_the_turn_ends_where_the_transaction_could_not_begin(app: Flask, sqlite_file: str) -> None:
    with pragma(app, "PRAGMA busy_timeout=20"), closing(sqlite3.connect(sqlite_file)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError, match="locked"):
            within(app, lambda: None)
        other.execute("ROLLBACK")
        assert free(sqlite_file)
        within(app, lambda: None)


def test_readers_take_no_turn(app: Flask, sqlite_file: str) -> None:
    with app.app_context():
        db.session.connection()
        assert free(sqlite_file)
