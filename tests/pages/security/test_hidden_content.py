"""Lesson texts, questions, feedback and pictures reach readers of the course and nobody else."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from lms import clock
from lms.accounts import codes, links
from lms.accounts.codes.rules import shown
from lms.accounts.models import User
from lms.config import settings
from lms.courses.models import Course, CourseState
from lms.db import db
from lms.mail.models import Mail
from lms.mail.rules import secret_of
from lms.permissions import Actor, Grant, Role, Scope
from tests.client import CheckingClient
from tests.factories import COURSE_ID, Factory
from tests.pages.security.world import (
    CHECK,
    LESSON,
    MANY,
    QUIZ,
    World,
    crawl,
    make_world,
    sample_files,
    with_file,
)

CANARIES = {
    "lesson": "zqlesson7",
    "check": "zqcheck7",
    "check feedback": "zqchkfb7",
    "question": "zqquestion7",
    "option": "zqoption7",
    "feedback": "zqfeedback7",
    "picture": "zqpicture7",
    "later lesson": "zqlater7",
    "attachment": "zqattach7",
}
#: Words that stand beside the canaries, to search for: a results page repeats what was searched.
NEARBY = ("bốn ô", "túi", "giao hàng", "sổ bán", "lãi góp", "ghi")
MAILED = "rieng-cua-a@vidu.vn"
STRANGERS = ("anonymous", "unenrolled", "other trainer")


def planted() -> dict[str, bytes]:
    """The sample course with a canary in every place that is not for everybody."""
    files = sample_files()
    changes = {
        "01-ghi/01-so-ban.md": [
            ("Sổ bán có bốn ô", f"{CANARIES['lesson']} Sổ bán có bốn ô"),
            ("stem: Khi nào ghi sổ bán?", f"stem: {CANARIES['check']} Khi nào ghi sổ bán?"),
            ("feedback: Đúng, ghi", f"feedback: {CANARIES['check feedback']} đúng, ghi"),
        ],
        "01-ghi/03-kiem-tra.yml": [
            ("stem: Giao 20", f"stem: {CANARIES['question']} giao 20"),
            ("text: Khi nào rảnh", f"text: {CANARIES['option']} khi nào rảnh"),
            ("feedback: Đúng.", f"feedback: {CANARIES['feedback']} đúng."),
        ],
        "media/so.svg": [("</svg>", f"<desc>{CANARIES['picture']}</desc></svg>")],
    }
    for path, pairs in changes.items():
        text = files[path].decode()
        for old, new in pairs:
            assert old in text, f"{path}: {old}"
            text = text.replace(old, new, 1)
        files[path] = text.encode()
    files = with_file(files)
    files["media/phieu.csv"] += f"{CANARIES['attachment']}\n".encode()
    files["02-tinh/01-lai-gop.md"] += f"\n\n{CANARIES['later lesson']} lãi góp.\n".encode()
    return files


@pytest.fixture
def planted_world(app: Flask, factory: Factory, new_client: Callable[[], CheckingClient]) -> World:
    return make_world(app, factory, new_client, planted())


def _everything(world: World, role: str) -> dict[str, Any]:
    """Every page that links or knowledge of the addresses lead this person to."""
    client = world.clients[role]
    addresses = [world.address(rule) for rule in world.rules() if "GET" in (rule.methods or set())]
    searches = [f"/search?q={word}" for word in NEARBY] + [f"/courses?q={NEARBY[0]}"]
    lessons = [f"/courses/{COURSE_ID}/lessons/{one}" for one in (LESSON, "so-chi", "lai-gop")]
    found = crawl(client, "/", "/courses", *addresses, *searches, *lessons)
    for address, data in (
        (f"/courses/{COURSE_ID}/lessons/{LESSON}/checks/{CHECK}", {f"a.{CHECK}": "x"}),
        (f"/courses/{COURSE_ID}/quizzes/{QUIZ}/start", {}),
    ):
        found[f"POST {address}"] = client.post(address, data=data, queries=MANY)
    return found


def _seen(pages: dict[str, Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for address, answer in pages.items():
        held = answer.data.decode("utf-8", "replace") + str(answer.headers)
        for place, canary in CANARIES.items():
            if canary in held:
                found.setdefault(place, []).append(address)
    return found


@pytest.mark.once
@pytest.mark.parametrize("role", STRANGERS)
def test_strangers_never_see_what_is_inside(planted_world: World, role: str) -> None:
    """S06: no page, picture, search hit, redirect or header gives any of it to those who do not study it."""
    pages = _everything(planted_world, role)
    assert len(pages) > 25
    assert not _seen(pages)
    assert f"/courses/{COURSE_ID}" in pages, "the course itself is for everybody to find"


@pytest.mark.once
def test_readers_do_see_it(planted_world: World) -> None:
    """S06, the other way round: the canaries lie where readers meet them, so the test above looks rightly."""
    attempt_id = planted_world.factory.pass_quiz(planted_world.people["learner A"], QUIZ)
    pages = _everything(planted_world, "learner A")
    pages |= crawl(planted_world.clients["learner A"], f"/attempts/{attempt_id}/result")
    client = planted_world.clients["learner A"]
    lesson = client.get(f"/courses/{COURSE_ID}/lessons/{LESSON}").text
    for token in {part.split('"')[0] for part in lesson.split('value="')[1:]}:
        address = f"/courses/{COURSE_ID}/lessons/{LESSON}/checks/{CHECK}"
        pages[f"POST {token}"] = client.post(address, data={f"a.{CHECK}": token}, queries=MANY)
    assert set(_seen(pages)) == set(CANARIES)


def _private(world: World) -> dict[str, str]:
    """What is learner A's alone: the ways to reach A, and every token that opens something for A."""
    factory, learner = world.factory, world.people["learner A"]
    factory.write(lambda: db.session.execute(update(User).where(User.id == learner.id).values(email=MAILED)))
    office = Actor(world.people["admin"].id, grants=frozenset({Grant(Role.ADMIN, Scope.SITE, "")}))
    issued = factory.write(codes.issue, [learner.id], office, clock.now())[learner.id].code
    factory.write(links.send_link, learner.id, "http://127.0.0.1:8000", "Học OCOP", clock.now())
    seed = factory.read(lambda: db.session.scalars(select(Mail.seed)).one())
    cookie = world.clients["learner A"].get_cookie("session")
    assert cookie is not None
    return {
        "phone": learner.login,
        "e-mail": MAILED,
        "login code": shown(issued),
        "link": factory.read(lambda: secret_of(seed, settings().secret_key)),
        "cookie": cookie.value,
        "form token": world.clients["learner A"].token(),
    }


