"""kill -9 of the web server while a video is sent, has arrived, is made, is watched.

What was acknowledged is kept; what was not is asked for again and happens once.
"""

import http.client
import json
import re
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.db import db
from lms.jobs.models import Job
from lms.jobs.worker import Worker
from lms.learning.watching.models import Watching
from lms.videos import queries
from lms.videos.rules import VideoState
from tests.client import CheckingClient
from tests.clips import make
from tests.factories import COURSE_ID, Factory
from tests.faults.browser import Browser
from tests.faults.working import Site
from tests.films import LESSON, with_video

pytestmark = pytest.mark.both
NAME = "ghi-so"
PAGE = f"/courses/{COURSE_ID}/lessons/{LESSON}"


@pytest.fixture
def clip(tmp_path: Path) -> bytes:
    return make(tmp_path / "clip.mp4", 2, "64x64", 5).read_bytes()


def put(port: int, url: str, body: bytes) -> int:
    """Send a part to local disk as a browser would; its status."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("PUT", url, body)
    status = connection.getresponse().status
    connection.close()
    return status


def half(port: int, url: str, body: bytes) -> socket.socket:
    """Begin to send a part and stop in the middle."""
    line = socket.create_connection(("127.0.0.1", port))
    head = f"PUT {url} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(body)}\r\n\r\n"
    line.sendall(head.encode() + body[: len(body) // 2])
    return line


def count(factory: Factory, model: type[Any]) -> int:
    found: int = factory.read(lambda: db.session.scalar(select(func.count()).select_from(model)))
    return found


def test_a_video_is_neither_lost_nor_doubled(
    app: Flask,
    factory: Factory,
    client: CheckingClient,
    new_client: Callable[[], CheckingClient],
    dying: Site,
    clip: bytes,
    tmp_path: Path,
) -> None:
    factory.course(with_video(name=NAME))
    factory.sign_in(client, factory.person("Trần Văn Giáo", teaches=COURSE_ID))
    client.get("/")
    trainer = Browser(client, dying.port)

    def dies(word: str, path: str, **sent: Any) -> None:
        """The server dies before it has said that it did so."""
        (tmp_path / word).touch()
        assert trainer.post(path, **sent) == (0, "")
        assert dying.has_died()
        (tmp_path / word).unlink()

    def asked(path: str, told: dict[str, Any]) -> dict[str, Any]:
        status, answer = trainer.post(path, body=told)
        assert status == 200, answer
        found: dict[str, Any] = json.loads(answer)
        return found

    def row() -> queries.VideoRow:
        (found,) = factory.read(queries.shelf, COURSE_ID)
        made: queries.VideoRow = found
        return made

    # Announced, but nobody hears of it: the page asks again and goes on with the same video.
    wanted = {
        "title": "Ghi sổ",
        "name": NAME,
        "file_name": "a.mp4",
        "type": "video/mp4",
        "fingerprint": "f" * 64,
    }
    wanted["size"] = str(len(clip))
    dies("after", f"/teach/{COURSE_ID}/videos", form=wanted)
    dying.start()
    status, answer = trainer.post(f"/teach/{COURSE_ID}/videos", wanted)
    upload = json.loads(answer)["upload"]
    assert status == 200 and row().state is VideoState.AWAITING_UPLOAD

    # UPLOADING: half a part is no part; the address that was given out is good for the whole of it.
    url = asked(f"{upload}/parts", {"want": [1]})["urls"]["1"]
    line = half(dying.port, url, clip)
    dying.kill()
    line.close()
    dying.start()
    assert asked(f"{upload}/parts", {})["held"] == []
    assert put(dying.port, url, clip) == 200
    assert asked(f"{upload}/parts", {})["held"] == [1]

    # UPLOADED: the store has made the file of its parts, the row does not know yet; then it does, unheard.
    dies("before", f"{upload}/done", body={})
    dying.start()
    assert row().state is VideoState.AWAITING_UPLOAD and count(factory, Job) == 0
    dies("after", f"{upload}/done", body={})
    assert (row().state, row().run, count(factory, Job)) == (VideoState.QUEUED, 1, 1)
    with app.app_context():
        assert app.extensions["storage"].get(row().source_key) == clip

    # PROCESSING: workers need no web server. The one that comes back tells the page what it asks again.
    with app.app_context():
        assert Worker(app).do_one()
    assert row().state is VideoState.READY
    dying.start()
    assert asked(f"{upload}/done", {}) == {"state": "received"}
    assert (row().state, row().run, count(factory, Job)) == (VideoState.READY, 1, 1)

    watched(factory, new_client(), dying, tmp_path)


def watched(factory: Factory, client: CheckingClient, dying: Site, tmp_path: Path) -> None:
    """READY: links that were given out go on opening; a beat counts once, heard or not."""
    person = factory.person()
    factory.enrol(person)
    factory.sign_in(client, person)
    page = client.get(f"{PAGE}?xem={NAME}:144p", status=200, queries=8).text
    mark = re.search(r'data-mark="([^"]+)"', page)
    assert mark
    link = urlsplit(client.get(f"{PAGE}/videos/{NAME}/144p/file", status=302).location)
    learner = Browser(client, dying.port)
    beat = {"mark": mark[1], "spans": "0-20", "position": "20", "age": "0"}
    (tmp_path / "after").touch()
    assert learner.post(f"{PAGE}/videos/{NAME}/watched", beat) == (0, "")
    assert dying.has_died()
    (tmp_path / "after").unlink()
    dying.start()
    for _ in range(2):
        status, answer = learner.post(f"{PAGE}/videos/{NAME}/watched", beat)
        assert (status, json.loads(answer)["watched"]) == (200, 20)
    assert count(factory, Watching) == 1
    connection = http.client.HTTPConnection("127.0.0.1", dying.port, timeout=30)
    connection.request("GET", f"{link.path}?{link.query}")
    answered = connection.getresponse()
    assert answered.status == 200 and b"ftyp" in answered.read(64)
    connection.close()
