"""The code's own rule, and the way from the slip to the first lesson."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from statistics import median
from time import perf_counter
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from lms import clock
from lms.accounts import codes, consents, requests
from lms.accounts.codes.models import LoginCode
from lms.accounts.codes.rules import shown
from lms.accounts.codes.service import NotForThem
from lms.accounts.failures import ADDRESS_FAILURES
from lms.accounts.models import Consent, DoorFailure, User
from lms.accounts.requests.models import RequestKind
from lms.accounts.sessions import session_user
from lms.audit.models import AuditEntry
from lms.db import db
from lms.errors import NotFound
from lms.ids import new_id
from lms.permissions import Actor, Grant, Role, Scope
from tests.client import CheckingClient, fields_of, statements
from tests.factories import COURSE_ID, PASSWORD, Factory, Person

OFFICE = Actor(None, grants=frozenset({Grant(Role.ADMIN, Scope.SITE, "")}))
NEW_PASSWORD = "73648291"
TOKEN = re.compile(r'name="csrf[-_]token"[^>]*>|nonce="[^"]*"')


def issue(factory: Factory, *people: Person, at: Any = None) -> list[str]:
    made = factory.write(codes.issue, [one.id for one in people], OFFICE, at or clock.now())
    return [made[one.id].code for one in people]


def row(factory: Factory, person: Person) -> LoginCode | None:
    return factory.read(lambda: db.session.get(LoginCode, person.id))


def newcomer(factory: Factory, name: str = "Nguyễn Thị Lành", *, enrolled: bool = True) -> Person:
    """Somebody from a list: no password, no consent yet."""
    person = factory.person(name)
    if enrolled:
        factory.course()
        factory.enrol(person)

    def strip() -> None:
        db.session.execute(
            update(User).where(User.id == person.id).values(password_hash=None, full_name=name)
        )
        for consent in db.session.scalars(select(Consent).where(Consent.user_id == person.id)):
            db.session.delete(consent)

    factory.write(strip)
    return person


def show_code(client: CheckingClient, person: Person, code: str) -> None:
    client.send_form("/vao", {"login": person.user_code, "code": code}, form="/vao", status=303)


def test_slip_to_first_lesson(client: CheckingClient, factory: Factory) -> None:
    person = newcomer(factory)
    (code,) = issue(factory, person)
    page = client.get(f"/vao?ma={person.user_code}", status=200).text
    assert fields_of(page, "/vao")["login"] == person.user_code
    answer = client.send_form(
        f"/vao?ma={person.user_code}", {"code": shown(code).lower()}, form="/vao", status=303
    )
    assert answer.location == "/vao/nguoi"
    assert "Nguyễn Thị Lành" in client.get("/vao/nguoi", status=200).text
    assert client.send_form("/vao/nguoi", {"me": "yes"}, status=303).location == "/vao/ten"
    assert client.send_form("/vao/ten", {"name": "right"}, status=303).location == "/vao/dong-y"
    page = client.get("/vao/dong-y", status=200).text
    assert "checked" not in page, "nothing is ticked beforehand"
    answer = client.send_form("/vao/dong-y", {"training": "y"}, status=303)
    assert answer.location == "/vao/mat-khau"
    assert row(factory, person) is not None, "only the saved password uses the code up"
    answer = client.send_form("/vao/mat-khau", {"password": NEW_PASSWORD}, status=303)
    answer = client.get(answer.location, status=302)
    assert answer.location.startswith(f"/courses/{COURSE_ID}/lessons/")
    client.get(answer.location, status=200)
    assert row(factory, person) is None
    kept = factory.read(lambda: db.session.scalars(select(Consent)).all())
    assert [(one.purpose, one.version) for one in kept] == [("training", consents.VERSION)]
    assert factory.read(lambda: db.session.get(User, person.id)).name_confirmed_at
    client.forget()
    client.send_form(
        "/sign-in", {"login": person.login, "password": NEW_PASSWORD}, form="/sign-in", status=303
    )


def test_leaving_early_keeps_the_code_alive(
    client: CheckingClient, factory: Factory, new_client: Callable[[], CheckingClient]
) -> None:
    person = newcomer(factory)
    (code,) = issue(factory, person)
    show_code(client, person, code)
    client.send_form("/vao/nguoi", {"me": "no"}, status=303)
    client.get("/vao/ten", status=303)
    again = new_client()
    show_code(again, person, code)
    again.send_form("/vao/ten", {"name": "right"}, status=303)
    page = again.send_form("/vao/dong-y", {"answer": "no"}, status=200).text
    assert "phiếu và mã vẫn dùng được" in page
    assert not factory.read(consents.given, person.id)
    # The password page does not open without the required consent.
    assert again.get("/vao/mat-khau", status=303).location == "/vao/dong-y"
    assert row(factory, person) is not None


def test_a_code_is_used_once_even_by_two_browsers(
    client: CheckingClient, factory: Factory, new_client: Callable[[], CheckingClient]
) -> None:
    person = newcomer(factory)
    (code,) = issue(factory, person)
    other = new_client()
    for browser in (client, other):
        show_code(browser, person, code)
        browser.send_form("/vao/dong-y", {"training": "y"}, status=303)
        browser.get("/vao/mat-khau", status=200)
    client.send_form("/vao/mat-khau", {"password": NEW_PASSWORD}, status=303)
    answer = other.post("/vao/mat-khau", data={"password": "84736251"}, status=303)
    assert answer.location == "/vao"
    stored = factory.read(lambda: db.session.get(User, person.id)).password_hash
    other.forget()
    other.send_form("/sign-in", {"login": person.login, "password": "84736251"}, form="/sign-in", status=422)
    assert stored == factory.read(lambda: db.session.get(User, person.id)).password_hash


def test_ten_wrong_tries_burn_the_code(client: CheckingClient, factory: Factory) -> None:
    person = newcomer(factory, enrolled=False)
    (code,) = issue(factory, person)
    wrong = "CCCC-CCCC" if code != "CCCCCCCC" else "DDDD-DDDD"
    for _ in range(9):
        client.send_form("/vao", {"login": person.user_code, "code": wrong}, form="/vao", status=422)
    assert row(factory, person).wrong_tries == 9
    client.send_form("/vao", {"login": person.user_code, "code": wrong}, form="/vao", status=422)
    assert row(factory, person) is None
    client.send_form("/vao", {"login": person.user_code, "code": code}, form="/vao", status=422)
    acts = factory.read(lambda: list(db.session.scalars(select(AuditEntry.action))))
    assert "accounts.code-burnt" in acts
    assert "accounts.code-issue" in acts


def test_a_code_lives_thirty_days_and_a_new_one_ends_it(client: CheckingClient, factory: Factory) -> None:
    person = newcomer(factory, enrolled=False)
    (old,) = issue(factory, person)
    (new,) = issue(factory, person)
    client.send_form("/vao", {"login": person.user_code, "code": old}, form="/vao", status=422)
    show_code(client, person, new)
    late, early = clock.now() - timedelta(days=30), clock.now() - timedelta(days=29, hours=23)
    (expired,) = issue(factory, person, at=late)
    client.send_form("/vao", {"login": person.user_code, "code": expired}, form="/vao", status=422)
    (living,) = issue(factory, person, at=early)
    show_code(client, person, living)


def test_a_new_code_ends_a_first_sign_in_that_is_under_way(client: CheckingClient, factory: Factory) -> None:
    person = newcomer(factory, enrolled=False)
    (code,) = issue(factory, person)
    show_code(client, person, code)
    issue(factory, person, at=clock.now() + timedelta(seconds=1))
    assert client.get("/vao/nguoi", status=303).location == "/vao"


def test_the_code_is_stored_hashed(factory: Factory) -> None:
    person = factory.person()
    (code,) = issue(factory, person)
    tables = factory.read(
        lambda: repr([db.session.execute(table.select()).all() for table in db.metadata.sorted_tables])
    )
    assert code not in tables
    assert shown(code) not in tables


@pytest.mark.parametrize("role", [{"admin": True}, {"teaches": COURSE_ID}, {"contact_of": "00004"}])
def test_no_code_for_who_has_a_role(factory: Factory, role: dict[str, Any]) -> None:
    person, learner = factory.person(**role), factory.person()
    with pytest.raises(NotForThem):
        issue(factory, learner, person)
    assert row(factory, learner) is None


def test_a_contact_issues_codes_in_the_own_commune_only(factory: Factory) -> None:
    """S02-S05: who belongs elsewhere does not exist for a contact; then nobody gets a code."""
    mine, other = factory.person(commune="00004"), factory.person(commune="00008")
    contact = Actor(new_id(), grants=frozenset({Grant(Role.COMMUNE_CONTACT, Scope.COMMUNE, "00004")}))
    with pytest.raises(NotFound):
        factory.write(codes.issue, [mine.id, other.id], contact, clock.now())
    for stranger in (Actor(new_id()), Actor(None)):
        with pytest.raises(NotFound):
            factory.write(codes.issue, [mine.id], stranger, clock.now())
    assert row(factory, mine) is None


@pytest.mark.parametrize(
    ("stored", "offered"),
    [
        ("NGUYỄN THỊ LÀNH", "Nguyễn Thị Lành"),
        ("H'HEN NIÊ", "H'Hen Niê"),
        ("Giàng A Páo", "Giàng A Páo"),
        ("Y Bhin Niê Kđăm", "Y Bhin Niê Kđăm"),
        ("Đỗ Thị Ỷ", "Đỗ Thị Ỷ"),
        ("Sen", "Sen"),
    ],
)
def test_names_are_offered_as_names(
    client: CheckingClient, factory: Factory, stored: str, offered: str
) -> None:
    person = newcomer(factory, stored, enrolled=False)
    (code,) = issue(factory, person)
    show_code(client, person, code)
    page = client.get("/vao/ten", status=200).text.replace("&#39;", "'")
    assert f"<b>{offered}</b>" in page
    client.send_form("/vao/ten", {"name": "right"}, status=303)
    assert factory.read(lambda: db.session.get(User, person.id)).full_name == offered


def test_a_wrong_name_goes_to_the_office(client: CheckingClient, factory: Factory) -> None:
    person = newcomer(factory, enrolled=False)
    (code,) = issue(factory, person)
    show_code(client, person, code)
    client.send_form("/vao/ten?sai=1", {"full_name": ""}, status=422)
    answer = client.send_form("/vao/ten?sai=1", {"full_name": "Nguyễn Thị Lanh"}, status=303)
    assert answer.location == "/vao/dong-y"
    (asked,) = factory.read(lambda: db.session.execute(requests.waiting()).all())
    assert asked.kind is RequestKind.NAME_CORRECTION
    assert asked.detail == {"old": "Nguyễn Thị Lành", "new": "Nguyễn Thị Lanh"}
    assert factory.read(lambda: db.session.get(User, person.id)).full_name == "Nguyễn Thị Lành"


def test_refusing_what_is_optional_changes_nothing_and_ticking_is_kept(
    client: CheckingClient, factory: Factory
) -> None:
    person = newcomer(factory, enrolled=False)
    (code,) = issue(factory, person)
    show_code(client, person, code)
    client.send_form("/vao/dong-y", {"news": "y"}, status=422)
    assert not factory.read(consents.given, person.id)
    client.send_form("/vao/dong-y", {"training": "y", "news": "y"}, status=303)
    client.send_form("/vao/dong-y", {"training": "y"}, status=303)
    given = {one.purpose: one for one in factory.read(consents.given, person.id)}
    assert set(given) == {"training", "news"}
    assert given["training"].withdrawn_at is None
    assert given["news"].withdrawn_at is not None
    assert "năm dòng trên" in given["training"].wording


def test_the_code_also_opens_at_the_ordinary_sign_in(client: CheckingClient, factory: Factory) -> None:
    person = newcomer(factory, enrolled=False)
    (code,) = issue(factory, person)
    answer = client.send_form(
        "/sign-in", {"login": person.login, "password": shown(code)}, form="/sign-in", status=303
    )
    assert answer.location == "/vao/nguoi"


def test_public_identifiers_and_other_tokens_are_no_credentials(
    client: CheckingClient, factory: Factory, app: Flask
) -> None:
    """S11: the QR code opens nothing; a login code is no password, session or link, and one person's only."""
    person, other = newcomer(factory, enrolled=False), factory.person()
    (code,) = issue(factory, person)
    client.get(f"/vao?ma={person.user_code}", status=200)
    for path in ("/vao/nguoi", "/vao/ten", "/vao/dong-y", "/vao/mat-khau"):
        assert client.get(path, status=303).location == "/vao"
        assert client.post(path, data={"password": NEW_PASSWORD, "me": "yes"}, status=303).location == "/vao"
    for guess in (person.user_code, "", shown(code)[:-1]):
        client.send_form("/vao", {"login": person.user_code, "code": guess}, form="/vao", status=422)
    client.send_form("/vao", {"login": other.user_code, "code": code}, form="/vao", status=422)
    client.get(f"/new-password/{code}", status=404)
    with app.app_context():
        assert session_user(code, clock.now()) is None


