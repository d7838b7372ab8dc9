"""S06, S59, S60 for films: who gets a link to the store, what it opens, for how long, and where it stands."""

import logging
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from lms import clock
from lms.learning import queries as learning
from lms.learning import service as learning_service
from lms.learning.watching import views
from lms.permissions import Actor
from lms.storage import get_storage
from tests.client import CheckingClient
from tests.factories import COURSE_ID, Factory, Person
from tests.films import LESSON, NAME, Film, make_video, with_video
from tests.servers.s3 import S3

PAGE = f"/courses/{COURSE_ID}/lessons/{LESSON}"
PIECES = f"{PAGE}/videos/{NAME}"
#: Every address of a film, with how long the link to the store that it leads to is good; None: no link.
ADDRESSES = {
    "240p/file": views.FILE_SECONDS,
    "audio/file": views.FILE_SECONDS,
    "poster/file": views.FILE_SECONDS,
    "still-3/file": views.FILE_SECONDS,
    "240p/init.mp4": views.SEGMENT_SECONDS,
    "240p/1.m4s": views.SEGMENT_SECONDS,
    "master.m3u8": None,
    "240p.m3u8": None,
    "captions/vi.vtt": None,
}


@pytest.fixture
def learner(factory: Factory) -> Person:
    factory.course(with_video())
    person = factory.person()
    factory.enrol(person)
    return person


@pytest.fixture
def on_s3(
    another_app: Callable[..., Flask], factory: Factory, learner: Person, film: Film, s3_server: S3
) -> CheckingClient:
    """The learner's browser; films lie on a real S3 server."""
    app = another_app(
        storage="s3",
        s3_endpoint_url=s3_server.endpoint_url,
        s3_bucket=s3_server.bucket,
        aws_access_key_id=s3_server.access_key_id,
        aws_secret_access_key=s3_server.secret_access_key,
    )
    with app.app_context():
        make_video(factory, film, get_storage())
    client = app.test_client()
    assert isinstance(client, CheckingClient)
    factory.sign_in(client, learner)
    client.get("/")
    return client


