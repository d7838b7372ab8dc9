"""F21: the phone's clock is a day off; the deadline and the minutes left are the server's all the same."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from lms import clock
from lms.quizzes.rules import Exceptional
from lms.quizzes.service import give_exception
from tests.client import CheckingClient
from tests.factories import Factory
from tests.journeys.test_attempt import field, status
from tests.pages.quiz_course import COURSE, QUIZ, files, known, learner, start
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


def test_more_time_given_meanwhile_shows_and_nothing_is_handed_in(
    client: CheckingClient, factory: Factory, phone: Callable[..., Visit], site: str
) -> None:
    factory.course(files(("pass: 5\n", "pass: 5\nminutes: 30\n")))
    person = learner(factory, client)
    trainer = factory.person("Trần Văn Thầy", teaches=COURSE)
    taking = start(client)
    page = phone(client).page()
    page.clock.install()
    page.goto(f"{site}/attempts/{taking}")
    remaining = page.locator(".remaining")
    expect(remaining).to_contain_text("Còn 29 phút")

    def give(minutes: int) -> None:
        given = Exceptional(minutes=minutes)
        factory.write(give_exception, COURSE, QUIZ, [person.id], given, "mất điện", trainer.id, clock.now())

    give(15)
    page.clock.run_for(1_205_000)
    # Ten minutes before the end that it knows, the page asks; the server's clock has hardly moved.
    expect(remaining).to_contain_text("Còn 44 phút")
    expect(remaining).to_contain_text(f"Làm đến {clock.to_local(known(factory, taking)[0].deadline):%H:%M}")
    # From now on what it asks is not heard, until it hands in by itself at the end that it knows.
    page.route(f"{site}/attempts/{taking}", lambda route: route.fulfill(body="", content_type="text/html"))
    field(page, "ngan").fill("lãi góp")
    page.clock.run_for(44 * 60_000)
    expect(remaining).to_contain_text("Còn dưới một phút")
    page.unroute(f"{site}/attempts/{taking}")
    give(40)
    page.clock.run_for(60_000)
    expect(page.get_by_text("Anh/chị được thêm giờ.")).to_be_visible()
    expect(field(page, "ngan")).to_have_value("lãi góp")
    assert known(factory, taking)[0].open
