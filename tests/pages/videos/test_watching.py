"""Beats of a player: told twice counts once, time is the measure, and enough makes the lesson done."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from lms import clock
from lms.accounts import merging as accounts
from lms.db import db
from lms.learning import queries as learning
from lms.learning import service as learning_service
from lms.learning.watching import sittings
from lms.learning.watching.models import Watching
from lms.permissions import Actor
from lms.privacy.own_data import own_data
from lms.videos import service as videos
from tests.client import CheckingClient
from tests.factories import COURSE_ID, Factory, Person
from tests.films import LESSON, LESSON_FILE, NAME, TITLE, Film, make_video, with_video
from tests.pages.security.world import CHECK

PAGE = f"/courses/{COURSE_ID}/lessons/{LESSON}"
SEND = f"{PAGE}/videos/{NAME}/watched"


class Clock:
    """The server's clock, set by the test."""

    def __init__(self) -> None:
        self.at = clock.now()

    def __call__(self) -> Any:
        return self.at

    def go(self, **stretch: float) -> None:
        self.at += timedelta(**stretch)


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(clock, "now", made)
    return made


@pytest.fixture
def learner(factory: Factory, client: CheckingClient, film: Film) -> Person:
    """Somebody in front of a lesson that asks for 80 % of its video."""
    factory.course(with_video("video: 80"))
    person = factory.person()
    factory.enrol(person)
    factory.sign_in(client, person)
    client.get("/")
    make_video(factory, film)
    return person


def mark(client: CheckingClient) -> str:
    found = re.search(r'data-mark="([^"]+)"', client.get(f"{PAGE}?xem={NAME}:240p", status=200).text)
    assert found
    return found[1]


def beat(
    client: CheckingClient, its: str, spans: str = "", *, position: int = 0, age: int = 0, status: int = 200
) -> Any:
    data = {"mark": its, "spans": spans, "position": str(position), "age": str(age)}
    answer = client.post(SEND, data=data, headers={"Accept": "application/json"}, status=status)
    return answer.json


def done(factory: Factory, person: Person) -> bool:
    place = factory.read(learning.lesson, COURSE_ID, LESSON, Actor(person.id))
    return bool(place.done)


def row(factory: Factory, user_id: UUID) -> Watching:
    def read() -> Watching | None:
        return db.session.scalar(select(Watching).where(Watching.user_id == user_id))

    found = factory.read(read)
    assert found is not None
    return found


def test_enough_of_the_video_makes_the_lesson_done(
    client: CheckingClient, factory: Factory, learner: Person, time: Clock
) -> None:
    its = mark(client)
    time.go(seconds=5)
    assert beat(client, its, "0-5000") == {"watched": 5000, "percent": 41, "done": False}
    time.go(seconds=3)
    # Sent again, and what was jumped over is not in it.
    assert beat(client, its, "0-5000 9000-11000")["watched"] == 7000
    assert beat(client, its, "0-5000 9000-11000")["watched"] == 7000
    assert not done(factory, learner)
    time.go(seconds=3)
    assert beat(client, its, "0-8000 9000-11000", position=8000) == {
        "watched": 10_000,
        "percent": 83,
        "done": True,
    }
    assert done(factory, learner)
    assert "Đã học xong" in client.get(PAGE).text


def test_nothing_lowers_what_was_watched(
    client: CheckingClient, factory: Factory, learner: Person, time: Clock
) -> None:
    its = mark(client)
    time.go(seconds=8)
    beat(client, its, "0-8000", position=8000)
    time.go(hours=1)
    again = mark(client)
    assert beat(client, again, "", position=0)["watched"] == 8000
    time.go(seconds=1)
    assert beat(client, again, "0-1000", position=1000)["watched"] == 8000
    assert row(factory, learner.id).spans == [[0, 8000]]


def test_a_claim_beyond_the_time_that_passed_is_cut(
    client: CheckingClient, factory: Factory, learner: Person, time: Clock
) -> None:
    its = mark(client)
    time.go(seconds=1)
    for _ in range(20):
        assert beat(client, its, "0-12000") == {"watched": 2000, "percent": 16, "done": False}
    time.go(days=1)
    its = mark(client)
    assert beat(client, its, "0-12000")["watched"] == 2000, "a day without a player counts for nothing"
    assert not done(factory, learner)


def test_a_late_beat_counts_but_does_not_move_the_person_back(
    client: CheckingClient, factory: Factory, learner: Person, time: Clock
) -> None:
    """One phone was without a signal; meanwhile its owner went on with another."""
    first = mark(client)
    time.go(minutes=10)
    second = mark(client)
    time.go(seconds=4)
    beat(client, second, "6000-9000", position=9000)
    time.go(minutes=5)
    late = beat(client, first, "0-3000", position=3000, age=14 * 60 * 1000)
    assert late["watched"] == 6000
    found = row(factory, learner.id)
    assert (found.spans, found.position_ms) == ([[0, 3000], [6000, 9000]], 9000)


def test_beyond_the_end_there_is_nothing(
    client: CheckingClient, factory: Factory, learner: Person, time: Clock
) -> None:
    its = mark(client)
    time.go(minutes=1)
    assert beat(client, its, "0-90000", position=90_000)["watched"] == 12_000
    assert row(factory, learner.id).position_ms == 12_000


