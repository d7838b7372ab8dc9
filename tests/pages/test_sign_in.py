"""Signing in: households, locks, addresses, shared machines; nothing that tells a stranger who is here."""

import json
import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from statistics import median
from time import perf_counter
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import delete, func, select, update

from lms import clock
from lms.accounts import failures, passwords, service, sessions, signing_in
from lms.accounts.models import DoorFailure, Session, SessionKind, SignInFailure, User, UserState
from lms.accounts.rules import ADDRESS_FAILURES, FAILURES_ALLOWED, LOCK
from lms.audit.models import AuditEntry
from lms.db import db
from lms.permissions import Role
from tests import factories
from tests.client import CheckingClient, fields_of
from tests.factories import PASSWORD, Factory, Person

PHONE = "0912345678"
NewClient = Callable[..., CheckingClient]


def _send(client: CheckingClient, login: str, password: str = PASSWORD, **more: Any) -> Any:
    return client.send_form("/sign-in", {"login": login, "password": password, **more}, form="/sign-in")


def _lock(factory: Factory, person: Person, at: datetime | None = None) -> None:
    for number in range(FAILURES_ALLOWED):
        moment = (at or clock.now()) - timedelta(seconds=number)
        factory.write(failures.note, "10.0.0.9", moment, [person.id])


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The password hashes that anything was compared with."""
    seen: list[str] = []
    real = passwords._hasher

    class Watching:
        def verify(self, stored: str, text: str) -> bool:
            seen.append(stored)
            return bool(real.verify(stored, text))

        def hash(self, text: str) -> str:
            return str(real.hash(text))

    monkeypatch.setattr(passwords, "_hasher", Watching())
    return seen


@pytest.mark.parametrize("people", [0, 1, 3, 5, 6])
def test_every_try_costs_five_hashes(
    client: CheckingClient, factory: Factory, hashes: list[str], people: int
) -> None:
    """S48: whoever has an account, or five on one phone, or none; a sixth is not tried."""
    made = [factory.person(phone=PHONE) for _ in range(people)]
    if made:
        _lock(factory, made[0])
    assert _send(client, PHONE, "không phải").status_code == 422
    assert len(hashes) == 5
    assert _send(client, "không phải số", "không phải").status_code == 422
    assert len(hashes) == 10


def test_one_locked_member_of_a_household_locks_nobody_else(
    client: CheckingClient, new_client: NewClient, factory: Factory
) -> None:
    locked, other = factory.person("Nguyễn Thị Sen", phone=PHONE), factory.person("Vàng A Páo", phone=PHONE)
    factory.write(service.set_password, other.id, passwords.hash_password("nương ngô Páo"), clock.now(), None)
    _lock(factory, locked)
    answer = _send(client, locked.user_code)
    assert answer.status_code == 422
    assert "Đã thử sai nhiều lần" in answer.text
    assert _send(new_client(), PHONE, "nương ngô Páo").status_code == 303
    assert _send(new_client(), other.user_code, "nương ngô Páo").status_code == 303
    assert _send(new_client(), PHONE).status_code == 422, "the locked one's password opens nothing"


def test_a_lock_ends_by_itself(client: CheckingClient, factory: Factory) -> None:
    person = factory.person(phone=PHONE)
    _lock(factory, person, clock.now() - LOCK - timedelta(seconds=1))
    assert _send(client, PHONE).status_code == 303


def test_an_unknown_login_locks_in_the_same_words(
    client: CheckingClient, factory: Factory, hashes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """S48: twenty tries tell nobody whether a number has an account."""
    monkeypatch.setattr(signing_in, "verify_password", lambda *_: False)
    factory.person(phone=PHONE)
    pages = []
    for login in (PHONE, "0999999999"):
        client.get("/sign-in")
        tries = [client.post("/sign-in", data={"login": login, "password": "x"}) for _ in range(22)]
        assert [answer.status_code for answer in tries] == [422] * 22
        words = ["Đã thử sai" in answer.text for answer in tries]
        assert words == [False] * 20 + [True] * 2, login
        pages.append(tries[0].text.replace(login, "…"))
    # The token and the nonce differ, and are as long.
    assert len(pages[0]) == len(pages[1])


def test_what_names_nobody_at_all_locks_nobody(client: CheckingClient, factory: Factory) -> None:
    """Everybody who writes a name instead of a number would be in one row."""
    for _ in range(2):
        assert "Chưa khớp" in _send(client, "Lành", "x").text
    doors = factory.read(lambda: list(db.session.scalars(select(DoorFailure.door))))
    assert set(doors) == {"address"}


def test_a_hall_of_sixty_signs_in_from_one_address(
    factory: Factory, new_client: NewClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S46: 60 people within five minutes, 20 of them mistyping twice; all get in."""
    # Hashing has its own tests.
    monkeypatch.setattr(signing_in, "verify_password", lambda stored, text: bool(stored) and text == PASSWORD)
    people = [factory.person() for _ in range(60)]
    for number, person in enumerate(people):
        client = new_client()
        client.get("/sign-in")
        for _ in range(2 if number % 3 == 0 else 0):
            client.post("/sign-in", data={"login": person.login, "password": "sai rồi"}, status=422)
        client.post("/sign-in", data={"login": person.login, "password": PASSWORD}, status=303)
    wrong = factory.read(lambda: db.session.scalar(select(func.count()).select_from(DoorFailure)))
    assert wrong == 40


