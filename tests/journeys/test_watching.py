"""Watching in real Chromium: a choice, a film over a weak network, what was played, and where one goes on."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import CDPSession, Page, Request, expect
from sqlalchemy import select

from lms.db import db
from lms.learning import queries as learning
from lms.learning.watching import views
from lms.learning.watching.models import Watching
from lms.permissions import Actor
from lms.storage import get_storage
from tests.client import CheckingClient
from tests.factories import COURSE_ID, Factory, Person
from tests.films import LESSON, SECONDS, Film, make_video, with_video
from tests.servers.chromium import Visit
from tests.servers.s3 import S3
from tests.servers.served import served

pytestmark = pytest.mark.browser
PAGE = f"/courses/{COURSE_ID}/lessons/{LESSON}"
#: A phone on 3G far from the mast: bytes a second, ms until an answer begins.
WEAK = {"offline": False, "downloadThroughput": 50_000, "uploadThroughput": 25_000, "latency": 300}


@pytest.fixture
def stored(request: pytest.FixtureRequest, app: Flask) -> Iterator[str]:
    """The site with its films on local disk, or on a real S3 server; test_film.py plays over both."""
    used = app
    if request.param == "s3":
        server: S3 = request.getfixturevalue("s3_server")
        used = request.getfixturevalue("another_app")(
            storage="s3",
            s3_endpoint_url=server.endpoint_url,
            s3_bucket=server.bucket,
            aws_access_key_id=server.access_key_id,
            aws_secret_access_key=server.secret_access_key,
        )
    with served(used) as site:
        used.extensions["storage"].set_up(site)
        request.node.used = used
        yield site


@pytest.fixture
def learner(request: pytest.FixtureRequest, stored: str, factory: Factory, client: CheckingClient) -> Person:
    # Its pictures lie where the films lie.
    Factory(request.node.used).course(with_video("video: 80"))
    person = factory.person()
    factory.enrol(person)
    factory.sign_in(client, person)
    return person


@pytest.fixture
def put(request: pytest.FixtureRequest, stored: str, factory: Factory, film: Film, learner: Person) -> None:
    """Let the lesson's film lie in the store."""
    with request.node.used.app_context():
        storage = get_storage()
    make_video(factory, film, storage)


def open_phone(
    visit: Callable[..., Visit], client: CheckingClient, site: str, **options: Any
) -> tuple[Visit, Page, list[Request]]:
    """A phone on which the learner is signed in, its tab, and every request of the tab."""
    window = visit(**options)
    cookie = client.get_cookie("session")
    assert cookie is not None
    window.context.add_cookies([{"name": "session", "value": cookie.value, "url": site}])
    page, seen = window.page(), []
    page.on("request", lambda request: seen.append(request))
    return window, page, seen


def weak(page: Page) -> CDPSession:
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", WEAK)
    return session


def media(seen: list[Request]) -> list[str]:
    """What was asked for of the film."""
    return [one.url for one in seen if "/videos/" in one.url]


def play_until(page: Page, second: float) -> None:
    page.wait_for_function(
        f"() => document.querySelector('video, audio')?.currentTime >= {second}", timeout=30_000
    )


def watched(factory: Factory, person: Person) -> Watching | None:
    found: Watching | None = factory.read(
        lambda: db.session.scalar(select(Watching).where(Watching.user_id == person.id))
    )
    return found


def reached(page: Page, factory: Factory, person: Person, position_ms: int) -> Watching:
    """What is known once the browser has sent what it took along."""
    for _wait in range(50):
        row = watched(factory, person)
        if row is not None and row.position_ms >= position_ms:
            return row
        page.wait_for_timeout(100)
    raise AssertionError("what was played when the page was left has not arrived")


def done(factory: Factory, person: Person) -> bool:
    place = factory.read(learning.lesson, COURSE_ID, LESSON, Actor(person.id))
    return bool(place.done)


