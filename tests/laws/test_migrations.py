"""What the migrations build is what the models say, on the database under test."""

import alembic.autogenerate
import pytest
from alembic.runtime.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import ForeignKeyConstraint, inspect, select

from lms import clock
from lms.accounts import merging
from lms.accounts.models import User
from lms.db import db
from tests.client import CheckingClient
from tests.factories import Factory


@pytest.mark.usefixtures("context")
def test_migrations_equal_models() -> None:
    with db.engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": False}
        context = MigrationContext.configure(connection, opts=options)
        differences = alembic.autogenerate.compare_metadata(context, db.metadata)
    assert not differences, "run `flask db migrate`: " + "\n".join(map(str, differences))


@pytest.mark.usefixtures("context")
def test_every_foreign_key_is_indexed() -> None:
    bare = []
    for table in db.metadata.sorted_tables:
        covered = {next(column.name for column in index.columns) for index in table.indexes}
        covered |= {next(iter(table.primary_key.columns)).name} if len(table.primary_key.columns) else set()
        for constraint in table.constraints:
            columns = [column.name for column in getattr(constraint, "columns", [])]
            if type(constraint).__name__ == "UniqueConstraint":
                covered.add(columns[0])
        for constraint in table.constraints:
            if isinstance(constraint, ForeignKeyConstraint):
                first = next(iter(constraint.columns)).name
                if first not in covered:
                    bare.append(f"{table.name}.{first}")
    assert not bare, f"add index=True: {bare}"


def test_migrations_go_down_and_up_again(app: Flask) -> None:
    with app.app_context():
        before = {name: _columns(name) for name in inspect(db.engine).get_table_names()}
        db.engine.dispose()
        downgrade(revision="base")
        left = set(inspect(db.engine).get_table_names()) - {"alembic_version"}
        assert left == set()
        upgrade()
        after = {name: _columns(name) for name in inspect(db.engine).get_table_names()}
    assert before == after


def test_whoever_has_a_session_has_come_in(app: Flask, factory: Factory, client: CheckingClient) -> None:
    """Revision 0019 with people in it: the first session counts, that of a merged account too."""
    an, le, binh, cuc = (factory.person(name) for name in ("Lê An", "Le An", "Hà Bình", "Vũ Cúc"))
    for one in (an, binh):
        factory.sign_in(client, one)
    factory.write(merging.merge, le.id, an.id, "kept", "kept", binh.id, clock.now())
    with app.app_context():
        db.engine.dispose()
        downgrade(revision="0018")
        upgrade()
        found = {one.id: one.first_seen_at for one in db.session.scalars(select(User))}
    assert found[an.id] and found[le.id] == found[an.id] and found[binh.id]
    assert found[cuc.id] is None


def _columns(table: str) -> list[tuple[str, str, bool]]:
    return [
        (column["name"], str(column["type"]), bool(column["nullable"]))
        for column in inspect(db.engine).get_columns(table)
    ]
