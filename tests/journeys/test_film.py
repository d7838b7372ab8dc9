"""One film's whole way: sent from a phone whose network goes twice, made by a worker, watched on 3G.

Over local disk and over a real S3, where parts go straight to the store and the film comes straight from it.
"""

import os
import re
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from lms.db import db
from lms.learning import queries as learning
from lms.learning.watching.models import Watching
from lms.paths import ROOT
from lms.permissions import Actor
from lms.storage.parts import PART_BYTES
from lms.videos import queries
from lms.videos.rules import VideoState
from tests.client import CheckingClient
from tests.clips import ffmpeg
from tests.factories import COURSE_ID, Factory, Person
from tests.films import LESSON, with_video
from tests.servers.chromium import Visit
from tests.servers.processes import Server
from tests.servers.relay import Relay
from tests.servers.s3 import S3
from tests.servers.served import served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

#: Bytes a second that the trainer's phone may send: fast enough to wait for, slow enough to be cut.
FAST, SPEED, SLOW = 40_000_000, 2_500_000, 200_000
#: The learner's: bytes a second, ms until an answer begins.
WEAK = {"offline": False, "downloadThroughput": 50_000, "uploadThroughput": 25_000, "latency": 300}
TITLE, NAME, SECONDS = "Cách ghi sổ mỗi ngày", "cach-ghi-so-moi-ngay", 7


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seven seconds of moving picture and sound, small enough for one rung, heavy enough for two parts."""
    path = tmp_path_factory.mktemp("clip") / "quay ở đồng.mov"
    inputs = ("-f", "lavfi", "-i", f"testsrc2=s=256x144:r=25:d={SECONDS}", "-f", "lavfi")
    # A little noise, which does not compress: many bytes in little time.
    heavy = ("-vf", "noise=alls=90:allf=t", "-c:v", "mjpeg", "-q:v", "1", "-qmin", "1", "-c:a", "aac")
    ffmpeg(*inputs, "-i", f"sine=d={SECONDS}", *heavy, path)
    assert PART_BYTES * 1.2 < path.stat().st_size < PART_BYTES * 1.7
    return path


@dataclass(frozen=True)
class Place:
    """The application over one of the stores, its address, and what lies between it and the phone."""

    app: Flask
    address: str
    ways: tuple[Relay, ...]

    def cut(self) -> None:
        """No signal."""
        for way in self.ways:
            way.cut()

    def carry(self, speed: int) -> None:
        """Let so many bytes a second through."""
        for way in self.ways:
            way.speed = speed

    def back(self) -> None:
        """Signal again."""
        for way in self.ways:
            way.back()


@pytest.fixture(params=["local", "s3"])
def place(
    request: pytest.FixtureRequest,
    app: Flask,
    another_app: Callable[..., Flask],
    environment: dict[str, str],
    tmp_path: Path,
) -> Iterator[Place]:
    """The site, and a worker of its own process that is being started."""
    with ExitStack() as open_ways:
        used, ways, extra = app, [], {}
        if request.param == "s3":
            server: S3 = request.getfixturevalue("s3_server")
            ways.append(open_ways.enter_context(Relay(server.port, SPEED)))
            used = another_app(
                storage="s3",
                s3_endpoint_url=ways[0].address,
                s3_bucket=server.bucket,
                aws_access_key_id=server.access_key_id,
                aws_secret_access_key=server.secret_access_key,
            )
            extra = server.environment()
        port = urlsplit(open_ways.enter_context(served(used))).port
        assert port is not None
        ways.append(open_ways.enter_context(Relay(port, SPEED)))
        used.extensions["storage"].set_up(ways[-1].address)
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
        env = {**os.environ, **environment, **extra}
        worker = Server("worker", command, tmp_path / "worker.log", env=env, cwd=str(ROOT), loaded=True)
        yield Place(used, ways[-1].address, tuple(ways))
        worker.stop(signal.SIGKILL)


def sent(page: Page) -> float:
    return float(page.locator("[data-box] progress").evaluate("bar => bar.value"))


def wait_for(page: Page, count: int) -> None:
    """Wait until so many bytes have been sent."""
    page.wait_for_function("count => document.querySelector('[data-box] progress').value > count", arg=count)


def held(place: Place) -> int:
    """How many bytes the store has of the upload."""
    with place.app.app_context():
        storage = place.app.extensions["storage"]
        (one,) = storage.open_uploads()
        return sum(part.size for part in storage.sent_parts(one.key, one.ref))


def phone(visit: Callable[..., Visit], client: CheckingClient, place: Place) -> tuple[Visit, Page]:
    window = visit()
    cookie = client.get_cookie("session")
    assert cookie is not None
    window.context.add_cookies([{"name": "session", "value": cookie.value, "url": place.address}])
    return window, window.page()


def test_a_film_is_sent_made_and_watched(
    place: Place,
    factory: Factory,
    client: CheckingClient,
    new_client: Callable[[], CheckingClient],
    visit: Callable[..., Visit],
    axe: Callable[[Page], None],
    clip: Path,
) -> None:
    Factory(place.app).course(with_video("video: 80", name=NAME))
    learner = factory.person()
    factory.enrol(learner)
    factory.sign_in(client, factory.person("Trần Văn Giáo", teaches=COURSE_ID))
    # The pages are the same over either store.
    look = axe if not place.ways[1:] else lambda _page: None
    window, page = phone(visit, client, place)
    send(page, place, clip, look)
    # What the browser says of connections that were cut, in whichever words.
    window.errors[:] = [error for error in window.errors if "net::ERR_" not in error]

    expect(page.locator("#state")).to_contain_text("Xem được", timeout=40_000)
    look(page)
    (row,) = factory.read(queries.shelf, COURSE_ID)
    assert (row.title, row.name, row.state) == (TITLE, NAME, VideoState.READY)
    with place.app.app_context():
        storage = place.app.extensions["storage"]
        assert storage.get(row.source_key) == clip.read_bytes()
        assert not [one for one in storage.open_uploads() if one.key == row.source_key]

    browser = new_client()
    factory.sign_in(browser, learner)
    _window, page = phone(visit, browser, place)
    watch(page, place, factory, learner)


def send(page: Page, place: Place, clip: Path, look: Callable[[Page], None]) -> None:
    """The trainer sends the file: twice the network goes, once the page is opened anew, once it is paused."""
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{place.address}/teach/{COURSE_ID}")
    page.get_by_role("link", name="Video", exact=True).click()
    page.get_by_role("link", name="Gửi video này").click()
    expect(page.get_by_label("Tệp video")).to_be_visible()
    look(page)
    page.get_by_label("Tên video").fill(TITLE)
    page.get_by_label("Tệp video").set_input_files(clip)
    page.get_by_role("button", name="Gửi video").click()
    line = page.locator("[data-line]")

    wait_for(page, 1_500_000)
    place.cut()
    expect(line).to_contain_text("Mất mạng")
    place.back()
    expect(line).not_to_contain_text("Mất mạng")
    look(page)
    while not (there := held(place)):
        page.wait_for_timeout(50)
    place.carry(SLOW)
    place.cut()
    place.back()
    page.reload()
    expect(page.locator("main")).to_contain_text("“quay ở đồng.mov” (")
    page.get_by_label("Tệp video").set_input_files(clip)
    page.get_by_role("button", name="Gửi tiếp").click()
    expect(line).to_contain_text("Đã gửi")
    wait_for(page, 1)
    # What was there before is not sent again.
    assert sent(page) >= there
    expect(line).to_contain_text("còn khoảng", timeout=15_000)
    place.cut()
    expect(line).to_contain_text("Mất mạng")
    place.back()
    expect(line).not_to_contain_text("Mất mạng")
    page.get_by_role("button", name="Tạm dừng").click()
    expect(line).to_contain_text("Tạm dừng ở")
    place.carry(FAST)
    page.get_by_role("button", name="Gửi tiếp").click()
    expect(page.locator("#state")).to_contain_text("xử lý", timeout=15_000)


def watch(page: Page, place: Place, factory: Factory, learner: Person) -> None:
    """The learner chooses by what it costs, plays, jumps, sees the rest, and the lesson is done."""

    def done() -> bool:
        found = factory.read(learning.lesson, COURSE_ID, LESSON, Actor(learner.id))
        return bool(found.done)

    def play_until(second: float) -> None:
        page.wait_for_function(
            f"() => document.querySelector('video')?.currentTime >= {second}", timeout=30_000
        )

    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.emulateNetworkConditions", WEAK)
    page.goto(f"{place.address}/courses/{COURSE_ID}/lessons/{LESSON}", wait_until="networkidle")
    choice = page.get_by_role("link", name="144p")
    expect(choice).to_contain_text(re.compile(r"144p · \d+(,\d)? [kM]B"))
    choice.click()
    page.get_by_label("Tốc độ").select_option("2")
    play_until(1.5)
    film = page.locator("video")
    stood = film.evaluate("film => { const at = film.currentTime; film.currentTime = 6; return at; }")
    play_until(6.4)
    film.evaluate("film => film.pause()")
    expect(page.get_by_text(re.compile(r"Đã xem \d+%"))).to_be_visible()
    row = factory.read(lambda: db.session.scalar(select(Watching).where(Watching.user_id == learner.id)))
    assert row.watched_ms <= stood * 1000 + 1300, "what was jumped over does not count"
    assert not done()
    # The rest of it, to the end.
    film.evaluate("(film, at) => { film.currentTime = at; film.play(); }", stood)
    page.wait_for_function("() => document.querySelector('video').ended", timeout=30_000)
    expect(page.get_by_text("Bài này đã xong.")).to_be_visible()
    assert done()
