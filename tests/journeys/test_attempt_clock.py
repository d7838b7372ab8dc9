"""F21: the phone's clock is a day off; the deadline and the minutes left are the server's all the same."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from lms import clock
from tests.client import CheckingClient
from tests.factories import Factory
from tests.journeys.test_attempt import field, status
from tests.pages.quiz_course import files, known, learner, start
from tests.servers.chromium import Visit

pytestmark = [pytest.mark.browser, pytest.mark.both]


@pytest.mark.parametrize(
    ("off", "zone"), [(timedelta(days=1), "UTC"), (timedelta(days=-1), "Asia/Ho_Chi_Minh")]
)
def test_a_wrong_clock_neither_ends_nor_prolongs_an_attempt(
    client: CheckingClient,
    factory: Factory,
    phone: Callable[..., Visit],
    site: str,
    off: timedelta,
    zone: str,
) -> None:
    factory.course(files(("pass: 5\n", "pass: 5\nminutes: 30\n")))
    learner(factory, client)
    taking = start(client)
    deadline = known(factory, taking)[0].deadline
    page = phone(client, timezone_id=zone).page()
    page.clock.install(time=datetime.now(UTC) + off)
    page.goto(f"{site}/attempts/{taking}")
    remaining = page.locator(".remaining")
    expect(remaining).to_contain_text(f"Làm đến {clock.to_local(deadline):%H:%M}")
    expect(remaining).to_contain_text("Còn 29 phút")
    field(page, "ngan").fill("lãi góp")
    page.clock.run_for(2000)
    expect(status(page, "ngan")).to_have_text("Đã lưu")
    # Ten minutes later by the phone, whatever day it thinks it is.
    page.clock.run_for(600_000)
    expect(remaining).to_contain_text("Còn 19 phút")
    assert known(factory, taking)[0].open
