"""Alembic's entry point: the application's engine and metadata, one transaction for each migration."""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import TypeDecorator

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
    with engine.connect().execution_options(lms_write=True) as connection:
        context.configure(
            connection=connection, target_metadata=Model.metadata, transaction_per_migration=True, **options
        )
        with context.begin_transaction():
            context.run_migrations()


run()
