"""The page of a video tells by itself when the video can be watched."""

from collections.abc import Callable
from uuid import UUID

import pytest
from playwright.sync_api import expect

from lms import clock
from lms.videos import service
from lms.videos.rules import Probe
from tests.client import CheckingClient
from tests.factories import COURSE_ID, Factory
from tests.servers.chromium import Visit

pytestmark = pytest.mark.browser


def test_progress_moves_and_the_end_is_said(
    factory: Factory, client: CheckingClient, site: str, phone: Callable[..., Visit]
) -> None:
    factory.course()
    trainer = factory.person("Trần Văn Giáo", teaches=COURSE_ID)
    factory.sign_in(client, trainer)

    def arrive() -> UUID:
        made = service.add(COURSE_ID, "ghi-so", "Ghi sổ", "a.mp4", trainer.id, clock.now())
        service.source_arrived(made.id, "videos/x/source/y", "etag", 1000, clock.now())
        return made.id

    video_id = factory.write(arrive)
    page = phone(client).page()
    page.clock.install()
    page.goto(f"{site}/teach/videos/{video_id}")
    state = page.locator("#state")
    expect(state).to_contain_text("Chờ xử lý")
    factory.write(service.begin_run, video_id, 1, clock.now())
    factory.write(service.note_progress, video_id, 1, 40, clock.now())
    page.clock.fast_forward(5000)
    expect(state).to_contain_text("Đã xử lý 40 %")
    seen = Probe(3000, 320, 240, 10.0, True)
    factory.write(service.finish_run, video_id, 1, "etag", seen, clock.now())
    page.clock.fast_forward(5000)
    expect(state).to_contain_text("Xem được")
    expect(page.get_by_role("link", name="Thay tệp khác")).to_be_visible()