def test_a_mark_is_one_person_s_for_one_video_for_a_week(
    client: CheckingClient,
    factory: Factory,
    learner: Person,
    time: Clock,
    new_client: Callable[[], CheckingClient],
) -> None:
    its = mark(client)
    other = new_client()
    person = factory.person("Lò Văn Péng")
    factory.enrol(person)
    factory.sign_in(other, person)
    other.get("/")
    time.go(seconds=5)
    beat(other, its, "0-5000", status=409)
    beat(client, "", "0-5000", status=409)
    # Not the last letter, some of whose bits stand for nothing.
    beat(client, its[:-2] + ("A" if its[-2] != "A" else "B") + its[-1], "0-5000", status=409)
    beat(client, its, "0-5000-2", status=422)
    time.go(days=8)
    beat(client, its, "0-5000", status=409)
    assert factory.read(lambda: db.session.scalars(select(Watching)).all()) == []


def test_a_mark_for_another_video_opens_nothing(
    client: CheckingClient, factory: Factory, learner: Person, film: Film
) -> None:
    other = make_video(factory, film, name="khac")
    with factory.app.test_request_context():
        its = sittings.opened(learner.id, other, clock.now() - timedelta(minutes=1))
    client.get("/")
    beat(client, its, "0-5000", status=409)


def test_several_videos_are_all_asked_for(
    client: CheckingClient, factory: Factory, film: Film, time: Clock
) -> None:
    files = with_video("video: 50")
    files[LESSON_FILE] += b"\n\n::video{hai}\n"
    factory.course(files)
    person = factory.person()
    factory.enrol(person)
    factory.sign_in(client, person)
    client.get("/")
    make_video(factory, film)
    its = mark(client)
    time.go(seconds=10)
    assert beat(client, its, "0-10000")["done"] is False
    make_video(factory, film, name="hai")
    page = client.get(f"{PAGE}?xem=hai:144p").text
    second = re.search(r'data-mark="([^"]+)"', page)
    assert second
    time.go(seconds=10)
    data = {"mark": second[1], "spans": "0-7000", "position": "7000", "age": "0"}
    assert client.post(f"{PAGE}/videos/hai/watched", data=data, status=200).json["done"] is True
    assert done(factory, person)


def test_without_script_the_mark_counts(client: CheckingClient, factory: Factory, learner: Person) -> None:
    page = client.get(PAGE).text
    assert "Xem được 80% video là bài tự tính xong." in page
    assert "Đã xem, bài sau" in page
    client.send_form(PAGE, form="/done", status=303)
    assert done(factory, learner)


@pytest.mark.parametrize("right", [True, False])
def test_the_check_question_counts_where_the_lesson_says_so(
    client: CheckingClient, factory: Factory, new_client: Callable[[], CheckingClient], right: bool
) -> None:
    factory.course(with_video("video: 80", f"check: {CHECK}"))
    person = factory.person()
    factory.enrol(person)
    factory.sign_in(client, person)
    trainer = new_client()
    factory.sign_in(trainer, factory.person("Trần Văn Giáo", teaches=COURSE_ID))
    address = f"{PAGE}/checks/{CHECK}"
    tokens = re.findall(rf'name="a\.{CHECK}" value="([^"]+)"', trainer.get(PAGE).text)
    answers = {one: trainer.post(address, data={f"a.{CHECK}": one}, status=200).text for one in tokens}
    token = next(one for one, answer in answers.items() if ("Chưa đúng." not in answer) == right)
    client.get(PAGE)
    answer = client.post(address, data={f"a.{CHECK}": token}, status=200).text
    assert ("Đã học xong" in answer) is right
    assert done(factory, person) is right


def test_who_has_left_is_not_counted_any_more(
    client: CheckingClient, factory: Factory, learner: Person, time: Clock
) -> None:
    its = mark(client)
    time.go(seconds=12)
    enrolment = factory.read(learning.study, COURSE_ID, Actor(learner.id)).enrolment
    factory.write(learning_service.leave, enrolment.id, learner.id, clock.now())
    beat(client, its, "0-12000", status=403)
    assert factory.read(lambda: db.session.scalars(select(Watching)).all()) == []


def test_two_accounts_watched_together(
    client: CheckingClient,
    factory: Factory,
    learner: Person,
    time: Clock,
    new_client: Callable[[], CheckingClient],
) -> None:
    its = mark(client)
    time.go(seconds=5)
    beat(client, its, "0-5000", position=5000)
    twin = factory.person("Nguyễn Thị Sen")
    factory.enrol(twin)
    other = new_client()
    factory.sign_in(other, twin)
    its = mark(other)
    time.go(seconds=5)
    beat(other, its, "4000-7000", position=7000)
    admin = factory.person("Văn phòng", admin=True)
    factory.write(accounts.merge, learner.id, twin.id, "kept", "kept", admin.id, clock.now())
    found = row(factory, learner.id)
    assert (found.spans, found.watched_ms, found.position_ms) == ([[0, 7000]], 7000, 7000)
    assert factory.read(lambda: len(db.session.scalars(select(Watching)).all())) == 1


def test_what_was_watched_is_in_one_s_own_data_and_goes_with_the_video(
    client: CheckingClient, factory: Factory, learner: Person, time: Clock
) -> None:
    its = mark(client)
    time.go(seconds=5)
    beat(client, its, "0-5000", position=5000)
    (told,) = factory.read(own_data, learner.id)["video_da_xem"]
    assert (told["video"], told["da_xem_mili_giay"], told["dang_xem_o_mili_giay"]) == (TITLE, 5000, 5000)
    video_id = row(factory, learner.id).video_id
    factory.write(videos.remove, video_id, learner.id, clock.now())
    assert factory.read(lambda: db.session.scalars(select(Watching)).all()) == []