def _fill(factory: Factory, address: str, count: int = ADDRESS_FAILURES) -> None:
    def fill() -> None:
        for _ in range(count):
            failures.note(address, clock.now())

    factory.write(fill)


def test_an_address_is_slowed_after_a_hundred_failures(
    another_app: Callable[..., Flask], client: CheckingClient, factory: Factory, new_client: NewClient
) -> None:
    """S46: counted in the database, so neither a restart nor a made-up X-Forwarded-For helps."""
    person = factory.person(phone=PHONE)
    _fill(factory, "127.0.0.1", ADDRESS_FAILURES - 1)
    assert _send(client, PHONE, "sai rồi").status_code == 422
    for headers in (
        {},
        {"X-Forwarded-For": "203.0.113.7"},
        {"X-Real-IP": "203.0.113.7", "Forwarded": "for=1.2.3.4"},
    ):
        client.get("/sign-in")
        answer = client.post(
            "/sign-in", data={"login": PHONE, "password": PASSWORD}, headers=headers, status=429
        )
        assert 0 < int(answer.headers["Retry-After"]) <= 600
        assert "thử sai quá nhiều lần" in answer.text
    again = another_app().test_client()
    again.get("/sign-in")
    again.post("/sign-in", data={"login": PHONE, "password": PASSWORD}, status=429)
    elsewhere = new_client()
    elsewhere.environ_base["REMOTE_ADDR"] = "203.0.113.8"
    assert _send(elsewhere, person.login).status_code == 303


def _addresses(factory: Factory) -> list[str]:
    chosen = select(DoorFailure.key).where(DoorFailure.door == "address")
    return list(factory.read(lambda: db.session.scalars(chosen).all()))


@pytest.mark.parametrize(
    ("proxies", "counted"), [("0", "127.0.0.1"), ("1", "198.51.100.2"), ("2", "198.51.100.1")]
)
def test_only_trusted_proxies_say_where_somebody_comes_from(
    another_app: Callable[..., Flask], factory: Factory, proxies: str, counted: str
) -> None:
    """S46: what stands before the trusted hops is the visitor's own invention."""
    client = another_app(proxies=proxies).test_client()
    headers = {"X-Forwarded-For": "10.9.9.9, 198.51.100.1, 198.51.100.2"}
    client.get("/sign-in")
    client.post("/sign-in", data={"login": "0999999999", "password": "x"}, headers=headers, status=422)
    keys = _addresses(factory)
    assert keys == [counted]


def test_a_whole_ipv6_network_is_one_address(client: CheckingClient, factory: Factory) -> None:
    for host in ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "::ffff:192.0.2.1"):
        client.environ_base["REMOTE_ADDR"] = host
        _send(client, "0999999999", "x")
    keys = _addresses(factory)
    assert sorted(keys) == ["192.0.2.1", "2001:db8:1:2::/64", "2001:db8:1:2::/64"]


