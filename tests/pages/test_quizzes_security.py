"""Attempts against other people, guessing and haste: S03, S04, S07, S13, S17 to S21, F05, F10."""

import hashlib
import re
import threading
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms import clock
from lms.db import db
from lms.ids import new_id
from lms.learning.models import Completion
from lms.quizzes.models import Answer, Attempt
from lms.quizzes.service import starting
from lms.signals import attempt_submitted
from tests.client import CheckingClient
from tests.factories import Factory
from tests.pages.quiz_course import (
    CANARY,
    COURSE,
    FINAL,
    QUIZ,
    SECRET_NUMBER,
    fields,
    files,
    known,
    learner,
    revisions,
    right,
    save,
    start,
    submit,
)
from tests.unit.courses.sample import TASK

Clients = Callable[[], CheckingClient]
pytestmark = pytest.mark.both


@pytest.fixture
def taking(client: CheckingClient, factory: Factory) -> UUID:
    factory.course(files())
    learner(factory, client)
    return start(client)


def digest(factory: Factory) -> str:
    """The sha256 of all rows of attempts and answers."""

    def look() -> str:
        rows = [
            tuple(getattr(row, column.name) for column in table.__table__.columns)
            for table in (Attempt, Answer)
            for row in db.session.scalars(select(table))
        ]
        return hashlib.sha256(repr(sorted(map(repr, rows))).encode()).hexdigest()

    found: str = factory.read(look)
    return found


def at_once(count: int, work: Callable[[int], Any]) -> list[Any]:
    """Run `work(n)` in `count` threads that begin together, and return what each gave or raised."""
    begin, results = threading.Barrier(count), [None] * count

    def run(number: int) -> None:
        begin.wait()
        try:
            results[number] = work(number)
        except Exception as error:  # noqa: BLE001 - handed back to the test, which asserts on it
            results[number] = error

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def twins(client: CheckingClient, new_client: Clients, count: int) -> list[CheckingClient]:
    """Browsers of the same person: the same session cookie and token."""
    token, cookie = client.token(), client.get_cookie("session")
    assert cookie is not None
    made = []
    for _ in range(count):
        other = new_client()
        other.set_cookie("session", cookie.value)
        other._token = token
        made.append(other)
    return made


def test_s03_an_attempt_is_its_owner_s_alone(
    client: CheckingClient, factory: Factory, new_client: Clients, taking: UUID
) -> None:
    save(client, taking, "ngan", "lãi góp", status=200)
    other, trainer, office, nobody = (new_client() for _ in range(4))
    learner(factory, other, "Giàng A Páo")
    factory.sign_in(trainer, factory.person("Thầy Tú", teaches=COURSE))
    factory.sign_in(office, factory.person("Văn phòng", admin=True))
    before = digest(factory)
    answers = right(factory, taking)
    for stranger in (other, trainer, office):
        stranger.get(f"/courses/{COURSE}")
        stranger.get(f"/attempts/{taking}", status=404)
        stranger.get(f"/attempts/{taking}/result", status=404)
        save(stranger, taking, "ngan", "của tôi", status=404)
        stranger.post(f"/attempts/{taking}/answers", data=fields(answers), status=404)
        submit(stranger, taking, answers, status=404)
    assert "/sign-in" in nobody.get(f"/attempts/{taking}", status=302).location
    save(nobody, taking, "ngan", "x", status=401)
    nobody.post(f"/attempts/{taking}/answers", json={}, csrf=False, status=401)
    assert digest(factory) == before
    submit(client, taking, answers, more=revisions(factory, taking), status=303)
    before = digest(factory)
    other.get(f"/attempts/{taking}/result", status=404)
    submit(other, taking, {}, status=404)
    assert digest(factory) == before


