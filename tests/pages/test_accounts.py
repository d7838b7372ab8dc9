"""Registering, signing in and out, one's own account."""

import re
import unicodedata
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote, urljoin, urlsplit

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms import clock
from lms.accounts import failures, queries, service
from lms.accounts.consents.rules import Purpose
from lms.accounts.consents.words import wording
from lms.accounts.models import Consent, GrantRow, SignInFailure, User
from lms.accounts.passwords import hash_password
from lms.accounts.rules import FAILURES_ALLOWED, read_login
from lms.db import db
from lms.permissions import Role
from lms.web.addresses import local_address
from tests.client import CheckingClient, fields_of
from tests.factories import PASSWORD, Factory

NEW = {
    "full_name": "  Đỗ   Thị Ỷ ",
    "login": "+84 912.345.678",
    "password": "lúa chín vàng",
    "unit": "HTX Bến Lau",
    "training": "y",
}


def _count(factory: Factory, model: type) -> int:
    return int(factory.read(lambda: db.session.scalar(select(func.count()).select_from(model))))


def test_a_new_person_registers_and_is_signed_in(client: CheckingClient, factory: Factory) -> None:
    answer = client.send_form("/register", NEW, form="/register", status=303)
    assert answer.location == "/"
    page = client.get("/account", status=200).text
    assert "Đỗ Thị Ỷ" in page
    assert "0912345678" in page
    consent = factory.read(lambda: db.session.scalars(select(Consent)).one())
    assert consent.wording == wording(Purpose.TRAINING)
    assert consent.withdrawn_at is None


@pytest.mark.parametrize("typed", ["nguyễn thị lành", "NGUYỄN  THỊ LÀNH"])
def test_a_name_typed_in_one_case_is_written_as_a_name(
    client: CheckingClient, factory: Factory, typed: str
) -> None:
    client.send_form("/register", NEW | {"full_name": typed}, form="/register", status=303)
    assert "Nguyễn Thị Lành" in client.get("/account", status=200).text


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("full_name", "", "Viết họ và tên"),
        ("full_name", "a" * 121, "dài quá 120"),
        ("full_name", "\x00\u202e", "Viết họ và tên"),
        ("login", "", "Viết số điện thoại"),
        ("login", "12345", "10 số"),
        ("login", "U-123456", "10 số"),
        ("password", "ngắn", "ít nhất 8"),
        ("password", "12345678", "dễ bị đoán"),
        ("password", "0912345678", "dễ bị đoán"),
        ("password", "x" * 201, "dài quá"),
        ("training", None, "Cần đánh dấu ô này mới mở được tài khoản"),
    ],
)
def test_registration_says_what_is_wrong_and_keeps_what_was_typed(
    client: CheckingClient, factory: Factory, field: str, value: str | None, words: str
) -> None:
    answer = client.send_form("/register", {**NEW, field: value}, form="/register", status=422)
    assert words in answer.text
    assert "HTX Bến Lau" in answer.text
    assert "lúa chín vàng" not in answer.text
    assert _count(factory, User) == 0


def test_registration_sets_nothing_that_it_does_not_ask_for(client: CheckingClient, factory: Factory) -> None:
    client.get("/register")
    extra = {
        "id": "0" * 32,
        "user_code": "U-1",
        "state": "disabled",
        "role": "admin",
        "is_admin": "1",
        "locale": "xx",
    }
    client.post("/register", data={**NEW, **extra, "csrf_token": client.token()}, status=303)
    made = factory.read(lambda: db.session.scalars(select(User)).one())
    assert made.user_code != "U-1"
    assert made.state == "active"
    assert made.locale == "vi"
    assert _count(factory, GrantRow) == 0


def test_registering_tells_nobody_who_has_an_account(
    new_client: Callable[[], CheckingClient], factory: Factory
) -> None:
    """S48: a number that has six accounts opens another as an unknown one does; no e-mail address will do."""
    for _ in range(6):
        factory.person(phone="0912345678")
    factory.person(email="lanh@example.vn")
    seen = []
    for login in ("0912345678", "0987654321"):
        answer = new_client().send_form("/register", {**NEW, "login": login}, form="/register", status=303)
        hidden = ("Set-Cookie", "Content-Security-Policy", "Date")
        seen.append((answer.text, [one for one in answer.headers if one[0] not in hidden]))
    assert seen[0] == seen[1]
    refused = [
        new_client().send_form("/register", {**NEW, "login": login}, form="/register", status=422)
        for login in ("lanh@example.vn", "ai-do@example.vn")
    ]
    errors = [re.findall(r'class="err"[^>]*>([^<]+)<', page.text) for page in refused]
    assert errors[0] == errors[1] != []


