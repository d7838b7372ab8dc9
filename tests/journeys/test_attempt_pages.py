"""An attempt of several pages in Chromium: nothing typed is lost on the way between them."""

from collections.abc import Callable
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from tests.client import CheckingClient
from tests.factories import Factory
from tests.journeys.test_attempt import KEPT, field, on_device, status
from tests.pages.quiz_course import files, known, learner, start
from tests.servers.chromium import Visit

pytestmark = pytest.mark.browser
BEFORE = "pass: 5\nshuffle_questions: true\n"


def begun(client: CheckingClient, factory: Factory, more: str = "") -> UUID:
    factory.course(files((BEFORE, f"pass: 5\npage_size: 3\n{more}")))
    learner(factory, client)
    return start(client)


def opened(window: Visit, address: str) -> Page:
    page = window.page()
    page.goto(address)
    expect(page.locator("[data-save]")).to_be_hidden()
    return page


def test_from_page_to_page_and_back(
    client: CheckingClient,
    factory: Factory,
    phone: Callable[..., Visit],
    site: str,
    axe: Callable[[Page], None],
) -> None:
    taking = begun(client, factory)
    page = opened(phone(client), f"{site}/attempts/{taking}")
    page.locator("#cau-dung input").first.check()
    page.get_by_role("button", name="Trang sau").click()
    expect(page.locator("h2.attempt-page")).to_have_text("Trang 2/3")
    expect(page.locator("[data-progress]")).to_contain_text("Đã trả lời 1 trên 7 câu")
    # Typed and gone on at once: it is saved first.
    field(page, "ngan").fill("lãi góp")
    page.get_by_role("button", name="Trang trước").click()
    expect(page.locator("h2.attempt-page")).to_have_text("Trang 1/3")
    expect(page.locator("#cau-dung input").first).to_be_checked()
    assert known(factory, taking)[1] == {"dung": True, "ngan": "lãi góp"}
    assert on_device(page) == []
    axe(page)
    page.get_by_role("button", name="Trang sau").click()
    expect(field(page, "ngan")).to_have_value("lãi góp")
    page.get_by_role("button", name="Trang sau").click()
    page.get_by_role("button", name="Nộp bài").click()
    expect(page.locator("h1")).to_have_text("Còn 5 câu chưa trả lời xong")
    page.get_by_role("link", name="Câu 4, trang 2").click()
    expect(page).to_have_url(f"{site}/attempts/{taking}?page=2#cau-so")


def test_without_signal_going_on_waits_and_answers_of_another_page_are_sent_from_anywhere(
    client: CheckingClient, factory: Factory, phone: Callable[..., Visit], site: str
) -> None:
    taking = begun(client, factory)
    window = phone(client)
    page = opened(window, f"{site}/attempts/{taking}?page=2")
    window.context.set_offline(True)
    field(page, "ngan").fill("lãi góp")
    page.get_by_role("button", name="Trang trước").click()
    expect(page.locator("[data-line]")).to_contain_text("Chưa sang trang được vì mất sóng.")
    expect(status(page, "ngan")).to_have_text(KEPT)
    page.close()
    window.context.set_offline(False)
    # The phone opens another page of the attempt: what it kept of the second one goes out from there.
    other = opened(window, f"{site}/attempts/{taking}?page=1")
    other.wait_for_function(
        "() => new Promise((empty) => { indexedDB.open('lms').onsuccess = (event) => {"
        " event.target.result.transaction('answers').objectStore('answers').count().onsuccess ="
        " (found) => empty(found.target.result === 0); }; })"
    )
    assert known(factory, taking)[1] == {"ngan": "lãi góp"}
    window.expect_errors("ERR_INTERNET_DISCONNECTED")


def test_an_answer_kept_for_another_page_that_was_changed_elsewhere_is_shown_first(
    client: CheckingClient, factory: Factory, phone: Callable[..., Visit], site: str
) -> None:
    taking = begun(client, factory)
    window = phone(client)
    page = opened(window, f"{site}/attempts/{taking}?page=2")
    window.context.set_offline(True)
    field(page, "ngan").fill("câu cũ")
    expect(status(page, "ngan")).to_have_text(KEPT)
    # The browser's offline ends with the page, and a page that closes tries once more.
    page.evaluate("() => { window.fetch = () => new Promise(() => {}); }")
    page.close()
    client.post(f"/attempts/{taking}/answers", data={"a.ngan": "câu mới", "page": "2"}, status=303)
    window.context.set_offline(False)
    other = opened(window, f"{site}/attempts/{taking}?page=3")
    other.get_by_role("button", name="Nộp bài").click()
    expect(other.locator("h2.attempt-page")).to_have_text("Trang 2/3")
    expect(field(other, "ngan")).to_have_value("câu cũ")
    expect(other.locator("#cau-ngan [data-other]")).to_contain_text("Ở nơi khác vừa lưu: câu mới")
    assert known(factory, taking)[0].open
    assert known(factory, taking)[1] == {"ngan": "câu mới"}
    window.expect_errors("ERR_INTERNET_DISCONNECTED")
    window.expect_errors("409")


def test_a_page_left_for_good_is_not_changed_by_the_tab_that_still_shows_it(
    client: CheckingClient, factory: Factory, phone: Callable[..., Visit], site: str
) -> None:
    taking = begun(client, factory, "sequential: true\n")
    window = phone(client)
    page, old = (opened(window, f"{site}/attempts/{taking}") for _ in range(2))
    page.locator("#cau-dung input").first.check()
    page.get_by_role("button", name="Trang sau").click()
    expect(page.locator("h1")).to_have_text("Trang này còn 2 câu chưa trả lời xong")
    page.get_by_role("button", name="Vẫn sang trang sau").click()
    expect(page.locator("h2.attempt-page")).to_have_text("Trang 2/3")
    expect(page.get_by_role("button", name="Trang trước")).to_have_count(0)
    old.locator('#cau-dung input[value="false"]').check()
    old.get_by_role("link", name="Mở trang đang làm").click()
    expect(old.locator("h2.attempt-page")).to_have_text("Trang 2/3")
    assert known(factory, taking)[1] == {"dung": True}
    window.expect_errors("409")
