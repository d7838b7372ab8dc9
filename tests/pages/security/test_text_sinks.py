"""One polyglot in every text that anybody can write: shown as text everywhere, evaluated nowhere."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from lms import clock
from lms.accounts.models import User
from lms.calculators.catalogue import BY_SLUG
from lms.certificates import service as certificates
from lms.courses.source import read_course
from lms.db import db
from tests.client import CheckingClient
from tests.factories import COURSE_ID, Factory
from tests.markup_check import parse
from tests.pages.security.world import CHECK, LESSON, MANY, QUIZ, World, crawl, make_world, sample_files

#: Escaping is the templates' work.
pytestmark = pytest.mark.once

#: Ends an attribute, a text, a comment and a script, opens an element, and asks five template languages.
POLYGLOT = "'\"><x-y id=zq9>{{7*7}}${7*7}"
EVALUATED = ("'\"><x-y id=zq9>49", "}}49", "$49")
#: The same as an author may write it: the bare element is refused, an entity or code is text.
MARKED = "zq8'\" &lt;x-y onfocus=alert(1) autofocus&gt; `</p><x-y>` {{7*7}} #{7*7}"


def polluted() -> dict[str, bytes]:
    """The sample course with the polyglot in titles, summaries, captions, stems, options and feedback."""
    files = sample_files()
    quoted, marked = json.dumps(POLYGLOT), json.dumps(MARKED)
    course = files["course.yml"].decode()
    for old in ("title: Sổ bán hàng một tuần", "title: Ghi lại", "title: Tính ra"):
        assert old in course
        course = course.replace(old, f"title: {quoted}")
    course = course.replace("summary: Ghi một tuần bán hàng vào sổ rồi đọc ra lãi góp.", f"summary: {quoted}")
    course = course.replace("text: Ghi được sổ bán trong ngày.", f"text: {quoted}")
    lesson = files["01-ghi/01-so-ban.md"].decode()
    lesson = lesson.replace("title: Sổ bán trong ngày", f"title: {quoted}")
    lesson = lesson.replace("summary: Ghi ai mua, mấy túi, bao nhiêu tiền.", f"summary: {quoted}")
    lesson = lesson.replace("Trang sổ bán có bốn cột: ngày, người mua, số túi, số tiền.", "zq8'><x-y>{{7*7}}")
    lesson = lesson.replace("Sổ bán có bốn ô", f"{MARKED} Sổ bán có bốn ô")
    lesson = lesson.replace("text: Ngay lúc giao hàng", f"text: {marked}")
    lesson = lesson.replace("feedback: Đúng, ghi ngay thì không sót.", f"feedback: {marked}")
    quiz = files["01-ghi/03-kiem-tra.yml"].decode()
    quiz = quiz.replace("title: Kiểm tra phần ghi lại", f"title: {quoted}")
    quiz = quiz.replace("text: Ngay lúc giao", f"text: {marked}").replace(
        "feedback: Đúng.", f"feedback: {marked}"
    )
    quiz = quiz.replace("unit: đồng", f"unit: {json.dumps('<x-y>')}")
    texts = {"course.yml": course, "01-ghi/01-so-ban.md": lesson, "01-ghi/03-kiem-tra.yml": quiz}
    return files | {path: made.encode() for path, made in texts.items()}


@pytest.fixture
def polluted_world(app: Flask, factory: Factory, new_client: Callable[[], CheckingClient]) -> World:
    """Everybody writes the polyglot wherever they can."""
    world = make_world(app, factory, new_client, polluted())
    # A name is letters: no form takes the polyglot, but a restored or imported row might hold it.
    names = update(User).values(full_name=POLYGLOT, unit=POLYGLOT, position=POLYGLOT)
    factory.write(lambda: db.session.execute(names))
    lines = "name help_name help_hours parent_body issuing_body place signer_title signer_name"
    site = dict.fromkeys(lines.split(), POLYGLOT)
    site |= {"help_phone": "024 0000 0000", "unit_code": "<x-y>{{7*7}}", "colour": "#1c6448",
             "number_pattern": "{number}/<x-y>{unit}", "register_years": "50"}  # fmt: skip
    world.clients["admin"].post("/office/settings", data=site, status=303)
    admin = world.people["admin"].id
    world.values["certificate_id"] = factory.write(
        certificates.replace, world.values["certificate_id"], POLYGLOT, admin, clock.now()
    )
    return world


def _pages(world: World, role: str) -> dict[str, Any]:
    client = world.clients[role]
    client.judges_html = False  # the tree is read below, as strictly
    addresses = [world.address(rule) for rule in world.rules() if "GET" in (rule.methods or set())]
    for name, page in (("q", "/search"), ("q", "/office/enrolments"), ("q", "/office/certificates"),
                       ("q", "/office/certificates/issued"), ("action", "/office/audit"), ("code", "/verify"),
                       ("next", "/sign-in"), ("course", "/office/enrolments")):  # fmt: skip
        found = client.get(page, query_string={name: POLYGLOT}, queries=MANY)
        addresses.append(found.request.full_path)
    found_pages = crawl(client, "/", "/office", "/search?q=zq9", "/search?q=zq8", *addresses)
    answers = dict.fromkeys((f"a.{CHECK}", "a.tien-20-tui", "a.ghi-khi-nao"), MARKED)
    course = f"/courses/{COURSE_ID}"
    for address, data in (
        (f"{course}/lessons/{LESSON}/checks/{CHECK}", answers),
        (f"{course}/quizzes/{QUIZ}/start", {}),
        (f"/attempts/{world.values['attempt_id']}/answers", answers),
        (f"/attempts/{world.values['attempt_id']}/submit", answers),
        (f"/attempts/{world.values['attempt_id']}/submit", {"confirmed": "1"}),
        ("/tinh/hoa-von", {"item": POLYGLOT, "price": POLYGLOT}),
        ("/account", {"unit": POLYGLOT * 20, "position": POLYGLOT}),
        ("/account/data/name", {"full_name": POLYGLOT * 20}),
        ("/office/enrolments", {"login": POLYGLOT, "course_id": POLYGLOT}),
        ("/office/settings", {"name": POLYGLOT * 9, "colour": POLYGLOT, "number_pattern": POLYGLOT}),
        (f"/office/certificates/{world.values['certificate_id']}", {"reason": POLYGLOT * 40}),
        (f"/office/enrolments/{world.values['enrolment_id']}/leave", {}),
        ("/sign-in", {"login": POLYGLOT, "next": POLYGLOT, "held": POLYGLOT}),
        ("/register", {"full_name": POLYGLOT, "login": POLYGLOT, "next": POLYGLOT, "unit": POLYGLOT}),
    ):
        found_pages[f"POST {address}"] = client.post(address, data=data, queries=MANY)
    result = f"/attempts/{world.values['attempt_id']}/result"
    found_pages[result] = client.get(result, queries=MANY)
    found_pages["flash"] = client.get("/", queries=MANY)
    return found_pages


def test_publishing_refuses_the_bare_element() -> None:
    """S24: what an author may not write is named, line by line, and not published."""
    files = sample_files()
    lesson = files["01-ghi/01-so-ban.md"].decode().replace("feedback: Đến", "feedback: <x-y>Đến")
    files["01-ghi/01-so-ban.md"] = lesson.replace("text: Cuối tháng", "text: <x-y>Cuối tháng").encode()
    reading = read_course(files, date(2026, 11, 23), BY_SLUG)
    assert len([fault for fault in reading.faults if "<x-y>" in fault.message]) == 2


@pytest.mark.parametrize("role", ["learner A", "admin", "anonymous"])
def test_text_never_becomes_an_element(polluted_world: World, role: str) -> None:
    """S24, S31: on no page does the polyglot make an element or attribute, or a template compute."""
    pages, shown = _pages(polluted_world, role), 0
    for address, answer in pages.items():
        if answer.mimetype != "text/html":
            continue
        tree = parse(answer.text) if answer.status_code < 300 or answer.status_code >= 400 else None
        if tree is None:
            continue
        words = "".join(tree.itertext())
        for element in tree.iter():
            assert element.tag != "x-y", f"{address}: the text has become an element"
            for name in element.attrib:
                assert name not in ("zq9", "zq8", "onfocus", "autofocus"), f"{address}: an attribute got out"
            shown += POLYGLOT in "".join(element.attrib.values())
        for made in EVALUATED:
            assert made not in words, f"{address}: a template was evaluated"
        shown += POLYGLOT in words
    assert shown > {"learner A": 12, "admin": 20, "anonymous": 5}[role], f"shown only {shown} times"


@pytest.mark.parametrize("role", ["learner A", "admin"])
def test_signed_in_with_a_hostile_name_in_english(polluted_world: World, role: str) -> None:
    """S24: the English pages fill the same texts into other sentences."""
    client = polluted_world.clients[role]
    client.set_cookie("lang", "en")
    own = ("/", "/account", "/certificates", f"/courses/{COURSE_ID}")
    for address in (*own, "/office/audit", "/office/enrolments") if role == "admin" else own:
        page = client.get(address, queries=MANY, status=200)
        assert '<html lang="en"' in page.text
        words = "".join(parse(page.text).itertext())
        assert not [element for element in parse(page.text).iter() if element.tag == "x-y"]
        assert POLYGLOT in words
        assert not [made for made in EVALUATED if made in words]
