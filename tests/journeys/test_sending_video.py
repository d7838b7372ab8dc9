"""The page that sends a video: another file is noticed, a video can be given up.

The whole way of a film is in test_film.py.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from lms.videos import queries
from tests.client import CheckingClient
from tests.factories import COURSE_ID, Factory
from tests.servers.chromium import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TITLE = "Cách ghi sổ mỗi ngày"


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