@pytest.mark.parametrize(
    "typed", ["0912345678", "+84912345678", "84 912 345 678", "0912.345.678", "code", "digits"]
)
def test_signing_in_with_phone_in_any_form_or_code(
    client: CheckingClient, factory: Factory, typed: str
) -> None:
    person = factory.person(phone="0912345678")
    typed = {"code": person.user_code.lower(), "digits": person.user_code[2:]}.get(typed, typed)
    answer = client.send_form(
        "/sign-in?next=/certificates", {"login": typed, "password": PASSWORD}, form="/sign-in"
    )
    assert answer.status_code == 303
    assert answer.location == "/certificates"
    client.get("/certificates", status=200)


def test_a_password_is_the_same_in_either_unicode_form(client: CheckingClient, factory: Factory) -> None:
    factory.person(phone="0912345678")
    decomposed = unicodedata.normalize("NFD", PASSWORD)
    assert decomposed != PASSWORD
    client.send_form("/sign-in", {"login": "0912345678", "password": decomposed}, form="/sign-in", status=303)


def test_two_people_on_one_phone_pick_a_name(client: CheckingClient, factory: Factory) -> None:
    factory.person("Nguyễn Văn Tú", phone="0912345678")
    sen = factory.person("Nguyễn Thị Sen", phone="0912345678")
    answer = client.send_form(
        "/sign-in", {"login": "0912345678", "password": PASSWORD}, form="/sign-in", status=200
    )
    assert "Nguyễn Văn Tú" in answer.text
    assert PASSWORD not in answer.text
    client.post("/sign-in/person", data={"person": str(sen.id)}, status=303)
    assert "Nguyễn Thị Sen" in client.get("/").text


def test_nobody_picks_a_name_without_the_password(client: CheckingClient, factory: Factory) -> None:
    person = factory.person()
    client.get("/sign-in")
    answer = client.post("/sign-in/person", data={"person": str(person.id)}, status=303)
    assert answer.location == "/sign-in"
    assert client.get("/account").status_code == 302


def test_wrong_password_and_unknown_login_look_the_same(client: CheckingClient, factory: Factory) -> None:
    factory.person(phone="0912345678")
    wrong = client.send_form(
        "/sign-in", {"login": "0912345678", "password": "sai rồi nhé"}, form="/sign-in", status=422
    )
    unknown = client.send_form(
        "/sign-in", {"login": "0999999999", "password": "sai rồi nhé"}, form="/sign-in", status=422
    )
    assert "Chưa khớp" in wrong.text
    assert "Chưa khớp" in unknown.text
    assert _count(factory, SignInFailure) == 1


def test_twenty_wrong_tries_lock_the_account_for_a_while(client: CheckingClient, factory: Factory) -> None:
    person, other = factory.person(phone="0912345678"), factory.person(phone="0912345679")
    now = clock.now()
    for number in range(FAILURES_ALLOWED):
        factory.write(failures.note, "10.0.0.1", now - timedelta(seconds=number), [person.id])
    answer = client.send_form(
        "/sign-in", {"login": "0912345678", "password": PASSWORD}, form="/sign-in", status=422
    )
    assert "Đã thử sai nhiều lần" in answer.text
    client.send_form("/sign-in", {"login": other.login, "password": PASSWORD}, form="/sign-in", status=303)


def test_signing_out_ends_the_session_for_good(client: CheckingClient, factory: Factory) -> None:
    factory.sign_in(client, factory.person())
    cookie = client.get_cookie("session")
    assert cookie is not None
    kept = cookie.value
    client.get("/account")
    client.post("/sign-out", status=303)
    client.set_cookie("session", kept)
    assert client.get("/account").status_code == 302


def test_a_new_password_ends_every_other_session(
    client: CheckingClient, factory: Factory, new_client: Callable[[], CheckingClient]
) -> None:
    person = factory.person(phone="0912345678")
    other = new_client()
    factory.sign_in(client, person)
    factory.sign_in(other, person)
    client.send_form("/account", {"old": "không phải", "new": "mật khẩu khác"}, form="/password", status=422)
    client.send_form("/account", {"old": PASSWORD, "new": "mật khẩu khác"}, form="/password", status=303)
    client.get("/account", status=200)
    assert other.get("/account").status_code == 302
    stored = factory.read(queries.stored_password, person.id)
    assert stored != hash_password(PASSWORD)


def test_a_new_role_ends_the_sessions_of_its_holder(client: CheckingClient, factory: Factory) -> None:
    person = factory.person()
    factory.sign_in(client, person)
    client.get("/account", status=200)
    factory.write(service.grant, person.id, Role.ADMIN, "", clock.now(), None)
    assert client.get("/account").status_code == 302


