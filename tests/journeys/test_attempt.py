"""The script of an attempt in real Chromium: saved means saved, lost signal loses nothing, one submit."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Page, Route, expect

from lms.db import db
from lms.quizzes.models import Answer
from tests.client import CheckingClient
from tests.factories import Factory
from tests.pages.quiz_course import COURSE, QUIZ, files, known, learner, right, start
from tests.servers.chromium import Visit

pytestmark = pytest.mark.browser
SAVES = "**/answers"
KEPT = "Chưa gửi được, đã giữ trên máy này. Có mạng sẽ tự gửi."


@pytest.fixture
def taking(client: CheckingClient, factory: Factory) -> UUID:
    factory.course(files())
    learner(factory, client)
    return start(client)


@pytest.fixture
def window(phone: Callable[..., Visit], client: CheckingClient, taking: UUID) -> Visit:
    """A phone on which the learner is signed in."""
    return phone(client)


@pytest.fixture
def page(window: Visit, site: str, taking: UUID) -> Page:
    """The open attempt."""
    made = window.page()
    made.goto(f"{site}/attempts/{taking}")
    expect(made.locator("[data-save]")).to_be_hidden()
    return made


def status(page: Page, question: str) -> Any:
    return page.locator(f"#cau-{question} [data-status]")


def field(page: Page, question: str) -> Any:
    return page.locator(f"#cau-{question} input[type=text]")


def on_device(page: Page) -> Any:
    """What this phone keeps for the server, of whatever account."""
    return page.evaluate(
        """() => new Promise((found) => { indexedDB.open("lms").onsuccess = (event) => {
          event.target.result.transaction("answers").objectStore("answers").getAll().onsuccess =
            (all) => found(all.target.result); }; })"""
    )


def test_every_kind_is_saved_as_it_is_given(
    page: Page, factory: Factory, taking: UUID, axe: Callable[[Page], None]
) -> None:
    answers = right(factory, taking)
    for token in (answers["mot"], *answers["nhieu"], answers["dung"]):
        page.locator(f'input[value="{token}"]').locator("xpath=..").click()
    field(page, "so").fill("28.588")
    field(page, "ngan").fill("lãi góp")
    for question in ("ghep", "xep"):
        for token, chosen in answers[question].items():
            page.locator(f'select[name="a.{question}.{token}"]').select_option(chosen)
    for question in answers:
        expect(status(page, question)).to_have_text("Đã lưu")
    expect(page.locator("[data-progress]")).to_contain_text("Đã trả lời 7 trên 7 câu")
    expect(page.locator("#cau-so [data-echo]")).to_have_text("Anh/chị trả lời: 28.588 túi")
    axe(page)
    page.reload()
    expect(field(page, "ngan")).to_have_value("lãi góp")
    page.get_by_role("button", name="Nộp bài").click()
    expect(page.locator("h1")).to_have_text("Kết quả: Kiểm tra phần một")
    expect(page.locator("main")).to_contain_text("Được 5/7 điểm, cần 5.")
    axe(page)
    page.go_back()
    expect(page.locator("h1")).to_have_text("Kết quả: Kiểm tra phần một")


def test_saved_is_said_only_after_the_server_said_so(page: Page) -> None:
    held: list[Route] = []
    page.route(SAVES, lambda route: held.append(route))
    page.locator("#cau-dung input").first.check()
    expect(status(page, "dung")).to_have_text("Đang lưu")
    page.wait_for_timeout(300)
    expect(status(page, "dung")).to_have_text("Đang lưu")
    held[0].continue_()
    expect(status(page, "dung")).to_have_text("Đã lưu")


def test_an_answer_that_does_not_fit_is_said_and_kept(page: Page, window: Visit) -> None:
    field(page, "so").fill("nhiều")
    expect(status(page, "so")).to_have_text("Chưa lưu. Anh/chị viết bằng số, ví dụ 1.200 hoặc 2,4.")
    expect(field(page, "so")).to_have_value("nhiều")
    field(page, "so").fill("667")
    expect(status(page, "so")).to_have_text("Đã lưu")
    window.expect_errors("422")


@pytest.mark.parametrize("already_told", [True, False])
def test_an_older_answer_is_not_handed_in_for_one_that_does_not_fit(
    page: Page, window: Visit, already_told: bool
) -> None:
    field(page, "so").fill("28.588")
    expect(status(page, "so")).to_have_text("Đã lưu")
    field(page, "so").fill("khoảng 30")
    if already_told:
        expect(status(page, "so")).to_contain_text("Chưa lưu. Anh/chị viết bằng số")
    page.get_by_role("button", name="Nộp bài").click()
    expect(page.get_by_role("alert").first).to_contain_text("Còn một câu chưa lưu được.")
    expect(field(page, "so")).to_have_value("khoảng 30")
    expect(page.get_by_role("button", name="Nộp bài")).to_be_visible()
    # What is wrong is said once, there and after the next try; nothing of it is left once it is saved.
    wrong = page.locator("#cau-so").get_by_text("viết bằng số")
    expect(wrong).to_have_count(1)
    field(page, "so").fill("khoảng 40")
    expect(status(page, "so")).to_contain_text("Chưa lưu. Anh/chị viết bằng số")
    expect(wrong).to_have_count(1)
    field(page, "so").fill("40")
    expect(status(page, "so")).to_have_text("Đã lưu")
    expect(page.locator("#cau-so :is(.bad, [aria-invalid])")).to_have_count(0)
    window.expect_errors("422")


def test_lost_signal_keeps_and_sends_again(page: Page, window: Visit, factory: Factory, taking: UUID) -> None:
    window.context.set_offline(True)
    field(page, "ngan").fill("lãi góp")
    page.locator("#cau-dung input").first.check()
    expect(page.locator("[data-line]")).to_contain_text("Mất sóng. 2 câu chưa gửi được")
    expect(status(page, "ngan")).to_have_text(KEPT)
    expect(field(page, "ngan")).to_have_value("lãi góp")
    assert known(factory, taking)[1] == {}
    window.context.set_offline(False)
    expect(status(page, "ngan")).to_have_text("Đã lưu")
    expect(status(page, "dung")).to_have_text("Đã lưu")
    expect(page.locator("[data-line]")).to_have_text("")
    assert known(factory, taking)[1] == {"ngan": "lãi góp", "dung": True}
    window.expect_errors("ERR_INTERNET_DISCONNECTED")


def test_handing_in_without_signal_waits_for_it(
    page: Page, window: Visit, factory: Factory, taking: UUID
) -> None:
    window.context.set_offline(True)
    field(page, "ngan").fill("lãi góp")
    page.get_by_role("button", name="Nộp bài").click()
    expect(page.locator("[data-line]")).to_contain_text("Chưa nộp được vì mất sóng.")
    window.context.set_offline(False)
    expect(page.locator("h1")).to_have_text("Còn 6 câu chưa trả lời xong")
    assert known(factory, taking)[1] == {"ngan": "lãi góp"}
    page.get_by_role("button", name="Vẫn nộp bài").click()
    expect(page.locator("h1")).to_have_text("Kết quả: Kiểm tra phần một")
    assert on_device(page) == []
    window.expect_errors("ERR_INTERNET_DISCONNECTED")


def test_a_button_that_is_pressed_stays_under_the_pointer(
    page: Page, window: Visit, factory: Factory, taking: UUID
) -> None:
    """Pressing it ends the typing, and what is said of the save would move the page before it is let go."""
    window.context.set_offline(True)
    field(page, "ngan").fill("lãi góp")
    button = page.get_by_role("button", name="Nộp bài")
    button.hover()
    place = button.bounding_box()
    page.mouse.down()
    page.wait_for_timeout(1500)
    assert button.bounding_box() == place
    page.mouse.up()
    expect(page.locator("[data-line]")).to_contain_text("Chưa nộp được vì mất sóng.")
    window.context.set_offline(False)
    expect(page.locator("h1")).to_have_text("Còn 6 câu chưa trả lời xong")
    assert known(factory, taking)[1] == {"ngan": "lãi góp"}
    window.expect_errors("ERR_INTERNET_DISCONNECTED")


def test_a_server_that_is_not_well_is_asked_again(
    page: Page, window: Visit, factory: Factory, taking: UUID
) -> None:
    answers = iter([503, 500])

    def sick(route: Route) -> None:
        code = next(answers, None)
        if code is None:
            route.continue_()
        else:
            route.fulfill(status=code, body="{}")

    page.route(SAVES, sick)
    page.locator("#cau-dung input").first.check()
    expect(status(page, "dung")).to_have_text(KEPT)
    expect(status(page, "dung")).to_have_text("Đã lưu", timeout=15_000)
    assert known(factory, taking)[1] == {"dung": True}
    window.expect_errors("503")
    window.expect_errors("500")


def test_an_answer_lost_on_its_way_is_stored_once(page: Page, factory: Factory, window: Visit) -> None:
    """The server has it, the phone has not heard so: the same save comes again and changes nothing."""
    lost = iter([True])

    def lose(route: Route) -> None:
        if next(lost, False):
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route(SAVES, lose)
    field(page, "ngan").fill("lãi góp")
    expect(status(page, "ngan")).to_have_text("Đã lưu")
    stored = factory.read(lambda: [(row.value, row.seq) for row in db.session.query(Answer)])
    assert stored == [("lãi góp", 1)]
    window.expect_errors("ERR_FAILED")


def test_signed_out_meanwhile_the_answer_waits_on_the_device(
    page: Page, window: Visit, factory: Factory, taking: UUID, site: str
) -> None:
    cookie = window.context.cookies()
    window.context.clear_cookies()
    field(page, "ngan").fill("lãi góp")
    expect(page.locator("[data-line]")).to_contain_text("Phiên đăng nhập đã hết.")
    expect(status(page, "ngan")).to_have_text(KEPT)
    expect(field(page, "ngan")).to_have_value("lãi góp")
    page.get_by_role("link", name="Đăng nhập lại").click()
    expect(page.locator("input[type=password]")).to_be_visible()
    assert f"next=%2Fattempts%2F{taking}" in page.url
    assert known(factory, taking)[1] == {}
    window.context.add_cookies(cookie)
    page.goto(f"{site}/attempts/{taking}")
    expect(status(page, "ngan")).to_have_text("Đã lưu")
    expect(field(page, "ngan")).to_have_value("lãi góp")
    assert known(factory, taking)[1] == {"ngan": "lãi góp"}
    assert on_device(page) == []
    window.expect_errors("401")


def test_a_page_closed_without_signal_loses_nothing(
    page: Page, window: Visit, factory: Factory, taking: UUID, site: str
) -> None:
    window.context.set_offline(True)
    field(page, "ngan").fill("lãi góp")
    page.locator("#cau-dung input").first.check()
    expect(status(page, "ngan")).to_have_text(KEPT)
    expect(status(page, "dung")).to_have_text(KEPT)
    page.close()
    window.context.set_offline(False)
    again = window.page()
    again.goto(f"{site}/attempts/{taking}")
    expect(status(again, "ngan")).to_have_text("Đã lưu")
    expect(status(again, "dung")).to_have_text("Đã lưu")
    assert known(factory, taking)[1] == {"ngan": "lãi góp", "dung": True}
    assert on_device(again) == []
    window.expect_errors("ERR_INTERNET_DISCONNECTED")


def test_another_account_on_the_same_phone_sees_and_sends_nothing(
    page: Page,
    window: Visit,
    factory: Factory,
    taking: UUID,
    site: str,
    new_client: Callable[[], CheckingClient],
) -> None:
    window.context.set_offline(True)
    field(page, "ngan").fill("của người trước")
    expect(status(page, "ngan")).to_have_text(KEPT)
    second = new_client()
    learner(factory, second, "Giàng A Páo")
    theirs = start(second)
    first = window.context.cookies()
    cookie = second.get_cookie("session")
    assert cookie is not None
    window.context.add_cookies([{"name": "session", "value": cookie.value, "url": site}])
    window.context.set_offline(False)
    # The first page is still open: what it tries now goes nowhere.
    expect(page.locator("[data-line]")).to_contain_text("Phiên đăng nhập đã hết.", timeout=15_000)
    other = window.page()
    other.goto(f"{site}/attempts/{theirs}")
    expect(field(other, "ngan")).to_have_value("")
    other.locator("#cau-dung input").first.check()
    expect(status(other, "dung")).to_have_text("Đã lưu")
    assert known(factory, theirs)[1] == {"dung": True}
    assert known(factory, taking)[1] == {}
    window.context.add_cookies(first)
    page.goto(f"{site}/attempts/{taking}")
    expect(status(page, "ngan")).to_have_text("Đã lưu")
    assert known(factory, taking)[1] == {"ngan": "của người trước"}
    window.expect_errors("ERR_INTERNET_DISCONNECTED")
    window.expect_errors("400")


def test_two_tabs_the_late_one_is_told_and_chooses(
    page: Page, window: Visit, factory: Factory, taking: UUID, site: str, axe: Callable[[Page], None]
) -> None:
    other = window.page()
    other.goto(f"{site}/attempts/{taking}")
    field(other, "ngan").fill("câu mới")
    expect(status(other, "ngan")).to_have_text("Đã lưu")
    field(page, "ngan").fill("câu cũ")
    asked = page.locator("#cau-ngan [data-other]")
    expect(asked).to_contain_text("Ở nơi khác vừa lưu: câu mới")
    expect(field(page, "ngan")).to_have_value("câu cũ")
    expect(status(page, "ngan")).to_have_text("Chưa lưu")
    assert known(factory, taking)[1] == {"ngan": "câu mới"}
    axe(page)
    page.get_by_role("button", name="Dùng câu này").click()
    expect(status(page, "ngan")).to_have_text("Đã lưu")
    expect(asked).to_have_count(0)
    assert known(factory, taking)[1] == {"ngan": "câu cũ"}
    field(other, "ngan").fill("câu thứ ba")
    expect(other.locator("#cau-ngan [data-other]")).to_contain_text("câu cũ")
    other.get_by_role("link", name="Giữ câu kia").click()
    expect(field(other, "ngan")).to_have_value("câu cũ")
    expect(status(other, "ngan")).to_have_text("Đã lưu")
    assert known(factory, taking)[1] == {"ngan": "câu cũ"}
    window.expect_errors("409")


def test_handing_in_while_the_signal_goes(page: Page, window: Visit, factory: Factory, taking: UUID) -> None:
    """The server has graded it, the phone has not heard so: the page stays and asks again."""
    field(page, "ngan").fill("lãi góp")
    expect(status(page, "ngan")).to_have_text("Đã lưu")
    lost = iter([True])

    def lose(route: Route) -> None:
        if route.request.method == "POST" and next(lost, False):
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/submit", lose)
    page.get_by_role("button", name="Nộp bài").click()
    expect(page.locator("[data-line]")).to_contain_text("Chưa nộp được vì mất sóng.")
    expect(page.locator("h1")).to_have_text("Còn 6 câu chưa trả lời xong", timeout=15_000)
    page.get_by_role("button", name="Vẫn nộp bài").click()
    expect(page.locator("h1")).to_have_text("Kết quả: Kiểm tra phần một")
    assert not known(factory, taking)[0].open
    window.expect_errors("ERR_FAILED")


#: Keeping an answer on the device takes a second and a half.
_SLOW_TO_KEEP = """() => {
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (...entry) {
    const end = performance.now() + 1500;
    const busy = () => { if (performance.now() < end) this.get(["", "", ""]).onsuccess = busy; };
    const request = put.apply(this, entry);
    request.addEventListener("success", busy);
    return request;
  };
}"""


def test_handed_in_elsewhere(page: Page, window: Visit, client: CheckingClient, taking: UUID) -> None:
    """Also where the phone has kept the answer only after the server has refused it."""
    client.post(f"/attempts/{taking}/submit", data={"confirmed": "1"}, status=303)
    page.evaluate(_SLOW_TO_KEEP)
    field(page, "ngan").fill("muộn rồi")
    expect(page.locator("[data-line]")).to_have_text("Bài này đã nộp nên không sửa được nữa.")
    assert on_device(page) == []
    expect(status(page, "ngan")).to_have_text("Chưa lưu")
    window.expect_errors("409")


def test_an_old_tab_does_not_overwrite_when_it_hands_in(
    page: Page, client: CheckingClient, factory: Factory, taking: UUID
) -> None:
    page.locator("#cau-dung input").first.check()
    expect(status(page, "dung")).to_have_text("Đã lưu")
    client.post(f"/attempts/{taking}/answers", data={"a.dung": "false", "rev.dung": "1"}, status=303)
    page.get_by_role("button", name="Nộp bài").click()
    expect(page.locator("h1")).to_contain_text("chưa trả lời xong")
    assert known(factory, taking)[1] == {"dung": False}


def test_the_door_leads_here(window: Visit, site: str, taking: UUID) -> None:
    page = window.page()
    page.goto(f"{site}/courses/{COURSE}/quizzes/{QUIZ}")
    page.get_by_role("link", name="Làm tiếp").click()
    expect(page).to_have_url(f"{site}/attempts/{taking}")