def test_the_same_answer_for_known_and_unknown_codes(client: CheckingClient, factory: Factory) -> None:
    """S48, as far as the page goes."""
    person = newcomer(factory, enrolled=False)
    issue(factory, person)
    known, unknown = (
        client.post("/vao", data={"login": login, "code": "CCCC-CCCC"}, status=422)
        for login in (person.user_code, "U-999999")
    )
    texts = [
        TOKEN.sub("", page.text.replace(login, "X"))
        for page, login in ((known, person.user_code), (unknown, "U-999999"))
    ]
    assert texts[0] == texts[1]


def test_an_address_that_guesses_codes_is_slowed(
    client: CheckingClient, factory: Factory, new_client: Callable[[], CheckingClient]
) -> None:
    """S46: wrong codes count as wrong passwords do; whoever comes from elsewhere gets in."""
    person = newcomer(factory)
    (code,) = issue(factory, person)

    def fill() -> None:
        for number in range(ADDRESS_FAILURES - 1):
            at = clock.now() - timedelta(milliseconds=number)
            db.session.add(DoorFailure(id=new_id(), door="address", key="127.0.0.1", at=at))

    factory.write(fill)
    client.get("/vao")
    client.post("/vao", data={"login": "U-999999", "code": "CCCC-CCCC"}, status=422)
    for headers in ({}, {"X-Forwarded-For": "203.0.113.7"}):
        right = {"login": person.user_code, "code": code}
        answer = client.post("/vao", data=right, headers=headers, status=429)
        assert 0 < int(answer.headers["Retry-After"]) <= 600
    elsewhere = new_client()
    elsewhere.environ_base["REMOTE_ADDR"] = "203.0.113.8"
    show_code(elsewhere, person, code)


