"""One suite for both stores: local disk, and a real S3 server."""

import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from lms import clock
from lms.storage import ObjectMissing, Storage, StorageUnavailable
from lms.storage.local import LocalStorage
from lms.storage.s3 import S3Storage
from tests.client import CheckingClient
from tests.servers.processes import free_ports
from tests.servers.s3 import S3

#: Stores know no database.
pytestmark = pytest.mark.once

KEY = "certificates/0193/paper.pdf"
DATA = bytes(range(256)) * 64


def s3_storage(server: S3, **options: str) -> S3Storage:
    return S3Storage(
        server.bucket,
        endpoint_url=options.get("endpoint_url", server.endpoint_url),
        prefix=options.get("prefix", "tests/run"),
        access_key_id=server.access_key_id,
        secret_access_key=server.secret_access_key,
    )


@pytest.fixture(params=["local", "s3"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Storage]:
    if request.param == "local":
        yield LocalStorage(tmp_path, ["k" * 40])
        return
    made = s3_storage(request.getfixturevalue("s3_server"))
    yield made
    made.delete(KEY)


def test_what_is_put_is_got(storage: Storage) -> None:
    storage.put(KEY, DATA, "application/pdf")
    assert storage.get(KEY) == DATA
    stat = storage.head(KEY)
    assert stat is not None
    assert (stat.size, stat.content_type) == (len(DATA), "application/pdf")
    assert abs(stat.modified_at - clock.now()) < timedelta(minutes=1)


def test_putting_again_replaces_bytes_type_and_tag(storage: Storage) -> None:
    storage.put(KEY, DATA, "application/pdf")
    before = storage.head(KEY)
    storage.put(KEY, b"", "text/plain")
    after = storage.head(KEY)
    assert before is not None
    assert after is not None
    assert storage.get(KEY) == b""
    assert after.content_type == "text/plain"
    assert before.etag != after.etag


def test_what_is_not_there_is_missing(storage: Storage) -> None:
    assert storage.head(KEY) is None
    with pytest.raises(ObjectMissing):
        storage.get(KEY)
    storage.delete(KEY)


def test_what_is_deleted_is_gone(storage: Storage) -> None:
    storage.put(KEY, DATA, "application/pdf")
    storage.delete(KEY)
    assert storage.head(KEY) is None


@pytest.mark.parametrize("key", ["../secret", "/etc/passwd", "a/../../b", ""])
def test_no_key_leaves_the_store(storage: Storage, key: str) -> None:
    for call in (storage.get, storage.head, storage.delete):
        with pytest.raises(ValueError, match="not a storage key"):
            call(key)
    with pytest.raises(ValueError, match="not a storage key"):
        storage.put(key, b"", "text/plain")
    with pytest.raises(ValueError, match="not a storage key"):
        storage.signed_url(key, 60)


def test_a_folder_is_not_an_object(storage: Storage) -> None:
    storage.put(KEY, DATA, "application/pdf")
    assert storage.head("certificates") is None
    with pytest.raises(ObjectMissing):
        storage.get("certificates/0193")


# Local links are served by the application itself.


@pytest.fixture
def local(app: Flask) -> LocalStorage:
    made = app.extensions["storage"]
    assert isinstance(made, LocalStorage)
    made.put(KEY, DATA, "application/pdf")
    return made


def test_a_local_link_serves_the_object(client: CheckingClient, local: LocalStorage) -> None:
    answer = client.get(local.signed_url(KEY, 60), status=200)
    assert answer.data == DATA
    assert answer.content_type == "application/pdf"
    assert answer.headers["Content-Disposition"] == "inline"
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_local_link_can_name_the_download(client: CheckingClient, local: LocalStorage) -> None:
    url = local.signed_url(KEY, 60, download_name='Giấy "chứng nhận".pdf\r\nX: 1', content_type="image/png")
    answer = client.get(url, status=200)
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert "X" not in answer.headers
    assert answer.content_type == "image/png"


def test_a_local_link_serves_ranges(client: CheckingClient, local: LocalStorage) -> None:
    url = local.signed_url(KEY, 60)
    part = client.get(url, headers={"Range": "bytes=100-199"}, status=206)
    assert part.data == DATA[100:200]
    assert part.headers["Content-Range"] == f"bytes 100-199/{len(DATA)}"
    client.get(url, headers={"Range": f"bytes={len(DATA)}-"}, status=416)


@pytest.mark.parametrize("change", ["expires", "name", "type", "signature"])
def test_a_changed_local_link_opens_nothing(client: CheckingClient, local: LocalStorage, change: str) -> None:
    parts = urlsplit(local.signed_url(KEY, 60, download_name="a.pdf", content_type="image/png"))
    query = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
    query[change] = {"expires": "9999999999", "name": "b.pdf", "type": "text/html", "signature": "é0"}[change]
    client.get(parts.path, query_string=query, status=404)
    del query[change]
    client.get(parts.path, query_string=query, status=404)


def test_a_local_link_opens_one_object_by_get_only(client: CheckingClient, local: LocalStorage) -> None:
    local.put("certificates/0193/other.pdf", b"other", "application/pdf")
    url = local.signed_url(KEY, 60)
    client.get(url.replace("paper", "other"), status=404)
    client.post(url, status=405)
    client.get(f"/files/{KEY}", status=404)
    client.get("/files/../../etc/passwd", status=404)


def test_a_local_link_ends(client: CheckingClient, local: LocalStorage) -> None:
    parts = urlsplit(local.signed_url(KEY, 60))
    query = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
    assert local.verify(KEY, query, clock.now() + timedelta(seconds=59))
    assert not local.verify(KEY, query, clock.now() + timedelta(seconds=62))


def test_a_local_link_outlives_a_change_of_key(tmp_path: Path) -> None:
    old, new = "o" * 40, "n" * 40
    parts = urlsplit(LocalStorage(tmp_path, [old]).signed_url(KEY, 60))
    query = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
    assert LocalStorage(tmp_path, [new, old]).verify(KEY, query, clock.now())
    assert not LocalStorage(tmp_path, [new]).verify(KEY, query, clock.now())


def test_a_full_disk_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    storage = LocalStorage(tmp_path, ["k" * 40])
    storage.put(KEY, b"before", "application/pdf")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StorageUnavailable):
        storage.put(KEY, DATA, "application/pdf")
    monkeypatch.undo()
    assert storage.get(KEY) == b"before"
    assert not list((tmp_path / "partial").iterdir())


