"""Statements made ready once for SQLite's driver: those few that run at every request.

Between a statement and SQLite the engine makes a connection, a transaction, a context and a result anew: of a
saved answer that was a third. Here only what the statement's types ask for is left: values on the way in,
values on the way out.
"""

import sqlite3
from collections import namedtuple
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import Dialect, Executable
from sqlalchemy.exc import OperationalError

from lms.db import db, plain_rows


class Prepared:
    """A statement as the driver takes it, and what makes its values and its rows."""

    def __init__(self, statement: Any, dialect: Dialect) -> None:
        compiled: Any = statement.compile(dialect=dialect)
        self.sql: str = compiled.string
        self._compiled = compiled
        self._values = [
            (name, compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect))
            for name in compiled.positiontup
        ]
        columns = compiled._result_columns
        self._kinds = [
            column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns
        ]
        named: Any = namedtuple
        self._made = named("Row", [column.keyname for column in columns], rename=True)._make

    def values(self, parameters: Mapping[str, Any]) -> tuple[Any, ...]:
        """The parameters as the driver wants them, in order."""
        given = self._compiled.construct_params(dict(parameters))
        return tuple(kind(given[name]) if kind else given[name] for name, kind in self._values)

    def rows(self, driver: sqlite3.Connection, values: tuple[Any, ...]) -> list[Any]:
        """Run it and return all rows, as named tuples; raises OperationalError as the engine would."""
        try:
            found = driver.execute(self.sql, values).fetchall()
        except sqlite3.OperationalError as error:
            raise OperationalError(self.sql, None, error) from error
        kinds = self._kinds
        return [
            self._made(kind(one) if kind else one for kind, one in zip(kinds, row, strict=True))
            for row in found
        ]


@lru_cache(maxsize=64)
def prepared(statement: Any, dialect: Dialect) -> Prepared:
    """`statement` made ready: the same object at each call, for it is made ready once."""
    return Prepared(statement, dialect)


def read_apart(statement: Executable, parameters: Mapping[str, Any]) -> list[Any]:
    """Run a SELECT of columns and return its rows; on SQLite apart from the session, unless that has begun.

    So it sees what `atomic()` has written, and a request that reads nothing else needs no transaction. The
    statement is the same object at each call, and has no IN over a list: its text would differ each time.
    Raises OperationalError as the engine does.
    """
    engine = db.engine
    if engine.dialect.name != "sqlite" or db.session().in_transaction():
        return list(plain_rows(statement, dict(parameters)))
    ready = prepared(statement, engine.dialect)
    held = engine.raw_connection()
    try:
        driver: Any = held.dbapi_connection
        return ready.rows(driver, ready.values(parameters))
    finally:
        held.close()
