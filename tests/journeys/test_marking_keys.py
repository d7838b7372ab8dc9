"""A trainer at work: the attempts renew themselves, essays are marked from answer to answer by keys, and
practical work with a few taps."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from lms.courses.practicals import Level
from lms.practical import queries
from lms.practical.rules import WorkState
from tests.client import CheckingClient
from tests.factories import COURSE_ID, Factory
from tests.pages.quiz_course import COURSE, FINAL, files, learner, save, start, submit
from tests.servers.chromium import Visit
from tests.unit.courses.sample import with_task

pytestmark = pytest.mark.browser
ESSAYS = (
    'explanation: "chimbaobao"}\n  - {id: c2',
    'explanation: "chimbaobao"}\n  - {id: viet, type: essay, stem: Viết ra., points: 3}\n'
    "  - {id: them, type: essay, stem: Viết thêm., points: 2}\n  - {id: c2",
)


@pytest.mark.parametrize("width", [360, 1280])
def test_essays_are_marked_by_keys(
    client: CheckingClient,
    new_client: Callable[[], CheckingClient],
    factory: Factory,
    phone: Callable[..., Visit],
    site: str,
    width: int,
) -> None:
    factory.course(files(ESSAYS))
    learner(factory, client)
    taking = start(client, FINAL)
    submit(client, taking, {"viet": "Ghi mỗi ngày.", "them": "Ghi cả tiền lẻ."}, status=303)
    teacher = new_client()
    factory.sign_in(teacher, factory.person("Trần Văn Thầy", teaches=COURSE))
    page = phone(teacher, viewport={"width": width, "height": 740}).page()
    page.goto(f"{site}/teach/{COURSE}/marking")
    page.get_by_role("link", name="Chấm câu đầu tiên").click()
    expect(page.get_by_text("Ghi mỗi ngày.")).to_be_visible()
    points = page.get_by_label("Điểm")
    expect(points).to_be_focused()
    page.keyboard.press("Alt+PageDown")
    expect(page.get_by_text("Ghi cả tiền lẻ.")).to_be_visible()
    page.keyboard.press("Alt+PageUp")
    expect(page.get_by_text("Ghi mỗi ngày.")).to_be_visible()
    expect(points).to_be_focused()
    # Typed and not saved: the page asks before it is left.
    page.keyboard.type("2,5")
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.keyboard.press("Alt+PageDown")
    expect(points).to_have_value("2,5")
    assert asked == ["beforeunload"]
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Ghi cả tiền lẻ.")).to_be_visible()
    expect(points).to_be_focused()
    page.keyboard.type("2")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Không còn câu nào chờ chấm.")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_attempts_under_way_renew_themselves(
    client: CheckingClient,
    new_client: Callable[[], CheckingClient],
    factory: Factory,
    phone: Callable[..., Visit],
    site: str,
) -> None:
    factory.course(files())
    learner(factory, client)
    taking = start(client)
    teacher = new_client()
    factory.sign_in(teacher, factory.person("Trần Văn Thầy", teaches=COURSE))
    page = phone(teacher, viewport={"width": 360, "height": 740}).page()
    page.clock.install()
    page.goto(f"{site}/teach/{COURSE}/quizzes/kiem-tra-1")
    expect(page.get_by_text("Chưa lưu câu nào")).to_be_visible()
    save(client, taking, "dung", True, status=200)
    page.clock.run_for(31_000)
    expect(page.get_by_text("1/7")).to_be_visible()
    expect(page.get_by_text("Chưa lưu câu nào")).to_have_count(0)
    # Somebody in the list with the keyboard is not disturbed.
    page.get_by_role("link", name="Nguyễn Thị Lành").focus()
    save(client, taking, "ngan", "lãi góp", status=200)
    page.clock.run_for(31_000)
    expect(page.get_by_text("1/7")).to_be_visible()
    expect(page.get_by_role("link", name="Nguyễn Thị Lành")).to_be_focused()


def test_practical_work_is_marked_with_few_taps_or_by_keys(
    client: CheckingClient, factory: Factory, phone: Callable[..., Visit], site: str
) -> None:
    """Work that is alike in every row takes two taps; each row can still be changed before it is sent."""
    factory.course(with_task())
    works = []
    for name in ("Một", "Hai", "Ba"):
        person = factory.person(f"Nguyễn Thị {name}")
        factory.enrol(person)
        works.append(factory.send_work(person, "so-that", text=f"Bài của chị {name}."))
    factory.sign_in(client, factory.person("Trần Văn Thầy", teaches=COURSE_ID))
    page = phone(client, viewport={"width": 360, "height": 740}).page()
    page.goto(f"{site}/teach/{COURSE_ID}/practicals")
    page.get_by_role("link", name="Chấm bài đầu tiên").click()
    expect(page.get_by_text("Bài của chị Một.")).to_be_visible()
    every = page.get_by_role("group", name="Tất cả các dòng:")
    every.get_by_role("button", name="Đạt").click()
    page.get_by_role("button", name="Gửi, chấm bài sau").click()
    # The second: all alike but one row, by keys.
    expect(page.get_by_text("Bài của chị Hai.")).to_be_visible()
    every.get_by_role("button", name="Cần sửa").focus()
    page.keyboard.press("Enter")
    expect(every.get_by_role("status")).to_contain_text("Mọi dòng: Cần sửa.")
    expect(page.locator(".levels input[value=fix]:checked")).to_have_count(3)
    page.locator(".levels").first.get_by_text("Đạt").click()
    expect(every.get_by_role("status")).to_be_empty()
    page.keyboard.press("Control+Enter")
    # The third is left for later: nothing is noted of it.
    expect(page.get_by_text("Bài của chị Ba.")).to_be_visible()
    page.keyboard.press("Alt+PageDown")
    expect(page.get_by_text("Một bài chờ chấm")).to_be_visible()
    marked = [factory.read(queries.sent_work, one) for one in works]
    assert [one.state for one in marked] == [WorkState.MET, WorkState.FIX, WorkState.SENT]
    assert list(marked[1].levels.values()) == [Level.MET, Level.FIX, Level.FIX]
