"""F12: what the database gave up for another's sake is done anew, three times at most, and never twice."""

from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.exc import OperationalError

from lms.quizzes.service import closing
from tests.client import CheckingClient
from tests.factories import Factory
from tests.pages.quiz_course import files, known, learner, right, save, start, submit

pytestmark = pytest.mark.both


@pytest.fixture
def taking(client: CheckingClient, factory: Factory) -> UUID:
    factory.course(files())
    learner(factory, client)
    return start(client)


def failing(monkeypatch: pytest.MonkeyPatch, times: int, sqlstate: str) -> list[int]:
    """Let grading end in this error so many times, after the page's answers were written."""
    calls: list[int] = []
    real = closing.grade

    def grade(*args: Any) -> Any:
        calls.append(1)
        if len(calls) <= times:
            raise OperationalError("", {}, SimpleNamespace(sqlstate=sqlstate))  # type: ignore[arg-type]
        return real(*args)

    monkeypatch.setattr(closing, "grade", grade)
    return calls


def test_three_times_it_is_tried_again(
    client: CheckingClient, factory: Factory, taking: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = right(factory, taking)
    calls = failing(monkeypatch, 3, "40P01")
    submit(client, taking, answers, status=303, queries=80)
    assert len(calls) == 4
    assert known(factory, taking)[0].result.passed
    assert {one.revision for one in factory.read(closing.queries.stored_answers, taking).values()} == {1}


@pytest.mark.parametrize(("sqlstate", "tries"), [("40001", 4), ("57P01", 1)])
def test_then_the_learner_is_told_and_nothing_is_kept(
    client: CheckingClient,
    factory: Factory,
    taking: UUID,
    monkeypatch: pytest.MonkeyPatch,
    sqlstate: str,
    tries: int,
) -> None:
    calls = failing(monkeypatch, 9, sqlstate)
    submit(client, taking, right(factory, taking), status=503, queries=80)
    assert len(calls) == tries
    assert known(factory, taking)[0].open
    assert known(factory, taking)[1] == {}


def test_a_save_by_script_costs_two_statements(client: CheckingClient, taking: UUID) -> None:
    save(client, taking, "so", "1", status=200)
    assert save(client, taking, "so", "2", seq=2, base=1, status=200, queries=2).json["revision"] == 2
