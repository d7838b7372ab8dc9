"""Headers and cookies of every response: pages, errors, redirects, files, static files."""

import re
from collections.abc import Iterator
from dataclasses import replace
from http.cookies import SimpleCookie
from typing import Any

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lms import create_app
from lms.db import db
from lms.paths import DIST
from tests.client import POLICY, CheckingClient
from tests.factories import PASSWORD
from tests.pages.security.world import MANY, ROLES, World

#: Headers and cookies are the web layer's.
pytestmark = pytest.mark.once

HTTPS = "https://hoc.example.vn"
#: The only responses to a signed-in browser that may be kept: they are the same for everybody.
FOR_EVERYBODY = {"/site-colour.css"}


def _faults(answer: TestResponse, *, https: bool) -> list[str]:
    headers = answer.headers
    expected = {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Strict-Transport-Security": "max-age=31536000; includeSubDomains" if https else None,
    }
    found = [f"{name}: {headers.get(name)}" for name, value in expected.items() if headers.get(name) != value]
    policies = headers.getlist("Content-Security-Policy")
    stored = "/media/" in answer.request.path and answer.status_code in (200, 304)
    if len(policies) != 1 or not (policies[0] == "sandbox" if stored else POLICY.fullmatch(policies[0])):
        found.append(f"Content-Security-Policy: {policies}")
    for loose in ("unsafe-inline", "unsafe-eval", "*", "data:"):
        if any(loose in policy for policy in policies):
            found.append(f"the policy allows {loose}")
    return found


def _kept_private(answer: TestResponse) -> bool:
    control = answer.headers.get("Cache-Control", "")
    if answer.request.path in FOR_EVERYBODY and answer.status_code == 200:
        return "Set-Cookie" not in answer.headers
    if "/media/" in answer.request.path and answer.status_code == 200:
        return "private" in control and "public" not in control
    return "no-store" in control


