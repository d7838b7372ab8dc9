"""Alembic's entry point: the application's engine and metadata, one transaction for each migration."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection, TypeDecorator

from lms.db import Model

target = current_app.extensions["migrate"]
engine = target.db.engine


def render_item(kind: str, item: Any, _context: Any) -> str | bool:
    """Migrations name database types, not our classes, so that old ones keep running."""
    return f"sa.{item.impl!r}" if kind == "type" and isinstance(item, TypeDecorator) else False


def run() -> None:
    """Run the migrations online, in the application's own database."""
    options = dict(target.configure_args)
    options["render_item"] = render_item
    with engine.connect().execution_options(lms_write=True) as connection, whole(connection):
        context.configure(
            connection=connection, target_metadata=Model.metadata, transaction_per_migration=True, **options
        )
        with context.begin_transaction():
            context.run_migrations()


@contextmanager
def whole(connection: Connection) -> Iterator[None]:
    """Let SQLite make tables anew, which is how it alters them, without asking those that refer to them.

    The check is switched off outside any transaction, hence on the driver's own connection; at the end every
    reference is checked once. Raises RuntimeError that names the tables with a row that leads nowhere.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.dbapi_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
        broken = {row[0] for row in driver.execute("PRAGMA foreign_key_check")}
        if broken:
            raise RuntimeError(f"rows that lead nowhere in: {', '.join(sorted(broken))}")
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


run()
