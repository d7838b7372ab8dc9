"""Nothing secret stands in an address, so whoever reads an access log can open nothing with it (S51)."""

import re
from collections.abc import Callable
from typing import Any

import pyotp
import pytest
from flask import Flask

from lms.accounts import second_factor
from lms.accounts.codes.rules import shown
from tests.client import CheckingClient
from tests.factories import PASSWORD, Factory
from tests.pages.test_first_sign_in import NEW_PASSWORD, issue, newcomer
from tests.pages.test_forgotten import ask, sent_token, with_code, with_mail

#: Addresses are the pages' affair.
pytestmark = pytest.mark.once

MAILED_PASSWORD = "84736251"


@pytest.fixture
def lines(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What an access log would hold: every request's address and referrer, and where it was sent on."""
    written: list[str] = []
    inner = app.wsgi_app

    def logged(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            target = dict(headers).get("Location", "")
            address = f"{environ['PATH_INFO']}?{environ.get('QUERY_STRING', '')}"
            referrer = environ.get("HTTP_REFERER", "")
            written.append(f'"{environ["REQUEST_METHOD"]} {address}" {status} "{referrer}" -> {target}')
            return start_response(status, headers, *more)

        return inner(environ, start)

    monkeypatch.setattr(app, "wsgi_app", logged)
    return written


def cookie(client: CheckingClient) -> str:
    found = client.get_cookie("session")
    assert found is not None
    return found.value


def test_no_secret_of_any_door_is_in_the_access_log(
    client: CheckingClient, factory: Factory, new_client: Callable[[], CheckingClient], lines: list[str]
) -> None:
    """Slip, first password, forgotten password by mail, second factor, sign-in, sessions, form tokens."""
    secrets = {PASSWORD, NEW_PASSWORD, MAILED_PASSWORD}
    person = newcomer(factory)
    (code,) = issue(factory, person)
    secrets |= {code, shown(code)}
    login = {"login": person.user_code, "code": code}
    client.send_form(f"/vao?ma={person.user_code}", login, form="/vao", status=303)
    secrets |= {cookie(client), client.token()}
    client.send_form("/vao/nguoi", {"me": "yes"}, form="/vao/nguoi", status=303)
    client.send_form("/vao/ten", {"name": "right"}, form="/vao/ten", status=303)
    client.send_form("/vao/dong-y", {"training": "y"}, form="/vao/dong-y", status=303)
    client.send_form("/vao/mat-khau", {"password": NEW_PASSWORD}, form="/vao/mat-khau", status=303)
    secrets.add(cookie(client))

    mailed = with_mail(factory)
    ask(new_client(), mailed.login)
    token = sent_token(factory)
    secrets.add(token)
    other = new_client()
    form = with_code(token, MAILED_PASSWORD)
    other.send_form("/new-password", with_code(token, "1"), form="/new-password", status=422)
    other.send_form("/new-password", form, form="/new-password", status=303)
    other.send_form(
        "/sign-in", {"login": mailed.login, "password": MAILED_PASSWORD}, form="/sign-in", status=303
    )
    secrets |= {cookie(other), other.token()}
    other.send_form("/account/second-factor", {}, form="/begin", status=303)
    factor = factory.read(second_factor.state, mailed.id).secret
    now = pyotp.TOTP(factor).now()
    other.get("/account/second-factor/picture.svg", status=200)
    page = other.send_form("/account/second-factor", {"code": now}, form="/confirm", status=200).text
    recovery = re.findall(r"<li>([a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4})</li>", page)
    secrets |= {factor, now, *recovery}
    other.send_form("/account", {}, form="/sign-out", status=303)
    again = {"login": mailed.login, "password": MAILED_PASSWORD}
    other.send_form("/sign-in", again, form="/sign-in", status=200)  # now the second step
    other.send_form("/sign-in/code", {"code": recovery[0]}, form="/sign-in/code", status=303)

    assert len(secrets) > 20 and all(len(one) >= 6 for one in secrets)
    assert len(lines) > 25

    def found() -> list[str]:
        return [line for line in lines if any(one in line for one in secrets)]

    assert not found()
    other.get(f"/new-password?token={token}", status=200)
    assert len(found()) == 1, "a secret in an address would have been seen"
