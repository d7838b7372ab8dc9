"""What a learner's pages may cost on a weak network (design, section 7), measured on the course we ship.

Bytes are those of the wire: headers, and bodies as they are served to a phone that accepts gzip.
"""

import gzip
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from werkzeug.test import Client, TestResponse

from lms import clock
from lms.accounts import service as accounts
from lms.courses.manifest import Manifest
from lms.learning import queries as learning_queries
from lms.learning import service as learning
from lms.paths import ROOT
from lms.permissions import Actor
from lms.site import queries as site_queries
from lms.web.assets import asset_url
from tests.client import CheckingClient, statements
from tests.factories import COURSE_ID as SAMPLE
from tests.factories import Factory, Person
from tests.films import LESSON, make_video, with_video

#: Bytes and numbers of statements are the same on both.
pytestmark = pytest.mark.once

COURSE_ID = "danh-gia-ket-qua"
COURSE = f"/courses/{COURSE_ID}"
KB = 1000
COLD, WARM, REQUESTS, CSS, SCRIPT, PICTURES = 50 * KB, 10 * KB, 8, 10 * KB, 15 * KB, 40 * KB
QUERIES = 6


@dataclass(frozen=True)
class Cost:
    """What opening a page for the first time takes. Bytes; requests without pictures."""

    page: int
    css: int
    script: int
    other: int
    requests: int

    @property
    def cold(self) -> int:
        """Everything a phone that has never been here fetches."""
        return self.page + self.css + self.script + self.other


def wire(response: TestResponse) -> int:
    """The bytes of an answer: status line, headers, body."""
    lines = [f"HTTP/1.1 {response.status}", *(f"{name}: {value}" for name, value in response.headers)]
    return sum(len(line.encode()) + 2 for line in lines) + 2 + len(response.data)


class Phone:
    """A browser that accepts gzip and counts what it fetches."""

    def __init__(self, app: Flask, signed_in: CheckingClient | None) -> None:
        self._client = Client(app, use_cookies=False)
        cookie = signed_in.get_cookie("session") if signed_in else None
        self._cookie = {"Cookie": f"session={cookie.value}"} if cookie else {}

    def get(self, address: str) -> TestResponse:
        response = self._client.get(
            address, headers={"Accept-Encoding": "gzip", **self._cookie}, buffered=True
        )
        assert response.status_code == 200, address
        return response

    def open(self, address: str) -> Cost:
        """Fetch a page with all that it and its scripts load, but for pictures."""
        response = self.get(address)
        html = gzip.decompress(response.data).decode() if response.content_encoding else response.text
        sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)"', html)
        icons = re.findall(r'<link rel="icon" href="([^"]+)"', html)
        scripts = re.findall(r'<script[^>]* src="([^"]+)"', html)
        used = {name for names in re.findall(r'data-module="([^"]+)"', html) for name in names.split()}
        scripts = list(dict.fromkeys(scripts + [asset_url(f"{name}.js") for name in sorted(used)]))
        assert len(sheets) >= 1
        assert len(scripts) >= 1
        sizes = [[wire(self.get(one)) for one in kind] for kind in (sheets, scripts, icons)]
        css, script, other = map(sum, sizes)
        return Cost(wire(response), css, script, other, 1 + sum(map(len, sizes)))


def manifest_of(factory: Factory, person: Person) -> Manifest:
    found = factory.read(learning_queries.study, COURSE_ID, Actor(person.id))
    assert found is not None
    return found.manifest


@dataclass(frozen=True)
class Pages:
    """What a learner opens: home, outline, lessons, doors, attempts, results; each with its phone."""

    manifest: Manifest
    addresses: list[tuple[Phone, str]]


@pytest.fixture
def pages(app: Flask, factory: Factory, new_client: Callable[[], CheckingClient]) -> Pages:
    """The course we ship, somebody who has passed every quiz and somebody in the middle of each."""
    factory.course(ROOT / "content" / COURSE_ID)
    phones, people = [], []
    for name in ("Nguyễn Thị Ngọc Quỳnh", "Đặng Văn Bình"):
        people.append(factory.person(name))
        factory.enrol(people[-1], COURSE_ID)
        client = new_client()
        factory.sign_in(client, people[-1])
        phones.append(Phone(app, client))
    passed, taking = people
    manifest = manifest_of(factory, passed)
    addresses = ["/", COURSE, "/courses", "/certificates", "/account", "/search?q=lai+gop"]
    addresses += [f"{COURSE}/lessons/{lesson.id}" for lesson in manifest.lessons]
    addresses += [f"{COURSE}/quizzes/{quiz.id}" for quiz in manifest.quizzes]
    for quiz in manifest.quizzes:
        addresses.append(f"/attempts/{factory.pass_quiz(passed, quiz.id, COURSE_ID)}/result")
    attempts = [f"/attempts/{factory.start_quiz(taking, quiz.id, COURSE_ID)}" for quiz in manifest.quizzes]
    return Pages(manifest, [(phones[0], one) for one in addresses] + [(phones[1], one) for one in attempts])


