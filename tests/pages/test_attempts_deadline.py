"""S16, F20: the server fixes the deadline at the start; a job ends the attempt, once, no browser open."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select, update

from lms import clock
from lms.db import db
from lms.jobs.models import Job
from lms.jobs.worker import Worker
from lms.learning.models import Completion
from lms.quizzes import queries, rules
from lms.quizzes.jobs import submit_overdue
from lms.quizzes.models import Attempt, Ending
from lms.quizzes.service.starting import watch_deadline
from lms.signals import attempt_submitted
from tests.client import CheckingClient
from tests.factories import Factory
from tests.pages.quiz_course import COURSE, QUIZ, fields, files, known, learner, right, save, start, submit

pytestmark = pytest.mark.both
TIMED = ("pass: 5\n", "pass: 5\nminutes: 20\n")


@pytest.fixture
def taking(client: CheckingClient, factory: Factory) -> UUID:
    factory.course(files(TIMED))
    learner(factory, client)
    return start(client)


def end_in(factory: Factory, attempt_id: UUID, seconds: float) -> None:
    """Let the deadline be so many seconds from now, by the database's clock."""

    def move() -> None:
        deadline = queries.moment() + timedelta(seconds=seconds)
        db.session.execute(update(Attempt).where(Attempt.id == attempt_id).values(deadline=deadline))

    factory.write(move)


def deadline(factory: Factory, attempt_id: UUID) -> Any:
    return known(factory, attempt_id)[0].deadline


def test_the_deadline_is_fixed_at_the_start_and_shown(
    client: CheckingClient, factory: Factory, new_client: Callable[[], CheckingClient], taking: UUID
) -> None:
    attempt = known(factory, taking)[0]
    assert timedelta(minutes=20) - timedelta(seconds=5) < attempt.deadline - attempt.started_at
    assert attempt.deadline - attempt.started_at < timedelta(minutes=20, seconds=5)
    page = client.get(f"/attempts/{taking}", status=200)
    local = clock.to_local(attempt.deadline)
    assert f"Làm đến {local:%H:%M}" in page.text
    assert 'data-seconds="11' in page.text
    # Reload, a second tab, a further tap on the start, fields of one's own: nothing moves it.
    client.get(f"/attempts/{taking}", status=200)
    assert start(client) == taking
    more = {"deadline": "2099-01-01", "started_at": "2099-01-01", "minutes": "999"}
    client.post(f"/courses/{COURSE}/quizzes/{QUIZ}/start", data=more, status=303)
    save(client, taking, "so", "5", status=200, more=more)
    client.post(f"/attempts/{taking}/answers", data=more, status=303)
    assert deadline(factory, taking) == attempt.deadline


def test_s16_a_second_before_is_taken_and_after_the_grace_nothing(
    client: CheckingClient, factory: Factory, taking: UUID
) -> None:
    end_in(factory, taking, 1)
    save(client, taking, "ngan", "kịp", status=200)
    end_in(factory, taking, -25)
    save(client, taking, "dung", "true", status=200)
    client.post(f"/attempts/{taking}/answers", data={"a.so": "5"}, status=303)
    assert set(known(factory, taking)[1]) == {"ngan", "dung", "so"}
    end_in(factory, taking, -31)
    late = save(client, taking, "ngan", "muộn", seq=2, base=1, status=409)
    assert late.json["error"] == "Đã hết giờ làm bài. Những câu đã lưu được nộp và chấm."
    client.post(f"/attempts/{taking}/answers", data={"a.ngan": "muộn", "rev.ngan": "1"}, status=303)
    assert known(factory, taking)[1]["ngan"] == "kịp"
    # Handing in late hands in what was saved in time.
    submit(client, taking, right(factory, taking), status=303)
    attempt, stored = known(factory, taking)
    assert attempt.ending is Ending.DEADLINE
    assert stored["ngan"] == "kịp"
    assert attempt.result.score == 1


def test_handing_in_within_the_grace_counts(client: CheckingClient, factory: Factory, taking: UUID) -> None:
    end_in(factory, taking, -20)
    submit(client, taking, right(factory, taking), status=303)
    attempt = known(factory, taking)[0]
    assert attempt.ending is Ending.HANDED_IN
    assert attempt.result.passed


def test_a_page_opened_after_the_end_shows_the_result(
    client: CheckingClient, factory: Factory, taking: UUID
) -> None:
    save(client, taking, "dung", "true", status=200)
    end_in(factory, taking, -31)
    answer = client.get(f"/attempts/{taking}", status=302, queries=12)
    assert answer.location == f"/attempts/{taking}/result"
    assert "Đã hết giờ làm bài." in client.get(answer.location, status=200).text
    assert known(factory, taking)[0].ending is Ending.DEADLINE


