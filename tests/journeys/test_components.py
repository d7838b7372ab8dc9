"""The components in real Chromium: nothing overflows, axe finds nothing, each script does its one thing."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask, render_template_string
from playwright.sync_api import Page, Route, expect

from lms.paths import DIST
from tests.servers.chromium import Visit

pytestmark = pytest.mark.browser

SITE = "http://components.test"
GALLERY = Path(__file__).with_name("components.html")
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
VOICE = """
  window.spoken = [];
  const engine = {
    getVoices: () => [{ lang: "en-US" }, { lang: "vi_VN" }],
    addEventListener() {},
    cancel() {},
    speak(piece) { window.spoken.push(piece.text); window.current = piece; },
  };
  Object.defineProperty(window, "speechSynthesis", { value: engine });
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""


@pytest.fixture
def gallery(app: Flask) -> str:
    """A page with every component, as the application renders it."""
    with app.test_request_context("/"):
        return render_template_string(GALLERY.read_text("utf-8"))


def open_page(page: Page, pages: dict[str, str]) -> list[str]:
    """Serve `pages` (path to HTML) and the built files, open `/`; the returned list collects POST bodies."""
    posts: list[str] = []

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(SITE).split("#")[0]
        if route.request.method == "POST":
            posts.append(route.request.post_data or "")
        if path.startswith("/static/dist/"):
            file = DIST / path.rsplit("/", 1)[1]
            route.fulfill(body=file.read_bytes(), content_type=TYPES[file.suffix])
        else:
            found = path in pages
            route.fulfill(status=200 if found else 404, body=pages.get(path, ""), content_type="text/html")

    page.route(f"{SITE}/**", answer)
    page.goto(f"{SITE}/")
    page.wait_for_load_state("networkidle")
    return posts


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_axe_finds_nothing_and_nothing_overflows(
    visit: Callable[..., Visit], axe: Callable[[Page], None], gallery: str, scheme: str, width: int
) -> None:
    page = visit(viewport={"width": width, "height": 740}, color_scheme=scheme).page()
    open_page(page, {"/": gallery})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    axe(page)


def test_text_at_200_percent_still_fits_a_phone(page: Page, gallery: str) -> None:
    open_page(page, {"/": gallery})
    page.add_style_tag(content="html { font-size: 200% }")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_every_target_is_large_enough_for_a_thumb(page: Page, gallery: str) -> None:
    open_page(page, {"/": gallery})
    small = page.evaluate(
        """[...document.querySelectorAll(".btn, .opt, .bar a, .side a, .outline a, .tick label, select, "
            + "textarea, input:not([type=radio]):not([type=checkbox]):not([type=hidden])")]
            .filter((element) => element.offsetParent && !element.closest("table"))
            .map((element) => [element.outerHTML.slice(0, 80), element.getBoundingClientRect().height])
            .filter(([, height]) => height < 47.5)"""
    )
    assert small == []


def test_motion_stops_for_those_who_ask(visit: Callable[..., Visit], gallery: str) -> None:
    page = visit(reduced_motion="reduce").page()
    open_page(page, {"/": gallery})
    assert page.evaluate("getComputedStyle(document.querySelector('.btn')).transitionDuration") == "0s"


def test_paper_is_black_on_white_without_what_only_a_screen_needs(page: Page, gallery: str) -> None:
    open_page(page, {"/": gallery})
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.locator(".bar")).to_be_hidden()
    expect(page.locator(".pager")).to_be_hidden()
    style = "getComputedStyle(document.querySelector('.box.turn'))"
    assert page.evaluate(f"{style}.color") == "rgb(0, 0, 0)"
    assert page.evaluate(f"{style}.backgroundColor") == "rgba(0, 0, 0, 0)"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_a_password_can_be_shown_and_is_hidden_again_when_sent(page: Page, gallery: str) -> None:
    open_page(page, {"/": gallery})
    page.get_by_label("Mật khẩu").fill("chuoi-say-667")
    page.get_by_role("button", name="Hiện").click()
    expect(page.get_by_label("Mật khẩu")).to_have_attribute("type", "text")
    page.get_by_role("button", name="Ẩn").click()
    expect(page.get_by_label("Mật khẩu")).to_have_attribute("type", "password")


def test_a_form_is_sent_once_with_the_button_that_was_pressed(page: Page, gallery: str) -> None:
    open_page(page, {"/": gallery})
    bodies: list[str] = []

    def never_answered_at_once(route: Route) -> None:
        bodies.append(route.request.post_data or "")
        route.fulfill(status=204)

    page.route(f"{SITE}/send", never_answered_at_once)
    page.get_by_role("button", name="Nộp bài").evaluate("button => { button.click(); button.click(); }")
    page.wait_for_timeout(200)
    page.get_by_role("button", name="Nộp bài").evaluate("button => button.click()")
    page.wait_for_timeout(200)
    assert len(bodies) == 1
    assert "deed=submit" in bodies[0]


def test_an_answer_inside_a_lesson_that_does_not_fit_is_corrected_in_place(
    page: Page, gallery: str, app: Flask
) -> None:
    refused = """{% from "components/check.html" import check_form %}
        {% from "components/field.html" import plain_field %}
        {% call check_form("/check", "thu-mot-cau") %}
        {{ plain_field("answer", "Câu trả lời", "hai chục", error="Viết bằng số.") }}{% endcall %}"""
    with app.test_request_context("/"):
        fragment = render_template_string(refused)
    open_page(page, {"/": gallery, "/check": fragment})
    page.get_by_role("button", name="Xem đúng chưa").click()
    field = page.locator("#thu-mot-cau #answer")
    expect(field).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(field).to_be_focused()


