"""Passwords: long ones are whole, endless ones cost nothing, guessable ones are refused."""

from typing import Any

import pytest
from sqlalchemy import func, select

from lms.accounts import passwords
from lms.accounts.models import User
from lms.accounts.passwords import MAXIMUM, hash_password, password_fault, verify_password
from lms.db import db
from tests.client import CheckingClient
from tests.factories import PASSWORD, Factory

NEW = {"full_name": "Đỗ Thị Ỷ", "login": "0912345678", "training": "y"}


def _people(factory: Factory) -> int:
    return int(factory.read(lambda: db.session.scalar(select(func.count()).select_from(User))))


@pytest.mark.parametrize(
    "password",
    [
        "a" * 7 + "b",
        "lúa chín 🌾🌾",
        "rất dài " * 9,
        "x1" * 32,
        "mật khẩu\tcó dấu cách",
        "ｆｕｌｌｗｉｄｔｈ",
    ],
)
def test_what_is_allowed(client: CheckingClient, factory: Factory, password: str) -> None:
    """S52: eight characters, 64 and more, Vietnamese, spaces and emoji will do, and open the account."""
    client.send_form("/register", {**NEW, "password": password}, form="/register", status=303)
    client.get("/")
    client.post("/sign-out", status=303)
    data = {"login": NEW["login"], "password": password}
    client.send_form("/sign-in", data, form="/sign-in", status=303)


@pytest.mark.parametrize("length", [72, 73, 100, MAXIMUM])
def test_every_character_counts(length: int) -> None:
    """S52: nothing is cut off at 72 bytes or anywhere else; the last character decides."""
    password = "ấ" * (length - 1)
    stored = hash_password(password + "a")
    assert verify_password(stored, password + "a")
    for wrong in (password, password + "b", password + "aa", password[:24], (password + "a")[:72]):
        if wrong != password + "a":
            assert not verify_password(stored, wrong)


@pytest.mark.parametrize("form", ["register", "sign-in", "change"])
def test_a_megabyte_is_never_hashed(
    client: CheckingClient, factory: Factory, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    """S52: whatever is longer than the limit reaches no hash function, at any door."""
    person, seen = factory.person(phone="0912345679"), []

    class Watching:
        def hash(self, text: str) -> str:
            seen.append(text)
            return hasher.hash(text)

        def verify(self, stored: str, text: str) -> bool:
            seen.append(text)
            return hasher.verify(stored, text)

    hasher = passwords._hasher
    monkeypatch.setattr(passwords, "_hasher", Watching())
    endless = "mat khau rat dai " * 60_000
    sent: dict[str, Any]
    if form == "register":
        client.get("/register")
        sent = {**NEW, "password": endless}
        client.post("/register", data=sent, status=422)
        assert _people(factory) == 1
    elif form == "sign-in":
        client.get("/sign-in")
        client.post("/sign-in", data={"login": person.login, "password": endless}, status=422)
    else:
        factory.sign_in(client, person)
        client.get("/account")
        client.post("/account/password", data={"old": PASSWORD, "new": endless}, status=422)
        client.post("/account/password", data={"old": endless, "new": "mật khẩu mới"}, status=422)
    assert all(len(text) <= MAXIMUM for text in seen), [len(text) for text in seen]


@pytest.mark.parametrize(
    "password",
    [
        "12345678",
        "87654321",
        "11111111",
        "password",
        "Password1",
        "matkhau123",
        "iloveyou",
        "qwertyuiop",
        "abcdefgh",
    ],
)
def test_what_everybody_tries_first_is_refused(password: str) -> None:
    """S52: the common ones, runs and repetitions."""
    assert password_fault(password) == "common"


def test_the_own_phone_number_is_refused() -> None:
    """S52: the first guess for a phone number's account."""
    assert password_fault("0912345678", phone="0912345678") == "common"
    assert password_fault("x0912345678x", phone="0912345678") == "common"
