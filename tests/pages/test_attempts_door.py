"""The door of a quiz: dates, password, and what single people are given beyond the rules."""

from datetime import timedelta
from uuid import UUID

import pytest

from lms import clock
from lms.quizzes import service
from lms.quizzes.rules import Exceptional
from tests.client import CheckingClient
from tests.factories import Factory
from tests.pages.quiz_course import COURSE, FINAL, QUIZ, files, known, learner, start, submit

pytestmark = pytest.mark.both
START = f"/courses/{COURSE}/quizzes/{QUIZ}/start"


def setting(text: str) -> tuple[str, str]:
    """A line more in the first quiz."""
    return "pass: 5\n", f"pass: 5\n{text}\n"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "opens: 2099-01-01\ncloses: 2099-01-05",
            "Anh/chị làm được từ 00:00, 01/01/2099. Làm được đến hết ngày 05/01/2099.",
        ),
        ("closes: 2020-01-01", "chỉ làm được đến hết ngày 01/01/2020, nay đã đóng"),
    ],
)
def test_before_it_opens_and_after_it_closes_nobody_starts(
    client: CheckingClient, factory: Factory, line: str, said: str
) -> None:
    factory.course(files(setting(line)))
    learner(factory, client)
    assert said in client.get(f"/courses/{COURSE}/quizzes/{QUIZ}", status=200).text
    client.post(START, status=409)


def test_what_is_optional_says_so_wherever_it_is_met(client: CheckingClient, factory: Factory) -> None:
    factory.course(files(setting("required: false")))
    learner(factory, client)
    assert client.get(f"/courses/{COURSE}", status=200).text.count("Không bắt buộc") == 1
    assert "Không bắt buộc" in client.get(f"/courses/{COURSE}/quizzes/{QUIZ}", status=200).text
    assert "Không bắt buộc" not in client.get(f"/courses/{COURSE}/quizzes/{FINAL}", status=200).text


def test_one_point_is_one_point_in_english(client: CheckingClient, factory: Factory) -> None:
    factory.course(files(("pass: 5\n", "pass: 1\n")))
    learner(factory, client)
    taking = start(client)
    submit(client, taking, {}, status=303)
    client.post("/language", data={"lang": "en"}, status=303)
    result = client.get(f"/attempts/{taking}/result", status=200).text
    assert "0 of 1 point<" in result and "0/7 points;" in result
    assert "1 points" not in result
    door = client.get(f"/courses/{COURSE}/quizzes/{QUIZ}", status=200).text
    assert "1 point is needed to pass." in door


def test_the_closing_date_ends_an_attempt_before_its_minutes_do(
    client: CheckingClient, factory: Factory
) -> None:
    local = clock.to_local(clock.now() + timedelta(minutes=30))
    factory.course(files(setting(f'minutes: 90\ncloses: "{local:%Y-%m-%d %H:%M}"')))
    learner(factory, client)
    attempt = known(factory, start(client))[0]
    assert attempt.deadline == local.replace(second=0, microsecond=0)


def test_a_password_is_asked_for_and_five_wrong_ones_are_enough(
    client: CheckingClient, factory: Factory
) -> None:
    factory.course(files(setting("password: sen hồng")))
    learner(factory, client)
    assert "sen hồng" not in client.get(f"/courses/{COURSE}/quizzes/{QUIZ}", status=200).text
    for wrong in ("", "sen", "Sen hồng", "hồng"):
        page = client.post(START, data={"password": wrong}, status=422).text
        assert "Mật khẩu bài kiểm tra chưa đúng." in page
        assert 'name="password"' in page, "the field stands there for the next try"
    answer = client.post(START, data={"password": " sen hồng "}, status=303)
    submit(client, UUID(answer.location.rsplit("/", 1)[-1]), {}, status=303)
    client.post(START, data={"password": "sai"}, status=422)
    assert 'name="password"' in client.post(START, data={"password": "sen hồng"}, status=429).text
    assert client.get(START, status=302).location == f"/courses/{COURSE}/quizzes/{QUIZ}"


def test_exceptions_are_for_the_named_alone(client: CheckingClient, factory: Factory) -> None:
    factory.course(files(("attempts: 2", "attempts: 1\nminutes: 10")))
    person = learner(factory, client)
    first = start(client, FINAL)
    before = known(factory, first)[0].deadline
    trainer = factory.person("Thầy Tú", teaches=COURSE)
    given = Exceptional(minutes=5, attempts=1)
    factory.write(
        service.give_exception, COURSE, FINAL, [person.id], given, "mất điện", trainer.id, clock.now()
    )
    assert known(factory, first)[0].deadline == before + timedelta(minutes=5)
    submit(client, first, {}, status=303)
    second = known(factory, start(client, FINAL))[0]
    assert timedelta(minutes=14) < second.deadline - second.started_at <= timedelta(minutes=15)
    submit(client, second.id, {}, status=303)
    client.post(f"/courses/{COURSE}/quizzes/{FINAL}/start", status=409)
    other = client.application.test_client()
    assert isinstance(other, CheckingClient)
    learner(factory, other, "Giàng A Páo")
    theirs = start(other, FINAL)
    submit(other, theirs, {}, status=303)
    other.post(f"/courses/{COURSE}/quizzes/{FINAL}/start", status=409)
    factory.write(service.withdraw_exception, COURSE, FINAL, person.id, trainer.id, clock.now())
