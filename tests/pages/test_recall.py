"""Nhớ lại: before a part and some days after it, never graded, never needed."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from lms import clock
from lms.db import db
from lms.learning.models import Completion
from lms.learning.service import complete_lesson
from lms.recall.models import Recall
from tests.client import CheckingClient
from tests.factories import COURSE_ID, Factory, Person
from tests.markup_check import parse
from tests.reading import main_words

COURSE = f"/courses/{COURSE_ID}"
BEFORE = f"{COURSE}/recall/tinh/0"
LATER = f"{COURSE}/recall/ghi/2"
QUIZ = "kiem-tra-ghi"


@pytest.fixture
def learner(client: CheckingClient, factory: Factory) -> Person:
    """Somebody signed in who has enrolled in the sample course and read its first lesson."""
    factory.course()
    person = factory.person()
    factory.sign_in(client, person)
    factory.enrol(person)
    return person


def finish_first_part(factory: Factory, person: Person, days_ago: float) -> None:
    """Do the lesson and the quiz of the first module, as if so long ago."""
    factory.write(_read, person)
    factory.pass_quiz(person, QUIZ)
    factory.write(_move, clock.now() - timedelta(days=days_ago))


def _read(person: Person) -> None:
    complete_lesson(person.id, COURSE_ID, "so-ban", person.id, clock.now())


def _move(at: datetime) -> None:
    for found in db.session.scalars(select(Completion)):
        found.at = at


def rows(factory: Factory) -> list[Any]:
    columns = select(Recall.module_id, Recall.days, Recall.asked, Recall.right)
    return list(factory.read(lambda: db.session.execute(columns).all()))


def test_home_offers_three_questions_when_they_are_due(
    client: CheckingClient, factory: Factory, learner: Person
) -> None:
    finish_first_part(factory, learner, 1)
    assert "Nhớ lại vài câu" not in main_words(client.get("/", status=200).text)
    factory.write(_move, clock.now() - timedelta(days=3))
    home = client.get("/", status=200).text
    assert "học xong 3 ngày trước" in main_words(home)
    assert LATER in home
    page = client.get(LATER, status=200).text
    answer = client.post(LATER, data=first_choices(page), status=200)
    assert "Xong" in main_words(answer.text)
    # The quiz of this part has two questions in all.
    assert [row[:3] for row in rows(factory)] == [("ghi", 2, 2)]
    assert "Nhớ lại vài câu" not in main_words(client.get("/", status=200).text)


def first_choices(page: str) -> dict[str, Any]:
    """Some answer to every question of the page."""
    tree = parse(page)
    given: dict[str, Any] = {}
    for field in tree.iter("input"):
        name = field.get("name") or ""
        if name.startswith("a.") and name not in given:
            given[name] = "1" if field.get("type", "text") == "text" else field.get("value")
    for picked in tree.iter("select"):
        name, question = picked.get("name") or "", (picked.get("name") or "").rsplit(".", 1)[0]
        taken = {value for other, value in given.items() if other.rsplit(".", 1)[0] == question}
        options = [option.get("value") for option in picked.iter("option") if option.get("value")]
        given[name] = next((one for one in options if one not in taken), options[0])
    return given


def test_nothing_counts_until_every_question_is_answered(
    client: CheckingClient, factory: Factory, learner: Person
) -> None:
    finish_first_part(factory, learner, 3)
    page = client.post(LATER, data={}, status=200).text
    assert "chọn hoặc viết câu trả lời trước" in main_words(page)
    assert rows(factory) == []


def test_answering_twice_keeps_the_first(client: CheckingClient, factory: Factory, learner: Person) -> None:
    finish_first_part(factory, learner, 3)
    page = client.get(LATER, status=200).text
    client.post(LATER, data=first_choices(page), status=200)
    first = rows(factory)
    client.post(LATER, data=first_choices(page), status=200)
    assert rows(factory) == first != []


def test_a_later_part_begins_with_two_questions(
    client: CheckingClient, factory: Factory, learner: Person
) -> None:
    lesson = f"{COURSE}/lessons/lai-gop"
    assert BEFORE in client.get(lesson, status=200).text
    assert BEFORE not in client.get(f"{COURSE}/lessons/so-ban", status=200).text
    assert "Chưa có câu nào" in main_words(client.get(BEFORE, status=200).text)
    finish_first_part(factory, learner, 0)
    page = client.get(BEFORE, status=200).text
    assert "Câu 2 trên 2" in main_words(page)
    done = client.post(BEFORE, data=first_choices(page), status=200).text
    assert "Vào bài: Lãi góp của một túi" in main_words(done)


def test_the_questions_tell_no_answers_before_they_are_asked_for(
    client: CheckingClient, factory: Factory, learner: Person
) -> None:
    """S13: what the quiz explains is not on the page until the answers are sent."""
    finish_first_part(factory, learner, 3)
    before = client.get(LATER, status=200).text
    after = client.post(LATER, data=first_choices(before), status=200).text
    assert 'role="status"' in after
    assert 'role="status"' not in before.split("<main")[1]


@pytest.mark.parametrize(
    "address", [f"{COURSE}/recall/ghi/0", f"{COURSE}/recall/ghi/3", f"{COURSE}/recall/khac/2"]
)
def test_there_is_no_other_recall(client: CheckingClient, learner: Person, address: str) -> None:
    client.get(address, status=404)
