"""The contact's and the office's pages on a phone: large text, no script; and the pages that say sorry."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, abort
from playwright.sync_api import Page, expect
from sqlalchemy.exc import OperationalError

from tests.client import CheckingClient
from tests.factories import COURSE_ID, ME_LINH, Factory
from tests.servers.chromium import Visit

pytestmark = pytest.mark.browser
Windows = Callable[..., Visit]

CONTACT = ("/", "/xa", "/account/data", "/account/devices", "/account/second-factor")
OFFICE = (
    "/office",
    "/office/people",
    "/office/people/import",
    "/office/requests",
    "/office/requests/closed",
    "/office/enrolments",
    "/office/certificates/issued",
    "/office/exports",
    "/office/audit",
    "/office/settings",
    f"/xa?xa={ME_LINH}",
)
STRANGER = ("/sign-in", "/register", "/vao", "/forgotten")
#: How wide a page is, once everything that opens is open and letters are twice as large.
WIDTH = """() => {
  for (const one of document.querySelectorAll("details")) one.open = true;
  document.documentElement.style.fontSize = "200%";
  return document.documentElement.scrollWidth;
}"""


def wide(page: Page, site: str, addresses: tuple[str, ...]) -> list[str]:
    """The pages that have to be pushed sideways at 200 % on 360 px."""
    found = []
    for address in addresses:
        answer = page.goto(site + address)
        assert answer is not None and answer.status == 200, address
        width = page.evaluate(WIDTH)
        if width > 360:
            found.append(f"{address}: {width}")
    return found


def test_no_page_is_pushed_sideways_when_letters_are_twice_as_large(
    client: CheckingClient, factory: Factory, site: str, visit: Windows, phone: Windows
) -> None:
    factory.commune(ME_LINH)
    factory.course()
    lanh = factory.person("Nguyễn Thị Lành", commune=ME_LINH)
    factory.certificate(lanh)
    factory.sign_in(client, factory.person("Vũ Thị Hoa", contact_of=ME_LINH))
    found = wide(phone(client).page(), site, CONTACT)
    factory.sign_in(client, factory.person("Phạm Thị Thảo", admin=True))
    found += wide(phone(client).page(), site, (*OFFICE, f"/office/people/{lanh.id}"))
    found += wide(visit().page(), site, STRANGER)
    assert not found


def test_the_contact_s_page_without_script(
    client: CheckingClient, factory: Factory, site: str, phone: Windows
) -> None:
    """Where each stands, a number to call, a message to select; no button that would do nothing."""
    factory.commune(ME_LINH)
    factory.course()
    lanh = factory.person("Nguyễn Thị Lành", commune=ME_LINH)
    factory.enrol(lanh)
    factory.sign_in(client, lanh)
    factory.person("Giàng A Páo", commune=ME_LINH)
    factory.sign_in(client, factory.person("Vũ Thị Hoa", contact_of=ME_LINH))
    page = phone(client, java_script_enabled=False).page()
    page.goto(f"{site}/xa")
    line = page.locator(".roster > li").filter(has_text="Nguyễn Thị Lành")
    expect(line).to_contain_text("Đang học")
    expect(line).to_contain_text("0/")
    expect(page.locator(".roster > li").filter(has_text="Giàng A Páo")).to_contain_text(
        "chưa ghi danh khóa nào"
    )
    line.locator("summary").click()
    expect(line.get_by_role("link", name=f"Gọi {lanh.login}")).to_have_attribute("href", f"tel:{lanh.login}")
    expect(line.locator(".copyable")).to_contain_text("Chào anh/chị Nguyễn Thị Lành.")
    assert line.locator(".copyable").evaluate("one => getComputedStyle(one).userSelect") == "all"
    expect(line.get_by_role("button", name="Chép tin nhắn")).to_be_hidden()
    line.get_by_role("button", name="Cấp mã mới, in phiếu").click()
    expect(page.locator("h1")).to_have_text("Phiếu vào học")


def too_many(**_: Any) -> Any:
    abort(429)


def broken(**_: Any) -> Any:
    raise RuntimeError("canary-91")


def busy(**_: Any) -> Any:
    raise OperationalError("SELECT canary-91", {}, Exception("database is locked"))


@pytest.mark.parametrize(
    ("view", "status", "words"),
    [
        (too_many, 429, "Thử quá nhiều lần"),
        (broken, 500, "Hệ thống gặp lỗi"),
        (busy, 503, "Hệ thống đang bận"),
    ],
)
def test_pages_that_say_sorry(
    app: Flask,
    site: str,
    visit: Windows,
    axe: Callable[[Page], None],
    monkeypatch: pytest.MonkeyPatch,
    view: Any,
    status: int,
    words: str,
) -> None:
    """They say what to do, lead on, fit the phone, and show nothing of what happened."""
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    monkeypatch.setitem(app.view_functions, "learning.course", view)
    window = visit()
    page = window.page()
    answer = page.goto(f"{site}/courses/{COURSE_ID}")
    assert answer is not None and answer.status == status
    expect(page.locator("h1")).to_have_text(words)
    assert "canary-91" not in page.content()
    axe(page)
    page.emulate_media(color_scheme="dark")
    axe(page)
    assert page.evaluate(WIDTH) <= 360
    page.get_by_role("link", name="Về trang chính").click()
    assert page.url == f"{site}/"
    window.expect_errors(str(status))
