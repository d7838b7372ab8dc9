"""People come in, on a phone of 360 px: by a slip, two on one phone, after a code was lost, sixty at once.

A tap is a touch of a link, a button, a tick or a field: a field is touched once before anything is typed.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from lms.accounts.codes.models import LoginCode
from lms.accounts.models import Session, User
from lms.db import db
from lms.learning.models import Enrolment
from lms.quizzes.models import Answer
from lms.spreadsheets import write_xlsx
from tests.client import CheckingClient
from tests.factories import COURSE_ID, ME_LINH, PASSWORD, Factory
from tests.journeys.test_attempt import KEPT, field, on_device, status
from tests.pages.quiz_course import COURSE, QUIZ, files
from tests.pages.test_communes import newcomer
from tests.servers.chromium import Visit

pytestmark = pytest.mark.browser
Look = Callable[[Page], None]
Windows = Callable[..., Visit]
NEW_PASSWORD = "73648291"
TEN_TAPS = 10
PEOPLE, CLUMSY = 60, 20


@pytest.fixture(autouse=True)
def unjudged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixty people see the same pages; whether their HTML is valid is asked elsewhere."""
    monkeypatch.setattr(CheckingClient, "judges_html", False)


class Thumb:
    """The only finger that comes near this page; it counts."""

    def __init__(self, page: Page, look: Look) -> None:
        self.page, self.look, self.taps = page, look, 0

    def tap(self, words: str) -> None:
        """Look at the page, then touch the link or button that says exactly so."""
        self.look(self.page)
        self.taps += 1
        one = self.page.locator("main").get_by_role("button", name=words, exact=True)
        link = self.page.locator("main").get_by_role("link", name=words, exact=True)
        one.or_(link).first.click()
        self.page.wait_for_load_state()

    def tick(self, name: str) -> None:
        """Touch a tick."""
        self.taps += 1
        self.page.locator(f"[name={name}]").check()

    def write(self, name: str, text: str) -> None:
        """Touch a field and type."""
        self.taps += 1
        self.page.locator(f"main [name={name}]").click()
        self.page.keyboard.type(text)


def slips_of(page: Page) -> dict[str, str]:
    """The codes of a printed sheet by user code."""
    read = (
        "all => all.map(one => [one.querySelector('b').innerText, one.querySelector('.slip-code').innerText])"
    )
    return dict(page.locator(".slip").evaluate_all(read))


def print_slip(window: Visit, site: str, look: Look, user_name: str, at: str) -> dict[str, str]:
    """The office or the contact ticks one person on the commune's page and prints."""
    page = window.page()
    page.goto(f"{site}{at}")
    look(page)
    page.get_by_role("checkbox", name=f"Đánh dấu {user_name}").check()
    page.get_by_role("button", name="In phiếu cho người đã đánh dấu").click()
    expect(page.locator("h1")).to_have_text("Phiếu vào học")
    look(page)
    return slips_of(page)


@pytest.mark.parametrize("enrolled", [True, False])
def test_from_the_slip_to_the_first_lesson_in_under_ten_taps(
    client: CheckingClient,
    factory: Factory,
    site: str,
    visit: Windows,
    phone: Windows,
    axe: Look,
    enrolled: bool,
) -> None:
    """Whoever the office has not enrolled finds the course and enrols on the way."""
    factory.course()
    lanh = newcomer(factory, "Nguyễn Thị Lành", ME_LINH)
    if enrolled:
        factory.enrol(lanh)
    factory.sign_in(client, factory.person("Phạm Thị Thảo", admin=True))
    code = print_slip(phone(client), site, axe, lanh.full_name, f"/xa?xa={ME_LINH}")[lanh.user_code]

    page = visit().page()
    page.goto(f"{site}/vao?ma={lanh.user_code}")  # what the camera read
    thumb = Thumb(page, axe)
    thumb.write("code", code.lower())
    thumb.tap("Tiếp")
    expect(page.locator("h1")).to_contain_text("Nguyễn Thị Lành")
    thumb.tap("Đúng")
    thumb.tap("Tên đúng, tiếp")
    assert page.locator("input:checked").count() == 0
    thumb.tick("training")
    thumb.tap("Tiếp")
    thumb.write("password", NEW_PASSWORD)
    thumb.tap("Lưu mật khẩu, vào học")
    if not enrolled:
        thumb.tap("Ghi danh, học ngay")
    assert f"/courses/{COURSE_ID}/lessons/" in page.url
    axe(page)
    assert thumb.taps < TEN_TAPS, f"{thumb.taps} taps"


