"""Files that lessons hand out: to those who read the course, by a link of a minute, as a download only."""

import re
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from email.message import Message
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from flask import Flask

from lms import clock
from lms.courses import queries, service
from lms.courses.source import read_course
from lms.storage import get_storage
from lms.storage.local import LocalStorage
from lms.storage.s3 import S3Storage
from tests.client import CheckingClient
from tests.factories import COURSE_ID, Factory
from tests.pages.security.world import LESSON, sample_files, with_file
from tests.servers.s3 import S3

SHEET = b"%PDF-1.7\nPhieu\n<html><script>alert(1)</script></html>\n%%EOF"
FILE_LINK = re.compile(rf'href="(/courses/{COURSE_ID}/files/[0-9a-f]{{64}})"')


def course(sheet: bytes = SHEET) -> dict[str, bytes]:
    """The sample course handing out a paper that is a page of HTML as well."""
    files = sample_files()
    files["media/phieu-ghi.pdf"] = sheet
    files["01-ghi/01-so-ban.md"] += "\n\n[Phiếu ghi tuần](../media/phieu-ghi.pdf)\n".encode()
    return files


@pytest.fixture
def learner(client: CheckingClient, factory: Factory) -> CheckingClient:
    factory.course(course())
    person = factory.person()
    factory.enrol(person)
    factory.sign_in(client, person)
    client.get("/")
    return client


def link_of(client: CheckingClient) -> str:
    found = FILE_LINK.search(client.get(f"/courses/{COURSE_ID}/lessons/{LESSON}").text)
    assert found is not None
    return found[1]


def test_a_reader_saves_the_file_under_its_name(learner: CheckingClient) -> None:
    """S30: a polyglot is saved, never shown."""
    signed = learner.get(link_of(learner), status=302).location
    answer = learner.get(signed, status=200)
    assert answer.data == SHEET
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="phieu-ghi.pdf"')
    assert answer.headers["Content-Security-Policy"] == "sandbox"
    assert answer.mimetype == "application/pdf"


def test_the_lesson_says_what_the_file_weighs(learner: CheckingClient) -> None:
    assert "Phiếu ghi tuần (PDF, 1 kB)</a>" in learner.get(f"/courses/{COURSE_ID}/lessons/{LESSON}").text


