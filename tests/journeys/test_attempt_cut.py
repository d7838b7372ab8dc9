"""The network cut at every step of a quiz: start, each answer, page change, hand-in, result. Nothing is lost,
and each time the page itself says what is the matter and what to do."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import func, select

from lms.db import db
from lms.quizzes.models import Attempt
from tests.client import CheckingClient
from tests.factories import Factory
from tests.journeys.test_attempt import KEPT, field, status
from tests.pages.quiz_course import COURSE, QUIZ, files, known, learner, right
from tests.servers.chromium import Visit

pytestmark = pytest.mark.browser
PAGED = ("shuffle_questions: true", "shuffle_questions: false\npage_size: 4")


class Signal:
    """Takes the signal away and gives it back."""

    def __init__(self, window: Visit) -> None:
        self._window = window

    def cut(self) -> None:
        self._window.context.set_offline(True)

    def back(self) -> None:
        self._window.context.set_offline(False)


def told(page: Page, words: str) -> None:
    expect(page.locator("main")).to_contain_text(words)
    assert page.url.startswith("http://127.0.0.1"), "the browser's own words stand here"


def give(page: Page, question: str, value: object) -> None:
    """Answer a question as a person does."""
    box = page.locator(f"#cau-{question}")
    if isinstance(value, dict):
        for token, chosen in value.items():
            page.locator(f'select[name="a.{question}.{token}"]').select_option(chosen)
    elif box.locator("input[type=text]").count():
        field(page, question).fill(str(value))
    else:
        for token in value if isinstance(value, list) else [value]:
            page.locator(f'#cau-{question} input[value="{token}"]').locator("xpath=..").click()


def test_the_signal_goes_at_every_step(
    client: CheckingClient, factory: Factory, phone: Callable[..., Visit], site: str
) -> None:
    factory.course(files(PAGED))
    person = learner(factory, client)
    window = phone(client)
    page, signal = window.page(), Signal(window)
    page.goto(f"{site}/courses/{COURSE}/quizzes/{QUIZ}")
    start = page.get_by_role("button", name="Bắt đầu làm")
    # The start.
    signal.cut()
    start.click()
    told(page, "Mất sóng. Anh/chị chờ có sóng rồi bấm lại.")
    assert factory.read(lambda: db.session.scalar(select(func.count()).select_from(Attempt))) == 0
    signal.back()
    expect(page.get_by_text("Mất sóng.")).to_have_count(0)
    start.click()
    expect(page.locator("#attempt")).to_be_visible()
    taking = factory.read(lambda: db.session.scalar(select(Attempt.id).where(Attempt.user_id == person.id)))
    answers = right(factory, taking)
    first = [drawn.id for drawn in known(factory, taking)[0].instance.on_page(1)]
    assert 0 < len(first) < len(answers)
    # Each answer of the first page, then the change of page.
    for question in first:
        signal.cut()
        give(page, question, answers[question])
        expect(status(page, question)).to_have_text(KEPT)
        told(page, "có sóng sẽ tự gửi")
        signal.back()
        expect(status(page, question)).to_have_text("Đã lưu")
    signal.cut()
    page.get_by_role("button", name="Trang sau").click()
    told(page, "Chưa sang trang được vì mất sóng. Có sóng sẽ tự sang.")
    signal.back()
    expect(page.locator("h2.attempt-page")).to_contain_text("Trang 2/2")
    # The second page, all of it without signal; then the hand-in.
    signal.cut()
    for question in answers.keys() - set(first):
        give(page, question, answers[question])
        expect(status(page, question)).to_have_text(KEPT)
    page.get_by_role("button", name="Nộp bài").click()
    told(page, "Chưa nộp được vì mất sóng. Có sóng sẽ tự nộp.")
    assert known(factory, taking)[0].open

    # The paper arrives, and the signal goes before the result is there.
    def cut_after(route: Route) -> None:
        answer = route.fetch()
        signal.cut()
        route.fulfill(response=answer)

    page.route("**/submit", cut_after)
    signal.back()
    told(page, "Bài đã nộp. Có sóng sẽ tự mở kết quả.")
    page.unroute("**/submit")
    signal.back()
    expect(page.locator("h1")).to_have_text("Kết quả: Kiểm tra phần một")
    expect(page.locator("main")).to_contain_text("Được 7/7 điểm, cần 5.")
    attempt, stored = known(factory, taking)
    assert attempt.result.passed
    assert stored.keys() == answers.keys()
    window.expect_errors("ERR_INTERNET_DISCONNECTED")
