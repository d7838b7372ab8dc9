"""A manager earns a certificate: from registration to a checked paper, on a phone of 360 px.

Once with script through the whole shipped course; once without, once inside an Android WebView (Zalo's user
agent; no service worker, no downloads, no speech, no MathML) through a short one that has each of its steps.
"""

import io
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from lms import clock, create_app
from lms.accounts import queries as accounts
from lms.accounts import service
from lms.accounts.rules import read_login
from lms.config import Settings
from lms.permissions import Role
from tests.factories import Factory
from tests.pages import quiz_course
from tests.servers.chromium import Visit
from tests.servers.platform import Platform

pytestmark = pytest.mark.browser

TASK = Path(__file__).parents[1] / "data" / "so-that.practical.yml"
FORMULA = "Số túi hòa vốn: $$\\frac{22.000.000}{33.000} = 666,67$$"
ZALO = (
    "Mozilla/5.0 (Linux; Android 10; SM-A105F Build/QP1A; wv) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Version/4.0 Chrome/99.0.4844.88 Mobile Safari/537.36 Zalo android/12100717 ZaloTheme/light"
)
OLD_WEBVIEW = """
delete window.speechSynthesis; delete window.SpeechSynthesisUtterance; delete window.MathMLElement;
document.addEventListener("DOMContentLoaded", () => {
  for (const math of document.querySelectorAll("math")) math.replaceWith(math.textContent);
});
"""
PHONES: dict[str, dict[str, Any]] = {
    "script": {},
    "no script": {"java_script_enabled": False},
    "webview": {"user_agent": ZALO, "service_workers": "block", "accept_downloads": False},
}


@dataclass(frozen=True)
class Way:
    """A course: its title, that of its first lesson, and how many lessons, quizzes and tasks it has."""

    course: str
    first: str
    steps: int


SHIPPED = Way("Đánh giá kết quả sản xuất, kinh doanh", "Ba quyển sổ là đủ", 21 + 6 + 1)
SHORT = Way("Làm thử", "Bài thứ nhất", 2 + 2 + 1)


class Learner:
    """What a person does with thumbs: taps words, fills fields."""

    def __init__(
        self, page: Page, address: str, way: Way, factory: Factory, look: Callable[[Page], None]
    ) -> None:
        self.page, self.address, self.way, self.factory, self.look = page, address, way, factory, look

    def tap(self, words: str) -> None:
        """Tap the first link or button that says so."""
        self.page.locator("main").locator("a, button").filter(has_text=words).first.click()
        self.page.wait_for_load_state()

    def register(self, name: str) -> None:
        """Open an account from the first page."""
        self.page.goto(self.address)
        self.look(self.page)
        self.tap("Mở tài khoản")
        self.look(self.page)
        self.page.fill("[name=full_name]", name)
        self.page.fill("[name=login]", f"09{secrets.randbelow(10**8):08d}")
        self.page.fill("[name=password]", "chuối sấy dẻo ngon")
        self.page.fill("[name=unit]", "HTX Nông sản Bến Lau")
        self.page.check("[name=training]")
        self.tap("Mở tài khoản")
        expect(self.page.locator("main")).to_contain_text("Mã học viên của anh/chị")

    def enrol(self) -> None:
        """Find the course and enrol."""
        self.tap("Xem khóa học")
        self.look(self.page)
        self.tap(self.way.course)
        self.look(self.page)
        self.tap("Ghi danh, học ngay")
        expect(self.page.locator("h1")).to_contain_text(self.way.first)

    def study(self) -> None:
        """Go on and on: read each lesson, pass each quiz, send the practical task at the end."""
        for step in range(self.way.steps):
            if "/quizzes/" in self.page.url:
                self.take_quiz()
            elif "/lessons/" in self.page.url:
                if step in (0, 8):
                    self.look(self.page)
                self.tap("Xong")
            else:
                assert "/practicals/" in self.page.url and step == self.way.steps - 1
                self.practise()

    def take_quiz(self) -> None:
        """Answer everything rightly and hand in."""
        first = "kiem-tra-1" in self.page.url
        if first:
            self.look(self.page)
        self.tap("Bắt đầu làm")
        attempt_id = UUID(self.page.url.rsplit("/", 1)[1])
        for question_id, answer in self.factory.right_answers(attempt_id).items():
            self.answer(question_id, answer)
        if first:
            self.look(self.page)
        self.tap("Nộp bài")
        expect(self.page.locator("h1")).to_contain_text("Kết quả")
        expect(self.page.locator("main")).to_contain_text("Đạt")
        if first:
            self.look(self.page)
        self.tap("Học tiếp" if "kiem" in self.next_quiz() else "Về khóa học")

    def practise(self) -> None:
        """Write a little, add a photo, send."""
        self.look(self.page)
        self.page.fill("[name=text]", "Hòa vốn 667 túi, làm tròn lên.")
        photo = {"name": "so.jpg", "mimeType": "image/jpeg", "buffer": _photo()}
        self.page.set_input_files("input[type=file]", [photo])
        if self.page.locator("[data-save]").is_hidden():
            expect(self.page.locator("[data-photo] [data-status]")).to_have_text("Đã lưu")
        self.tap("Gửi bài")
        expect(self.page.locator("main")).to_contain_text("Giảng viên chấm trong 7 ngày")
        self.look(self.page)

    def next_quiz(self) -> str:
        """Whether a way on is offered, or the course is at its end."""
        return "kiem" if self.page.locator("main a").filter(has_text="Học tiếp").count() else ""

    def answer(self, question_id: str, answer: Any) -> None:
        """Choose, tick, type or pick."""
        name = f"a.{question_id}"
        if isinstance(answer, dict):
            for token, value in answer.items():
                self.page.select_option(f'[name="{name}.{token}"]', str(value))
        elif isinstance(answer, list):
            for token in answer:
                self.page.check(f'[name="{name}"][value="{token}"]')
        elif self.page.locator(f'[name="{name}"][type=radio]').count():
            value = {True: "true", False: "false"}.get(answer, answer)
            self.page.check(f'[name="{name}"][value="{value}"]')
        else:
            self.page.fill(f'[name="{name}"]', str(answer))


