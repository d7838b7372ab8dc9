"""A public site starts closed: a strong key, no debugger, nobody's account, quiet errors."""

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lms import create_app
from lms.accounts.models import GrantRow, User
from lms.config import Settings, SettingsError
from lms.db import db
from tests.client import CheckingClient
from tests.factories import Factory
from tests.pages.security.world import rows_digest

#: It is decided before a database is opened.
pytestmark = pytest.mark.once

PUBLIC = "https://hoc.example.vn"
STRONG = "Jv36aLvhQnsiTzqVA97wUODNIhYaIlJvW1dDMBBktY93_q0UvGeO1FqgIyzyblgb"


@pytest.mark.parametrize(
    "key",
    [
        "", "dev", "secret", "x" * 64, "changeme-changeme-changeme-changeme-0123456789", STRONG[:31],
        "default-key-0123456789-abcdefghijklmnop", "example-" + STRONG, "my-password-" + STRONG,
    ],
)  # fmt: skip
def test_a_public_site_refuses_a_weak_key(tmp_path: Any, key: str) -> None:
    """S63: missing, default, example or short: the platform does not start, and says which setting it is."""
    environment = {"SITE_URL": PUBLIC, "INSTANCE_DIR": str(tmp_path), "SECRET_KEY": key}
    with pytest.raises(SettingsError, match="SECRET_KEY"):
        create_app(Settings.from_env(environment))
    assert not (tmp_path / "secret-key").exists()


@pytest.mark.parametrize(
    "address", ["http://hoc.example.vn", "http://10.0.0.5:8000", "ftp://x", "hoc.example.vn"]
)
def test_a_public_site_is_https(tmp_path: Any, address: str) -> None:
    """S51, S63: cookies cannot be Secure over http, so such a site does not start."""
    environment = {"SITE_URL": address, "INSTANCE_DIR": str(tmp_path), "SECRET_KEY": STRONG}
    with pytest.raises(SettingsError, match="SITE_URL"):
        Settings.from_env(environment)


def test_a_strong_key_will_do_and_a_loopback_site_makes_its_own(tmp_path: Any) -> None:
    """S63: the refusals above are about the key; the key made for a loopback site is for its owner's eyes."""
    Settings.from_env({"SITE_URL": PUBLIC, "INSTANCE_DIR": str(tmp_path), "SECRET_KEY": STRONG})
    own = Settings.from_env({"INSTANCE_DIR": str(tmp_path)})
    assert len(own.secret_key) >= 32
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("name", ["FLASK_DEBUG", "FLASK_ENV"])
def test_a_public_site_is_never_in_debug_mode(app: Flask, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """S63: neither the variable nor an exception opens a debugger or a stack on a public site."""
    monkeypatch.setenv(name, "1" if name == "FLASK_DEBUG" else "development")
    public = create_app(replace(app.extensions["settings"], site_url=PUBLIC))
    assert not public.debug
    assert not public.testing

    def broken(**_: Any) -> Any:
        raise RuntimeError("canary-63")

    public.view_functions["courses.catalogue"] = broken
    answer = FlaskClient(public).get("/courses", base_url=PUBLIC)
    assert answer.status_code == 500
    for leak in ("canary-63", "Traceback", "lms/", "__debugger__", "EVALEX"):
        assert leak not in answer.text
    assert answer.headers["X-Request-Id"] in answer.text
    for address in ("/console", "/?__debugger__=yes&cmd=resource&f=debugger.js"):
        page = FlaskClient(public).get(address, base_url=PUBLIC).text
        assert "EVALEX" not in page and "Interactive Console" not in page
    with public.app_context():
        db.engine.dispose()


def test_nobody_has_an_account_before_one_is_made(context: Flask) -> None:
    """S63: a new installation has neither people nor rights; the first admin is made by hand."""
    assert not db.session.scalars(select(User)).all()
    assert not db.session.scalars(select(GrantRow)).all()


@pytest.mark.parametrize(
    "login", ["admin", "admin@example.com", "0900000001", "0900000003", "U-100000", "root"]
)
@pytest.mark.parametrize("password", ["admin", "admin123", "password", "12345678"])
def test_no_default_account_opens(client: CheckingClient, login: str, password: str) -> None:
    """S63: the usual pairs open nothing."""
    client.send_form("/sign-in", {"login": login, "password": password}, form="/sign-in", status=422)


def test_demo_people_are_refused_on_a_public_site(app: Flask, factory: Factory) -> None:
    """S63: no account may have a password that lies in a file."""
    public = create_app(replace(app.extensions["settings"], site_url=PUBLIC))
    before = rows_digest(factory, "users", "grants")
    done = public.test_cli_runner().invoke(args=["accounts", "seed-demo"])
    assert done.exit_code != 0
    assert rows_digest(factory, "users", "grants") == before
    with public.app_context():
        db.engine.dispose()