def test_the_start_asks_a_worker_to_end_it_and_it_does_so_once(
    client: CheckingClient, factory: Factory, taking: UUID
) -> None:
    answers = right(factory, taking)
    client.post(f"/attempts/{taking}/answers", data=fields(answers), status=303)
    job = factory.read(lambda: db.session.scalars(select(Job).where(Job.kind == "quizzes.deadline")).one())
    assert job.due_at >= deadline(factory, taking) + rules.GRACE
    assert job.due_at < deadline(factory, taking) + rules.GRACE + timedelta(minutes=2)
    told: list[Any] = []

    def listen(_sender: Any, **event: Any) -> None:
        told.append(event)

    with attempt_submitted.connected_to(listen):
        factory.read(submit_overdue, clock.now())
        assert known(factory, taking)[0].open
        end_in(factory, taking, -31)
        for _ in range(3):
            factory.read(submit_overdue, clock.now())
        submit(client, taking, {}, status=303)
    attempt = known(factory, taking)[0]
    assert len(told) == 1
    assert attempt.ending is Ending.DEADLINE
    assert attempt.result.passed
    assert factory.read(lambda: db.session.scalar(select(func.count()).select_from(Completion))) == 1


def test_a_class_that_starts_together_is_one_job(factory: Factory) -> None:
    at = clock.now()
    for _ in range(3):
        factory.write(watch_deadline, at + timedelta(minutes=20), at)
    assert factory.read(lambda: db.session.scalar(select(func.count()).select_from(Job))) == 1


def test_a_worker_finds_what_a_lost_job_has_left(
    app: Any, client: CheckingClient, factory: Factory, taking: UUID
) -> None:
    factory.write(lambda: db.session.execute(Job.__table__.delete()))
    end_in(factory, taking, -31)
    with app.app_context():
        worker = Worker(app)
        worker.do_chores()
    assert known(factory, taking)[0].ending is Ending.DEADLINE


@pytest.mark.parametrize("jump", [timedelta(minutes=-10), timedelta(hours=1)])
def test_f20_a_worker_whose_clock_jumps_ends_nobody_s_time(
    client: CheckingClient, factory: Factory, taking: UUID, monkeypatch: pytest.MonkeyPatch, jump: timedelta
) -> None:
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + jump)
    factory.read(submit_overdue, clock.now())
    assert known(factory, taking)[0].open
    other = known(factory, taking)[0].deadline
    assert abs(other - real() - timedelta(minutes=20)) < timedelta(seconds=10)


@pytest.mark.parametrize("jump", [timedelta(minutes=-10), timedelta(hours=1)])
def test_f20_a_start_by_a_wrong_clock_gives_the_whole_time(
    client: CheckingClient, factory: Factory, monkeypatch: pytest.MonkeyPatch, jump: timedelta
) -> None:
    factory.course(files(TIMED))
    learner(factory, client)
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + jump)
    taking = start(client)
    monkeypatch.setattr(clock, "now", real)
    assert abs(deadline(factory, taking) - real() - timedelta(minutes=20)) < timedelta(seconds=10)


def test_one_attempt_that_cannot_be_graded_keeps_nobody_waiting(
    client: CheckingClient, factory: Factory, new_client: Callable[[], CheckingClient], taking: UUID
) -> None:
    other = new_client()
    learner(factory, other, "Giàng A Páo")
    theirs = start(other)
    for attempt_id, seconds in ((taking, -60), (theirs, -40)):
        end_in(factory, attempt_id, seconds)

    def broken(_sender: Any, **event: Any) -> None:
        if event["attempt_id"] == taking:
            raise RuntimeError("no")

    with attempt_submitted.connected_to(broken), pytest.raises(RuntimeError):
        factory.read(submit_overdue, clock.now())
    assert known(factory, taking)[0].open
    assert not known(factory, theirs)[0].open


def test_a_page_that_knows_nothing_of_more_time_hands_nothing_in(
    client: CheckingClient, factory: Factory, taking: UUID
) -> None:
    answers = {"ngan": right(factory, taking)["ngan"]}
    end_in(factory, taking, 600)
    answer = submit(client, taking, answers, status=303, more={"over": "1"})
    assert answer.location == f"/attempts/{taking}"
    assert "Anh/chị được thêm giờ" in client.get(f"/attempts/{taking}", status=200).text
    attempt, kept = known(factory, taking)
    assert attempt.open
    assert kept == answers
    end_in(factory, taking, 2)  # the page's count is a little ahead of the server's
    answer = submit(client, taking, answers, status=303, more={"over": "1"}, queries=80)
    assert answer.location == f"/attempts/{taking}/result"
    assert not known(factory, taking)[0].open