@pytest.mark.parametrize("stored", ["local"], indirect=True)
@pytest.mark.usefixtures("put")
def test_a_learner_watches_in_two_goes_and_the_lesson_is_done(
    visit: Callable[..., Visit],
    client: CheckingClient,
    factory: Factory,
    learner: Person,
    stored: str,
    axe: Callable[[Page], None],
) -> None:
    """Over a weak network: nothing before a choice, plays, is left, goes on elsewhere, is seen to the end."""
    _window, page, seen = open_phone(visit, client, stored)
    weak(page)
    page.goto(f"{stored}{PAGE}")
    expect(page.get_by_role("link", name="240p")).to_contain_text("nên chọn")
    page.wait_for_timeout(300)
    assert media(seen) == []
    axe(page)
    page.get_by_role("link", name="144p").click()
    expect(page.locator("video")).to_be_visible()
    play_until(page, 1.5)
    page.locator("video").evaluate("film => film.pause()")
    axe(page)
    stood = page.locator("video").evaluate("film => film.currentTime") * 1000
    page.get_by_text("Lời trong video").click()
    page.get_by_role("link", name="0:05").click()
    play_until(page, 6)
    page.goto(f"{stored}/courses")
    row = reached(page, factory, learner, 5900)
    first, second = row.spans
    assert first[1] <= stood + 100, "what was jumped over does not count"
    assert second[0] >= 4900
    assert not done(factory, learner)

    # Another phone, the next day: it goes on where the first one was.
    _second, page, seen = open_phone(visit, client, stored)
    page.goto(f"{stored}{PAGE}")
    page.get_by_role("link", name="144p").click()
    expect(page.get_by_text("Xem tiếp từ 0:0")).to_be_visible()
    page.get_by_label("Tốc độ").select_option("2")
    play_until(page, SECONDS - 0.3)
    page.get_by_text("Lời trong video").click()
    page.get_by_role("link", name="0:00").click()
    page.wait_for_function(
        "() => { const at = document.querySelector('video')?.currentTime; return at > 5.5 && at < 11; }",
        timeout=30_000,
    )
    page.locator("video").evaluate("film => film.pause()")
    expect(page.get_by_text("Bài này đã xong.")).to_be_visible()
    assert done(factory, learner)
    page.reload()
    expect(page.get_by_text("Đã học xong")).to_be_visible()


NO_HLS = """
const real = HTMLMediaElement.prototype.canPlayType;
HTMLMediaElement.prototype.canPlayType = function (type) {
  return /mpegurl/i.test(type) ? "" : real.call(this, type);
};
"""


@pytest.mark.parametrize("stored", ["s3"], indirect=True)
@pytest.mark.usefixtures("put")
def test_automatic_quality_by_script_where_the_browser_has_none(
    visit: Callable[..., Visit], client: CheckingClient, factory: Factory, learner: Person, stored: str
) -> None:
    """hls.js, forced: fetched after the choice, segments through us, and counted like any other film."""
    window, page, seen = open_phone(visit, client, stored)
    window.context.add_init_script(NO_HLS)
    page.goto(f"{stored}{PAGE}")
    page.wait_for_timeout(200)
    assert not [one for one in seen if "/stream-" in one.url]
    page.get_by_role("link", name="Tự chọn theo mạng").click()
    expect(page.locator("video")).to_be_visible()
    page.wait_for_function("() => document.querySelector('video').src.startsWith('blob:')")
    assert [one for one in seen if "/stream-" in one.url]
    assert not [one for one in media(seen) if one.endswith(".m4s")], "no segment before somebody plays"
    page.get_by_label("Tốc độ").select_option("2")
    page.locator("video").evaluate("film => film.play()")
    play_until(page, 6)
    page.locator("video").evaluate("film => film.pause()")
    expect(page.get_by_text(re.compile(r"Đã xem \d+%"))).to_be_visible()
    segments = [one for one in media(seen) if one.endswith(".m4s")]
    assert segments
    assert not [one for one in media(seen) if one.endswith("/file") and "poster" not in one]
    row = watched(factory, learner)
    assert row is not None
    assert row.watched_ms >= 5000


@pytest.mark.parametrize("stored", ["local"], indirect=True)
@pytest.mark.usefixtures("put")
def test_without_script_the_browser_plays_and_the_mark_counts(
    visit: Callable[..., Visit], client: CheckingClient, factory: Factory, learner: Person, stored: str
) -> None:
    _window, page, seen = open_phone(visit, client, stored, java_script_enabled=False)
    page.goto(f"{stored}{PAGE}")
    assert media(seen) == []
    page.get_by_role("link", name="144p").click()
    expect(page.locator("video")).to_be_visible()
    page.wait_for_timeout(300)
    assert not [one for one in media(seen) if "144p" in one], "nothing of the film before somebody plays"
    box = page.locator("video").bounding_box()
    assert box is not None
    with page.expect_response(lambda answer: answer.status in (200, 206) and "144p" in answer.url) as played:
        page.mouse.click(box["x"] + 28, box["y"] + box["height"] - 30)
    assert played.value.ok
    page.get_by_role("link", name="Hình và chữ").click()
    expect(page.get_by_text("Ghi ngay lúc giao hàng.")).to_be_visible()
    page.get_by_role("button", name="Đã xem, bài sau").click()
    expect(page.locator("h1")).to_contain_text("1.2")
    assert done(factory, learner)


