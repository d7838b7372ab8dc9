"""Statements made ready once: the rows the engine gives, and never less than `atomic()` has written."""

import pytest
from flask import Flask
from sqlalchemy import bindparam, select, text
from sqlalchemy.exc import OperationalError

from lms.accounts.models import GrantRow, User, UserState
from lms.db import atomic, db, plain_rows
from lms.permissions import Role
from lms.prepared import read_apart
from tests.factories import Factory

_PEOPLE = (
    select(
        User.id, User.full_name, User.created_at, User.first_seen_at, User.state, GrantRow.id, GrantRow.role
    )
    .outerjoin(GrantRow, GrantRow.user_id == User.id)
    .where(User.full_name != bindparam("name"), User.state == UserState.ACTIVE)
    .order_by(User.full_name)
)
_NAMES = select(User.full_name).order_by(User.full_name)


def test_the_rows_are_those_of_the_engine(app: Flask, factory: Factory) -> None:
    factory.person("Nguyễn Thị Lành", admin=True)
    factory.person("Trần Văn Tú")
    factory.person("Lê Sen")
    with app.app_context():
        found = read_apart(_PEOPLE, {"name": "Lê Sen"})
        assert found == [tuple(row) for row in plain_rows(_PEOPLE, {"name": "Lê Sen"})]
    assert [(row.full_name, row.state, row.role) for row in found] == [
        ("Nguyễn Thị Lành", UserState.ACTIVE, Role.ADMIN),
        ("Trần Văn Tú", UserState.ACTIVE, None),
    ]
    assert found[0].created_at.utcoffset() is not None


def test_what_is_being_written_is_seen_where_it_is_written(app: Flask, factory: Factory) -> None:
    person = factory.person("Lê Sen")
    with app.app_context():
        assert [name for (name,) in read_apart(_NAMES, {})] == ["Lê Sen"]
        with atomic():
            db.session.get_one(User, person.id).full_name = "Lê Thị Sen"
            assert [name for (name,) in read_apart(_NAMES, {})] == ["Lê Thị Sen"]
            db.session.rollback()
        assert [name for (name,) in read_apart(_NAMES, {})] == ["Lê Sen"]


@pytest.mark.once
def test_reading_apart_begins_nothing(app: Flask, factory: Factory) -> None:
    """SQLite alone: on PostgreSQL the session reads."""
    factory.person("Lê Sen")
    with app.app_context():
        db.session.rollback()
        assert read_apart(_NAMES, {})
        assert not db.session().in_transaction()


@pytest.mark.once
def test_a_fault_is_the_one_that_the_engine_raises(app: Flask) -> None:
    """SQLite alone, for PostgreSQL calls it by another name."""
    missing = select(text("x")).select_from(text("nowhere"))
    with app.app_context(), pytest.raises(OperationalError, match="no such table"):
        read_apart(missing, {})