@pytest.mark.once
@pytest.mark.parametrize("role", ["anonymous", "learner B", "other trainer"])
def test_nobody_meets_what_is_one_learner_s_alone(world: World, role: str) -> None:
    """S10, S11: phone, e-mail and every token of A are in no page, script, file or header of theirs."""
    private, client = _private(world), world.clients[role]
    addresses = [world.address(rule) for rule in world.rules() if "GET" in (rule.methods or set())]
    assert len(addresses) > 100
    for address in ("/", "/courses", *addresses):
        answer = client.get(address, queries=MANY)
        held = answer.data.decode("utf-8", "replace") + str(answer.headers)
        found = [what for what, text in private.items() if text in held]
        assert not found, f"{address}: {found}"


def test_the_learner_meets_them(world: World) -> None:
    """The other way round: A's own pages hold phone and address, so the test above looks rightly."""
    private = _private(world)
    page = world.clients["learner A"].get("/account/data", status=200, queries=MANY).text
    assert private["phone"] in page and private["e-mail"] in page


@pytest.mark.parametrize("state", [CourseState.DRAFT, CourseState.ARCHIVED])
@pytest.mark.parametrize("role", STRANGERS)
def test_drafts_and_archived_courses_do_not_exist_for_strangers(
    planted_world: World, role: str, state: CourseState
) -> None:
    """S12: neither catalogue, home, search nor any address below the course knows it; enrolling is 404."""
    world = planted_world

    def change() -> None:
        db.session.get_one(Course, COURSE_ID).state = state

    world.factory.write(change)
    client = world.clients[role]
    for rule in world.rules():
        if "course_id" not in rule.arguments:
            continue
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            status = client.open(world.address(rule), method=method, queries=MANY).status_code
            signed_out = {302, 401} if role == "anonymous" and rule.endpoint != "learning.course" else set()
            assert status in signed_out | {404}, f"{method} {world.address(rule)}: {status}"
    title = "Sổ bán hàng một tuần"
    for address in ("/", "/courses", "/search?q=so ban hang mot tuan", "/courses?topic=ket-qua-kinh-doanh"):
        page = client.get(address, queries=MANY, status=200)
        assert f'/courses/{COURSE_ID}"' not in page.text, address
        assert page.text.count(title) <= page.text.count("/courses/khoa-khac"), address
    assert not _seen(crawl(client, "/", "/courses", *(f"/search?q={word}" for word in NEARBY)))


def test_those_who_study_an_archived_course_keep_it(world: World) -> None:
    """S12: an archived course closes to newcomers, not to its own learners, trainers and office."""

    def change() -> None:
        db.session.get_one(Course, COURSE_ID).state = CourseState.ARCHIVED

    world.factory.write(change)
    for role in ("learner A", "learner B", "trainer", "admin"):
        world.clients[role].get(f"/courses/{COURSE_ID}/lessons/{LESSON}", status=200)
    assert f'href="/courses/{COURSE_ID}"' not in world.clients["learner B"].get("/courses").text