def wrong_tries(client: CheckingClient, factory: Factory) -> Iterator[tuple[str, Callable[[], Any]]]:
    """A wrong code for somebody who has one, who has none, and for nobody; what it left is taken away."""
    live, spent = newcomer(factory, enrolled=False), newcomer(factory, "Lò Thị Mơ", enrolled=False)
    issue(factory, live)
    client.get("/vao")

    def send(login: str) -> None:
        client.post("/vao", data={"login": login, "code": "CCCC-CCCC"}, status=422)

    for login in (live.user_code, spent.user_code, "U-999999"):
        yield login, partial(send, login)


def forget_tries() -> None:
    """As if nobody had tried."""
    db.session.execute(delete(DoorFailure))
    db.session.execute(update(LoginCode).values(wrong_tries=0))


def test_a_wrong_code_costs_the_same_statements_for_everybody(
    client: CheckingClient, factory: Factory
) -> None:
    """S48: what the database is asked does not depend on who has an account or a code."""
    asked = []
    for _login, send in wrong_tries(client, factory):
        with statements() as seen:
            send()
        asked.append([re.split(r"\s(?:WHERE|VALUES)\b", one)[0] for one in seen])
    assert asked[0] == asked[1] == asked[2]
    assert any(one.startswith("UPDATE login_codes") for one in asked[2])


