"""Small writes that share a transaction: each hears of its own outcome, and only once that is committed."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from threading import Thread
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import OperationalError

from lms import db as database
from lms.db import JSON, NestedTransaction, UtcDateTime, atomic, db
from lms.ids import new_id
from lms.together import MOST_AT_ONCE, Together, write_together
from lms.turns import turn_of
from tests.faults.test_quizzes_database import file_of, pragma

pytestmark = pytest.mark.once

THREADS = 6
_NOTES = sa.Table(
    "notes_of_a_test",
    sa.MetaData(),
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("value", JSON),
    sa.Column("at", UtcDateTime()),
    sa.CheckConstraint("number >= 0"),
)
_WRITING = (
    sqlite.insert(_NOTES)
    .values({column.name: sa.bindparam(column.name, type_=column.type) for column in _NOTES.c})
    .on_conflict_do_nothing()
    .returning(_NOTES.c.number)
)


@pytest.fixture
def notes(app: Flask) -> Iterator[Flask]:
    """The application with a table of notes."""
    with app.app_context(), closing(sqlite3.connect(file_of(app))) as file:
        file.execute(str(sa.schema.CreateTable(_NOTES).compile(dialect=sqlite.dialect())))
        file.commit()
        yield app
        db.session.remove()
        file.execute("DROP TABLE notes_of_a_test")
        file.commit()


def note(number: int, key: UUID | None = None) -> dict[str, Any]:
    """What is written of one note."""
    at = datetime(2026, 3, 5, 7, 30, number % 60, 120_000, tzinfo=UTC)
    return {"id": key or uuid4(), "number": number, "value": {"chữ": f"mật ong {number}"}, "at": at}


def stored(app: Flask) -> list[int]:
    """The numbers of all notes, as another process reads them."""
    with closing(sqlite3.connect(file_of(app))) as file:
        return sorted(number for (number,) in file.execute("SELECT number FROM notes_of_a_test"))


@contextmanager
def tells(before: Callable[[str], None]) -> Iterator[None]:
    """Run `before` ahead of every BEGIN IMMEDIATE and COMMIT that the database is told."""
    told = database._tell

    def tell(connection: Any, statement: str) -> None:
        if statement != "BEGIN":
            before(statement)
        told(connection, statement)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "_tell", tell)
        yield


def at_once(
    app: Flask,
    given: list[dict[str, Any]],
    meanwhile: Callable[[], object] = lambda: None,
    heard: list[Any] | None = None,
) -> list[Any]:
    """Write all of `given`, a thread each, which all wait before the first can begin.

    Returns what each thread heard (in `heard`, where given), or the error it met. `meanwhile` runs once
    all wait.
    """
    heard = [None] * len(given) if heard is None else heard
    together: Together = app.extensions["lms_together"]

    def write(place: int) -> None:
        with app.app_context():
            try:
                heard[place] = write_together(_WRITING, given[place])
            except OperationalError as error:
                heard[place] = error

    threads = [Thread(target=write, args=(place,)) for place in range(len(given))]
    turn = turn_of(file_of(app))
    assert turn.take(1)
    try:
        for thread in threads:
            thread.start()
        until = time.monotonic() + 10
        while together.waiting < len(given):
            assert time.monotonic() < until, "not all came to wait"
            time.sleep(0.001)
        meanwhile()
    finally:
        turn.give_back()
    for thread in threads:
        thread.join()
    return heard


def test_what_waits_for_one_turn_is_one_transaction(notes: Flask) -> None:
    seen: list[str] = []
    with tells(seen.append):
        heard = at_once(notes, [note(number) for number in range(THREADS)])
    assert heard == stored(notes) == list(range(THREADS))
    assert seen == ["BEGIN IMMEDIATE", "COMMIT"]


def test_no_thread_writes_for_more_than_a_few_others(notes: Flask) -> None:
    seen: list[str] = []
    with tells(seen.append):
        heard = at_once(notes, [note(number) for number in range(MOST_AT_ONCE + 3)])
    assert heard == stored(notes) == list(range(MOST_AT_ONCE + 3))
    assert seen == ["BEGIN IMMEDIATE", "COMMIT"] * 2


def test_nobody_hears_of_a_write_before_it_is_committed(notes: Flask) -> None:
    heard: list[Any] = [None] * 3
    seen: list[tuple[list[Any], list[int]]] = []

    def look(statement: str) -> None:
        if statement == "COMMIT":
            seen.append((list(heard), stored(notes)))

    with tells(look):
        at_once(notes, [note(number) for number in range(3)], heard=heard)
    assert seen == [([None] * 3, [])]
    assert heard == stored(notes) == [0, 1, 2]


def test_each_hears_of_its_own_write(notes: Flask) -> None:
    """Eight threads write one after the other, two hundred writes, some without effect."""
    known = new_id()
    heard: list[list[Any]] = [[] for _ in range(8)]

    def write(place: int) -> None:
        with notes.app_context():
            for turn in range(25):
                number = place * 100 + turn
                heard[place].append(write_together(_WRITING, note(number, known if turn == 7 else None)))

    with notes.app_context():
        assert write_together(_WRITING, note(9999, known)) == 9999
    threads = [Thread(target=write, args=(place,)) for place in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for place in range(8):
        assert heard[place] == [None if turn == 7 else place * 100 + turn for turn in range(25)]
    assert stored(notes) == sorted(
        [9999, *(number for line in heard for number in line if number is not None)]
    )
    assert notes.extensions["lms_together"].waiting == 0


def test_a_write_that_cannot_be_stored_takes_none_with_it(notes: Flask) -> None:
    """The transaction ends without a trace; each is told that nothing is written, and asks again alone."""
    given = [note(number) for number in (1, 2, -3, 4)]
    assert at_once(notes, given) == [None] * 4
    assert stored(notes) == []
    with notes.app_context():
        assert [write_together(_WRITING, one) for one in given] == [1, 2, None, 4]
    assert stored(notes) == [1, 2, 4]


def test_nobody_meets_the_fault_of_another_s_write(notes: Flask) -> None:
    """A value that the driver refuses before the database sees it, by an error of its own kind."""
    assert at_once(notes, [note(1), note(2**70), note(3)]) == [None] * 3
    assert stored(notes) == []
    assert at_once(notes, [note(1), note(3)]) == [1, 3]


def test_where_the_commit_fails_none_is_told_that_it_is_stored(notes: Flask) -> None:
    def full(statement: str) -> None:
        if statement == "COMMIT":
            raise OperationalError(statement, None, sqlite3.OperationalError("database or disk is full"))

    with tells(full):
        assert at_once(notes, [note(number) for number in range(3)]) == [None] * 3
    assert stored(notes) == []
    assert at_once(notes, [note(number) for number in range(3)]) == [0, 1, 2]


def test_where_no_transaction_can_begin_all_hear_of_it_at_once(notes: Flask) -> None:
    """One thread waits for the database; the others do not wait as long again, one after the other (F09)."""
    seen: list[str] = []
    with pragma(notes, "PRAGMA busy_timeout=50"):
        with closing(sqlite3.connect(file_of(notes), isolation_level=None)) as other, tells(seen.append):
            heard = at_once(
                notes,
                [note(number) for number in range(THREADS)],
                meanwhile=lambda: other.execute("BEGIN IMMEDIATE"),
            )
            other.execute("ROLLBACK")
        assert [type(one) for one in heard] == [OperationalError] * THREADS
        assert all("locked" in str(one) for one in heard)
        assert seen == ["BEGIN IMMEDIATE"]
        assert at_once(notes, [note(1)]) == [1]
    assert stored(notes) == [1]


def test_it_does_not_nest_and_ends_what_was_read_before(notes: Flask) -> None:
    with pytest.raises(NestedTransaction), atomic():
        write_together(_WRITING, note(1))
    assert db.session.scalars(sa.select(_NOTES.c.number)).all() == []
    with closing(sqlite3.connect(file_of(notes))) as other:
        other.execute("INSERT INTO notes_of_a_test (id, number) VALUES ('a', 5)")
        other.commit()
    write_together(_WRITING, note(2))
    assert sorted(db.session.scalars(sa.select(_NOTES.c.number))) == [2, 5]


def test_values_are_stored_as_the_engine_stores_them(notes: Flask) -> None:
    given = note(59)
    with notes.app_context():
        assert write_together(_WRITING, given) == 59
        assert dict(db.session.execute(sa.select(_NOTES)).one()._mapping) == given
