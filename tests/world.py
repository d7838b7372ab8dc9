"""A small world for the laws: one course, and one person of every kind."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin, urlsplit
from uuid import UUID

from flask import Flask
from sqlalchemy import select

from lms.certificates import queries as certificates
from lms.db import db
from tests.client import CheckingClient
from tests.factories import COURSE_ID, Factory, Person
from tests.markup_check import parse

QUIZ = "kiem-tra-ghi"
LESSON = "so-ban"
CHECK = "so-ban-thu"


@dataclass(frozen=True)
class World:
    """The course `so-ban-hang`; learner A has a submitted attempt, an open one and a certificate."""

    people: dict[str, Person | None]
    submitted_id: UUID
    attempt_id: UUID
    enrolment_id: UUID
    certificate_id: UUID
    code: str


def build(factory: Factory) -> World:
    """Make the world in the database of this test."""
    factory.course()
    people: dict[str, Person | None] = {
        "anonymous": None,
        "learner A": (a := factory.person("Nguyễn Thị Sen")),
        "learner B": (b := factory.person("Đặng Văn Bình")),
        "unenrolled": factory.person("Lò Thị Mai"),
        "other trainer": factory.person("Hà Thị Thu", teaches="khac"),
        "trainer": factory.person("Trần Văn Tú", teaches=COURSE_ID),
        "admin": factory.person("Phạm Thị Thảo", admin=True),
    }
    enrolment_id = factory.enrol(a)
    factory.enrol(b)
    submitted_id = factory.pass_quiz(a, QUIZ)
    certificate_id = factory.certificate(a)
    attempt_id = factory.start_quiz(a, QUIZ)
    found = factory.read(certificates.certificate, certificate_id)
    return World(people, submitted_id, attempt_id, enrolment_id, certificate_id, found.code)


def digest(app: Flask) -> str:
    """Return a digest of every row of every table, to see whether anything was written."""
    seen = hashlib.sha256()
    with app.app_context():
        for table in db.metadata.sorted_tables:
            rows = sorted(repr(tuple(row)) for row in db.session.execute(select(table)))
            seen.update(f"{table.name}: {rows}\n".encode())
    return seen.hexdigest()


def links(page: str, html: str) -> Iterator[str]:
    """Yield the addresses on our own site that a page leads to or loads, without fragments."""
    for element in parse(html).iter():
        for attribute in ("href", "src"):
            address = urldefrag(urljoin(page, element.get(attribute) or ""))[0]
            parts = urlsplit(address)
            ours = not parts.scheme and not parts.netloc and not address.startswith("/static/")
            if element.get(attribute) and ours:
                yield address


def crawl(client: CheckingClient, start: str = "/", most: int = 150) -> dict[str, int]:
    """Follow every link by GET from `start` and return the status of each address; the client checks all."""
    seen: dict[str, int] = {}
    waiting = [start]
    while waiting and len(seen) < most:
        address = waiting.pop(0)
        if address in seen:
            continue
        answer = client.get(address)
        seen[address] = answer.status_code
        if answer.status_code in (301, 302, 303, 307, 308):
            waiting.append(answer.location)
        elif answer.mimetype == "text/html":
            waiting += [link for link in links(address, answer.text) if link not in seen]
    return seen