@pytest.mark.soak
def test_the_time_tells_nobody_who_has_a_code(client: CheckingClient, factory: Factory) -> None:
    """S48: 200 tries each, in turn; medians within 10 %."""
    doors = dict(wrong_tries(client, factory))
    times: dict[str, list[float]] = {login: [] for login in doors}
    for _ in range(200):
        for login, send in doors.items():
            started = perf_counter()
            send()
            times[login].append(perf_counter() - started)
            factory.write(forget_tries)
    medians = [median(found) for found in times.values()]
    assert max(medians) < min(medians) * 1.1, medians


def test_who_agreed_to_older_words_is_asked_once(client: CheckingClient, factory: Factory) -> None:
    person = factory.person()

    def age() -> None:
        db.session.execute(update(Consent).values(version="2026-11"))

    factory.write(age)
    client.send_form("/sign-in", {"login": person.login, "password": PASSWORD}, form="/sign-in", status=303)
    asked = client.get("/", status=302)
    assert asked.location.startswith("/consent?next=")
    page = client.send_form("/consent", {"answer": "no"}, form="/consent", status=200).text
    assert "Để sau" in page
    client.get("/", status=200)
    client.forget()
    client.send_form("/sign-in", {"login": person.login, "password": PASSWORD}, form="/sign-in", status=303)
    client.get("/", status=302)
    assert client.send_form("/consent", {"training": "y"}, form="/consent", status=303).location == "/"
    client.get("/", status=200)
    assert factory.read(consents.is_current, person.id)
    client.forget()
    client.send_form("/sign-in", {"login": person.login, "password": PASSWORD}, form="/sign-in", status=303)
    client.get("/", status=200)