@pytest.mark.parametrize("stored", ["local"], indirect=True)
@pytest.mark.usefixtures("put")
def test_a_link_that_has_run_out_is_asked_for_anew(
    visit: Callable[..., Visit],
    client: CheckingClient,
    stored: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The film stands for longer than its link is good; pressing play goes on where it was."""
    monkeypatch.setattr(views, "FILE_SECONDS", 3)
    _window, page, _seen = open_phone(visit, client, stored)
    page.goto(f"{stored}{PAGE}", wait_until="networkidle")
    page.get_by_role("link", name="240p").click()
    play_until(page, 0.5)
    page.locator("video").evaluate("film => film.pause()")
    page.wait_for_timeout(4500)
    page.locator("video").evaluate("film => { film.currentTime = 9; film.play(); }")
    play_until(page, 9.5)
    assert page.locator("video").evaluate("film => film.error") is None


@pytest.mark.parametrize("stored", ["local"], indirect=True)
@pytest.mark.usefixtures("put")
def test_what_is_watched_without_a_signal_is_told_later(
    visit: Callable[..., Visit], client: CheckingClient, factory: Factory, learner: Person, stored: str
) -> None:
    window, page, _seen = open_phone(visit, client, stored)
    page.goto(f"{stored}{PAGE}")
    page.get_by_role("link", name="Chỉ nghe").click()
    page.get_by_label("Tốc độ").select_option("2")
    page.wait_for_function(
        "() => { const all = document.querySelector('audio').buffered; return all.length && all.end(0) > 11 }"
    )
    window.context.set_offline(True)
    play_until(page, 8)
    page.locator("audio").evaluate("film => film.pause()")
    expect(page.get_by_text("Phần đã xem được giữ trên máy này")).to_be_visible()
    assert watched(factory, learner) is None
    page.close()
    window.context.set_offline(False)
    page = window.page()
    page.goto(f"{stored}{PAGE}")
    page.wait_for_function("() => !localStorage.getItem('lms.beats')")
    row = watched(factory, learner)
    assert row is not None
    assert row.watched_ms >= 7000
    window.expect_errors("ERR_INTERNET_DISCONNECTED")


@pytest.mark.parametrize("stored", ["local"], indirect=True)
@pytest.mark.usefixtures("put")
def test_a_store_that_does_not_answer_is_said(
    visit: Callable[..., Visit], client: CheckingClient, stored: str
) -> None:
    """F13 in the browser: the lesson stays, the block says what is wrong and offers to try again."""
    window, page, _seen = open_phone(visit, client, stored)
    page.route("**/144p/file*", lambda route: route.abort("connectionrefused"))
    page.goto(f"{stored}{PAGE}", wait_until="networkidle")
    page.get_by_role("link", name="144p").click()
    expect(page.get_by_text("Kho video đang không trả lời")).to_be_visible(timeout=20_000)
    page.unroute("**/144p/file*")
    page.get_by_role("button", name="Tải lại").click()
    play_until(page, 0.5)
    window.expect_errors("ERR_CONNECTION_REFUSED")


@pytest.mark.parametrize("stored", ["local"], indirect=True)
@pytest.mark.usefixtures("put")
def test_the_last_choice_is_offered_first(
    visit: Callable[..., Visit], client: CheckingClient, stored: str
) -> None:
    _window, page, _seen = open_phone(visit, client, stored)
    page.goto(f"{stored}{PAGE}")
    page.get_by_role("link", name="Chỉ nghe").click()
    expect(page.locator("audio")).to_be_visible()
    page.goto(f"{stored}{PAGE}")
    expect(page.get_by_role("link", name="Chỉ nghe")).to_contain_text("như lần trước")
    expect(page.get_by_role("link", name="240p")).not_to_contain_text("nên chọn")