def test_s04_s07_only_the_fields_that_are_asked_for(
    client: CheckingClient, factory: Factory, new_client: Clients
) -> None:
    factory.course(files())
    victim = learner(factory, new_client())
    person = learner(factory, client, "Giàng A Páo")
    more = {
        column.name: "1"
        for table in (Attempt, Answer)
        for column in table.__table__.columns
        if column.name not in ("value", "seq")
    } | {"user_id": str(victim.id), "score": "7", "passed": "true", "role": "admin", "number": "9"}
    answer = client.post(f"/courses/{COURSE}/quizzes/{QUIZ}/start", data=more, status=303)
    taking = UUID(answer.location.rsplit("/", 1)[-1])
    row = factory.read(lambda: db.session.get_one(Attempt, taking))
    assert (row.user_id, row.number, row.score, row.passed) == (person.id, 1, None, None)
    started = row.started_at
    save(client, taking, "ngan", "sai", status=200, more=more)
    client.post(f"/attempts/{taking}/answers", data=more, status=303)
    stored = factory.read(lambda: db.session.scalars(select(Answer)).all())
    assert [(a.attempt_id, a.question_id, a.value, a.client_id, a.seq) for a in stored] == [
        (taking, "ngan", "sai", "page-aaaa", 1)
    ]
    submit(client, taking, more, status=303)
    client.post(f"/attempts/{taking}/submit", data=more | {"confirmed": "1"}, status=303)
    row = factory.read(lambda: db.session.get_one(Attempt, taking))
    assert (row.user_id, row.score, row.passed, row.started_at) == (person.id, 0, False, started)
    assert factory.read(lambda: db.session.scalar(select(func.count()).select_from(Completion))) == 0


def test_s13_nothing_tells_the_answer_before_it_may(client: CheckingClient, factory: Factory) -> None:
    factory.course(files())
    learner(factory, client)
    seen: list[str] = []

    def look(response: Any) -> Any:
        seen.append(f"{response.headers}{response.text}")
        return response

    look(client.get(f"/courses/{COURSE}/quizzes/{QUIZ}", status=200))
    taking = start(client)
    look(client.get(f"/attempts/{taking}", status=200))
    answers = right(factory, taking)
    wrong = {"mot": answers["mot"], "so": "918272", "ngan": "sai", "dung": "false"}
    for number, (question, value) in enumerate((*answers.items(), *wrong.items()), 1):
        value = "1" if question in ("so", "ngan") else value
        look(save(client, taking, question, value, seq=number, status=200))
    look(save(client, taking, "so", "bao nhiêu", seq=99, status=422))
    look(client.post(f"/attempts/{taking}/answers", data={"a.dung": "true"}, status=409))
    seen_now = revisions(factory, taking)
    look(client.post(f"/attempts/{taking}/answers", data={"a.dung": "true"} | seen_now, status=303))
    look(save(client, taking, "mot", None, seq=1, page="page-bbbb", status=409))
    look(client.get(f"/attempts/{taking}", status=200))
    look(client.post(f"/attempts/{taking}/answers", data={"a.so": "x"}, status=422))
    client.post(f"/attempts/{taking}/answers", data={"a.so": "", "a.ngan": ""} | seen_now, status=303)
    look(client.post(f"/attempts/{taking}/submit", data={}, status=303))
    look(client.get(f"/attempts/{taking}/submit", status=200))
    look(client.get(f"/attempts/{taking}/result", status=302))
    for text in seen:
        assert CANARY not in text
        assert not re.search(rf"{SECRET_NUMBER}|918[.,]273|918272|918[.,]272", text)
    submit(client, taking, {}, status=303)
    assert CANARY in client.get(f"/attempts/{taking}/result", status=200).text


def test_s13_another_key_gives_the_same_page(
    client: CheckingClient, factory: Factory, monkeypatch: pytest.MonkeyPatch, new_client: Clients
) -> None:
    """Two courses that differ in nothing but which option is right show the same bytes."""
    monkeypatch.setattr(starting.secrets, "token_hex", lambda size: "5a" * size)
    pages = []
    for key in "AB":
        factory.course(files(right=key))
        browser = new_client()
        person = learner(factory, browser)
        taking = start(browser)
        stored = right(factory, taking)
        page = browser.get(f"/attempts/{taking}", status=200).text
        save(browser, taking, "mot", stored["mot"], status=200)
        page = re.sub(r'(name="csrf_token" value|nonce)="[^"]*"', "", page)
        page = page.replace(str(taking), "ATTEMPT").replace(str(person.id), "PERSON")
        pages.append((page, stored["mot"]))
    assert pages[0][0] == pages[1][0]
    assert pages[0][1] != pages[1][1]


