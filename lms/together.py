"""Small writes that share a transaction on SQLite: what comes while others write is written together.

SQLite writes one transaction at a time, and each ends with a wait for the disk. Of four threads with an
answer to save, the last waited for the disk four times; so whoever gets the turn to write takes along what
the others have brought meanwhile, and one COMMIT is for all of them. None is told that it is saved before
that.
"""

from __future__ import annotations

from collections.abc import Mapping
from threading import Event, Lock
from typing import Any

from flask import Flask, current_app
from sqlalchemy import Engine, Executable

from lms.db import committed, db, end_reading, writing
from lms.prepared import Prepared, prepared

_EXTENSION = "lms_together"
# No request works for more than a few others, however many came meanwhile.
MOST_AT_ONCE = 16


class _Write:
    """A statement on its way: made ready, with its values, and what came of it."""

    __slots__ = ("called", "done", "ready", "refusal", "result", "values")

    def __init__(self, ready: Prepared, values: tuple[Any, ...]) -> None:
        self.ready = ready
        self.values = values
        self.called = Event()
        self.done = False
        self.result: Any = None
        self.refusal: Exception | None = None


class Together:
    """What the threads of one process have to write to one SQLite file."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = Lock()
        self._waiting: list[_Write] = []
        self._led = False

    @property
    def waiting(self) -> int:
        """How many writes wait for the turn."""
        return len(self._waiting)

    def write(self, statement: Any, parameters: Mapping[str, Any]) -> Any:
        """Have `statement` written by the thread that gets the turn; see `write_together`."""
        ready = prepared(statement, self._engine.dialect)
        write = _Write(ready, ready.values(parameters))
        end_reading()
        with self._lock:
            self._waiting.append(write)
            leads, self._led = not self._led, True
        if not leads:
            write.called.wait()
        if not write.done:
            self._lead()
        if write.refusal is not None:
            raise write.refusal
        return write.result

    def _lead(self) -> None:
        """Write all that waits when the turn has come, this thread's among it; then call the others."""
        writes: list[_Write] = []
        try:
            with writing(self._engine) as connection:
                writes = self._taken()
                results = [write.ready.rows(connection, write.values) for write in writes]
            for write, rows in zip(writes, results, strict=True):
                write.result = rows[0][0] if rows else None
        except Exception as error:  # noqa: BLE001 - whatever it is, it may be due to another's write
            # Where a statement or the COMMIT failed, nothing is written: each asks again alone. Where no
            # transaction began, nobody else need wait as long to hear the same.
            if not writes:
                writes = self._taken()
                for write in writes:
                    write.refusal = error
        finally:
            self._go_on(writes or self._taken())

    def _taken(self) -> list[_Write]:
        with self._lock:
            taken, self._waiting = self._waiting[:MOST_AT_ONCE], self._waiting[MOST_AT_ONCE:]
        return taken

    def _go_on(self, written: list[_Write]) -> None:
        """Call those whose writes are done, and one of those that came meanwhile to lead."""
        for write in written:
            write.done = True
            write.called.set()
        with self._lock:
            self._led = bool(self._waiting)
            following = self._waiting[0] if self._waiting else None
        if following is not None:
            following.called.set()


def write_together(statement: Executable, parameters: Mapping[str, Any]) -> Any:
    """Write one INSERT or UPDATE … RETURNING, and return its first column once that is committed.

    statement: the same object at each call, for it is prepared once. Returns None where it gave no row, and
    also where the transaction it shared could not be completed: then nothing is written, and the caller finds
    out by a transaction of its own. Raises what kept the transaction from beginning, as `atomic()` does, and
    NestedTransaction inside that; like it, it ends the request's read transaction first.

    For a statement that stands for itself: others are written before and after it in the same transaction.
    On PostgreSQL, where many write at once, it has one to itself.
    """
    if _EXTENSION not in current_app.extensions:
        return committed(_executed, statement, parameters)
    together: Together = current_app.extensions[_EXTENSION]
    return together.write(statement, parameters)


def _executed(statement: Executable, parameters: Mapping[str, Any]) -> Any:
    return db.session.connection().execute(statement, dict(parameters)).scalar()


def init_app(app: Flask) -> None:
    """Let the application's small writes share transactions, where its database is SQLite."""
    with app.app_context():
        engine = db.engine
        if engine.dialect.name == "sqlite":
            app.extensions[_EXTENSION] = Together(engine)
