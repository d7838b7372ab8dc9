"""The catalogue: what is published, by audience and topic, and nothing else."""

from html import unescape

import pytest
from werkzeug.test import TestResponse

from lms import clock
from lms.courses import queries, service
from lms.courses.models import CourseState
from tests.client import CheckingClient, statements
from tests.factories import SAMPLE_COURSE, Factory
from tests.markup_check import parse

COURSE = "so-ban-hang"


def files(**changes: tuple[str, str]) -> dict[str, bytes]:
    found = {
        str(path.relative_to(SAMPLE_COURSE)): path.read_bytes()
        for path in SAMPLE_COURSE.rglob("*")
        if path.is_file()
    }
    text = found["course.yml"].decode()
    for old, new in changes.values():
        assert old in text
        text = text.replace(old, new, 1)
    return {**found, "course.yml": text.encode()}


def titles(response: TestResponse) -> list[str]:
    return ["".join(heading.itertext()).strip() for heading in parse(response.text).iter("h2")]


def test_empty_catalogue(client: CheckingClient) -> None:
    page = client.get("/courses", status=200)
    assert "Chưa có khóa học nào. Anh/chị quay lại sau." in page.text


def test_card(client: CheckingClient, factory: Factory) -> None:
    factory.course()
    page = client.get("/courses", status=200)
    assert titles(page) == ["Sổ bán hàng một tuần"]
    text = " ".join(unescape(page.text).split())
    assert "Ghi một tuần bán hàng vào sổ rồi đọc ra lãi góp." in text
    assert "3 bài, khoảng 10 phút · 2 tiết · Hợp tác xã, Hộ sản xuất" in text
    assert 'href="/courses/so-ban-hang"' in page.text


def test_english(client: CheckingClient, factory: Factory) -> None:
    factory.course()
    client.set_cookie("lang", "en")
    assert client.get("/courses", status=200).text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", True),
        ("?audience=hop-tac-xa", True),
        ("?audience=can-bo-xa", False),
        ("?topic=ket-qua-kinh-doanh", True),
        ("?topic=thuong-mai-dien-tu", False),
        ("?audience=ho-san-xuat&topic=ket-qua-kinh-doanh", True),
        ("?audience=&topic=", True),
    ],
)
def test_filters(client: CheckingClient, factory: Factory, query: str, shown: bool) -> None:
    factory.course()
    page = client.get(f"/courses{query}", status=200)
    assert titles(page) == (["Sổ bán hàng một tuần"] if shown else [])
    if not shown:
        assert "Chưa có khóa học nào như anh/chị chọn." in page.text


FUZZ = [
    "'",
    '"',
    "' OR '1'='1",
    "\\",
    "%",
    "_",
    ";--",
    "../../etc/passwd",
    "<svg onload=x>",
    "${7*7}",
    "a" * 5000,
]


@pytest.mark.parametrize("value", FUZZ)
def test_altered_filters_change_nothing(client: CheckingClient, factory: Factory, value: str) -> None:
    factory.course()
    for name in ("audience", "topic"):
        page = client.get("/courses", query_string={name: value}, status=200)
        assert titles(page) == ["Sổ bán hàng một tuần"]
        assert "root:" not in page.text


def test_order_is_vietnamese(client: CheckingClient, factory: Factory) -> None:
    for place, title in enumerate(["Đi chợ", "Áo dài", "Dệt vải", "An toàn", "Ăn uống"]):
        factory.course(
            files(
                a=("id: so-ban-hang", f"id: khoa-{place}"),
                b=("title: Sổ bán hàng một tuần", f"title: {title}"),
            )
        )
    assert titles(client.get("/courses")) == ["An toàn", "Áo dài", "Ăn uống", "Dệt vải", "Đi chợ"]


@pytest.mark.parametrize("state", [CourseState.DRAFT, CourseState.ARCHIVED])
def test_drafts_and_archived_courses_are_not_there(
    client: CheckingClient, factory: Factory, state: CourseState
) -> None:
    factory.course()
    factory.write(service.set_state, COURSE, state, None, clock.now())
    page = client.get("/courses", status=200)
    assert "Sổ bán hàng" not in page.text
    assert factory.read(queries.search, ["so", "ban"], "sổ bán", []) == []
    factory.write(service.set_state, COURSE, CourseState.PUBLISHED, None, clock.now())
    assert titles(client.get("/courses")) == ["Sổ bán hàng một tuần"]


def test_publishing_again_keeps_an_archived_course_hidden(client: CheckingClient, factory: Factory) -> None:
    factory.course()
    factory.write(service.set_state, COURSE, CourseState.ARCHIVED, None, clock.now())
    factory.course(files(a=("title: Sổ bán hàng một tuần", "title: Sổ mới")))
    assert titles(client.get("/courses")) == []


def test_markup_in_a_title_stays_text(client: CheckingClient, factory: Factory) -> None:
    factory.course(files(a=("title: Sổ bán hàng một tuần", "title: '<img src=x onerror=x()>{{7*7}}\"'")))
    page = client.get("/courses", status=200)
    assert titles(page) == ['<img src=x onerror=x()>{{7*7}}"']
    assert [element for element in parse(page.text).iter("img") if element.get("src") == "x"] == []


def test_catalogue_costs_one_query_for_any_number_of_courses(
    client: CheckingClient, factory: Factory
) -> None:
    for place in range(6):
        factory.course(files(a=("id: so-ban-hang", f"id: khoa-{place}")))
    client.get("/courses")
    with statements() as seen, factory.app.app_context():
        assert len(queries.catalogue()) == 6
    assert len(seen) == 1


def test_lesson_text_is_found_only_by_the_enrolled(factory: Factory) -> None:
    factory.course()

    def found(words: list[str], typed: str, enrolled: list[str]) -> list[tuple[str, str]]:
        hits = factory.read(queries.search, words, typed, enrolled)
        return [(hit.course_id, hit.item_id) for hit in hits]

    assert found(["so", "ban"], "sổ bán", []) == [(COURSE, "")]
    assert found(["giao", "hang"], "giao hàng", []) == []
    assert found(["giao", "hang"], "giao hàng", ["khoa-khac"]) == []
    assert found(["giao", "hang"], "giao hàng", [COURSE]) == [(COURSE, "so-ban")]
    assert found(["so", "ban"], "sổ bán", [COURSE])[0] == (COURSE, "so-ban")
    assert found([], "", [COURSE]) == []
    assert found(["%"], "%", [COURSE]) == []
    assert found(["_______________"], "_", [COURSE]) == []


def test_published_content_costs_no_second_query(factory: Factory) -> None:
    revision_id = factory.course()
    with factory.app.app_context():
        manifest = queries.manifest(revision_id)
        body, definition = manifest.lessons[0].body, manifest.quizzes[0].definition
        queries.lesson_body(body)
        queries.quiz_definition(definition)
        with statements() as seen:
            assert queries.manifest(revision_id) is manifest
            assert queries.lesson_body(body)
            assert queries.quiz_definition(definition).id == "kiem-tra-ghi"
        assert seen == []
