"""Files sent in parts, to both stores: one key, one size, one type; nothing left over."""

import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode, urlsplit
from uuid import UUID

import pytest
from flask import Flask

from lms import clock
from lms.db import atomic, db
from lms.ids import new_id
from lms.storage import Storage, kinds, uploads
from lms.storage.kinds import FileEmpty, FileTooLarge, FileTypeRefused, Kind, Received
from lms.storage.local import LocalStorage
from lms.storage.models import Upload, UploadState
from lms.storage.parts import PART_BYTES, cut, missing
from lms.storage.s3 import S3Storage
from tests.client import CheckingClient
from tests.factories import Factory, Person
from tests.servers.s3 import S3

DATA = bytes(range(251)) * (PART_BYTES // 251 + 4000)  # one whole part and a rest
Send = Callable[[str, bytes], int]


class Ledger:
    """What a feature was told."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.dropped: list[str] = []

    def take(self, file: Received, at: datetime) -> None:
        self.received.append(file)

    def drop(self, target: str, at: datetime) -> None:
        self.dropped.append(target)


@pytest.fixture
def ledger() -> Ledger:
    made = Ledger()
    kinds.register(Kind("photo", {"image/png": ("png",)}, 3 * PART_BYTES, made.take, made.drop))
    return made


@pytest.fixture(params=["local", "s3"])
def storage(request: pytest.FixtureRequest, app: Flask, tmp_path: Path) -> Iterator[Storage]:
    kept: Storage = app.extensions["storage"]
    if request.param == "s3":
        server: S3 = request.getfixturevalue("s3_server")
        app.extensions["storage"] = S3Storage(
            server.bucket,
            endpoint_url=server.endpoint_url,
            prefix=f"tests/{new_id().hex}",
            access_key_id=server.access_key_id,
            secret_access_key=server.secret_access_key,
        )
    else:
        app.extensions["storage"] = LocalStorage(tmp_path, ["k" * 40])
    yield app.extensions["storage"]
    app.extensions["storage"] = kept


@pytest.fixture
def send(client: CheckingClient, storage: Storage) -> Send:
    """PUT a body to a signed address, as a browser would; return the status."""

    def put(url: str, body: bytes) -> int:
        if url.startswith("/"):
            return client.put(url, data=body, csrf=False).status_code
        request = urllib.request.Request(url, method="PUT", data=body)
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code

    return put


@pytest.fixture
def person(client: CheckingClient, factory: Factory) -> Person:
    made = factory.person("Nguyễn Thị Hoa")
    factory.sign_in(client, made)
    client.get("/")
    return made


def begin(factory: Factory, person: Person, size: int = len(DATA)) -> UUID:
    key = f"photos/{new_id().hex}/source"
    made: UUID = factory.write(
        uploads.begin, "photo", "t", person.id, key, "a.png", size, "image/png", clock.now()
    )
    return made


def ask(client: CheckingClient, upload_id: UUID, path: str = "parts", **told: object) -> dict[str, object]:
    answer = client.post(f"{uploads.address(upload_id)}/{path}", json=told, status=200)
    found: dict[str, object] = answer.json or {}
    return found


def urls(client: CheckingClient, upload_id: UUID, *numbers: int) -> dict[str, str]:
    found = ask(client, upload_id, want=list(numbers))["urls"]
    assert isinstance(found, dict)
    return found


def key_of(factory: Factory, upload_id: UUID) -> str:
    return str(factory.read(uploads.sending, upload_id).key)


def test_a_file_arrives_in_parts_and_goes_on_after_a_break(
    client: CheckingClient, factory: Factory, person: Person, storage: Storage, send: Send, ledger: Ledger
) -> None:
    upload_id = begin(factory, person)
    assert ask(client, upload_id)["held"] == []
    assert send(urls(client, upload_id, 2)["2"], DATA[PART_BYTES:]) == 200
    assert client.post(f"{uploads.address(upload_id)}/done", json={}).status_code == 409
    assert not ledger.received
    # Another day: what is there is known, the rest is asked for.
    assert ask(client, upload_id)["held"] == [2]
    assert send(urls(client, upload_id, 1)["1"], DATA[:PART_BYTES]) == 200
    for _ in range(2):
        assert ask(client, upload_id, "done") == {"state": "received"}
    assert [(one.size, one.content_type) for one in ledger.received] == [(len(DATA), "image/png")]
    assert storage.get(key_of(factory, upload_id)) == DATA
    assert not [one for one in storage.open_uploads() if one.key == key_of(factory, upload_id)]
    assert client.post(f"{uploads.address(upload_id)}/parts", json={}).status_code == 409


def test_an_address_takes_its_part_and_nothing_else(
    client: CheckingClient, factory: Factory, person: Person, storage: Storage, send: Send, ledger: Ledger
) -> None:
    """S61: not a byte more or less, not another part, not another key."""
    upload_id = begin(factory, person)
    url = urls(client, upload_id, 2)["2"]
    rest = DATA[PART_BYTES:]
    assert send(url, rest + b"x") >= 400
    assert send(url, rest[:-1]) >= 400
    assert send(url.replace("partNumber=2", "partNumber=1").replace("part=2", "part=1"), rest) >= 400
    assert send(url.replace("/source", "/other"), rest) >= 400
    assert send(url.replace("photos/", "photos/../"), rest) >= 400
    assert ask(client, upload_id)["held"] == []
    assert urls(client, upload_id, 0, 3, -1, 99) == {}


def test_only_its_owner_sends_an_upload(
    client: CheckingClient,
    new_client: Callable[[], CheckingClient],
    factory: Factory,
    person: Person,
    ledger: Ledger,
) -> None:
    upload_id = begin(factory, person)
    other = new_client()
    factory.sign_in(other, factory.person("Lê Văn Ba"))
    other.get("/")
    for path in ("parts", "done", "cancel"):
        other.post(f"{uploads.address(upload_id)}/{path}", json={}, status=404)


def test_what_is_cancelled_or_left_alone_leaves_nothing(
    client: CheckingClient, factory: Factory, person: Person, storage: Storage, send: Send, ledger: Ledger
) -> None:
    """F15: no parts stay, the feature is told once, a second sweep finds nothing."""
    first, second = begin(factory, person), begin(factory, person)
    for upload_id in (first, second):
        assert send(urls(client, upload_id, 1)["1"], DATA[:PART_BYTES]) == 200
    assert ask(client, first, "cancel") == {"state": "dropped"}
    later = clock.now() + uploads.FORGET_AFTER + timedelta(minutes=1)
    assert factory.read(uploads.sweep, storage, later) == 1
    assert factory.read(uploads.sweep, storage, later) == 0
    assert ledger.dropped == ["t", "t"]
    assert not list(storage.open_uploads())


def test_a_sending_that_belongs_to_no_upload_is_swept(
    factory: Factory, storage: Storage, ledger: Ledger
) -> None:
    storage.begin_parts("photos/nobody/source", "image/png")
    assert factory.read(uploads.sweep, storage, clock.now()) == 0
    assert factory.read(uploads.sweep, storage, clock.now() + timedelta(days=2)) == 1
    assert not list(storage.open_uploads())


def test_a_crash_between_the_store_s_step_and_ours_heals(
    client: CheckingClient, factory: Factory, person: Person, storage: Storage, send: Send, ledger: Ledger
) -> None:
    upload_id = begin(factory, person, size=1000)
    assert send(urls(client, upload_id, 1)["1"], DATA[:1000]) == 200
    found = factory.read(uploads.sending, upload_id)
    storage.finish_parts(found.key, found.ref, storage.sent_parts(found.key, found.ref))
    assert ask(client, upload_id, "done") == {"state": "received"}
    assert len(ledger.received) == 1


def test_an_address_for_a_part_ends(client: CheckingClient, factory: Factory, person: Person) -> None:
    kinds.register(Kind("photo", {"image/png": ("png",)}, 1000, Ledger().take, Ledger().drop))
    parts = urlsplit(urls(client, begin(factory, person, size=10), 1)["1"])
    query = dict(pair.split("=", 1) for pair in parts.query.split("&"))
    key = parts.path.removeprefix("/files/")
    local = client.application.extensions["storage"]
    assert local.verify_part(key, query, clock.now() + timedelta(seconds=590)) is not None
    assert local.verify_part(key, query, clock.now() + timedelta(seconds=605)) is None
    query["size"] = "11"
    client.put(f"{parts.path}?{urlencode(query)}", data=b"x" * 11, csrf=False, status=404)


@pytest.mark.parametrize(
    ("name", "size", "told", "refusal"),
    [
        ("a.png", 0, "image/png", FileEmpty),
        ("a.png", 4 * PART_BYTES, "image/png", FileTooLarge),
        ("a.html", 10, "text/html", FileTypeRefused),
        ("a.png.php", 10, "image/png", FileTypeRefused),
        ("a.png", 10, "text/html", FileTypeRefused),
        ("a.svg", 10, "", FileTypeRefused),
    ],
)
def test_only_its_types_and_sizes(
    ledger: Ledger, name: str, size: int, told: str, refusal: type[Exception]
) -> None:
    """S30, S61: what is stored names a type of our own table."""
    with pytest.raises(refusal):
        kinds.kind_of("photo").type_of(name, size, told)
    assert kinds.kind_of("photo").type_of("ẢNH.PNG", 10, "") == "image/png"


def test_a_file_is_cut_without_gap_or_overlap() -> None:
    parts = cut(2 * PART_BYTES + 1, PART_BYTES)
    assert [part.number for part in parts] == [1, 2, 3]
    assert [part.offset for part in parts] == [0, PART_BYTES, 2 * PART_BYTES]
    assert sum(part.size for part in parts) == 2 * PART_BYTES + 1
    assert missing(parts, ()) == parts


def test_a_form_without_script_takes_the_same_road(
    app: Flask, factory: Factory, person: Person, ledger: Ledger, tmp_path: Path
) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"x" * 10)
    upload_id = begin(factory, person, size=10)
    factory.read(uploads.take_whole, upload_id, path, app.extensions["storage"], clock.now())
    assert len(ledger.received) == 1
    with app.app_context(), atomic():
        assert db.session.get_one(Upload, upload_id).state is UploadState.RECEIVED