def test_an_answer_inside_a_lesson_is_shown_in_place(page: Page, gallery: str, app: Flask) -> None:
    answered = """{% from "components/check.html" import check_form, feedback %}
        {% call check_form("/check", "thu-mot-cau") %}
        <div role="status">{{ feedback(True, ["Thuê kho trả theo tháng."]) }}</div>{% endcall %}"""
    with app.test_request_context("/"):
        fragment = render_template_string(answered)
    posts = open_page(page, {"/": gallery, "/check": fragment})
    page.get_by_label("Không đổi").check()
    page.get_by_role("button", name="Xem đúng chưa").click()
    words = page.get_by_text("Thuê kho trả theo tháng.")
    expect(words).to_be_visible()
    expect(page.locator("#thu-mot-cau [role=status]")).to_be_focused()
    assert len(posts) == 1
    assert "answer" in posts[0]
    assert page.url == f"{SITE}/"
    page.get_by_role("button", name="Xem đúng chưa").click()
    page.wait_for_timeout(100)
    assert len(posts) == 2


def test_a_question_inside_a_lesson_stays_on_its_page_without_a_network(
    visit: Callable[..., Visit], gallery: str
) -> None:
    window = visit()
    page = window.page()
    posts = open_page(page, {"/": gallery})
    page.get_by_label("Không đổi").check()
    page.route(f"{SITE}/check", lambda route: route.abort("internetdisconnected"))
    page.context.set_offline(True)
    page.get_by_role("button", name="Xem đúng chưa").click()
    expect(page.get_by_text("Mất sóng. Anh/chị chờ có sóng rồi bấm lại")).to_be_visible()
    assert page.url == f"{SITE}/"
    assert page.get_by_label("Không đổi").is_checked()
    assert not posts
    window.expect_errors("ERR_INTERNET_DISCONNECTED")


def test_a_question_before_a_deed_opens_in_place_and_can_be_left(
    page: Page, gallery: str, app: Flask
) -> None:
    question = """{% extends "layouts/confirm.html" %}{% set confirm_title = "Thu hồi giấy này?" %}
        {% set confirm_action = "/revoked" %}{% set confirm_yes = "Thu hồi" %}{% set confirm_back = "/" %}
        {% block content %}<p>Người xem mã sẽ thấy giấy đã thu hồi.</p>{% endblock %}"""
    with app.test_request_context("/revoke"):
        asked = render_template_string(question)
    posts = open_page(page, {"/": gallery, "/revoke": asked, "/revoked": gallery})
    page.get_by_role("link", name="Thu hồi giấy").click()
    dialog = page.get_by_role("dialog", name="Thu hồi giấy này?")
    expect(dialog).to_be_visible()
    dialog.get_by_role("link", name="Quay lại").click()
    expect(dialog).to_be_hidden()
    page.get_by_role("link", name="Thu hồi giấy").click()
    dialog.get_by_role("button", name="Thu hồi").click()
    page.wait_for_url(f"{SITE}/revoked")
    assert len(posts) == 1


def test_the_phone_reads_the_lesson_pauses_and_goes_on(visit: Callable[..., Visit], gallery: str) -> None:
    window = visit()
    window.context.add_init_script(VOICE)
    page = window.page()
    open_page(page, {"/": gallery})
    page.get_by_role("button", name="Nghe bài").click()
    assert page.evaluate("spoken") == ["Học xong bài này, anh/chị tính được số túi phải bán để không lỗ."]
    for _ in range(3):
        page.evaluate("current.onend()")
    assert page.evaluate("spoken")[1:] == [
        "Mỗi túi bán 95.000 đồng.",
        "Làm ra và chở đi hết 62.000 đồng.",
        "95.000 trừ 62.000 bằng 33.000 đồng",
    ]
    page.get_by_role("button", name="Tạm dừng").click()
    page.get_by_role("button", name="Nghe tiếp").click()
    assert page.evaluate("spoken.slice(-2)") == ["95.000 trừ 62.000 bằng 33.000 đồng"] * 2
    page.get_by_role("button", name="Thôi nghe").click()
    expect(page.get_by_role("button", name="Nghe bài")).to_be_focused()
    expect(page.get_by_role("button", name="Thôi nghe")).to_be_hidden()


def test_without_a_vietnamese_voice_there_is_no_button(visit: Callable[..., Visit], gallery: str) -> None:
    window = visit()
    window.context.add_init_script(re.sub(r", \{ lang: \"vi_VN\" \}", "", VOICE))
    page = window.page()
    open_page(page, {"/": gallery})
    expect(page.get_by_role("button", name="Nghe bài")).to_be_hidden()


def test_without_script_nothing_that_needs_it_is_shown(visit: Callable[..., Visit], gallery: str) -> None:
    page = visit(java_script_enabled=False).page()
    open_page(page, {"/": gallery})
    for name in ("Nghe bài", "In", "Hiện"):
        expect(page.get_by_role("button", name=name, exact=True)).to_be_hidden()
    expect(page.get_by_role("button", name="Xem đúng chưa")).to_be_visible()