def test_a_disabled_person_is_signed_out(app: Flask, client: CheckingClient, factory: Factory) -> None:
    person = factory.person()
    factory.sign_in(client, person)

    def disable() -> None:
        db.session.get_one(User, person.id).state = "disabled"  # type: ignore[assignment]

    factory.write(disable)
    assert client.get("/account").status_code == 302


def test_what_was_typed_survives_the_end_of_a_session(client: CheckingClient, factory: Factory) -> None:
    person = factory.person(phone="0912345678")
    factory.sign_in(client, person)
    client.get("/account")
    factory.write(service.end_sessions, person.id, clock.now())
    answer = client.post("/account", data={"unit": "HTX Bến Lau", "position": ""}, status=401)
    assert "Những gì vừa viết vẫn còn" in answer.text
    fields = fields_of(answer.text, "/sign-in")
    again = client.post(
        "/sign-in", data={**fields, "login": person.login, "password": PASSWORD}, csrf=False, status=200
    )
    assert "Gửi tiếp" in again.text
    held = fields_of(again.text, "/account")
    assert held["unit"] == "HTX Bến Lau"
    client.post("/account", data=held, csrf=False, status=303)
    assert "HTX Bến Lau" in client.get("/account").text


OPEN_REDIRECTS = [
    f"{start}evil.test{end}"
    for start in (
        "//",
        "///",
        "////",
        "/\\",
        "\\\\",
        "\\/",
        "/%2f",
        "/%5c",
        "/%2F%2F",
        "/%5C%5C",
        "/\t/",
        "/\n/",
        "/\r/",
        "http://",
        "https://",
        "HTTP://",
        "http:/",
        "https:",
        "javascript:",
        "data:",
        "ftp://",
        "///\\",
        "/\\/",
        "/.//",
        "/..//",
        " //",
        "\u00a0//",
        "%20//",
        "/\u2215",
        "/\uff0f",
        "／／",
        "。",
        "\u3002",
        "//%09/",
        "@",
        "//user@",
        "http://127.0.0.1:8000@",
        "http://127.0.0.1.",
        "?next=//",
        "#//",
        ";//",
        ".//",
        "..//",
    )
    for end in ("", "/", "/%2e%2e", "?x=1", "#x", "%00", "\\", ":80/")
]


def test_signing_in_never_leads_off_the_site(client: CheckingClient) -> None:
    """S50: more than 300 addresses; where one is followed at all, it stays a path of this site."""
    assert len(OPEN_REDIRECTS) > 300
    for text in OPEN_REDIRECTS:
        found = local_address(text)
        if found is not None:
            assert found.startswith("/"), text
            assert urlsplit(urljoin("https://hoc.vn/sign-in", found)).netloc == "hoc.vn", text
            assert not found.startswith(("//", "/\\", "/%2f", "/%5c", "/%2F", "/%5C")), text


@pytest.mark.once
def test_no_door_leads_off_the_site(client: CheckingClient, factory: Factory) -> None:
    """S50, through the doors: `next` and Referer of sign-in, language switch and the password asked again."""
    factory.sign_in(client, factory.person())
    host = "http://127.0.0.1:8000"
    for number, text in enumerate(OPEN_REDIRECTS):
        carried = client.get("/sign-in", query_string={"next": text}, status=302)
        assert urlsplit(urljoin(f"{host}/sign-in", carried.location)).netloc == "127.0.0.1:8000", text
        if number % 7:
            continue
        named = client.post("/language", data={"lang": "vi", "next": text})
        told = client.post("/language", data={"lang": "vi"}, headers={"Referer": quote(text, safe=":/@?#")})
        for answer in (named, told):
            landed = urlsplit(urljoin(f"{host}/sign-in", answer.location)).netloc
            assert landed == "127.0.0.1:8000", f"{text!r}: {answer.location}"
    proof = {"password": PASSWORD, "next": "//evil.test/"}
    client.get("/account")
    assert client.post("/sign-in/again", data=proof, status=303).location == "/"


def test_the_language_switch_keeps_to_the_site(client: CheckingClient) -> None:
    answer = client.post("/language", data={"lang": "en", "next": "https://evil.test/"}, status=303)
    assert answer.location == "/"
    assert 'lang="en"' in client.get("/courses").text
    client.post("/language", data={"lang": "xx", "next": "/courses"}, status=303)
    assert 'lang="vi"' in client.get("/courses").text


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("0912 345 678", "phone"),
        ("01695678945", "phone"),
        ("u123456", "code"),
        ("U-123456", "code"),
        ("u 123 456", "code"),
        (" U – 123456 ", "code"),
        ("123456", "code"),
        ("a@b.vn", "email"),
        ("a@b", None),
        ("", None),
        ("Lành", None),
    ],
)
def test_reading_a_login(text: str, kind: str | None) -> None:
    found = read_login(text)
    assert (found.kind if found else None) == kind
