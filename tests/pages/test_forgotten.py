"""A forgotten code or password: the same answer for everybody, a request where it belongs, a link by mail."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from random import sample
from statistics import median
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from lms import clock
from lms.accounts import links, requests, service, sessions
from lms.accounts.forgotten import LOOK
from lms.accounts.jobs import look_into_forgotten
from lms.accounts.links.models import PasswordLink
from lms.accounts.models import DoorFailure, SignInFailure, User
from lms.accounts.passwords import hash_password
from lms.accounts.requests.models import Request, RequestKind
from lms.config import settings
from lms.db import db
from lms.jobs.models import Job
from lms.mail.models import Mail
from lms.mail.rules import secret_of
from lms.web.limits import limiter
from tests.client import CheckingClient, fields_of
from tests.factories import Factory, Person

EMAIL = "lanh@example.vn"
TOKEN = re.compile(r'name="csrf[-_]token"[^>]*>|nonce="[^"]*"')


def with_mail(factory: Factory, **more: Any) -> Person:
    person = factory.person(**more)

    def write() -> None:
        db.session.execute(update(User).where(User.id == person.id).values(email=EMAIL))

    factory.write(write)
    return person


def waiting(factory: Factory) -> list[Any]:
    return list(factory.read(lambda: db.session.execute(requests.waiting()).all()))


def ask(client: CheckingClient, login: str) -> Any:
    """Ask, and let the worker look into it."""
    answer = client.send_form("/forgotten", {"login": login}, form="/forgotten", status=303)
    Factory(client.application).work_off(LOOK)
    return answer


def sent_token(factory: Factory) -> str:
    """The token as it stands in the newest message that goes out."""
    seed = factory.read(lambda: db.session.scalars(select(Mail.seed).order_by(Mail.id.desc())).first())
    return factory.read(lambda: secret_of(seed, settings().secret_key))


def test_the_same_answer_for_known_and_unknown(
    factory: Factory, new_client: Callable[[], CheckingClient]
) -> None:
    """S48: body, status and headers; the mail goes to the known one only."""
    person = with_mail(factory)
    answers = []
    for login in (person.login, EMAIL, "0999999999", "ai-do@example.vn", "U-999999"):
        browser = new_client()
        answer = ask(browser, login)
        page = browser.get(answer.location, status=200)
        headers = [
            (name, value)
            for name, value in answer.headers
            if name not in ("Set-Cookie", "Content-Security-Policy", "Date")
        ]
        answers.append((answer.status_code, answer.text, headers, TOKEN.sub("", page.text)))
    assert all(one == answers[0] for one in answers)
    assert factory.read(lambda: db.session.scalars(select(Mail.address)).all()) == [EMAIL]


def test_a_request_lands_with_the_commune_and_the_office(client: CheckingClient, factory: Factory) -> None:
    person = factory.person(commune="00004")
    for login in (person.login, person.user_code, f"+84{person.login[1:]}"):
        ask(client, login)
    (one,) = waiting(factory)
    assert (one.user_id, one.commune_code, one.kind) == (person.id, "00004", RequestKind.FORGOTTEN_CODE)
    mine = factory.read(lambda: db.session.execute(requests.waiting(frozenset({"00004"}))).all())
    assert len(mine) == 1


def test_who_has_a_role_is_the_office_s_alone(client: CheckingClient, factory: Factory) -> None:
    boss = factory.person(commune="00004", admin=True)
    ask(client, boss.login)
    (one,) = waiting(factory)
    assert one.commune_code is None


def test_an_unknown_number_is_kept_for_the_office(client: CheckingClient, factory: Factory) -> None:
    ask(client, "0999 999 999")
    ask(client, "+84 999.999.999")
    (one,) = waiting(factory)
    assert (one.user_id, one.typed) == (None, "0999999999")


def test_what_is_no_number_is_told_at_the_field(client: CheckingClient, factory: Factory) -> None:
    page = client.send_form("/forgotten", {"login": "abc"}, form="/forgotten", status=422).text
    assert "10 số" in page
    assert not waiting(factory)


def test_requests_are_limited_by_address(client: CheckingClient, factory: Factory) -> None:
    """S46: a flood from one address ends; the office's desk is not buried."""
    for number in range(30):
        client.post("/forgotten", data={"login": f"09000000{number:02d}"}, status=303)
    client.post("/forgotten", data={"login": "0900000099"}, status=429)
    factory.work_off(LOOK)
    assert len(waiting(factory)) == 30


def with_code(token: str, password: str = "73648291") -> dict[str, str]:
    """What the page behind the link sends."""
    return {"token": token, "password": password}


def test_a_link_sets_a_password_once(
    client: CheckingClient, factory: Factory, new_client: Callable[[], CheckingClient]
) -> None:
    """S47: hashed at rest, single use; the way in still goes through signing in."""
    person = with_mail(factory)
    ask(client, person.login)
    token = sent_token(factory)
    assert len(token) >= 43
    stored = factory.read(lambda: repr(db.session.execute(select(PasswordLink.__table__)).all()))
    assert token not in stored
    answer = client.send_form("/new-password", with_code(token), form="/new-password", status=303)
    assert answer.location == "/sign-in"
    assert not waiting(factory)
    again = client.post("/new-password", data=with_code(token, "73648292"), status=422)
    assert "không còn dùng được" in again.text
    browser = new_client()
    browser.send_form(
        "/sign-in", {"login": person.login, "password": "73648291"}, form="/sign-in", status=303
    )