def test_old_failures_leave_the_table(factory: Factory) -> None:
    factory.write(failures.note, "10.0.0.1", clock.now() - timedelta(minutes=11))
    factory.write(failures.note, "10.0.0.2", clock.now())
    keys = factory.read(lambda: list(db.session.scalars(select(DoorFailure.key))))
    assert keys == ["10.0.0.2"]


def _cookie(answer: Any) -> str:
    return next(one for one in answer.headers.getlist("Set-Cookie") if one.startswith("session="))


def test_one_s_own_device_is_remembered(client: CheckingClient, factory: Factory) -> None:
    factory.person(phone=PHONE)
    assert "Expires=" in _cookie(_send(client, PHONE))
    assert "Đổi người" not in client.get("/").text


def test_a_shared_device_forgets(client: CheckingClient, factory: Factory) -> None:
    """The cookie ends with the browser; the session after fifteen idle minutes in any case."""
    person = factory.person("Vàng A Páo", phone=PHONE)
    assert "Expires=" not in _cookie(_send(client, PHONE, shared="y"))
    page = client.get("/", status=200).text
    assert 'data-module="device" data-account="' in page, "what is not sent yet goes with its person"
    assert "Đổi người" in page
    assert "Vàng A Páo" in page

    def idle(minutes: float) -> None:
        seen = clock.now() - timedelta(minutes=minutes)
        factory.write(lambda: db.session.execute(update(Session).values(last_seen_at=seen)))

    idle(14.9)
    client.get("/account", status=200)
    seen = factory.read(lambda: db.session.scalar(select(Session.last_seen_at)))
    assert clock.now() - seen < timedelta(minutes=1), "use keeps it alive"
    idle(15.1)
    client.get("/account", status=302)
    assert "Vàng A Páo" not in client.get("/sign-in").text
    assert factory.read(sessions.devices, person.id, clock.now()) == []


def test_changing_over_ends_the_session_and_names_nobody(client: CheckingClient, factory: Factory) -> None:
    sen, pao = factory.person("Nguyễn Thị Sen", phone=PHONE), factory.person("Vàng A Páo", phone=PHONE)
    answer = _send(client, PHONE)
    fields = fields_of(answer.text, "/sign-in/person")
    client.post("/sign-in/person", data={**fields, "person": str(sen.id)}, csrf=False, status=303)
    assert "Đổi người" in client.get("/").text, "two people on one phone"
    assert 'data-module="device"' not in client.get("/").text, "what is not sent yet waits for its person"
    answer = client.send_form("/", {}, form="/sign-out", status=303)
    assert answer.location == "/sign-in"
    page = client.get("/sign-in", status=200).text
    for text in (sen.full_name, pao.full_name, PHONE):
        assert text not in page
    client.get("/account", status=302)


def test_picking_a_name_needs_the_password_still_to_fit(client: CheckingClient, factory: Factory) -> None:
    """S45: a name may be picked for five minutes, but not past a change of the password."""
    sen, pao = factory.person(phone=PHONE), factory.person("Vàng A Páo", phone=PHONE)
    _send(client, PHONE)
    assert "Vàng A Páo" in client.get("/sign-in/person", status=200).text
    factory.write(service.set_password, sen.id, passwords.hash_password("khác hẳn rồi"), clock.now(), None)
    _lock(factory, pao)
    for person in (sen, pao):
        assert (
            client.post("/sign-in/person", data={"person": str(person.id)}, status=303).location == "/sign-in"
        )
    client.get("/account", status=302)


def test_the_session_is_another_after_signing_in(client: CheckingClient, factory: Factory) -> None:
    """S44: a cookie planted before signing in is worth nothing afterwards, and nothing is carried over."""
    factory.person(phone=PHONE)
    client.get("/sign-in")
    before = client.get_cookie("session")
    assert before is not None
    _send(client, PHONE)
    after = client.get_cookie("session")
    assert after is not None
    assert before.value != after.value
    client.set_cookie("session", before.value)
    client.get("/account", status=302)


def _disable(person: Person) -> None:
    db.session.execute(update(User).where(User.id == person.id).values(state=UserState.DISABLED))


