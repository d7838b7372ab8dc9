"""Giving the password again before what is hard to undo (S53), and what the guard makes of it."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import update

from lms import clock
from lms.accounts.models import Session, SessionKind, SignInFailure
from lms.db import db
from lms.permissions import ANONYMOUS, Actor, Can
from lms.web import guard
from lms.web.guard import FRESH, requires
from tests.client import CheckingClient, fields_of
from tests.factories import PASSWORD, Factory, Person


@pytest.fixture
def guarded(app: Flask, monkeypatch: pytest.MonkeyPatch) -> str:
    """The account's own page and form, as if they were hard to undo."""
    for name, can in (("account", Can.SEE_OWN_PAGES), ("account_send", Can.EDIT_OWN_ACCOUNT)):
        view = app.view_functions[f"accounts.{name}"].__wrapped__  # type: ignore[attr-defined]
        monkeypatch.setitem(app.view_functions, f"accounts.{name}", requires(can, fresh=True)(view))
    return "/account"


def _age(factory: Factory, by: timedelta) -> None:
    factory.write(lambda: db.session.execute(update(Session).values(strong_at=clock.now() - by)))


@pytest.fixture
def person(client: CheckingClient, factory: Factory) -> Person:
    found = factory.person()
    factory.sign_in(client, found)
    return found


@pytest.mark.usefixtures("person")
def test_a_recent_proof_opens_and_an_old_one_does_not(
    client: CheckingClient, factory: Factory, guarded: str
) -> None:
    client.get(guarded, status=200)
    _age(factory, FRESH + timedelta(seconds=5))
    answer = client.get(guarded + "?a=1", status=302)
    parts = urlsplit(answer.location)
    assert (parts.path, parse_qs(parts.query)) == ("/sign-in/again", {"next": [guarded + "?a=1"]})
    client.send_form(answer.location, {"password": "không phải"}, form="/again", status=422)
    client.get(guarded, status=302)
    answer = client.send_form(answer.location, {"password": PASSWORD}, form="/again", status=303)
    assert answer.location == guarded + "?a=1"
    client.get(guarded, status=200)


def test_a_proof_never_given_is_an_old_one() -> None:
    assert not guard.proved(Actor())
    assert not guard.proved(ANONYMOUS)


@pytest.mark.usefixtures("person")
def test_a_form_is_kept_while_the_password_is_given(
    client: CheckingClient, factory: Factory, guarded: str
) -> None:
    client.get(guarded)
    _age(factory, FRESH * 2)
    sent = {"unit": "HTX Sen Hồng", "position": "", "old": "bí mật"}
    answer = client.post(guarded, data=sent, status=401)
    assert "Nhập lại mật khẩu" in answer.text
    assert "bí mật" not in answer.text
    fields = fields_of(answer.text, "/again")
    wrong = client.post("/sign-in/again", data={**fields, "password": "sai rồi"}, csrf=False, status=422)
    fields = fields_of(wrong.text, "/again")
    again = client.post("/sign-in/again", data={**fields, "password": PASSWORD}, csrf=False, status=200)
    client.post(guarded, data=fields_of(again.text, guarded), csrf=False, status=303)
    assert "HTX Sen Hồng" in client.get(guarded).text


@pytest.mark.usefixtures("person")
def test_a_script_is_told_in_its_own_words(client: CheckingClient, factory: Factory, guarded: str) -> None:
    client.get(guarded)
    _age(factory, FRESH * 2)
    assert client.get(guarded, headers={"Accept": "application/json"}, status=401).is_json


def test_who_may_not_is_not_asked(client: CheckingClient, factory: Factory, guarded: str) -> None:
    client.get(guarded, status=302)
    assert client.get(guarded).location.startswith("/sign-in?next=")


def test_a_proof_renews_the_session(client: CheckingClient, factory: Factory, person: Person) -> None:
    """S44: the cookie from before the proof opens nothing."""
    client.get("/account")
    before = client.get_cookie("session")
    assert before is not None
    client.send_form("/sign-in/again", {"password": PASSWORD}, form="/again", status=303)
    after = client.get_cookie("session")
    assert after is not None
    client.get("/account", status=200)
    client.set_cookie("session", before.value)
    client.get("/account", status=302)


def test_wrong_proofs_lock_as_wrong_sign_ins_do(
    client: CheckingClient, factory: Factory, person: Person
) -> None:
    client.get("/account")
    for _ in range(20):
        client.post("/sign-in/again", data={"password": "sai rồi"}, status=422)
    answer = client.post("/sign-in/again", data={"password": PASSWORD}, status=422)
    assert "Đã thử sai nhiều lần" in answer.text
    tries = factory.read(lambda: db.session.query(SignInFailure).count())
    assert tries == 20
    client.get("/account", status=200)


def test_a_session_of_before_knows_no_proof(client: CheckingClient, factory: Factory, guarded: str) -> None:
    factory.sign_in(client, factory.person())
    factory.write(lambda: db.session.execute(update(Session).values(strong_at=None, kind=SessionKind.OWN)))
    client.get(guarded, status=302)
