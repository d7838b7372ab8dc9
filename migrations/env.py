"""Alembic's entry point: the application's engine and metadata, one transaction for each migration."""

from alembic import context
from flask import current_app

from lms.db import Model

target = current_app.extensions["migrate"]
engine = target.db.engine


def run() -> None:
    """Run the migrations online, in the application's own database."""
    options = dict(target.configure_args)
    options.setdefault("render_as_batch", True)
    with engine.connect().execution_options(lms_write=True) as connection:
        context.configure(
            connection=connection, target_metadata=Model.metadata, transaction_per_migration=True, **options
        )
        with context.begin_transaction():
            context.run_migrations()


run()
