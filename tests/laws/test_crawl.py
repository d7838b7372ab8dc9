"""Everybody may follow every link: no page fails, none changes anything, all carry the security headers."""

from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade

from lms import create_app
from lms.config import Settings
from lms.db import db
from tests.client import CheckingClient
from tests.factories import Factory
from tests.laws.test_permissions import ACTORS
from tests.world import build, crawl, digest


@pytest.mark.parametrize("name", list(ACTORS))
def test_every_link_leads_somewhere_and_reading_changes_nothing(
    app: Flask, client: CheckingClient, factory: Factory, name: str
) -> None:
    world = build(factory)
    person = world.people[name]
    if person is not None:
        factory.sign_in(client, person)
    before = digest(app)
    seen = crawl(client)
    # The calculators lead to lessons of the shipped course, which is not part of this world.
    dead = {
        address: status
        for address, status in seen.items()
        if status >= 400 and not address.startswith("/courses/danh-gia-ket-qua/")
    }
    assert not dead
    assert len(seen) > 8
    assert digest(app) == before


def test_signed_in_pages_are_never_kept_by_a_shared_cache(client: CheckingClient, factory: Factory) -> None:
    world = build(factory)
    person = world.people["learner A"]
    assert person is not None
    factory.sign_in(client, person)
    for address in crawl(client):
        caching = client.get(address).headers["Cache-Control"]
        assert "no-store" in caching or "private" in caching, f"{address}: {caching}"


def test_https_sites_ask_for_https_and_keep_their_cookies_to_themselves(
    environment: dict[str, str], tmp_path: Path
) -> None:
    own = {**environment, "SITE_URL": "https://hoc.example.vn", "INSTANCE_DIR": str(tmp_path)}
    own.pop("DATABASE_URL", None)
    production = create_app(Settings.from_env(own))
    with production.app_context():
        upgrade()
    answer = production.test_client().get("/sign-in", base_url="https://hoc.example.vn")
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    for cookie in answer.headers.getlist("Set-Cookie"):
        assert cookie.startswith("__Host-")
        assert "Secure" in cookie
        assert "Domain" not in cookie
    with production.app_context():
        db.engine.dispose()
