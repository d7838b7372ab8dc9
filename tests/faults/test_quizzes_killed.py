"""kill -9 under learners at work: what was acknowledged is kept, the rest can be sent again (F01 to F03)."""

import json
import random
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from lms.certificates.models import Certificate
from lms.db import db
from lms.learning.models import Completion
from lms.quizzes.models import Attempt, AttemptState
from tests.client import CheckingClient
from tests.factories import Factory
from tests.faults.browser import Browser
from tests.faults.working import Learner, Site, kept
from tests.pages.quiz_course import COURSE, FINAL, fields, files, known, learner, right, start

pytestmark = pytest.mark.both
Clients = Callable[[], CheckingClient]


CERTIFIED = ("issue: manual", "issue: automatic")


@pytest.fixture
def taking(client: CheckingClient, factory: Factory) -> UUID:
    """The last thing to do of a course that issues its certificate by itself."""
    factory.course(files(CERTIFIED))
    person = learner(factory, client)
    factory.pass_quiz(person, FINAL, COURSE)
    for lesson in ("bai-1", "bai-2"):
        client.post(f"/courses/{COURSE}/lessons/{lesson}/done", status=303)
    return start(client)


def count(factory: Factory, model: type[Any]) -> int:
    found: int = factory.read(lambda: db.session.scalar(select(func.count()).select_from(model)))
    return found


def test_f01_killed_after_the_commit_the_retry_gives_the_same_grade(
    client: CheckingClient, factory: Factory, taking: UUID, dying: Site, tmp_path: Path
) -> None:
    browser, given = Browser(client, dying.port), fields(right(factory, taking)) | {"confirmed": "1"}
    (tmp_path / "after").touch()
    assert browser.post(f"/attempts/{taking}/submit", given) == (0, "")
    assert dying.has_died()
    (tmp_path / "after").unlink()
    before = known(factory, taking)[0]
    assert before.result.passed
    assert (count(factory, Completion), count(factory, Certificate)) == (4, 1)
    dying.start()
    for _ in range(2):
        assert browser.post(f"/attempts/{taking}/submit", given)[0] == 303
    assert "7/7" in browser.get(f"/attempts/{taking}/result")[1]
    assert known(factory, taking)[0] == before
    assert (count(factory, Completion), count(factory, Certificate)) == (4, 1)


def test_f02_killed_before_the_commit_nothing_is_stored_and_the_retry_works(
    client: CheckingClient, factory: Factory, taking: UUID, dying: Site, tmp_path: Path
) -> None:
    browser, given = Browser(client, dying.port), fields(right(factory, taking)) | {"confirmed": "1"}
    save = {"question": "so", "value": given["a.so"], "client": "page-aaaa", "seq": 1}
    (tmp_path / "before").touch()
    for path, sent in (("answers", {"body": save}), ("submit", {"form": given})):
        assert browser.post(f"/attempts/{taking}/{path}", **sent) == (0, "")
        assert dying.has_died()
        attempt, stored = known(factory, taking)
        assert attempt.open
        assert stored == {}
        assert (count(factory, Completion), count(factory, Certificate)) == (3, 0)
        (tmp_path / "before").unlink()
        dying.start()
        (tmp_path / "before").touch()
    (tmp_path / "before").unlink()
    assert json.loads(browser.post(f"/attempts/{taking}/answers", body=save)[1])["saved"] is True
    assert browser.post(f"/attempts/{taking}/submit", given)[0] == 303
    assert known(factory, taking)[0].result.passed
    assert (count(factory, Completion), count(factory, Certificate)) == (4, 1)


def rampage(
    app: Flask, factory: Factory, new_client: Clients, site: Site, kills: int, people: int = 50
) -> None:
    """Kill the server `kills` times at random moments while learners save; then compare the ledgers."""
    factory.course(files())
    learners = []
    for _ in range(people):
        client = new_client()
        learner(factory, client)
        learners.append(Learner(Browser(client, site.port), start(client)))
    done = threading.Event()
    threads = [threading.Thread(target=one.work, args=(done,)) for one in learners]
    for thread in threads:
        thread.start()
    try:
        for _ in range(kills):
            time.sleep(random.uniform(0.2, 0.8))
            site.kill()
            site.start()
        # On a busy machine the last answers take their time; the test is about what is kept, not how fast.
        end = time.monotonic() + 60
        while sum(one.replies for one in learners) <= people and time.monotonic() < end:
            time.sleep(0.1)
        time.sleep(1)
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert [fault for one in learners for fault in one.faults] == []
    assert sum(one.replies for one in learners) > people
    lost = [one for one in learners if one.acknowledged and not kept(factory, one)]
    assert lost == [], f"{len(lost)} acknowledged answers lost"
    _hand_in(factory, learners)
    if not site_is_postgresql(app):
        assert factory.read(lambda: db.session.execute(text("PRAGMA integrity_check")).scalar()) == "ok"


def site_is_postgresql(app: Flask) -> bool:
    return str(app.config["SQLALCHEMY_DATABASE_URI"]).startswith("postgresql")


def _hand_in(factory: Factory, learners: list[Learner]) -> None:
    for one in learners:
        for _ in range(2):
            assert one.browser.post(f"/attempts/{one.attempt_id}/submit", {"confirmed": "1"})[0] == 303

    def grades() -> list[Any]:
        return list(db.session.execute(select(Attempt.state, func.count()).group_by(Attempt.state)))

    assert [tuple(row) for row in factory.read(grades)] == [(AttemptState.SUBMITTED, len(learners))]


def test_f03_random_kills_lose_nothing_acknowledged(
    app: Flask, factory: Factory, new_client: Clients, gunicorn: Site
) -> None:
    rampage(app, factory, new_client, gunicorn, kills=10)


@pytest.mark.soak
def test_f03_two_hundred_random_kills(
    app: Flask, factory: Factory, new_client: Clients, gunicorn: Site
) -> None:
    rampage(app, factory, new_client, gunicorn, kills=200)