# S3 links are served by the S3 server.


def fetch(
    url: str, method: str = "GET", headers: dict[str, str] | None = None
) -> tuple[int, bytes, dict[str, str]]:
    request = urllib.request.Request(url, method=method, headers=headers or {})
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, answer.read(), dict(answer.headers)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read(), dict(refused.headers)


@pytest.fixture
def remote(s3_server: S3) -> S3Storage:
    made = s3_storage(s3_server)
    made.put(KEY, DATA, "application/pdf")
    return made


def test_an_s3_link_serves_the_object_and_ranges(remote: S3Storage) -> None:
    url = remote.signed_url(KEY, 60, download_name="Giấy.pdf", content_type="image/png")
    status, body, headers = fetch(url)
    assert (status, body) == (200, DATA)
    assert headers["Content-Type"] == "image/png"
    assert headers["Content-Disposition"].startswith("attachment;")
    assert fetch(url, headers={"Range": "bytes=100-199"})[:2] == (206, DATA[100:200])
    assert int(parse_qs(urlsplit(url).query)["X-Amz-Expires"][0]) == 60


def test_an_s3_link_opens_one_object_by_get_only(remote: S3Storage, s3_server: S3) -> None:
    url = remote.signed_url(KEY, 60)
    assert fetch(url.replace("paper", "other"))[0] == 403
    assert fetch(url, method="DELETE")[0] == 403
    assert fetch(url.replace("X-Amz-Expires=60", "X-Amz-Expires=600"))[0] == 403
    assert fetch(f"{s3_server.endpoint_url}/{s3_server.bucket}/tests/run/{KEY}")[0] == 403
    assert fetch(f"{s3_server.endpoint_url}/{s3_server.bucket}")[0] == 403


def test_prefixes_keep_installations_apart(remote: S3Storage, s3_server: S3) -> None:
    assert s3_storage(s3_server, prefix="another").head(KEY) is None


def test_an_absent_s3_server_is_said_within_seconds(s3_server: S3) -> None:
    gone = s3_storage(s3_server, endpoint_url=f"http://127.0.0.1:{free_ports(1)[0]}")
    started = clock.now()
    for call in (lambda: gone.get(KEY), lambda: gone.head(KEY), lambda: gone.put(KEY, b"", "text/plain")):
        with pytest.raises(StorageUnavailable):
            call()
    assert clock.now() - started < timedelta(seconds=10)
