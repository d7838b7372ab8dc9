"""Statements of attempts in the words of each database, built once a process."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import (
    Boolean,
    Integer,
    String,
    and_,
    bindparam,
    false,
    func,
    literal,
    literal_column,
    not_,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from lms.db import JSON, UtcDateTime, db
from lms.quizzes.models import Answer, Attempt, AttemptState
from lms.quizzes.rules import GRACE

_INSERTS: Mapping[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
FORM_CLIENT = "form"
ANY_PAGE = -1


def dialect() -> str:
    """The name of the database under the session."""
    return db.session.get_bind().dialect.name


def inserting(table: Any) -> Any:
    """An INSERT of the session's database, which knows ON CONFLICT."""
    return _INSERTS[dialect()](table)


def grace_ago(name: str) -> Any:
    """The moment before which a deadline is over for good, by the database's own clock (F20)."""
    seconds = int(GRACE.total_seconds())
    if name == "postgresql":
        return func.now() - literal_column(f"interval '{seconds} seconds'")
    return func.strftime("%Y-%m-%d %H:%M:%f", "now", f"-{seconds} seconds", type_=String)


def still_open(name: str) -> Any:
    """Whether an attempt still takes answers."""
    attempts = Attempt.__table__.c
    deadline: Any = attempts.deadline if name == "postgresql" else func.substr(attempts.deadline, 1)
    return and_(
        attempts.state == AttemptState.OPEN, or_(attempts.deadline.is_(None), deadline >= grace_ago(name))
    )


@cache
def saving(name: str) -> Any:
    """One save of a page's script: takes the attempt's lock, judges its state and the answer's revision.

    Gives the new revision, or no row where nothing was stored: the attempt takes no answers, the answer is
    settled, the save was made before or overtaken, or another page has changed the answer meanwhile; or the
    learner is not at the page `page` (from 0; ANY_PAGE where pages may be gone back to).
    """
    attempts, answers = Attempt.__table__.c, Answer.__table__.c
    columns = ("attempt_id", "question_id", "value", "client_id", "seq", "revision", "checked", "settled")
    given = (
        select(
            attempts.id,
            bindparam("question_id", type_=String(80)),
            bindparam("value", type_=JSON()),
            bindparam("client_id", type_=String(64)),
            bindparam("seq", type_=Integer),
            literal(1),
            literal(0),
            false().label("settled") if name == "postgresql" else literal(False, Boolean),
            bindparam("saved_at", type_=UtcDateTime()),
        )
        .where(
            attempts.id == bindparam("attempt_id"),
            attempts.user_id == bindparam("user_id"),
            still_open(name),
            or_(bindparam("page", type_=Integer) == ANY_PAGE, attempts.page == bindparam("page")),
        )
        .with_for_update()
    )
    statement = _INSERTS[name](Answer.__table__).from_select([*columns, "saved_at"], given)
    new = statement.excluded
    same_page = answers.client_id == new.client_id
    # The page's own last save, however its reply was lost, or the revision that the page has seen.
    known = or_(
        and_(same_page, answers.seq < new.seq), and_(not_(same_page), answers.revision == bindparam("base"))
    )
    return statement.on_conflict_do_update(
        index_elements=[answers.attempt_id, answers.question_id],
        set_={
            **{key: new[key] for key in ("value", "client_id", "seq", "saved_at")},
            "revision": answers.revision + 1,
        },
        where=and_(not_(answers.settled), known),
    ).returning(answers.revision)


@cache
def starting(name: str) -> Any:
    """A new attempt, whose columns are the parameters; no row where the person has an open one already."""
    table: Any = Attempt.__table__
    return _INSERTS[name](table).on_conflict_do_nothing().returning(table.c.id)


@cache
def submitting() -> Any:
    """Close the attempt `attempt_id`, setting what else the parameters name; no row where it was closed."""
    table: Any = Attempt.__table__
    still = and_(table.c.id == bindparam("attempt_id"), table.c.state == AttemptState.OPEN)
    return update(table).where(still).returning(table.c.id)


@cache
def storing(name: str) -> Any:
    """Answers of a whole page, whose revisions the caller has compared under the attempt's lock."""
    answers = Answer.__table__.c
    statement = _INSERTS[name](Answer.__table__)
    new = statement.excluded
    return statement.on_conflict_do_update(
        index_elements=[answers.attempt_id, answers.question_id],
        set_={
            **{key: new[key] for key in ("value", "client_id", "seq", "saved_at")},
            "revision": answers.revision + 1,
        },
    )