def test_the_code_of_a_message_stands_in_no_path(client: CheckingClient, factory: Factory) -> None:
    """S51: in the fragment of the link, which is never sent, and in the body of a form; in no address."""
    person = with_mail(factory)
    ask(client, person.login)
    body = factory.read(lambda: db.session.scalars(select(Mail.body)).one())
    (link,) = re.findall(r"https?://\S+", body)
    parts = urlsplit(link)
    assert (parts.path, parts.query, parts.fragment) == ("/new-password", "", "{secret}")
    wrong = client.send_form(
        "/new-password", with_code(sent_token(factory), "1"), form="/new-password", status=422
    )
    assert sent_token(factory) not in wrong.request.url
    # What was typed is kept: only the password is to be written again.
    assert fields_of(wrong.text, "/new-password")["token"] == sent_token(factory)
    assert "Mã trong thư" in client.send_form("/new-password", form="/new-password", status=422).text


def _password(person: Person, at: datetime) -> None:
    service.set_password(person.id, hash_password("lúa chín vàng"), at, person.id)


def _sign_in(person: Person, at: datetime) -> None:
    sessions.start(person.id, at)


def _new_email(person: Person, _at: datetime) -> None:
    db.session.execute(update(User).where(User.id == person.id).values(email="moi@example.vn"))


def _disable(person: Person, _at: datetime) -> None:
    db.session.execute(update(User).where(User.id == person.id).values(state="disabled"))


@pytest.mark.parametrize("overtaken", [_password, _sign_in, _new_email, _disable])
def test_a_link_dies_when_something_has_changed(
    client: CheckingClient, factory: Factory, overtaken: Callable[[Person, datetime], None]
) -> None:
    person = with_mail(factory)
    ask(client, person.login)
    token = sent_token(factory)
    assert factory.read(links.person_of, token, clock.now()) == person.id
    factory.write(overtaken, person, clock.now() + timedelta(seconds=1))
    client.post("/new-password", data=with_code(token), status=422)


def test_a_link_dies_after_an_hour_and_serves_nothing_else(
    client: CheckingClient, factory: Factory, app: Flask
) -> None:
    person = with_mail(factory)
    ask(client, person.login)
    token = sent_token(factory)
    at = clock.now()
    assert factory.read(links.person_of, token, at + timedelta(minutes=59)) == person.id
    assert factory.read(links.person_of, token, at + timedelta(minutes=61)) is None
    with app.app_context():
        assert sessions.session_user(token, at) is None
    client.send_form("/sign-in", {"login": person.login, "password": token}, form="/sign-in", status=422)
    client.send_form("/vao", {"login": person.user_code, "code": token}, form="/vao", status=422)
    client.post("/new-password", data=with_code(token[:-1]), status=422)


def test_a_newer_link_ends_the_older_one(client: CheckingClient, factory: Factory) -> None:
    person = with_mail(factory)
    ask(client, person.login)
    ask(client, person.login)
    assert len(factory.read(lambda: db.session.scalars(select(Mail.id)).all())) == 1
    token = sent_token(factory)
    assert factory.write(links.send_link, person.id, "http://x", "x", clock.now() + timedelta(minutes=6))
    assert factory.read(links.person_of, token, clock.now()) is None


def test_the_password_link_does_not_sign_in(client: CheckingClient, factory: Factory) -> None:
    """Whoever reads an admin's mail still meets the second factor."""
    boss = with_mail(factory, admin=True)
    ask(client, boss.login)
    token = sent_token(factory)
    client.send_form("/new-password", with_code(token), form="/new-password", status=303)
    assert client.get("/office", status=302).location.startswith("/sign-in")
    assert factory.read(lambda: db.session.scalars(select(Request.state)).all()) == ["done"]


def test_the_mail_speaks_the_language_of_who_asked(client: CheckingClient, factory: Factory) -> None:
    person = with_mail(factory)
    client.post("/language", data={"lang": "en", "next": "/forgotten"}, status=303)
    ask(client, person.login)
    assert factory.read(lambda: db.session.scalars(select(Mail.body)).one()).startswith("Dear ")


def test_a_lost_worker_loses_no_request(client: CheckingClient, factory: Factory) -> None:
    """F18: done twice, as after a kill, the job opens one request and mails once; its clock runs on."""
    person = with_mail(factory)
    client.send_form("/forgotten", {"login": person.login}, form="/forgotten", status=303)
    payload = factory.read(lambda: db.session.scalars(select(Job.payload)).one())
    factory.read(look_into_forgotten, payload, clock.now() + timedelta(minutes=20))
    factory.work_off(LOOK)
    (one,) = waiting(factory)
    assert one.created_at == datetime.fromisoformat(payload["at"])
    assert factory.read(lambda: len(db.session.scalars(select(Mail.id)).all())) == 1


@pytest.mark.soak
@pytest.mark.parametrize(
    ("page", "more"), [("/forgotten", {}), ("/vao", {"code": "ABCD-2345"})], ids=["forgotten", "slip"]
)
def test_the_time_tells_nobody_who_is_known(
    client: CheckingClient, factory: Factory, page: str, more: dict[str, str]
) -> None:
    """S48: 200 tries each for a known, a mailed and an unknown person, in turn; medians within 10 %."""
    known, mailed = factory.person(), with_mail(factory)
    left = (DoorFailure, SignInFailure, Job)
    times: dict[str, list[float]] = {known.user_code: [], mailed.user_code: [], "U-999999": []}
    client.get(page)
    for _ in range(200):
        for login, found in sample(list(times.items()), len(times)):
            limiter.reset()
            started = perf_counter()
            client.post(page, data={"login": login, **more})
            found.append(perf_counter() - started)
            factory.write(lambda: [db.session.execute(delete(one)) for one in left])
    medians = [median(found) for found in times.values()]
    assert max(medians) < min(medians) * 1.1, medians
