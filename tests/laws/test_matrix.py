"""Every route, every method, every kind of person: the answer is what the truth table says (S02, S03)."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from lms.courses.queries import course, manifest
from lms.db import db
from lms.permissions import HIDDEN, Can
from lms.web import guard
from tests.client import CheckingClient
from tests.factories import COURSE_ID, Factory
from tests.laws.test_permissions import ACTORS, TABLE
from tests.world import CHECK, LESSON, QUIZ, World, build, digest

#: Routes that send people without the right to the course page, which says how to enrol.
TO_COURSE = {Can.READ_COURSE, Can.STUDY_COURSE, Can.START_ATTEMPT}

#: What a worker makes is not there yet.
MADE_BY_JOBS = {"certificates.pdf", "certificates.png"}


def addresses(app: Flask, world: World, factory: Factory) -> Iterator[tuple[Rule, str, str, Can]]:
    declared = guard.declared(app)
    values = {
        "course_id": COURSE_ID,
        "lesson_id": LESSON,
        "quiz_id": QUIZ,
        "question_id": CHECK,
        "digest": factory.read(_picture),
        "attempt_id": world.attempt_id,
        "enrolment_id": world.enrolment_id,
        "certificate_id": world.certificate_id,
        "code": world.code,
        "slug": "hoa-von",
        "key": "khong/co",
        "filename": "khong-co.css",
    }
    urls = app.url_map.bind("127.0.0.1")
    for rule in app.url_map.iter_rules():
        known = {name: values[name] for name in rule.arguments}
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, method, urls.build(rule.endpoint, known), declared[rule.endpoint]


def _picture() -> str:
    found = course(COURSE_ID)
    assert found is not None
    return next(iter(manifest(found.revision_id).media.values())).digest


def visit(client: CheckingClient, factory: Factory, world: World, name: str) -> None:
    person = world.people[name]
    if person is None:
        client.forget()
    else:
        factory.sign_in(client, person)


@pytest.mark.parametrize("name", list(ACTORS))
def test_who_may_not_cannot_and_nothing_is_written(
    app: Flask, client: CheckingClient, factory: Factory, name: str
) -> None:
    world = build(factory)
    visit(client, factory, world, name)
    before = digest(app)
    tried = 0
    for rule, method, address, can in addresses(app, world, factory):
        if name in TABLE[can]:
            continue
        tried += 1
        answer = client.open(address, method=method)
        asked = f"{name}: {method} {address} ({rule.endpoint}): {answer.status} {answer.location}"
        if name == "anonymous":
            wanted = 302 if method == "GET" else 401
            assert answer.status_code == wanted or can in TO_COURSE, asked
            if answer.status_code == 302 and can not in TO_COURSE:
                assert answer.location.startswith("/sign-in?next="), asked
        elif can in HIDDEN:
            assert answer.status_code == 404, asked
        elif answer.status_code in (302, 303):
            assert can in TO_COURSE, asked
        else:
            assert answer.status_code == 403, asked
        if answer.status_code in (302, 303) and can in TO_COURSE:
            assert answer.location.startswith((f"/courses/{COURSE_ID}", "/sign-in?next=")), asked
    assert tried > (5 if name == "admin" else 10)
    assert digest(app) == before


@pytest.mark.parametrize("name", list(ACTORS))
def test_who_may_can(app: Flask, client: CheckingClient, factory: Factory, name: str) -> None:
    world = build(factory)
    # Reading first, then writing: what is written moves the world on.
    todo = sorted(addresses(app, world, factory), key=lambda entry: entry[1] != "GET")
    for rule, method, address, can in todo:
        if name not in TABLE[can]:
            continue
        visit(client, factory, world, name)
        answer = client.open(address, method=method)
        asked = f"{name}: {method} {address} ({rule.endpoint}): {answer.status}"
        assert answer.status_code not in (400, 401, 403, 405), asked
        if answer.status_code == 404:
            assert rule.endpoint in {"storage.file", "static", *MADE_BY_JOBS}, asked
        if answer.status_code in (302, 303) and method == "GET":
            assert not answer.location.startswith("/sign-in"), asked


def test_a_person_disabled_is_signed_out_at_once(
    app: Flask, client: CheckingClient, factory: Factory
) -> None:
    from lms.accounts.models import User, UserState

    person = factory.person()
    factory.sign_in(client, person)
    client.get("/account", status=200)

    def disable() -> None:
        db.session.scalars(select(User).where(User.id == person.id)).one().state = UserState.DISABLED

    factory.write(disable)
    client.get("/account", status=302)