ENDINGS: dict[str, Callable[[Factory, Person], Any]] = {
    "password": lambda factory, person: factory.write(
        service.set_password, person.id, "x", clock.now(), None
    ),
    "role": lambda factory, person: factory.write(
        service.grant, person.id, Role.ADMIN, "", clock.now(), None
    ),
    "disabled": lambda factory, person: factory.write(_disable, person),
    "everywhere": lambda factory, person: factory.write(sessions.end_everywhere, person.id, clock.now()),
}


@pytest.mark.parametrize("how", list(ENDINGS))
def test_every_kept_cookie_is_dead_afterwards(new_client: NewClient, factory: Factory, how: str) -> None:
    """S08, S45: three browsers; pages lead to signing in, scripts get 401."""
    person = factory.person()
    clients = [new_client() for _ in range(3)]
    for client in clients:
        factory.sign_in(client, person)
        client.get("/account", status=200)
    ENDINGS[how](factory, person)
    for client in clients:
        assert client.get("/account", status=302).location.startswith("/sign-in?")
        client.get("/account", headers={"Accept": "application/json"}, status=401)
        client.get("/office", status=302)


def test_devices_are_listed_and_signed_out(
    client: CheckingClient, new_client: NewClient, factory: Factory
) -> None:
    person, phone, stranger = factory.person(phone=PHONE), new_client(), factory.person()
    phone.environ_base["HTTP_USER_AGENT"] = (
        "Mozilla/5.0 (Linux; Android 13) Chrome/120.0 Mobile Safari/537.36"
    )
    assert _send(client, PHONE).status_code == _send(phone, PHONE, shared="y").status_code == 303
    page = client.get("/account/devices", status=200).text
    assert page.count("<li>") == 2
    for text in ("Chrome trên Android", "Máy không rõ", "Máy này", "Máy dùng chung"):
        assert text in page
    ids = factory.read(sessions.devices, person.id, clock.now())
    other = next(one for one in ids if one.kind is SessionKind.SHARED)
    nosy = new_client()
    factory.sign_in(nosy, stranger)
    nosy.get("/account")
    nosy.post(f"/account/devices/{other.id}/end", status=404)
    client.post(f"/account/devices/{other.id}/end", status=303)
    phone.get("/account", status=302)
    client.get("/account", status=200)
    client.post("/account/devices/end", status=303)
    client.get("/account", status=302)


HOSTILE = '0912\r\nSet-Cookie: stolen=1\r\n\x1b[31m\u2028{"level":"ok"}'


def test_nothing_typed_forges_a_line_or_a_header(
    client: CheckingClient, factory: Factory, caplog: pytest.LogCaptureFixture
) -> None:
    """S35: line breaks and escapes in login and User-Agent reach neither log, header nor table."""
    person = factory.person(phone=PHONE)
    client.environ_base["HTTP_USER_AGENT"] = "Chrome/1 Android \x1b[31m \x85 <b>"
    with caplog.at_level(logging.DEBUG):
        answer = _send(client, HOSTILE, "x")
        _send(client, PHONE)
    assert "stolen" not in str(answer.headers)
    assert not any("\n" in line.getMessage() or "\x1b" in line.getMessage() for line in caplog.records)
    rows = factory.read(
        lambda: [json.dumps(row.detail) + row.target_id for row in db.session.scalars(select(AuditEntry))]
    )
    assert not any("stolen" in row for row in rows)
    assert [one.device for one in factory.read(sessions.devices, person.id, clock.now())] == [
        "chrome/android"
    ]