def status(url: str, method: str = "GET") -> int:
    asked = urllib.request.Request(url, method=method, data=b"x" if method == "PUT" else None)
    try:
        with urllib.request.urlopen(asked, timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code


@pytest.mark.once
def test_a_link_opens_one_object_by_get_for_a_while(
    on_s3: CheckingClient, monkeypatch: pytest.MonkeyPatch, film: Film
) -> None:
    """S59, on a real S3 server."""
    for address, seconds in ADDRESSES.items():
        answer = on_s3.get(f"{PIECES}/{address}")
        if seconds is None:
            assert answer.status_code == 200, address
            continue
        asked = parse_qs(urlsplit(answer.location).query)
        assert asked["X-Amz-Expires"] == [str(seconds)], address
        assert seconds <= 600
        assert status(answer.location) == 200, address
    segment = on_s3.get(f"{PIECES}/240p/1.m4s").location
    with urllib.request.urlopen(segment, timeout=5) as got:
        assert got.read() == film.bytes("240p/1.m4s")
        assert got.headers["Cache-Control"] == "private, no-store"
    assert status(segment.replace("/1.m4s", "/2.m4s")) == 403, "another key"
    assert status(segment.replace("/240p/", "/144p/")) == 403
    for method in ("PUT", "DELETE"):
        assert status(segment, method) == 403, method
    assert status(segment.partition("?")[0]) == 403, "no signature"
    monkeypatch.setattr(views, "SEGMENT_SECONDS", 1)
    short = on_s3.get(f"{PIECES}/240p/1.m4s").location
    time.sleep(2.5)
    assert status(short) == 403, "after its time"


@pytest.mark.once
def test_where_a_film_lies_stands_in_no_page_and_no_log(
    another_app: Callable[..., Flask],
    factory: Factory,
    learner: Person,
    film: Film,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """S60: the bucket's name and the keys are in the header that leads on, and nowhere else."""
    canary = "zq-canary-bucket"
    app = another_app(
        storage="s3",
        s3_endpoint_url="http://127.0.0.1:9",
        s3_bucket=canary,
        aws_access_key_id="a" * 20,
        aws_secret_access_key="b" * 40,
    )
    make_video(factory, film)
    client = app.test_client()
    assert isinstance(client, CheckingClient)
    factory.sign_in(client, learner)
    client.get("/")
    with caplog.at_level(logging.INFO):
        for choice in ("", "240p", "auto", "audio", "stills"):
            page = client.get(f"{PAGE}?xem={NAME}:{choice}", status=200)
            assert canary not in page.text + str(page.headers)
            assert "videos/01" not in page.text, "no key"
            assert page.headers["Cache-Control"] == "no-store"
            assert page.headers["Referrer-Policy"] == "same-origin"
        for address, seconds in ADDRESSES.items():
            answer = client.get(f"{PIECES}/{address}")
            assert canary.encode() not in answer.data
            assert "no-store" in answer.headers["Cache-Control"]
            assert (canary in str(answer.headers.get("Location"))) == (seconds is not None)
        client.get(f"{PIECES}/240p/99.m4s", status=404)
        client.post(f"{PIECES}/watched", data={"mark": "x"}, status=409)
    assert canary not in caplog.text
    assert "videos/01" not in caplog.text


@pytest.mark.parametrize("who", ["anonymous", "unenrolled", "left", "other trainer"])
def test_strangers_get_no_piece_of_a_film(
    client: CheckingClient, factory: Factory, learner: Person, film: Film, who: str
) -> None:
    """S06: no link, list, picture or caption, whatever the address; nor is anything of theirs counted."""
    make_video(factory, film)
    if who == "left":
        enrolment = factory.read(learning.study, COURSE_ID, Actor(learner.id)).enrolment
        factory.write(learning_service.leave, enrolment.id, learner.id, clock.now())
        factory.sign_in(client, learner)
    elif who != "anonymous":
        teaches = "khoa-khac" if who == "other trainer" else None
        factory.sign_in(client, factory.person("Lò Văn Péng", teaches=teaches))
    client.get("/")
    for address in ADDRESSES:
        answer = client.get(f"{PIECES}/{address}")
        assert answer.status_code == (302 if who == "anonymous" else 403), address
        held = answer.text + str(answer.headers)
        assert "/files/" not in held
        assert "#EXTM3U" not in held
        assert "Sổ bán có bốn ô." not in held
    sent = client.post(f"{PIECES}/watched", data={"mark": "x"}, headers={"Accept": "application/json"})
    assert sent.status_code == (401 if who == "anonymous" else 403)
    page = client.get(f"{PAGE}?xem={NAME}:240p")
    assert page.status_code == 302
    assert NAME not in client.get(f"/courses/{COURSE_ID}", status=200).text


def test_access_ends_with_the_enrolment(
    client: CheckingClient, factory: Factory, learner: Person, film: Film, app: Flask
) -> None:
    """Each segment asks anew; a link that was given before is good for its minute and no longer."""
    with app.app_context():
        make_video(factory, film, get_storage())
    factory.sign_in(client, learner)
    client.get("/")
    given = client.get(f"{PIECES}/240p/0.m4s", status=302).location
    enrolment = factory.read(learning.study, COURSE_ID, Actor(learner.id)).enrolment
    factory.write(learning_service.leave, enrolment.id, learner.id, clock.now())
    client.get(f"{PIECES}/240p/1.m4s", status=403)
    client.get(f"{PIECES}/240p/file", status=403)
    assert int(parse_qs(urlsplit(given).query)["expires"][0]) <= clock.now().timestamp() + 60
    assert client.get(given).status_code == 200


def test_a_video_of_another_lesson_or_edition_is_not_there(
    client: CheckingClient, factory: Factory, learner: Person, film: Film
) -> None:
    """A learner meets the films that the lessons of their own edition show, each at its lesson."""
    make_video(factory, film)
    make_video(factory, film, name="ban-nhap")
    factory.sign_in(client, learner)
    client.get("/")
    client.get(f"/courses/{COURSE_ID}/lessons/so-chi/videos/{NAME}/240p/file", status=404)
    client.get(f"{PAGE}/videos/ban-nhap/240p/file", status=404)
    client.get(f"{PIECES}/nhap/file", status=404)