def test_s17_fifty_starts_at_once_make_one_attempt(
    app: Flask, client: CheckingClient, factory: Factory, new_client: Clients
) -> None:
    factory.course(files(("attempts: 2", "attempts: 1")))
    learner(factory, client)
    browsers = twins(client, new_client, 50)
    answers = at_once(50, lambda n: browsers[n].post(f"/courses/{COURSE}/quizzes/{FINAL}/start"))
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.location for answer in answers}) == 1
    assert factory.read(lambda: db.session.scalar(select(func.count()).select_from(Attempt))) == 1
    submit(client, UUID(answers[0].location.rsplit("/", 1)[-1]), {}, status=303)
    answers = at_once(50, lambda n: browsers[n].post(f"/courses/{COURSE}/quizzes/{FINAL}/start"))
    assert {answer.status_code for answer in answers} == {409}
    assert factory.read(lambda: db.session.scalar(select(func.count()).select_from(Attempt))) == 1


def test_s18_twenty_submits_at_once_grade_once(
    client: CheckingClient, factory: Factory, new_client: Clients, taking: UUID
) -> None:
    answers = right(factory, taking)
    browsers = twins(client, new_client, 20)
    told: list[Any] = []

    def listen(_sender: Any, **event: Any) -> None:
        told.append(event)

    with attempt_submitted.connected_to(listen):
        results = at_once(20, lambda n: submit(browsers[n], taking, answers))
        # F05: and once more, late, as a proxy would repeat it; with other answers, as an old page would.
        results.append(submit(client, taking, answers))
        results.append(submit(client, taking, {"so": "1"}))
    assert [answer.status_code for answer in results] == [303] * 22
    assert {answer.location for answer in results} == {f"/attempts/{taking}/result"}
    assert len(told) == 1
    pages = {browser.get(f"/attempts/{taking}/result", status=200).text.count("7/7") for browser in browsers}
    assert pages == {1}
    assert factory.read(lambda: db.session.scalar(select(func.count()).select_from(Completion))) == 1


def test_s18_a_receiver_that_fails_takes_everything_back(
    client: CheckingClient, factory: Factory, taking: UUID
) -> None:
    def broken(_sender: Any, **_event: Any) -> None:
        raise RuntimeError("no")

    answers = right(factory, taking)
    with attempt_submitted.connected_to(broken):
        submit(client, taking, answers, status=500)
    attempt, stored = known(factory, taking)
    assert attempt.open
    assert stored == {}
    submit(client, taking, answers, status=303)
    assert known(factory, taking)[0].result.passed


def test_s19_a_submitted_attempt_never_changes(
    client: CheckingClient, factory: Factory, taking: UUID
) -> None:
    save(client, taking, "ngan", "sai", status=200)
    submit(client, taking, {}, status=303)
    before = digest(factory)
    answers = right(factory, taking)
    closed = save(client, taking, "ngan", answers["ngan"], seq=2, status=409)
    assert closed.json["error"] == "Bài này đã nộp nên không sửa được nữa."
    client.post(f"/attempts/{taking}/answers", data=fields(answers), status=409)
    submit(client, taking, answers, status=303)
    assert digest(factory) == before


def test_s20_answers_belong_to_the_question(client: CheckingClient, factory: Factory, taking: UUID) -> None:
    answers = right(factory, taking)
    single, several, match = answers["mot"], answers["nhieu"], answers["ghep"]
    huge: Any = ["x"] * 10_000
    refused = [
        ("khong-co", "x"),
        ("c1", "true"),
        ("mot", several[0]),
        ("mot", "khong-co"),
        ("mot", [single]),
        ("mot", {"x": single}),
        ("nhieu", several + several[:1]),
        ("nhieu", huge),
        ("nhieu", [1, 2]),
        ("nhieu", several[0]),
        ("dung", "maybe"),
        ("dung", 1),
        ("so", float("nan")),
        ("so", float("inf")),
        ("so", 1e308),
        ("so", "1e308"),
        ("so", "NaN"),
        ("so", "9" * 1000),
        ("so", {"text": "1", "number": "1"}),
        ("ngan", "a" * 100_000),
        ("ngan", "a\x00b"),
        ("ngan", "\ud800"),
        ("ghep", dict.fromkeys(match, "khong-co")),
        ("ghep", {str(n): "x" for n in range(10_000)}),
        ("ghep", {next(iter(match)): [1]}),
        ("xep", dict.fromkeys(answers["xep"], 99)),
        ("xep", [1, 2, 3]),
        ("", "x"),
        (7, "x"),
    ]
    for seq, (question, value) in enumerate(refused, 1):
        answer = save(client, taking, question, value, seq=seq)
        assert answer.status_code == 422, f"{question}: {str(value)[:60]}: {answer.status}"
        assert answer.json["error"]
    for body in ({}, [], 1, "x", {"question": "so"}):
        client.post(f"/attempts/{taking}/answers", json=body, status=422)
    for seq in (0, -1, True, "1", 1.5, 2**40):
        save(client, taking, "so", "1", seq=seq, status=422)  # type: ignore[arg-type]
    for page in ("", "a", "x" * 65, "é" * 10, 'a"><script>'):
        save(client, taking, "so", "1", page=page, status=422)
    for text in (b"null", b"{", b"[" * 60_000, b"\xff", b'{"question": "so", "question": "mot"}'):
        answer = client.post(
            f"/attempts/{taking}/answers",
            data=text,
            content_type="application/json",
            headers={"X-CSRFToken": client.token()},
        )
        assert 400 <= answer.status_code < 500, text[:20]
    data = {
        "a.mot": "khong-co",
        "a.nhieu": ["x"] * 900,
        "shown.nhieu": "1",
        "a.so": "-",
        "a.xep.khong-co": "1",
    }
    client.post(f"/attempts/{taking}/answers", data=data, status=422)
    assert known(factory, taking)[1] == {}
    save(client, taking, "so", "-5", seq=1000, status=200)


