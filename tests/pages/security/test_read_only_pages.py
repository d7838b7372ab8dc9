"""Looking changes nothing, and a form is only taken with the token of its own session."""

from typing import Any

import pytest

from lms import clock
from lms.accounts import service
from tests.factories import COURSE_ID
from tests.pages.security.world import MANY, World, raw

#: What an address may ask to be done; the pages take turns with it.
ACTING = ("lang=en&act=revoke&reason=abc&confirmed=1&_method=POST", "example=1&act=issue&_method=DELETE")


@pytest.mark.parametrize(
    "role",
    ["admin", *(pytest.param(one, marks=pytest.mark.once) for one in ("learner A", "trainer", "anonymous"))],
)
def test_looking_at_any_route_writes_nothing(world: World, role: str) -> None:
    """S49: GET and HEAD of every route leave every row as it was (every link: tests/laws/test_crawl.py)."""
    before, bare = world.digest(), raw(world, role)
    addresses = [world.address(rule) for rule in world.rules() if "GET" in (rule.methods or set())]
    assert len(addresses) > 100
    for nth, address in enumerate(addresses):
        head = bare.head(address, buffered=True)
        assert head.status_code < 500 and not head.data, f"HEAD {address}: {head.status}"
        acting = f"{address}?{ACTING[nth % len(ACTING)]}"
        answer = bare.get(acting, headers={"X-HTTP-Method-Override": "POST"}, buffered=True)
        assert answer.status_code < 500, acting
    assert world.digest() == before


def test_the_digest_sees_a_change(world: World) -> None:
    """S49: one seat taken, and the digest above is another."""
    before = world.digest()
    world.clients["unenrolled"].post(f"/courses/{COURSE_ID}/enrol", status=303)
    assert world.digest() != before


@pytest.mark.parametrize("where", ["form", "header"])
def test_an_old_token_is_refused_after_signing_in_again(world: World, where: str) -> None:
    """S49, S44: the token of the session before is worth nothing in the next one."""
    client, person = world.clients["learner A"], world.people["learner A"]
    old: str = client.token()
    world.factory.write(service.end_sessions, person.id, clock.now())
    world.factory.sign_in(client, person)
    client.get("/account", status=200)
    before = world.digest()
    sent: dict[str, Any] = {"data": {"full_name": "Tên Mới"}}
    if where == "form":
        sent["data"]["csrf_token"] = old
    else:
        sent["headers"] = {"X-CSRFToken": old}
    client.post("/account", csrf=False, status=400, **sent)
    assert world.digest() == before


@pytest.mark.parametrize("place", ["query", "cookie", "json"])
def test_a_token_anywhere_else_is_none(world: World, place: str) -> None:
    """S49: the right token in the address, a cookie or a JSON body does not count."""
    client, before = world.clients["learner A"], world.digest()
    token = client.token()
    if place == "cookie":
        client.set_cookie("csrf_token", token)
    sent: dict[str, Any] = {"data": {"full_name": "Tên Mới"}}
    if place == "json":
        sent = {"json": {"csrf_token": token, "full_name": "Tên Mới"}}
    query = {"csrf_token": token} if place == "query" else {}
    client.post("/account", query_string=query, csrf=False, status=400, **sent)
    assert world.digest() == before


@pytest.mark.once
@pytest.mark.parametrize("role", ["admin", "learner A", "anonymous"])
def test_no_form_is_taken_without_the_own_token(world: World, role: str) -> None:
    """S49: every route that changes something, without a token and with that of another session."""
    client, before = world.clients[role], world.digest()
    foreign = world.clients["learner B"].token()
    tried = 0
    for rule in world.rules():
        method = next(iter((rule.methods or set()) & {"POST", "PUT", "PATCH", "DELETE"}), "")
        if not method or rule.endpoint == "storage.part":
            continue  # its signature is its token, and it knows no session
        for data in ({}, {"csrf_token": foreign}):
            answer = client.open(world.address(rule), method=method, data=data, csrf=False, queries=MANY)
            # Of somebody signed out some forms are kept for after signing in, with a token of then.
            wanted = (400, 401) if role == "anonymous" else (400,)
            assert answer.status_code in wanted, f"{method} {rule.rule}: {answer.status}"
            tried += 1
    assert tried > 150
    assert world.digest() == before