def over(address: str, cost: Cost) -> Iterator[str]:
    """Say which budget a page exceeds."""
    for name, found, most in (
        ("cold", cost.cold, COLD),
        ("warm", cost.page, WARM),
        ("requests", cost.requests, REQUESTS),
        ("css", cost.css, CSS),
        ("script", cost.script, SCRIPT),
    ):
        if found > most:
            yield f"{address}: {name} {found} > {most}"


def test_every_page_of_a_learner_fits_its_budgets(pages: Pages) -> None:
    assert len(pages.addresses) > 40
    assert not [fault for phone, address in pages.addresses for fault in over(address, phone.open(address))]


def test_a_lesson_with_a_video_fits_before_a_choice(
    app: Flask, factory: Factory, client: CheckingClient
) -> None:
    factory.course(with_video("video: 80"))
    person = factory.person()
    factory.enrol(person, SAMPLE)
    factory.sign_in(client, person)
    make_video(factory)
    address = f"/courses/{SAMPLE}/lessons/{LESSON}"
    cost = Phone(app, client).open(address)
    assert not list(over(address, cost))


def test_a_stranger_s_first_pages_fit_too(app: Flask, factory: Factory) -> None:
    factory.course(ROOT / "content" / COURSE_ID)
    phone = Phone(app, None)
    pages = ("/", "/courses", COURSE, "/sign-in", "/register", "/verify", "/tinh", "/tinh/hoa-von")
    assert not [fault for address in pages for fault in over(address, phone.open(address))]


def test_what_was_fetched_once_is_not_asked_for_again(app: Flask) -> None:
    phone = Phone(app, None)
    html = gzip.decompress(phone.get("/").data).decode()
    for address in re.findall(r'(?:href|src)="(/static/[^"]+)"', html):
        kept = phone.get(address).headers["Cache-Control"]
        assert "immutable" in kept, address
        assert "max-age=31536000" in kept, address


def test_pictures_come_late_or_are_small(pages: Pages) -> None:
    bytes_of = {media.digest: media.bytes for media in pages.manifest.media.values()}
    seen = 0
    for phone, address in pages.addresses:
        if "/lessons/" not in address:
            continue
        pictures = re.findall(r"<img\b[^>]*>", gzip.decompress(phone.get(address).data).decode())
        seen += len(pictures)
        early = [picture for picture in pictures if 'loading="lazy"' not in picture]
        assert all('width="' in picture and 'height="' in picture for picture in pictures), address
        digests = [re.findall(r"/media/([0-9a-f]+)", picture)[0] for picture in early]
        assert sum(bytes_of[digest] for digest in digests) <= PICTURES, address
    assert seen >= len(pages.manifest.media)


def test_answers_are_compressed_only_for_those_who_can_read_it(app: Flask) -> None:
    client = Client(app)
    plain = client.get("/courses")
    packed = client.get("/courses", headers={"Accept-Encoding": "br, gzip"})
    assert plain.content_encoding is None
    assert packed.content_encoding == "gzip"
    assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data)
    for answer in (plain, packed):
        assert "Accept-Encoding" in answer.headers["Vary"]
    refused = client.get("/courses", headers={"Accept-Encoding": "gzip;q=0"})
    assert refused.content_encoding is None
    assert client.get("/healthz", headers={"Accept-Encoding": "gzip"}).content_encoding is None
    head = client.head("/courses", headers={"Accept-Encoding": "gzip"})
    assert head.data == b""


# Queries --------------------------------------------------------------------------------------------------


def others(factory: Factory, number: int, first: int) -> None:
    """Enrol so many more people in the course, the first lesson done."""
    now = clock.now()

    def add() -> None:
        for place in range(first, first + number):
            new = accounts.NewPerson(f"Người thứ {place}", phone=f"03{place:08d}", password_hash="x")
            user_id = accounts.create_user(new, now)
            learning.enrol(user_id, COURSE_ID, user_id, now)
            learning.complete_lesson(user_id, COURSE_ID, "ba-quyen-so", user_id, now)

    factory.write(add)


def count_queries(pages: Pages) -> dict[str, int]:
    """The statements of each page in a process that has read the course before."""
    found = {}
    for phone, address in pages.addresses:
        phone.get(address)
        with statements() as seen:
            phone.get(address)
        found[address] = len(seen)
    return found


def test_pages_cost_the_same_queries_however_many_people_study(
    factory: Factory, pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The site's settings are read again every few seconds, which would fall on some page or other.
    monkeypatch.setattr(site_queries, "KEEP_SECONDS", 3600.0)
    factory.read(site_queries.forget)
    others(factory, 10, first=1)
    count_queries(pages)
    few = count_queries(pages)
    others(factory, 290, first=11)
    assert count_queries(pages) == few
    assert max(few.values()) <= QUERIES, few