def test_two_people_on_one_phone(
    client: CheckingClient, factory: Factory, site: str, visit: Windows, axe: Look
) -> None:
    """One number, one password, two names: what the first could not send never goes under the second."""
    factory.course(files())
    number = "0912345678"
    wife = factory.person("Nguyễn Thị Sen", phone=number)
    husband = factory.person("Lê Văn Tú", phone=number)
    attempts = {}
    for one in (wife, husband):
        factory.enrol(one, COURSE)
        attempts[one.id] = factory.start_quiz(one, QUIZ, COURSE)
    window = visit()
    page = window.page()

    def come_in(name: str, *, shared: bool) -> None:
        page.goto(f"{site}/sign-in")
        page.fill("[name=login]", "0912 345 678")
        page.fill("[name=password]", PASSWORD)
        page.locator("[name=shared]").set_checked(shared)
        page.get_by_role("button", name="Đăng nhập").click()
        expect(page.locator("h1")).to_have_text("Anh/chị là ai?")
        axe(page)
        page.get_by_role("button", name=name).click()
        expect(page.locator(".change-over")).to_contain_text(name)

    def lose_signal_while_answering(one: Any) -> None:
        page.goto(f"{site}/attempts/{attempts[one.id]}")
        expect(page.locator("[data-save]")).to_be_hidden()
        field(page, "ngan").fill(f"của {one.full_name}")
        expect(status(page, "ngan")).to_have_text(KEPT)

    def change_over() -> None:
        # The script that forgets what is on a shared machine has come.
        page.wait_for_load_state("networkidle")
        page.get_by_role("button", name="Đổi người").click()
        expect(page.locator("h1")).to_have_text("Đăng nhập")

    def stored() -> dict[Any, Any]:
        rows = factory.read(lambda: db.session.execute(select(Answer.attempt_id, Answer.value)).all())
        return {row.attempt_id: row.value for row in rows}

    # Her own phone: her answer waits in it, under her name, while he uses it.
    page.route("**/answers", lambda route: route.abort())
    come_in("Nguyễn Thị Sen", shared=False)
    lose_signal_while_answering(wife)
    page.goto(site)
    axe(page)
    change_over()
    page.unroute("**/answers")
    come_in("Lê Văn Tú", shared=False)
    page.goto(f"{site}/attempts/{attempts[husband.id]}")
    expect(field(page, "ngan")).to_have_value("")
    field(page, "so").fill("667")
    expect(status(page, "so")).to_have_text("Đã lưu")
    assert set(stored()) == {attempts[husband.id]}
    assert [(one["account"], one["value"]) for one in on_device(page)] == [
        (str(wife.id), f"của {wife.full_name}")
    ]
    # A machine others use: leaving it takes along what was his, and nothing of hers.
    change_over()
    come_in("Lê Văn Tú", shared=True)
    page.route("**/answers", lambda route: route.abort())
    lose_signal_while_answering(husband)
    assert {one["account"] for one in on_device(page)} == {str(wife.id), str(husband.id)}
    page.goto(site)
    change_over()
    page.unroute("**/answers")
    assert {one["account"] for one in on_device(page)} == {str(wife.id)}
    # She is back: what waited goes to her own attempt.
    come_in("Nguyễn Thị Sen", shared=False)
    page.goto(f"{site}/attempts/{attempts[wife.id]}")
    expect(status(page, "ngan")).to_have_text("Đã lưu")
    assert stored()[attempts[wife.id]] == f"của {wife.full_name}"
    window.expect_errors("ERR_")


