"""The second factor: set up, asked for, never taken twice, required of the office on a public site (S53)."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pyotp
import pytest
from flask import Flask
from sqlalchemy import select, update

from lms import clock
from lms.accounts import merging, passwords, second_factor, service
from lms.accounts.models import RecoveryCode, Session, User
from lms.accounts.rules import totp_step
from lms.audit.models import AuditEntry
from lms.db import db
from tests.client import CheckingClient
from tests.factories import PASSWORD, Factory

PHONE = "0912345678"


def _sign_in(client: CheckingClient, **more: Any) -> Any:
    return client.send_form("/sign-in", {"login": PHONE, "password": PASSWORD, **more}, form="/sign-in")


def _code(client: CheckingClient, code: str) -> int:
    return client.send_form("/sign-in/code", {"code": code}, form="/code").status_code


def test_setting_it_up(client: CheckingClient, factory: Factory) -> None:
    person = factory.person(phone=PHONE)
    factory.sign_in(client, person)
    client.send_form("/account/second-factor", {}, form="/begin", status=303)
    found = factory.read(second_factor.state, person.id)
    page = client.get("/account/second-factor", status=200).text
    assert found.secret in re.sub(r"<[^>]*>|\s", "", page)
    picture = client.get("/account/second-factor/picture.svg", status=200)
    assert picture.headers["Cache-Control"] == "no-store"
    assert ElementTree.fromstring(picture.text).tag.endswith("svg")
    client.post("/account/second-factor/confirm", data={"code": "000000"}, status=422)
    code = pyotp.TOTP(found.secret).now()
    page = client.post(
        "/account/second-factor/confirm", data={"code": f"{code[:3]} {code[3:]}"}, status=200
    ).text
    codes = re.findall(r"<li>([a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4})</li>", page)
    assert len(set(codes)) == 10
    client.get("/account/second-factor/picture.svg", status=404)
    page = client.get("/account/second-factor", status=200).text
    assert found.secret not in page
    assert codes[0] not in page
    rows = factory.read(lambda: list(db.session.scalars(select(RecoveryCode.code_hash))))
    assert not any(code.replace("-", "") in rows for code in codes), "only hashes are kept"
    client.post("/account/second-factor/begin", status=409)


def test_the_second_step(
    client: CheckingClient, new_client: Callable[[], CheckingClient], factory: Factory
) -> None:
    phone, _codes = factory.second_factor(factory.person(phone=PHONE))
    answer = _sign_in(client)
    assert answer.status_code == 200
    assert "Mã xác nhận" in answer.text
    client.get("/account", status=302)
    code = phone.now()
    assert _code(client, "12345") == 422
    assert _code(client, code) == 303
    client.get("/account", status=200)
    other = new_client()
    _sign_in(other)
    assert _code(other, code) == 422, "a code is taken once"
    other.get("/account", status=302)


def test_codes_of_other_minutes_are_refused() -> None:
    secret, at = pyotp.random_base32(), clock.now()
    for seconds, fits in ((-90, False), (-30, True), (0, True), (30, True), (90, False)):
        code = pyotp.TOTP(secret).at(at + timedelta(seconds=seconds))
        assert (totp_step(secret, code, at) is not None) is fits, seconds
    for text in ("", "１２３４５６", "1234567", "abcdef"):
        assert totp_step(secret, text, at) is None


def test_a_recovery_code_opens_once(
    client: CheckingClient, new_client: Callable[[], CheckingClient], factory: Factory
) -> None:
    person = factory.person(phone=PHONE)
    _phone, codes = factory.second_factor(person)
    for browser, code, status in (
        (client, codes[3].upper().replace("-", " "), 303),
        (new_client(), codes[3], 422),
        (new_client(), codes[4], 303),
    ):
        _sign_in(browser)
        assert _code(browser, code) == status
    assert factory.read(second_factor.state, person.id).codes_left == 8
    client.send_form("/account/second-factor", {}, form="/codes", status=200)
    again = new_client()
    _sign_in(again)
    assert _code(again, codes[5]) == 422, "new codes make the old ones worthless"


def test_wrong_codes_lock_as_wrong_passwords_do(client: CheckingClient, factory: Factory) -> None:
    phone, _codes = factory.second_factor(factory.person(phone=PHONE))
    _sign_in(client)
    client.get("/sign-in/code")
    for _ in range(20):
        client.post("/sign-in/code", data={"code": "000000"}, status=422)
    answer = client.post("/sign-in/code", data={"code": phone.now()}, status=303)
    assert answer.location == "/sign-in"
    assert "Đã thử sai nhiều lần" in _sign_in(client).text


def test_the_step_is_over_when_the_password_has_changed(client: CheckingClient, factory: Factory) -> None:
    person = factory.person(phone=PHONE)
    phone, _codes = factory.second_factor(person)
    _sign_in(client)
    client.get("/sign-in/code", status=200)
    factory.write(service.set_password, person.id, passwords.hash_password("khác hẳn rồi"), clock.now(), None)
    assert client.post("/sign-in/code", data={"code": phone.now()}, status=303).location == "/sign-in"
    client.get("/account", status=302)


def test_nobody_gives_a_code_without_the_password(client: CheckingClient, factory: Factory) -> None:
    phone, _codes = factory.second_factor(factory.person(phone=PHONE))
    client.get("/sign-in")
    assert client.post("/sign-in/code", data={"code": phone.now()}, status=303).location == "/sign-in"
    client.get("/account", status=302)


def _age(factory: Factory) -> None:
    old = clock.now() - timedelta(minutes=11)
    factory.write(lambda: db.session.execute(update(Session).values(strong_at=old)))


def test_a_fresh_proof_takes_the_code_too(client: CheckingClient, factory: Factory) -> None:
    person = factory.person(phone=PHONE)
    phone, _codes = factory.second_factor(person)
    factory.sign_in(client, person)
    client.get("/account")
    _age(factory)
    answer = client.post("/account/second-factor/off", status=401)
    assert "Nhập lại mật khẩu" in answer.text
    assert factory.read(second_factor.is_on, person.id)
    page = "/sign-in/again"
    client.send_form(page, {"password": PASSWORD}, form=page, status=422)
    client.send_form(page, {"password": "sai rồi", "code": phone.now()}, form=page, status=422)
    client.send_form(page, {"password": PASSWORD, "code": phone.now()}, form=page, status=303)
    client.post("/account/second-factor/off", status=303)
    assert not factory.read(second_factor.is_on, person.id)


@pytest.mark.parametrize("act", ["begin", "confirm", "codes", "off"])
def test_changing_it_needs_a_fresh_proof(client: CheckingClient, factory: Factory, act: str) -> None:
    factory.sign_in(client, factory.person())
    client.get("/account")
    _age(factory)
    assert "Nhập lại mật khẩu" in client.post(f"/account/second-factor/{act}", status=401).text


@pytest.fixture
def public(another_app: Callable[..., Flask]) -> CheckingClient:
    """A browser at a public site."""
    client = another_app(site_url="https://hoc.example.vn", proxies="0").test_client()
    assert isinstance(client, CheckingClient)
    client.environ_base["wsgi.url_scheme"] = "https"
    return client


def _enter(client: CheckingClient) -> None:
    client.get("/sign-in")
    client.post("/sign-in", data={"login": PHONE, "password": PASSWORD}, status=303)


def test_the_office_of_a_public_site_needs_it(public: CheckingClient, factory: Factory) -> None:
    person = factory.person(phone=PHONE, admin=True)
    _enter(public)
    for address in ("/", "/office/settings", "/account", "/courses"):
        assert public.get(address, status=303).location == "/account/second-factor", address
    public.get("/office", headers={"Accept": "application/json"}, status=403)
    assert "cần bật bước này" in public.get("/account/second-factor", status=200).text
    public.send_form("/account/second-factor", {}, form="/begin", status=303)
    found = factory.read(second_factor.state, person.id)
    public.get("/account/second-factor")
    public.post("/account/second-factor/confirm", data={"code": pyotp.TOTP(found.secret).now()}, status=200)
    public.get("/", status=200)
    public.get("/account", status=200)


@pytest.mark.parametrize("grants", [{}, {"teaches": "so-ban-hang"}])
def test_nobody_else_is_led_there(public: CheckingClient, factory: Factory, grants: dict[str, Any]) -> None:
    factory.person(phone=PHONE, **grants)
    _enter(public)
    page = public.get("/account", status=200).text
    assert ("Bật xác nhận hai bước" in page) is bool(grants), "offered to who teaches"


def test_a_loopback_site_only_offers_it(client: CheckingClient, factory: Factory) -> None:
    factory.sign_in(client, factory.person(admin=True))
    assert "Bật xác nhận hai bước" in client.get("/account", status=200).text


def test_the_office_is_let_in_again_from_the_server_s_shell(
    app: Flask, client: CheckingClient, factory: Factory
) -> None:
    person = factory.person(phone=PHONE, admin=True)
    factory.second_factor(person)
    factory.sign_in(client, person)
    runner = app.test_cli_runner()
    answer = runner.invoke(args=["accounts", "rescue", PHONE])
    assert answer.exit_code == 0, answer.output
    password = re.search(r"is (\S+)\n", answer.output)
    assert password is not None
    client.get("/account", status=302)
    client.send_form("/sign-in", {"login": PHONE, "password": password[1]}, form="/sign-in", status=303)
    client.get("/office", status=200, queries=12)
    factory.person("Vàng A Páo", phone=PHONE)
    answer = runner.invoke(args=["accounts", "rescue", PHONE])
    assert answer.exit_code == 1
    assert person.user_code in answer.output
    assert runner.invoke(args=["accounts", "rescue", "0999999999"]).exit_code == 1


def test_a_merge_leaves_the_kept_account_s_own(factory: Factory) -> None:
    """The other's ends, which the log keeps: nobody is asked for codes of another password."""
    office, kept, gone = factory.person(admin=True), factory.person(), factory.person()
    (phone, _codes), _other = factory.second_factor(kept), factory.second_factor(gone)
    factory.write(merging.merge, kept.id, gone.id, "kept", "kept", office.id, clock.now())
    assert factory.read(second_factor.state, kept.id) == second_factor.State(phone.secret, True, 10)
    assert factory.read(second_factor.state, gone.id) is None
    ended = select(AuditEntry.target_id).where(AuditEntry.action == "accounts.second-factor-off")
    assert factory.read(lambda: db.session.scalars(ended).all()) == [str(gone.id)]


@pytest.mark.parametrize("entered", [True, False])
def test_a_second_factor_goes_on_with_its_password(factory: Factory, entered: bool) -> None:
    """It comes along where the kept account has no password of its own, and ends where it has one."""
    office, kept, gone = factory.person(admin=True), factory.person(), factory.person()
    phone, codes = factory.second_factor(gone)
    if not entered:
        factory.write(lambda: db.session.execute(
            update(User).where(User.id == kept.id).values(password_hash=None)
        ))  # fmt: skip
    factory.write(merging.merge, kept.id, gone.id, "kept", "kept", office.id, clock.now())
    assert factory.read(second_factor.is_on, kept.id) is not entered
    if not entered:
        assert factory.write(second_factor.take, kept.id, phone.now(), clock.now())
        assert not factory.write(second_factor.take, kept.id, codes[0], clock.now())