def test_s21_the_version_that_was_seen_is_the_version_that_counts(
    client: CheckingClient, factory: Factory, taking: UUID
) -> None:
    answers = right(factory, taking)
    edits = [
        ("edition: 0", "edition: 1"),
        ("Khoản nào là chi phí cố định?", "Câu đã sửa."),
        (f"answer: {SECRET_NUMBER}", "answer: 5"),
        ("answer: true\n    feedback_true", "answer: false\n    feedback_true"),
        ("pass: 5", "pass: 6"),
    ]
    task = {"01-phan/09-so-that.practical.yml": TASK}
    factory.course({**files(*edits, right="B"), **task})
    page = client.get(f"/attempts/{taking}", status=200)
    assert "Khoản nào là chi phí cố định?" in page.text
    assert "Câu đã sửa." not in page.text
    submit(client, taking, answers, status=303)
    again = ("edition: 1", "edition: 2"), ("- id: mot", "- id: moi")
    factory.course({**files(*edits, *again, right="B"), **task})
    page = client.get(f"/attempts/{taking}/result", status=200)
    assert "Được 7/7 điểm, cần 5." in " ".join(page.text.split())
    assert "Khoản nào là chi phí cố định?" in page.text


def test_f10_fifty_saves_at_once_all_succeed(
    client: CheckingClient, factory: Factory, new_client: Clients, taking: UUID
) -> None:
    browsers = twins(client, new_client, 50)
    results = at_once(50, lambda n: save(browsers[n], taking, "so", str(n), seq=n + 1))
    assert [getattr(answer, "status_code", answer) for answer in results] == [200] * 50
    assert known(factory, taking)[1]["so"]["number"] == "49"


def test_f06_of_fifty_pages_at_once_one_is_stored_and_the_others_are_told(
    client: CheckingClient, factory: Factory, new_client: Clients, taking: UUID
) -> None:
    browsers = twins(client, new_client, 50)
    results = at_once(50, lambda n: save(browsers[n], taking, "so", str(n), page=f"page-{n:04d}"))
    statuses = [getattr(answer, "status_code", answer) for answer in results]
    assert sorted(statuses) == [200] + [409] * 49
    won = str(statuses.index(200))
    assert known(factory, taking)[1]["so"]["number"] == won
    assert {answer.json["words"] for answer in results if answer.status_code == 409} == {f"{won} túi"}


def test_the_database_itself_holds_the_laws(factory: Factory, taking: UUID) -> None:
    """A second open attempt or a second attempt of the same number is refused below the service."""
    row = factory.read(lambda: db.session.get_one(Attempt, taking))
    columns = {column.name: getattr(row, column.name) for column in Attempt.__table__.columns}
    for changes in ({"number": 2}, {"number": 1}):
        with pytest.raises(Exception, match=r"(?i)unique"):
            factory.write(
                lambda **values: (db.session.add(Attempt(**values)), db.session.flush()),
                **{**columns, "id": new_id(), **changes},
            )
    with pytest.raises(Exception, match=r"(?i)check"):
        factory.write(
            lambda: db.session.execute(
                Attempt.__table__.update().values(state="submitted", submitted_at=clock.now())
            )
        )


def test_definitions_come_from_memory(client: CheckingClient, taking: UUID) -> None:
    client.get(f"/attempts/{taking}", status=200)
    client.get(f"/attempts/{taking}", status=200, queries=4)
