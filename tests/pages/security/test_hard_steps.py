"""What is hard to undo or carries people's data away asks for the password again: every such route (S53)."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import update

from lms import clock
from lms.accounts.models import Session
from lms.db import db
from lms.web.guard import FRESH
from tests.factories import PASSWORD
from tests.pages.security.world import MANY, World

OFFICE = (
    "office.grant_role",
    "office.revoke_role",
    "office.roles",
    "office.merge_send",
    "office.removal_approve",
    "office.view_as",
    "office.export_send",
    "office.export_file",
)
OWN = (
    "privacy.as_json",
    "privacy.as_html",
    "privacy.deletion_send",
    "accounts.second_factor_begin",
    "accounts.second_factor_picture",
    "accounts.second_factor_confirm",
    "accounts.second_factor_codes",
    "accounts.second_factor_off",
)
#: Sent as filled in, so that the step would be taken if it did not ask.
DATA = {
    "office.grant_role": {"role": "admin"},
    "office.revoke_role": {"role": "admin", "scope": ""},
    "office.export_send": {"kind": "people", "format": "csv"},
}


def _age(world: World) -> None:
    old = clock.now() - FRESH - timedelta(seconds=1)
    world.factory.write(lambda: db.session.execute(update(Session).values(strong_at=old)))


def test_every_hard_step_asks_for_the_password_again(world: World) -> None:
    """Roles, merge, export, removal, looking as somebody, the second factor: nothing is done meanwhile."""
    asked = set()
    for role, endpoints in (("admin", OFFICE), ("learner A", OWN)):
        client = world.clients[role]
        _age(world)
        for rule in world.rules():
            if rule.endpoint not in endpoints:
                continue
            asked.add(rule.endpoint)
            before, address = world.digest(), world.address(rule)
            if "GET" in (rule.methods or set()):
                parts = urlsplit(client.get(address, status=302, queries=MANY).location)
                assert (parts.path, parse_qs(parts.query)["next"]) == ("/sign-in/again", [address])
            else:
                answer = client.post(address, data=DATA.get(rule.endpoint, {}), status=401, queries=MANY)
                assert "Nhập lại mật khẩu" in answer.text, address
            assert world.digest() == before, f"{address}: something was written without the password"
    assert asked == {*OFFICE, *OWN}


def test_once_given_the_step_is_taken(world: World) -> None:
    """The other way round: what the test above sends is what would have done it."""
    _age(world)
    client = world.clients["admin"]
    address = f"/office/people/{world.people['learner B'].id}/roles"
    before = world.digest()
    client.get("/office", queries=MANY)
    client.post("/sign-in/again", data={"password": PASSWORD}, status=303, queries=MANY)
    client.post(address, data=DATA["office.grant_role"], status=303, queries=MANY)
    assert world.digest() != before