def test_the_link_lives_a_minute_and_opens_this_file_alone(
    learner: CheckingClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S59."""
    signed = learner.get(link_of(learner), status=302).location
    parts = urlsplit(signed)
    learner.get(f"{parts.path}x?{parts.query}", status=404)
    expires = int(parse_qs(parts.query)["expires"][0])
    assert 0 < expires - clock.now().timestamp() <= 60
    later = clock.now() + timedelta(seconds=62)
    monkeypatch.setattr(clock, "now", lambda: later)
    learner.get(signed, status=404)


def test_who_does_not_read_the_course_gets_no_link(
    learner: CheckingClient, new_client: Callable[[], CheckingClient], factory: Factory
) -> None:
    """S06, S59: neither a stranger nor somebody who has left."""
    address = link_of(learner)
    stranger = new_client()
    assert stranger.get(address, status=302).location.startswith("/sign-in")
    factory.sign_in(stranger, factory.person("Lê Văn Ba"))
    assert stranger.get(address, status=403).location is None
    learner.get(address.replace("files/", "files/0"), status=404)


def test_what_the_course_no_longer_hands_out_is_a_patch_and_gone(
    learner: CheckingClient, factory: Factory
) -> None:
    address = link_of(learner)
    factory.course(course(SHEET + b"\n2"))
    learner.get(address, status=404)
    assert learner.get(link_of(learner), status=302)


def test_a_broken_link_to_a_file_is_a_fault() -> None:
    files = with_file(sample_files())
    files["01-ghi/01-so-ban.md"] += b"\n[x](../media/khong-co.pdf)\n[y](../../etc/passwd)\n"
    faults = [fault.message for fault in read_course(files, clock.local_date(clock.now()), []).faults]
    assert any("khong-co.pdf" in one for one in faults)
    assert any("etc/passwd" in one for one in faults)


@dataclass(frozen=True)
class Odd:
    """A name as somebody gave it, and letters that must be left of it."""

    given: str
    left: str


NAMES = [
    Odd('phiếu\r\nSet-Cookie: a=b\r\n\r\n<html>".pdf', "phiếu"),
    Odd("báo cáo \u202efdp.exe", "báo cáo"),
    Odd("../../etc/passwd", "etc"),
    Odd('a";filename="b.html', "a"),
    Odd("Đường Bến Lau – số 1.pdf", "Đường Bến Lau"),
    Odd("\x00\x1f", "tep"),
]
#: What a browser could run if it were shown.
RUNS = ["text/html", "image/svg+xml", "application/xhtml+xml", "text/xml", "application/octet-stream"]


def _judge(headers: Message, name: Odd) -> None:
    told = headers.get_all("Content-Disposition") or []
    assert len(told) == 1
    assert "\r" not in told[0]
    assert "\n" not in told[0]
    assert "\u202e" not in told[0]
    assert headers["Set-Cookie"] is None
    assert headers.get_content_disposition() == "attachment"
    plain, _, marked = told[0].partition("; filename*=UTF-8''")
    assert re.fullmatch(r'attachment; filename="[ !#-.0-\[\]-~]+"', plain)
    saved = unquote(marked)
    assert not set('/\\"\r\n') & set(saved)
    assert name.left in saved


@pytest.mark.parametrize("name", NAMES, ids=lambda name: ascii(name.given)[:24])
def test_any_name_is_safe_in_the_header_of_local_files(app: Flask, client: CheckingClient, name: Odd) -> None:
    """S30, S35."""
    store: LocalStorage = app.extensions["storage"]
    with app.app_context():
        store.put("files/x", b"x", "application/pdf")
        link = store.signed_url("files/x", 60, name.given)
    headers = Message()
    for key, value in client.get(link, status=200).headers:
        headers[key] = value
    _judge(headers, name)


@pytest.fixture
def remote(s3_server: S3) -> S3Storage:
    return S3Storage(
        s3_server.bucket,
        endpoint_url=s3_server.endpoint_url,
        prefix="attachments",
        access_key_id=s3_server.access_key_id,
        secret_access_key=s3_server.secret_access_key,
    )


@pytest.mark.parametrize("name", NAMES, ids=lambda name: ascii(name.given)[:24])
def test_any_name_is_safe_in_the_header_of_s3_files(remote: S3Storage, name: Odd) -> None:
    remote.put("files/x", b"x", "application/pdf")
    with urllib.request.urlopen(remote.signed_url("files/x", 60, name.given), timeout=5) as answer:
        _judge(answer.headers, name)


@pytest.mark.parametrize("kind", RUNS)
def test_what_could_run_is_never_shown(
    app: Flask, client: CheckingClient, remote: S3Storage, kind: str
) -> None:
    """S30: even a link without a name hands it over as a download, in a sandbox on our own origin."""
    data = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
    store: LocalStorage = app.extensions["storage"]
    with app.app_context():
        store.put("files/x", data, kind)
        link = store.signed_url("files/x", 60)
    client.judges_html = False
    answer = client.get(link, status=200)
    assert answer.headers["Content-Disposition"] == "attachment"
    assert answer.headers["Content-Security-Policy"] == "sandbox"
    remote.put("files/x", data, kind)
    with urllib.request.urlopen(remote.signed_url("files/x", 60), timeout=5) as other:
        assert other.headers["Content-Disposition"] == "attachment"


def test_a_course_is_pulled_with_its_files(learner: CheckingClient, factory: Factory) -> None:
    """Law 1, law 2: what was published comes back byte for byte."""

    def files() -> dict[str, bytes]:
        found = queries.live(COURSE_ID)
        assert found is not None
        return service.live_files(found[1], get_storage())

    assert factory.read(files) == course()
