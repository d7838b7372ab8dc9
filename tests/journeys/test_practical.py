"""Practical work on a phone of 360 px: the signal goes while a photo is sent, and nothing is lost."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from lms.practical import queries
from lms.storage import get_storage
from tests.client import CheckingClient
from tests.factories import COURSE_ID, Factory, Person
from tests.servers.chromium import Visit
from tests.unit.courses.sample import with_task

pytestmark = pytest.mark.browser
PAGE = f"/courses/{COURSE_ID}/practicals/so-that"
WAITING = "Chờ mạng, ảnh giữ trên máy này"


def camera() -> dict[str, Any]:
    """A heavy photo as a phone makes it: turned, with the place where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    Image.effect_noise((1800, 1200), 80).convert("RGB").save(out, "JPEG", quality=95, exif=exif)
    assert len(out.getvalue()) > 900_000
    return {"name": "DSC_0001.JPG", "mimeType": "image/jpeg", "buffer": out.getvalue()}


@pytest.fixture
def learner(client: CheckingClient, factory: Factory) -> Person:
    factory.course(with_task())
    person = factory.person()
    factory.enrol(person)
    factory.sign_in(client, person)
    client.get(PAGE, status=200)
    return person


def status(page: Page) -> Any:
    return page.locator("[data-photo] [data-status]")


def open_page(page: Page, site: str) -> None:
    page.goto(f"{site}{PAGE}")
    expect(page.locator("[data-save]")).to_be_hidden()


def test_a_photo_survives_a_lost_signal_and_a_reload(
    phone: Callable[..., Visit], client: CheckingClient, site: str, learner: Person, factory: Factory,
    axe: Callable[[Page], None],
) -> None:  # fmt: skip
    window = phone(client, viewport={"width": 360, "height": 740})
    page = window.page()
    open_page(page, site)
    axe(page)
    page.fill("[name=text]", "Cả tuần bán 40 túi.")
    expect(page.locator("[data-text-status]")).to_have_text("Đã lưu")
    # The signal goes just when the bytes are on their way, and the learner sends all the same.
    page.route("**/files/**", lambda route: route.abort())
    page.set_input_files("input[type=file]", [camera()])
    expect(status(page)).to_have_text(WAITING)
    page.get_by_role("button", name="Gửi bài").click()
    expect(page.locator("[data-line]")).to_have_text("Bài chưa gửi vì còn chờ mạng. Có mạng sẽ tự gửi.")
    # The page is closed and opened another time.
    page.reload()
    expect(status(page)).to_have_text(WAITING)
    page.unroute("**/files/**")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(status(page)).to_have_text("Đã lưu")
    (photo,) = factory.read(queries.photos, work(factory, learner).id)
    with factory.app.app_context():
        data = get_storage().get(photo.key)
    assert len(data) <= 300_000
    with Image.open(io.BytesIO(data)) as shown:
        assert (shown.format, shown.size) == ("JPEG", (1067, 1600)) or shown.height > shown.width
        assert not shown.getexif()
    page.get_by_role("button", name="Gửi bài").click()
    expect(page.locator("main")).to_contain_text("Giảng viên chấm trong 7 ngày")
    found = work(factory, learner)
    assert (found.text, found.turn) == ("Cả tuần bán 40 túi.", 1)
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    window.expect_errors("ERR_FAILED")


def work(factory: Factory, learner: Person) -> queries.WorkRow:
    found = factory.read(queries.own_work, learner.id, COURSE_ID, "so-that")
    assert found is not None
    return found  # type: ignore[no-any-return]


def test_text_typed_without_a_signal_is_kept_and_sent_later(
    phone: Callable[..., Visit], client: CheckingClient, site: str, learner: Person, factory: Factory
) -> None:
    window = phone(client)
    page = window.page()
    open_page(page, site)
    page.route("**/draft", lambda route: route.abort())
    page.fill("[name=text]", "Viết lúc mất sóng.")
    expect(page.locator("[data-text-status]")).to_have_text(
        "Chờ mạng. Bài viết giữ trên máy này, có mạng sẽ tự lưu."
    )
    page.unroute("**/draft")
    page.reload()
    expect(page.locator("[name=text]")).to_have_value("Viết lúc mất sóng.")
    expect(page.locator("[data-text-status]")).to_have_text("Đã lưu")
    assert work(factory, learner).text == "Viết lúc mất sóng."
    # Another page has saved something newer: nothing is overwritten before the learner has chosen.
    client.post(f"{PAGE}/draft", json={"text": "Ở máy khác.", "save_id": "x", "base": 1}, status=200)
    page.fill("[name=text]", "Ở máy này.")
    expect(page.locator("form .box")).to_contain_text("Ở máy khác.")
    page.get_by_role("button", name="Dùng bản trên trang này").click()
    expect(page.locator("[data-text-status]")).to_have_text("Đã lưu")
    assert work(factory, learner).text == "Ở máy này."
    window.expect_errors("ERR_FAILED")
    window.expect_errors("409")


def test_files_that_are_no_photos_or_too_many_are_named(
    phone: Callable[..., Visit], site: str, client: CheckingClient, learner: Person
) -> None:
    page = phone(client).page()
    open_page(page, site)
    no_photo = {"name": "giay.jpg", "mimeType": "image/jpeg", "buffer": b"no"}
    page.set_input_files("#photo", [no_photo, *[camera() | {"name": f"{n}.jpg"} for n in range(4)]])
    line = page.locator("[data-photo-line]")
    expect(line).to_contain_text("Không mở được “giay.jpg” như ảnh.")
    expect(line).to_contain_text("Chưa thêm “3.jpg”: bài này đã đủ số ảnh.")
    expect(page.locator("[data-photo]")).to_have_count(3)
