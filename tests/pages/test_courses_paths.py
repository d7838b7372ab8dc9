"""S41, S06: no address of a course leads out of it, and its pictures are for those who may read it."""

from urllib.parse import quote

import pytest
from sqlalchemy import select

from lms.courses import queries
from lms.courses.models import Blob
from lms.db import db
from tests.client import CheckingClient
from tests.factories import Factory

COURSE = "so-ban-hang"
_TARGETS = ("etc/passwd", "proc/self/environ", "windows/win.ini")
_UPS = (
    "../",
    "..\\",
    "..%2f",
    "%2e%2e/",
    "%2e%2e%2f",
    "..%252f",
    "..%c0%af",
    "....//",
    "..;/",
    "．．/",
    "/",
    "file:///",
)
TRAVERSALS = [f"{up * 6}{target}" for up in _UPS for target in _TARGETS] + [
    "etc/passwd%00",
    "../../etc/passwd%00.svg",
    "%00",
    ".",
    "..",
    "~",
    "a" * 3000,
    "so.svg",
    "media/so.svg",
    "'\"<svg onload=x>",
    "0" * 64,
    "0" * 63 + "g",
]
ROUTES = (
    "/courses/{}",
    f"/courses/{COURSE}/media/{{}}",
    f"/courses/{COURSE}/lessons/{{}}",
    f"/courses/{COURSE}/quizzes/{{}}",
)


@pytest.mark.parametrize("route", ROUTES)
def test_no_address_leads_out(client: CheckingClient, factory: Factory, route: str) -> None:
    factory.course()
    factory.sign_in(client, factory.person(admin=True))
    for payload in TRAVERSALS:
        for written in (payload, quote(payload, safe="")):
            answer = client.get(route.format(written))
            # A path that climbs is resolved to another page of the site or to none; never to a file.
            assert answer.status_code in (301, 302, 308, 400, 404), (written, answer.status)
            assert "root:" not in answer.text
            assert "PATH=" not in answer.text


def picture(factory: Factory) -> str:
    revision_id = factory.course()
    return str(factory.read(lambda: queries.manifest(revision_id).media["media/so.svg"].digest))


def test_picture_is_for_those_who_may_read(client: CheckingClient, factory: Factory) -> None:
    address = f"/courses/{COURSE}/media/{picture(factory)}"
    assert client.get(address).status_code == 302
    factory.sign_in(client, factory.person())
    answer = client.get(address)
    assert answer.status_code in (403, 404)
    assert "<rect" not in answer.text
    factory.sign_in(client, factory.person(teaches=COURSE))
    answer = client.get(address, status=200)
    assert "<rect" in answer.text
    assert answer.content_type == "image/svg+xml"
    assert "immutable" in answer.headers["Cache-Control"]
    again = client.get(address, headers={"If-None-Match": answer.headers["ETag"]}, status=304)
    assert again.data == b""


def test_only_pictures_are_served(client: CheckingClient, factory: Factory) -> None:
    """Digests of texts, quizzes and rendered lessons are in the same database, and are no pictures."""
    factory.course()
    factory.sign_in(client, factory.person(admin=True))
    digests = factory.read(lambda: list(db.session.execute(select(Blob.digest)).scalars()))
    assert len(digests) > 5
    for digest in digests:
        client.get(f"/courses/{COURSE}/media/{digest}", status=404)
