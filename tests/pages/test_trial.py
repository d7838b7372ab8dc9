"""A trainer does a quiz as a learner would: drawn and graded the same, and nothing stored."""

import re
from typing import Any

from lms.courses import queries as courses
from lms.courses.manifest import QuizItem
from lms.questions import make_instance
from tests.client import CheckingClient
from tests.factories import Factory
from tests.pages.quiz_course import CANARY, COURSE, FINAL, QUIZ, fields, files
from tests.pages.security.world import rows_digest
from tests.unit.questions.builders import right_answers

TRY = f"/courses/{COURSE}/quizzes/{QUIZ}/try"


def trainer(factory: Factory, client: CheckingClient) -> None:
    factory.course(files())
    factory.sign_in(client, factory.person("Trần Thị Dạy", teaches=COURSE))
    client.get("/", queries=12)


def seed_of(page: str) -> str:
    found = re.search(r'name="seed" value="([0-9a-f]{32})"', page)
    assert found is not None
    return found[1]


def answers(factory: Factory, seed: str, quiz_id: str = QUIZ) -> dict[str, Any]:
    def look() -> dict[str, Any]:
        live = courses.course(COURSE)
        assert live is not None
        item = courses.manifest(live.revision_id).item(quiz_id)
        assert isinstance(item, QuizItem)
        quiz = courses.quiz_definition(item.definition)
        return fields(right_answers(quiz, make_instance(quiz, seed)))

    found: dict[str, Any] = factory.read(look)
    return found


def test_a_trainer_tries_a_quiz_and_nothing_is_stored(client: CheckingClient, factory: Factory) -> None:
    trainer(factory, client)
    door = client.get(f"/courses/{COURSE}/quizzes/{QUIZ}", status=200).text
    assert TRY in door
    before = rows_digest(factory)
    page = client.get(TRY, status=200).text
    assert CANARY not in page, "what is asked tells no more than a learner's page does"
    seed = seed_of(page)
    given = answers(factory, seed) | {"seed": seed}
    graded = client.post(TRY, data=given, status=200, queries=6).text
    assert "Được 7/7 điểm, cần 5." in graded
    assert "Bên dưới là phần học viên thấy ngay sau khi nộp." in graded
    assert rows_digest(factory) == before


def test_the_policy_is_the_learners_until_the_keys_are_asked_for(
    client: CheckingClient, factory: Factory
) -> None:
    trainer(factory, client)
    address = f"/courses/{COURSE}/quizzes/{FINAL}/try"
    seed = seed_of(client.get(address, status=200).text)
    failed = client.post(address, data={"seed": seed}, status=200).text
    assert "Chưa đạt" in failed
    assert CANARY not in failed, "a learner sees the keys of this one after passing or the last attempt"
    keyed = client.post(address, data={"seed": seed, "keys": "1"}, status=200).text
    assert CANARY in keyed
    passed = client.post(address, data=answers(factory, seed, FINAL) | {"seed": seed}, status=200).text
    assert CANARY in passed


def test_what_does_not_fit_is_said_and_kept(client: CheckingClient, factory: Factory) -> None:
    trainer(factory, client)
    seed = seed_of(client.get(TRY, status=200).text)
    page = client.post(TRY, data={"seed": seed, "a.so": "nhiều"}, status=422).text
    assert "Anh/chị viết bằng số" in page
    assert 'value="nhiều"' in page
    assert seed_of(page) == seed
    stale = client.post(TRY, data={"seed": "0" * 31 + "g", "a.so": "1"}, status=422).text
    assert "Trang đã cũ." in stale