@pytest.mark.parametrize("phone", list(PHONES))
def test_a_manager_earns_a_certificate(
    live_server: Platform, visit: Callable[..., Visit], axe: Callable[[Page], None], phone: str
) -> None:
    factory = Factory(create_app(Settings.from_env(live_server.environment)))
    window: Visit = visit(**PHONES[phone])
    if phone == "webview":
        window.context.add_init_script(OLD_WEBVIEW)
    name = f"Nguyễn Thị Lành {phone.title()}"
    look = axe if phone == "script" else lambda page: None
    way = SHIPPED if phone == "script" else SHORT
    if way is SHORT:
        _publish_the_short_course(live_server, factory)
    learner = Learner(window.page(), live_server.url, way, factory, look)

    learner.register(name)
    learner.enrol()
    learner.study()
    page = learner.page
    page.goto(f"{live_server.url}/")
    expect(page.locator("main")).to_contain_text("Đã gửi, đang chờ chấm.")
    _mark(live_server, visit(), axe if phone == "script" else None)
    page.goto(f"{live_server.url}/")
    expect(page.locator("main")).to_contain_text("Chờ giấy")
    learner.look(page)
    page.goto(f"{live_server.url}/certificates")
    expect(page.locator("main")).to_contain_text("Văn phòng thường cấp trong 5 ngày làm việc")

    _issue(live_server, visit(), name, axe if phone == "script" else None)

    page.goto(f"{live_server.url}/certificates")
    learner.tap(way.course)
    _wait_for_the_drawing(page)
    learner.look(page)
    _check_files(page, name)
    learner.tap("xem trang kiểm tra")
    assert "/verify/" in page.url
    expect(page.locator("main")).to_contain_text("Còn hiệu lực")
    expect(page.locator("main")).to_contain_text(name)
    learner.look(page)

    stranger = visit().page()
    stranger.goto(page.url)
    expect(stranger.locator("main")).to_contain_text(name)
    expect(stranger.locator("main")).to_contain_text("không xác nhận hạng sao")
    assert "HTX Nông sản Bến Lau" not in stranger.content()