def test_a_forgotten_code_through_the_contact(
    client: CheckingClient, factory: Factory, site: str, visit: Windows, phone: Windows, axe: Look
) -> None:
    factory.course()
    lanh = factory.person("Nguyễn Thị Lành", commune=ME_LINH)
    factory.enrol(lanh)
    window = visit()
    page = window.page()
    page.goto(f"{site}/sign-in")
    thumb = Thumb(page, axe)
    thumb.tap("Quên mật khẩu")
    thumb.write("login", lanh.login)
    thumb.tap("Nhờ cấp lại mã")
    expect(page.locator("h1")).to_have_text("Đã nhận lời nhờ")
    factory.work_off()

    factory.sign_in(client, factory.person("Vũ Thị Hoa", contact_of=ME_LINH))
    contact = phone(client, permissions=["clipboard-read", "clipboard-write"])
    desk = contact.page()
    desk.goto(f"{site}/xa?tinh-trang=help")
    desk.locator("summary").filter(has_text="Nguyễn Thị Lành").click()
    expect(desk.get_by_role("link", name=f"Gọi {lanh.login}")).to_have_attribute("href", f"tel:{lanh.login}")
    desk.get_by_role("button", name="Chép tin nhắn").click()
    expect(desk.get_by_role("button", name="Đã chép, mở Zalo để dán")).to_be_visible()
    axe(desk)
    copied = desk.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("Chào anh/chị Nguyễn Thị Lành.") and lanh.user_code in copied
    desk.get_by_role("button", name="Cấp mã mới, in phiếu").click()
    expect(desk.locator("h1")).to_have_text("Phiếu vào học")
    code = slips_of(desk)[lanh.user_code]

    thumb.tap("Tôi có mã mới")
    thumb.write("login", lanh.user_code)
    thumb.write("code", code)
    thumb.tap("Tiếp")
    thumb.tap("Đúng")
    thumb.tap("Tên đúng, tiếp")
    thumb.tick("training")
    thumb.tap("Tiếp")
    thumb.write("password", NEW_PASSWORD)
    thumb.tap("Lưu mật khẩu, vào học")
    assert "/lessons/" in page.url
    desk.goto(f"{site}/xa?tinh-trang=help")
    expect(desk.locator("main")).to_contain_text("Chưa có ai ở đây.")


def test_sixty_from_a_list_then_from_one_address(
    client: CheckingClient,
    factory: Factory,
    new_client: Callable[[], CheckingClient],
    site: str,
    visit: Windows,
    phone: Windows,
    axe: Look,
    tmp_path: Path,
) -> None:
    """The office sends a list in and prints sixty slips; one comes in by thumb, the others after."""
    factory.commune(ME_LINH)
    factory.course()
    rows = [
        [
            f"Nguyễn Thị Sen {chr(65 + number // 26)}{chr(97 + number % 26)}",
            f"0912 {number:06d}",
            "Xã Mê Linh",
        ]
        for number in range(PEOPLE)
    ]
    sheet = tmp_path / "danh-sach.xlsx"
    sheet.write_bytes(write_xlsx(["Họ và tên", "SĐT", "Xã/phường"], rows, sheet="Danh sách"))
    factory.sign_in(client, factory.person("Phạm Thị Thảo", admin=True))
    office = phone(client).page()
    office.goto(f"{site}/office/people/import")
    axe(office)
    office.set_input_files("[name=file]", sheet)
    office.select_option("[name=course_id]", COURSE_ID)
    office.get_by_role("button", name="Xem trước").click()
    expect(office.locator("main")).to_contain_text("Có 60 dòng: 60 người mới")
    axe(office)
    office.get_by_role("button", name="Ghi 60 người").click()
    expect(office.locator("h1")).to_have_text("Đã ghi danh sách")
    axe(office)
    office.get_by_role("button", name="In phiếu cho 60 người mới").click()
    expect(office.locator(".slip")).to_have_count(PEOPLE)
    codes = slips_of(office)
    assert len(codes) == PEOPLE

    (first, code), *others = codes.items()
    page = visit().page()
    page.goto(f"{site}/vao?ma={first}")
    thumb = Thumb(page, lambda page: None)
    thumb.write("code", code)
    for deed in ("Tiếp", "Đúng", "Tên đúng, tiếp"):
        thumb.tap(deed)
    thumb.tick("training")
    thumb.tap("Tiếp")
    thumb.write("password", NEW_PASSWORD)
    thumb.tap("Lưu mật khẩu, vào học")
    assert "/lessons/" in page.url
    for number, (user_code, code) in enumerate(others):
        browser = new_client()
        browser.get(f"/vao?ma={user_code}", status=200)
        if number < CLUMSY:
            wrong = code[:-1] + ("C" if code[-1] != "C" else "D")
            browser.post("/vao", data={"login": user_code, "code": wrong}, status=422)
        browser.post("/vao", data={"login": user_code, "code": code}, status=303)
        browser.post("/vao/nguoi", data={"me": "yes"}, status=303)
        browser.post("/vao/ten", data={"name": "right"}, status=303)
        browser.post("/vao/dong-y", data={"training": "y"}, status=303)
        browser.post("/vao/mat-khau", data={"password": f"7364{number:02d}91"}, status=303)
    counted = select(func.count(func.distinct(Session.user_id))).join(User, User.id == Session.user_id)
    assert factory.read(lambda: db.session.scalar(counted.where(User.commune_code == ME_LINH))) == PEOPLE
    assert factory.read(lambda: db.session.scalar(select(func.count()).select_from(Enrolment))) == PEOPLE
    assert factory.read(lambda: db.session.scalar(select(func.count()).select_from(LoginCode))) == 0
