"""S54: an admin who looks at the pages as a learner sees what the learner sees, and can write nothing."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from lms import clock
from lms.accounts import people, viewing
from lms.audit.models import AuditEntry
from lms.db import db
from lms.permissions import LOOKING, Actor, Can, allowed
from tests.client import CheckingClient
from tests.factories import COURSE_ID
from tests.pages.security.world import LESSON, MANY, World


@pytest.fixture
def looking(world: World) -> CheckingClient:
    """The admin's browser, looking as learner A."""
    client = world.clients["admin"]
    person = world.people["learner A"].id
    client.get(f"/office/people/{person}", status=200, queries=MANY)
    client.post(f"/office/people/{person}/view", status=303)
    client.get("/", status=200, queries=MANY)
    return client


def log_of(world: World, action: str) -> list[tuple[Any, str, dict[str, Any]]]:
    """Who did it, to whom, and the details."""

    def read() -> list[Any]:
        rows = db.session.execute(
            select(AuditEntry.actor_id, AuditEntry.target_id, AuditEntry.detail)
            .where(AuditEntry.action == action)
            .order_by(AuditEntry.at)
        )
        return [tuple(row) for row in rows]

    found: list[tuple[Any, str, dict[str, Any]]] = world.factory.read(read)
    return found


def both(world: World) -> tuple[Any, str]:
    return world.people["admin"].id, str(world.people["learner A"].id)


def test_the_pages_are_the_learners_with_a_banner(world: World, looking: CheckingClient) -> None:
    name = world.people["learner A"].full_name
    for address in (
        "/",
        f"/courses/{COURSE_ID}",
        f"/courses/{COURSE_ID}/lessons/{LESSON}",
        "/certificates",
        f"/attempts/{world.values['attempt_id']}",
    ):
        page = looking.get(address, status=200, queries=MANY).text
        assert f"Đang xem như {name}. Chỉ xem, không đổi được gì." in page, address
        assert "/office" not in page, address
        main, foot = page.split('<main class="page" id="main">')[1].split("</main>")
        inside = main.split("<fieldset disabled>")[1].rsplit("</fieldset>", 1)
        assert "<button" not in main.replace(inside[0], ""), f"{address}: a button that is refused"
        assert "<button" not in foot, address
    for address in ("/courses", "/verify"):
        page = looking.get(address, status=200, queries=MANY).text
        assert 'type="submit"' in page and "<fieldset disabled>" not in page, "searching changes nothing"
    attempt = looking.get(f"/attempts/{world.values['attempt_id']}", status=200, queries=MANY).text
    assert "<fieldset disabled>" in attempt
    assert 'data-module="attempt"' not in attempt, "an answer typed here would wait on the admin's own device"
    assert log_of(world, "people.view") == [(*both(world), {})]


def test_nothing_that_is_sent_is_taken(world: World, looking: CheckingClient) -> None:
    """Every route and every unsafe method: 403, nothing written, and the log has both people."""
    before, tried = world.digest(), 0
    for rule in world.rules():
        if rule.endpoint == "accounts.stop_viewing":
            continue
        for method in sorted((rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}):
            answer = looking.open(world.address(rule), method=method, queries=MANY)
            assert answer.status_code == 403, f"{method} {rule.rule}: {answer.status}"
            tried += 1
    assert world.digest() == before
    noted = log_of(world, "people.view-refused")
    assert len(noted) == tried
    assert {(actor, target) for actor, target, _detail in noted} == {both(world)}
    assert f"/attempts/{world.values['attempt_id']}/submit" in {detail["path"] for *_, detail in noted}


def test_a_script_is_told_why(world: World, looking: CheckingClient) -> None:
    body = {"question": "ghi-khi-nao", "value": "x", "client": "abcdefgh", "seq": 1, "base": 0}
    answer = looking.post(
        f"/attempts/{world.values['attempt_id']}/answers",
        data=json.dumps(body),
        content_type="application/json",
        headers={"X-CSRFToken": looking.token(), "Accept": "application/json"},
        csrf=False,
        status=403,
    )
    assert "không đổi được gì" in answer.json["error"]


def test_the_judge_alone_refuses_what_writes(world: World) -> None:
    """The second wall: without the first one a learner's own rights would do."""

    class Own:
        user_id = world.people["learner A"].id
        course_id, commune_code, enrolled = COURSE_ID, "00004", True

    looker = Actor(Own.user_id, viewer_id=world.people["admin"].id)
    assert {can for can in Can if allowed(looker, can, Own)} == LOOKING
    for can in (Can.SAVE_ANSWER, Can.SUBMIT_ATTEMPT, Can.START_ATTEMPT, Can.ENROL_SELF, Can.EDIT_OWN_ACCOUNT):
        assert allowed(Actor(Own.user_id), can, Own)
        assert not allowed(looker, can, Own)


@pytest.mark.parametrize(
    "address", ["/account", "/account/devices", "/account/data", "/office", "/office/people", "/teach", "/xa"]
)
def test_account_and_office_are_not_looked_at(looking: CheckingClient, address: str) -> None:
    answer = looking.get(address, queries=MANY)
    assert answer.status_code in (403, 404)
    assert "Đang xem như" in answer.text


def test_stopping_leads_back_to_the_office(world: World, looking: CheckingClient) -> None:
    person = world.people["learner A"]
    answer = looking.post("/viewing/stop", status=303)
    assert answer.location == f"/office/people/{person.id}"
    page = looking.get(answer.location, status=200, queries=MANY).text
    assert "Đang xem như" not in page
    assert "Thôi xem như học viên" in page, "the person's own log shows it"
    assert log_of(world, "people.view-end") == [(*both(world), {})]


def test_it_ends_by_itself(world: World, looking: CheckingClient, monkeypatch: pytest.MonkeyPatch) -> None:
    late = clock.now() + viewing.LASTS
    monkeypatch.setattr(clock, "now", lambda: late)
    page = looking.get("/", status=200, queries=MANY).text
    assert "Đang xem như" not in page
    assert "/office" in page


def test_it_ends_with_the_account_looked_at(world: World, looking: CheckingClient) -> None:
    world.factory.write(people.disable, world.people["learner A"].id, world.people["admin"].id, clock.now())
    assert "Đang xem như" not in looking.get("/", status=200, queries=MANY).text


def test_nobody_looks_as_the_office_or_as_a_closed_account(world: World) -> None:
    client, admin = world.clients["admin"], world.people["admin"]
    client.post(f"/office/people/{admin.id}/view", status=409, queries=MANY)
    closed = world.people["learner B"]
    world.factory.write(people.disable, closed.id, admin.id, clock.now())
    client.post(f"/office/people/{closed.id}/view", status=409, queries=MANY)
    assert "Đang xem như" not in client.get("/", status=200, queries=MANY).text
    assert log_of(world, "people.view") == []


def test_the_password_is_asked_for_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    late = clock.now() + timedelta(minutes=11)
    monkeypatch.setattr(clock, "now", lambda: late)
    client, person = world.clients["admin"], world.people["learner A"]
    answer = client.post(f"/office/people/{person.id}/view", queries=MANY)
    assert answer.status_code != 303
    assert "Mật khẩu" in answer.text
    assert log_of(world, "people.view") == []
