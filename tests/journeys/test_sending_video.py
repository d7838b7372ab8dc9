"""A trainer sends a video from a phone: the network goes twice, the page is reloaded, the file is whole.

On local disk and on a real S3, with the parts going straight to the store.
"""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import imageio_ffmpeg
import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from lms.storage.parts import PART_BYTES
from lms.videos import queries
from lms.videos.rules import VideoState
from tests.client import CheckingClient
from tests.factories import COURSE_ID, Factory
from tests.servers.chromium import Visit
from tests.servers.relay import Relay
from tests.servers.s3 import S3
from tests.servers.served import served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

#: Bytes a second that the phone may send: fast enough to wait for, slow enough to be cut.
FAST, SPEED, SLOW = 40_000_000, 8_000_000, 1_000_000
TITLE = "Cách ghi sổ mỗi ngày"


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four seconds of moving picture and sound, of four parts."""
    path = tmp_path_factory.mktemp("clip") / "quay ở đồng.mov"
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error"]
    command += ["-f", "lavfi", "-i", "testsrc2=s=640x360:r=25:d=4.2", "-f", "lavfi", "-i", "sine=d=4.2"]
    # Noise, which does not compress: many bytes in little time.
    command += ["-vf", "noise=alls=80:allf=t", "-c:v", "mjpeg", "-q:v", "2", "-c:a", "aac", str(path)]
    subprocess.run(command, check=True)
    assert 3 * PART_BYTES < path.stat().st_size < 4 * PART_BYTES
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


# Over S3 the same journey is part of the long proof; parts on S3 are tested in pages/storage at every run.
@pytest.fixture(params=["local", pytest.param("s3", marks=pytest.mark.soak)])
def place(request: pytest.FixtureRequest, app: Flask, another_app: Callable[..., Flask]) -> Iterator[Place]:
    with ExitStack() as open_ways:
        used, ways = app, []
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
        port = urlsplit(open_ways.enter_context(served(used))).port
        assert port is not None
        ways.append(open_ways.enter_context(Relay(port, SPEED)))
        used.extensions["storage"].set_up(ways[-1].address)
        yield Place(used, ways[-1].address, tuple(ways))


def sent(page: Page) -> float:
    return float(page.locator("[data-box] progress").evaluate("bar => bar.value"))


def held(place: Place) -> int:
    """How many parts the store has."""
    with place.app.app_context():
        storage = place.app.extensions["storage"]
        (one,) = storage.open_uploads()
        return len(storage.sent_parts(one.key, one.ref))


def wait_for(page: Page, count: int) -> None:
    """Wait until so many bytes have been sent."""
    page.wait_for_function("count => document.querySelector('[data-box] progress').value > count", arg=count)


def test_a_video_arrives_whole_over_a_network_that_goes(
    place: Place,
    factory: Factory,
    client: CheckingClient,
    visit: Callable[..., Visit],
    axe: Callable[[Page], None],
    clip: Path,
) -> None:
    address = place.address
    factory.course()
    factory.sign_in(client, factory.person("Trần Văn Giáo", teaches=COURSE_ID))
    window = visit()
    cookie = client.get_cookie("session")
    assert cookie is not None
    window.context.add_cookies([{"name": "session", "value": cookie.value, "url": address}])
    page = window.page()
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{address}/teach/{COURSE_ID}")
    page.get_by_role("link", name="Video", exact=True).click()
    page.get_by_role("link", name="Gửi video đầu tiên").click()
    # The pages are the same over either store.
    look = not place.ways[1:]
    if look:
        axe(page)
    page.get_by_label("Tên video").fill(TITLE)
    page.get_by_label("Tệp video").set_input_files(clip)
    page.get_by_role("button", name="Gửi video").click()
    line = page.locator("[data-line]")

    wait_for(page, 1_500_000)
    place.cut()
    expect(line).to_contain_text("Mất mạng")
    place.back()
    expect(line).not_to_contain_text("Mất mạng")
    place.carry(FAST if not look else SPEED)
    if look:
        expect(line).to_contain_text("còn khoảng")
        axe(page)
    while not held(place):
        page.wait_for_timeout(50)
    place.carry(SLOW)
    place.cut()
    place.back()
    page.reload()
    expect(page.locator("main")).to_contain_text("“quay ở đồng.mov” (2")
    page.get_by_label("Tệp video").set_input_files(clip)
    page.get_by_role("button", name="Gửi tiếp").click()
    expect(line).to_contain_text("Đã gửi")
    wait_for(page, 1)
    # What was there before is not sent again.
    assert sent(page) >= PART_BYTES
    place.cut()
    expect(line).to_contain_text("Mất mạng")
    place.back()
    expect(line).not_to_contain_text("Mất mạng")
    page.get_by_role("button", name="Tạm dừng").click()
    expect(line).to_contain_text("Tạm dừng ở")
    place.carry(FAST)
    page.get_by_role("button", name="Gửi tiếp").click()
    expect(page.locator("#state")).to_contain_text("Chờ xử lý", timeout=15_000)
    if look:
        axe(page)

    (row,) = factory.read(queries.shelf, COURSE_ID)
    assert (row.title, row.state) == (TITLE, VideoState.QUEUED)
    with place.app.app_context():
        storage = place.app.extensions["storage"]
        assert storage.get(row.source_key) == clip.read_bytes()
        assert not [one for one in storage.open_uploads() if one.key == row.source_key]
    # What the browser says of connections that were cut, in whichever words.
    window.errors[:] = [error for error in window.errors if "net::ERR_" not in error]


def test_another_file_is_noticed_and_a_video_can_be_given_up(
    factory: Factory,
    client: CheckingClient,
    site: str,
    phone: Callable[..., Visit],
    tmp_path: Path,
) -> None:
    factory.course()
    factory.sign_in(client, factory.person("Trần Văn Giáo", teaches=COURSE_ID))
    first, other = tmp_path / "một.mp4", tmp_path / "hai.mp4"
    first.write_bytes(b"a" * 300_000)
    other.write_bytes(b"b" * 300_000)
    window = phone(client)
    page = window.page()
    page.on("dialog", lambda dialog: dialog.accept())
    page.route("**/files/**", lambda route: None)  # parts go out and nobody answers
    page.goto(f"{site}/teach/{COURSE_ID}/videos/new")
    page.get_by_role("button", name="Gửi video").click()
    expect(page.locator("main")).to_contain_text("Chọn tệp video trước.")
    page.get_by_label("Tệp video").set_input_files(first)
    page.get_by_role("button", name="Gửi video").click()
    expect(page.locator("main")).to_contain_text("Viết tên video")
    page.get_by_label("Tên video").fill(TITLE)
    page.get_by_role("button", name="Gửi video").click()
    expect(page.locator("[data-line]")).to_contain_text("Đã gửi")
    page.reload()
    page.get_by_label("Tệp video").set_input_files(other)
    page.get_by_role("button", name="Gửi tiếp").click()
    expect(page.locator("main")).to_contain_text("Đây không phải tệp đang gửi dở (một.mp4)")
    page.get_by_label("Bỏ tệp gửi dở").check()
    page.get_by_role("button", name="Gửi tiếp").click()
    expect(page.locator("[data-file]")).to_have_text("hai.mp4")
    page.get_by_role("button", name="Bỏ, không gửi nữa").first.click()
    page.locator("dialog").get_by_role("button", name="Bỏ, không gửi nữa").click()
    expect(page.locator("main")).to_contain_text("Khóa học này chưa có video.")
    assert factory.read(queries.shelf, COURSE_ID) == []
    window.expect_errors("status of 422")
    window.expect_errors("status of 409")