def _publish_the_short_course(server: Platform, factory: Factory) -> None:
    """Every kind of question, a final test, a formula and a practical task; the demo trainer teaches it."""
    practical = {"01-phan/05-so-that.practical.yml": TASK.read_bytes()}
    factory.course(quiz_course.files(("Một đoạn để đọc.", FORMULA)) | practical)
    login = read_login(server.accounts()["trainer"]["login"])
    assert login is not None
    (trainer,) = factory.read(accounts.candidates, login)
    factory.write(service.grant, trainer.id, Role.TRAINER, quiz_course.COURSE, clock.now(), None)


def _photo() -> bytes:
    """A photo as a phone makes it, turned and told to be so."""
    exif = Image.Exif()
    exif[0x0112] = 6
    out = io.BytesIO()
    Image.effect_noise((900, 600), 60).convert("RGB").save(out, "JPEG", exif=exif)
    return out.getvalue()


def _sign_in(page: Page, server: Platform, role: str, to: str) -> None:
    account = server.accounts()[role]
    page.goto(f"{server.url}/sign-in?next={to}")
    page.fill("[name=login]", account["login"])
    page.fill("[name=password]", account["password"])
    page.locator("main").get_by_role("button", name="Đăng nhập").click()


def _mark(server: Platform, window: Visit, axe: Callable[[Page], None] | None) -> None:
    """The trainer opens the queue, gives a level to each row, and sends."""
    page = window.page()
    _sign_in(page, server, "trainer", "/teach")
    page.get_by_role("link", name="Chấm một bài thực hành").click()
    page.get_by_role("link", name="Chấm bài đầu tiên").click()
    expect(page.locator("main")).to_contain_text("Hòa vốn 667 túi, làm tròn lên.")
    for _try in range(120):  # until the photo has been looked through
        if page.locator("main img").count():
            break
        page.wait_for_timeout(250)
        page.reload()
    size = page.locator("main img").evaluate(
        "(img) => img.decode().then(() => [img.naturalWidth, img.naturalHeight])"
    )
    assert size == [600, 900]
    if axe:
        axe(page)
    for level in page.locator("fieldset.levels label").filter(has_text="Đạt").all():
        level.click()
    page.get_by_role("button", name="Gửi, chấm bài sau").click()
    expect(page.locator("main")).to_contain_text("Không còn bài thực hành nào chờ chấm.")


def _wait_for_the_drawing(page: Page) -> None:
    """The page looks again by itself with script; without, one taps its link."""
    end = time.monotonic() + 30
    while not page.locator("figure.paper img").count() and time.monotonic() < end:
        page.wait_for_timeout(250)
        page.reload()
    expect(page.locator("figure.paper img")).to_be_visible()


def _issue(server: Platform, window: Visit, name: str, axe: Callable[[Page], None] | None) -> None:
    """The office signs in, finds who waits, and issues the certificate."""
    page = window.page()
    _sign_in(page, server, "admin", "/office/certificates")
    page.fill("main [name=q]", name)
    page.locator("main").get_by_role("button", name="Tìm").click()
    expect(page.locator("main")).to_contain_text(name)
    if axe:
        axe(page)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Xem lại người đã đánh dấu").click()
    expect(page.locator("main")).to_contain_text(name)
    if axe:
        axe(page)
    page.get_by_role("button", name="Cấp 1 giấy chứng nhận").click()
    expect(page.locator("main")).to_contain_text("Đã cấp 1 giấy chứng nhận")
    if axe:
        for place in ("enrolments", "certificates/issued", "audit", "settings"):
            page.goto(f"{server.url}/office/{place}")
            axe(page)


def _check_files(page: Page, name: str) -> None:
    """PDF and picture arrive whole, by the session's own cookies."""
    for words, start in (("Tải để in (PDF)", b"%PDF-"), ("Tải ảnh để gửi", b"\x89PNG")):
        href = page.locator("main a").filter(has_text=words).first.get_attribute("href")
        answer = page.request.get(page.url.split("/certificates/")[0] + str(href))
        assert answer.status == 200, words
        assert answer.body().startswith(start), words
        assert len(answer.body()) <= 300_000 or start == b"%PDF-"
        assert "giay-chung-nhan" in answer.headers["content-disposition"]