@pytest.mark.parametrize("role", ROLES)
def test_headers_of_every_route(world: World, role: str) -> None:
    """S28, S29: the exact policy and headers on every route and method; nothing of a person is kept."""
    client, wrong = world.clients[role], []
    for rule in world.rules_in_turn(role):
        for method in ("GET", "POST", "DELETE"):
            if rule.endpoint == "accounts.sign_out":
                continue
            address = world.address(rule)
            answer = client.open(address, method=method, queries=MANY)
            wrong += [f"{method} {address}: {fault}" for fault in _faults(answer, https=False)]
            if not _kept_private(answer):
                wrong.append(f"{method} {address} ({answer.status}): {answer.headers.get('Cache-Control')}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 413, 422, 429, 500, 503])
def test_headers_of_errors(app: Flask, client: CheckingClient, monkeypatch: Any, status: int) -> None:
    """S28, S29: an error is as well guarded as a page, also without the session that made it."""

    def refuse(**_: Any) -> Any:
        abort(status)

    monkeypatch.setitem(app.view_functions, "health.healthz", refuse)
    answer = client.get("/healthz", status=status)
    assert not _faults(answer, https=False)
    assert answer.headers["Cache-Control"] == "no-store"


def test_headers_of_an_exception(app: Flask, client: CheckingClient, monkeypatch: Any) -> None:
    """S28, S63: neither a page that cannot be made nor the page that says so loses its headers."""

    def broken(*_: Any, **__: Any) -> Any:
        raise RuntimeError("canary-77")

    monkeypatch.setitem(app.view_functions, "home.home", broken)
    monkeypatch.setattr("lms.web.errors.render_template", broken)
    answer = client.get("/", status=500)
    assert not _faults(answer, https=False)
    assert "canary-77" not in answer.text
    assert "Traceback" not in answer.text


def test_static_files_run_nothing(app: Flask) -> None:
    """S28, S29: built files are nosniff, may load nothing as documents, and are kept; what is none is 404."""
    client = FlaskClient(app)
    names = [path.name for path in DIST.iterdir() if path.suffix in (".css", ".js", ".svg")]
    assert len(names) >= 3
    for name in names:
        answer = client.get(f"/static/dist/{name}", buffered=True)
        assert answer.status_code == 200
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert "Set-Cookie" not in answer.headers
        assert "immutable" in answer.headers["Cache-Control"]
    for name in ("", "none.css", "../../../etc/passwd", "%2e%2e/%2e%2e/setup.cfg", "manifest.json/.."):
        assert client.get(f"/static/dist/{name}", buffered=True).status_code == 404


def test_every_nonce_is_new(client: CheckingClient) -> None:
    """S28: a nonce used twice is no nonce."""
    policies = [client.get("/courses").headers["Content-Security-Policy"] for _ in range(20)]
    nonces = [re.search(r"'nonce-([^']+)'", policy) for policy in policies]
    assert len({found[1] for found in nonces if found}) == 20


def test_a_shared_cache_gives_nobody_another_s_page(world: World) -> None:
    """S29: a cache that keeps what it may keep never hands learner A's page to learner B."""
    kept: dict[str, str] = {}
    for role in ("learner A", "learner B", "anonymous"):
        for address in (
            "/",
            "/account",
            "/certificates",
            f"/courses/{world.values['course_id']}",
            "/courses",
        ):
            if address in kept:
                assert world.people["learner A"].full_name not in kept[address]
                continue
            answer = world.clients[role].get(address, queries=MANY)
            control = answer.headers["Cache-Control"]
            if "no-store" not in control and "private" not in control:
                kept[address] = answer.text
    assert not kept


@pytest.fixture
def public_app(app: Flask) -> Iterator[Flask]:
    """The same platform at a public https address, over the same database."""
    made = create_app(replace(app.extensions["settings"], site_url=HTTPS))
    yield made
    with made.app_context():
        db.engine.dispose()


def _cookies(answer: TestResponse) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for line in answer.headers.getlist("Set-Cookie"):
        found |= SimpleCookie(line).items()
    return found


def test_cookies_of_a_public_site(public_app: Flask) -> None:
    """S51: each cookie is __Host-, Secure, HttpOnly, SameSite=Lax, for / and for no domain."""
    client = FlaskClient(public_app)
    seen: dict[str, Any] = {}
    page = client.get("/register", base_url=HTTPS)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
    assert token is not None
    headers = {"Referer": f"{HTTPS}/register"}
    form = {"csrf_token": token[1], "full_name": "Đỗ Thị Ỷ", "login": "0912345678", "password": PASSWORD}
    answers = [page]
    answers.append(
        client.post("/language", data={"csrf_token": token[1], "lang": "en"}, base_url=HTTPS, headers=headers)
    )
    answers.append(client.post("/register", data={**form, "training": "y"}, base_url=HTTPS, headers=headers))
    assert [answer.status_code for answer in answers] == [200, 303, 303]
    answers += [client.get(address, base_url=HTTPS) for address in ("/", "/account", "/khong-co")]
    assert '<html lang="en"' in answers[-2].text
    for answer in answers:
        assert not _faults(answer, https=True)
        seen |= _cookies(answer)
    assert len(seen) == 2
    for name, cookie in seen.items():
        assert name.startswith("__Host-"), name
        assert cookie["secure"] and cookie["httponly"], name
        assert cookie["samesite"] == "Lax", name
        assert cookie["path"] == "/" and not cookie["domain"], name
    held = seen["__Host-session"].value
    for answer in answers:
        for text in (answer.request.url, answer.location or "", answer.text.replace(token[1], "")):
            assert held not in text
            assert PASSWORD not in text


def test_plain_cookie_names_are_for_loopback_only(client: CheckingClient, public_app: Flask) -> None:
    """S51: a plain-named cookie, which a neighbour host could set, opens nothing on a public site."""
    client.get("/sign-in")
    assert client.get_cookie("session") is not None
    assert public_app.config["SESSION_COOKIE_NAME"] == "__Host-session"
    client.post("/language", data={"lang": "en"}, status=303)
    plain = FlaskClient(public_app)
    plain.set_cookie("lang", "en", domain="hoc.example.vn")
    assert '<html lang="vi"' in plain.get("/courses", base_url=HTTPS).text


def test_no_secret_stands_in_an_address(world: World) -> None:
    """S51: no link, form or redirect of any page carries the session, a CSRF token or a password."""
    client = world.clients["learner A"]
    cookie = client.get_cookie("session")
    assert cookie is not None
    for rule in world.rules():
        if "GET" in (rule.methods or set()):
            answer = client.get(world.address(rule), queries=MANY)
            targets = re.findall(r'(?:href|src|action)="([^"]*)"', answer.text) + [answer.location or ""]
            for target in targets:
                assert "csrf" not in target and cookie.value not in target, f"{rule.rule}: {target}"
            if answer.mimetype == "text/html":
                assert cookie.value not in answer.text