def test_a_password_stands_nowhere(
    app: Flask,
    client: CheckingClient,
    factory: Factory,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """S64: planted at every door that takes one, and in the wrong field; found in no log and no row."""
    planted = "Hạt-lúa-9031-vàng"
    factory.person(phone=PHONE)
    with caplog.at_level(logging.DEBUG):
        _send(client, PHONE, planted)
        _send(client, planted, planted)
        _send(client, PHONE)
        client.get("/account")
        client.post("/account/password", data={"old": planted, "new": planted}, status=422)
        client.post("/sign-in/again", data={"password": planted}, status=422)
        client.post("/account/password", data={"old": PASSWORD, "new": planted}, status=303)
    written = caplog.text + "".join(capfd.readouterr())
    rows = factory.read(
        lambda: [
            repr(tuple(row))
            for table in db.metadata.sorted_tables
            for row in db.session.execute(table.select())
        ]
    )
    assert "9031" not in written
    assert not any("9031" in row for row in rows)


def test_what_happens_at_the_door_is_in_the_audit_log(client: CheckingClient, factory: Factory) -> None:
    """S64: who, what, when, in UTC; a refusal too."""
    person = factory.person(phone=PHONE)
    _send(client, PHONE, "sai rồi")
    _send(client, PHONE)
    client.get("/office", status=403)
    client.post("/sign-out", status=303)
    found = factory.read(lambda: list(db.session.scalars(select(AuditEntry).order_by(AuditEntry.at))))
    acts = [(entry.action, entry.actor_id) for entry in found]
    for action, actor in (
        ("accounts.sign-in-failed", None),
        ("accounts.sign-in", person.id),
        ("access.denied", person.id),
        ("accounts.sign-out", person.id),
    ):
        assert (action, actor) in acts
    denied = next(entry for entry in found if entry.action == "access.denied")
    assert (denied.target_kind, denied.detail["path"]) == ("route", "/office")
    assert denied.at.utcoffset() == timedelta(0)


def test_registering_says_that_the_password_is_gone(client: CheckingClient) -> None:
    data = {"full_name": "", "login": PHONE, "password": "lúa chín vàng", "training": "y"}
    answer = client.send_form("/register", data, form="/register", status=422)
    assert "Viết lại mật khẩu" in answer.text
    assert "lúa chín vàng" not in answer.text


@pytest.mark.parametrize("name", ["Sen 🌾", "🙂", "Sen 2", "<b>Sen", "...", "Sen_Sen", "Sen@x"])
def test_a_name_is_made_of_letters(client: CheckingClient, name: str) -> None:
    data = {"full_name": name, "login": PHONE, "password": "lúa chín vàng", "training": "y"}
    answer = client.send_form("/register", data, form="/register", status=422)
    assert "Họ tên chỉ có chữ" in answer.text


@pytest.mark.parametrize(
    ("sent_on", "shown"),
    [
        ("/account/password", "/account"),
        ("/sign-in/person", "/sign-in/person"),
        ("/account/devices/end", "/account/devices"),
        ("/courses?q=a", "/courses?q=a"),
        ("/nothing/at/all", "/"),
    ],
)
def test_the_language_switch_leads_to_a_page_that_exists(
    client: CheckingClient, sent_on: str, shown: str
) -> None:
    assert client.post("/language", data={"lang": "vi", "next": sent_on}, status=303).location == shown


@pytest.fixture
def hashed_in_earnest(light_hashes: PasswordHasher, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Passwords cost here what they cost a stranger who tries them, those of the people made here too."""
    cached = (passwords._decoy, factories._hash)
    monkeypatch.setattr(passwords, "_hasher", light_hashes)
    for one in cached:
        one.cache_clear()
    yield
    for one in cached:
        one.cache_clear()


@pytest.mark.soak
@pytest.mark.usefixtures("hashed_in_earnest")
def test_the_time_tells_nobody_who_has_an_account(client: CheckingClient, factory: Factory) -> None:
    """S48: 200 tries each for a known, an unknown and a household's number, in turn; medians within 10 %."""
    household, known = "0912345670", "0912345671"
    factory.person(phone=known)
    for _ in range(4):
        factory.person(phone=household)
    client.get("/sign-in")
    times: dict[str, list[float]] = {household: [], known: [], "0912345672": []}
    for _ in range(200):
        for login, found in times.items():
            started = perf_counter()
            client.post("/sign-in", data={"login": login, "password": "không phải"}, status=422)
            found.append(perf_counter() - started)
            factory.write(
                lambda: [db.session.execute(delete(table)) for table in (DoorFailure, SignInFailure)]
            )
    medians = [median(found) for found in times.values()]
    assert max(medians) < min(medians) * 1.1, medians
