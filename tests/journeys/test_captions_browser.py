"""A trainer writes captions on a phone, row by row, and takes a deletion back."""

from collections.abc import Callable
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from lms import clock
from lms.videos import service
from lms.videos.captions import queries
from lms.videos.captions import service as captions
from lms.videos.captions.models import CaptionOrigin
from lms.videos.captions.rules import Cue
from tests.client import CheckingClient
from tests.factories import COURSE_ID, Factory
from tests.servers.chromium import Visit

pytestmark = pytest.mark.browser

FIRST, SECOND = Cue(1000, 4000, "Chào bà con."), Cue(4000, 9000, "Giá < 5 & hơn")


def test_captions_are_edited_row_by_row(
    factory: Factory,
    client: CheckingClient,
    site: str,
    phone: Callable[..., Visit],
    axe: Callable[[Page], None],
) -> None:
    factory.course()
    trainer = factory.person("Trần Văn Giáo", teaches=COURSE_ID)
    factory.sign_in(client, trainer)

    def make() -> UUID:
        at = clock.now()
        made = service.add(COURSE_ID, "ghi-so", "Ghi sổ", "a.mp4", trainer.id, at)
        captions.save(made.id, "vi", (FIRST, SECOND), 0, CaptionOrigin.EDITOR, trainer.id, at)
        return made.id

    video_id = factory.write(make)
    page = phone(client).page()
    page.goto(f"{site}/teach/videos/{video_id}/captions/vi")
    second = page.get_by_role("group", name="Câu 2")
    expect(second.get_by_label("Lời")).to_have_value(SECOND.text)
    axe(page)
    page.get_by_role("group", name="Câu 1").get_by_label("Lời").fill("Chào các anh chị.")
    second.get_by_role("button", name="Xóa câu").click()
    expect(page.get_by_role("group")).to_have_count(1)
    page.get_by_role("button", name="Lấy lại câu vừa xóa").click()
    second.get_by_role("button", name="Thêm câu dưới").click()
    third = page.get_by_role("group", name="Câu 3")
    expect(third.get_by_label("Từ")).to_have_value("00:00:09.000")
    third.get_by_label("Đến").fill("00:00:11.500")
    third.get_by_label("Lời").fill("Ghi từng túi.\nGhi ngay.")
    page.get_by_role("button", name="Sửa dạng chữ").click()
    expect(page.get_by_label("Phụ đề", exact=True)).to_have_value(
        "WEBVTT\n\n00:00:01.000 --> 00:00:04.000\nChào các anh chị.\n\n"
        "00:00:04.000 --> 00:00:09.000\nGiá &lt; 5 &amp; hơn\n\n"
        "00:00:09.000 --> 00:00:11.500\nGhi từng túi.\nGhi ngay.\n"
    )
    page.get_by_role("button", name="Sửa từng câu").click()
    page.get_by_role("button", name="Lưu phụ đề").click()
    expect(page.locator("main")).to_contain_text("Đã lưu phụ đề.")
    kept = factory.read(queries.in_language, video_id, "vi")
    assert kept.cues == (
        Cue(1000, 4000, "Chào các anh chị."),
        SECOND,
        Cue(9000, 11500, "Ghi từng túi.\nGhi ngay."),
    )
