"""The bucket: private to strangers, its name a secret of ours, the store's and of links somebody may use."""

import json
import logging
import secrets
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from lms.db import db
from lms.jobs.worker import Worker
from lms.mail.models import Mail
from lms.storage import get_storage
from lms.videos import queries as videos
from tests.client import CheckingClient
from tests.factories import COURSE_ID, Factory, Person
from tests.pages.security.world import LESSON, MANY, crawl, sample_files, with_file
from tests.servers.s3 import S3

#: What a store shows is its own and the pages' affair.
pytestmark = pytest.mark.once

#: Where a signed link is what was asked for.
LINKS = ("/files/", "/watch")


@pytest.fixture
def bucket(s3_server: S3) -> Iterator[str]:
    """A bucket of this test's own, with a name that stands nowhere else."""
    name = f"zqbucket{secrets.token_hex(6)}"
    client = s3_server.client()
    client.create_bucket(Bucket=name)
    yield name
    for found in client.list_objects_v2(Bucket=name).get("Contents", ()):
        client.delete_object(Bucket=name, Key=found["Key"])


@pytest.fixture
def cloud(another_app: Callable[..., Flask], s3_server: S3, bucket: str) -> Flask:
    return another_app(
        storage="s3",
        s3_endpoint_url=s3_server.endpoint_url,
        s3_bucket=bucket,
        aws_access_key_id=s3_server.access_key_id,
        aws_secret_access_key=s3_server.secret_access_key,
    )


def browser(cloud: Flask, factory: Factory, person: Person) -> CheckingClient:
    made = cloud.test_client()
    assert isinstance(made, CheckingClient)
    factory.sign_in(made, person)
    made.get("/", queries=MANY)
    return made


def ask(url: str, method: str = "GET", data: bytes | None = None) -> int:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data, method=method), timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code


def test_strangers_neither_read_list_nor_write(s3_server: S3, bucket: str) -> None:
    """S61, on the real server."""
    s3_server.client().put_object(Bucket=bucket, Key="media/aa/x", Body=b"x")
    root = f"{s3_server.endpoint_url}/{bucket}"
    for address in ("", "?list-type=2", "?uploads", "?versions", "/?prefix=media/", "/media/aa/x"):
        assert ask(root + address) == 403, address
    for method in ("PUT", "DELETE"):
        assert ask(f"{root}/media/aa/x", method, b"y") == 403, method
    assert ask(f"{root}/media/aa/y?uploads", "POST", b"") == 403
    assert s3_server.client().get_object(Bucket=bucket, Key="media/aa/x")["Body"].read() == b"x"


@pytest.mark.parametrize(
    ("action", "place"), [("s3:GetObject", "/*"), ("s3:ListBucket", "")], ids=["read", "list"]
)
def test_a_bucket_that_lets_strangers_in_is_not_set_up(
    cloud: Flask, s3_server: S3, bucket: str, action: str, place: str
) -> None:
    """S61: `flask storage setup` fails and says what to do; once the bucket is private it goes through."""
    runner = cloud.test_cli_runner()
    assert "strangers can neither read nor list it" in runner.invoke(args=["storage", "setup"]).output
    opened = {"Effect": "Allow", "Principal": "*", "Action": [action]}
    opened["Resource"] = [f"arn:aws:s3:::{bucket}{place}"]
    policy = json.dumps({"Version": "2012-10-17", "Statement": [opened]})
    s3_server.client().put_bucket_policy(Bucket=bucket, Policy=policy)
    told = runner.invoke(args=["storage", "setup"])
    assert told.exit_code == 1
    assert "take its public access away" in told.output and bucket not in told.output
    s3_server.client().delete_bucket_policy(Bucket=bucket)
    assert runner.invoke(args=["storage", "setup"]).exit_code == 0
    # Nothing of the look stays behind.
    assert "Contents" not in s3_server.client().list_objects_v2(Bucket=bucket)


def test_the_bucket_s_name_stands_nowhere(
    cloud: Flask, s3_server: S3, bucket: str, caplog: pytest.LogCaptureFixture
) -> None:
    """S60: not in pages, refusals, logs, mail or lists; only in the link that somebody may follow."""
    caplog.set_level(logging.INFO)
    factory = Factory(cloud)
    factory.course(with_file(sample_files()))
    people = {
        "learner": factory.person("Nguyễn Thị Hoa", email="hoa@example.vn"),
        "trainer": factory.person("Trần Văn Giáo", teaches=COURSE_ID),
        "admin": factory.person("Lê Thị Phòng", admin=True),
    }
    factory.certificate(people["learner"])
    clients = {name: browser(cloud, factory, person) for name, person in people.items()}
    told = {"title": "Ghi sổ", "file_name": "a.mp4", "size": "1000", "type": "video/mp4"}
    sent = clients["trainer"].post(
        f"/teach/{COURSE_ID}/videos", data=told, headers={"Accept": "application/json"}, status=200
    )
    # The one place beside links: where the trainer's own page sends a part to.
    urls = clients["trainer"].post(f"{(sent.json or {})['upload']}/parts", json={"want": [1]}).json
    assert bucket in str(urls)
    with cloud.app_context():
        worker = Worker(cloud)
        worker.work_off()
        (row,) = videos.shelf(COURSE_ID)
    pages: dict[str, Any] = {}
    lesson = f"/courses/{COURSE_ID}/lessons/{LESSON}"
    starts = {
        "learner": ("/", lesson, "/certificates"),
        "trainer": (f"/teach/{COURSE_ID}/videos", f"/teach/videos/{row.id}"),
    }
    for name, where in starts.items():
        for address, answer in crawl(clients[name], *where).items():
            pages[f"{name} {address}"] = answer
    for address in ("/office", "/office/people", "/office/audit", "/office/enrolments", "/teach"):
        pages[f"admin {address}"] = clients["admin"].get(address, queries=MANY)
    wanted = {"kind": "people", "format": "csv"}
    pages["list"] = clients["admin"].post("/office/exports", data=wanted, queries=MANY, status=200)
    pages["own data"] = clients["learner"].post("/account/data/json", queries=MANY, status=200)
    clients["admin"].post("/forgotten", data={"login": "hoa@example.vn"}, queries=MANY)
    # And when the store refuses.
    client = s3_server.client()
    for found in client.list_objects_v2(Bucket=bucket).get("Contents", ()):
        client.delete_object(Bucket=bucket, Key=found["Key"])
    client.delete_bucket(Bucket=bucket)
    with cloud.app_context():
        assert get_storage().head("media/aa/x") is None
    picture = next(one.split(" ", 1)[1] for one in pages if "/media/" in one)
    pages["gone"] = clients["learner"].get(picture, queries=MANY, status=503)
    client.create_bucket(Bucket=bucket)

    links = 0
    for address, answer in pages.items():
        held = answer.data.decode("utf-8", "replace")
        signed = any(part in address for part in LINKS)
        links += signed and bucket in answer.headers.get("Location", "")
        headers = [value for key, value in answer.headers if not (signed and key == "Location")]
        # The body of a redirect repeats its address.
        assert signed or bucket not in held, address
        assert bucket not in "".join(headers), address
    assert links, "no page led to a signed link: the test looks at nothing"
    assert len(pages) > 30
    assert bucket not in caplog.text
    mails = factory.read(lambda: db.session.scalars(select(Mail)).all())
    assert bucket not in "".join(f"{mail.subject}{mail.body}" for mail in mails)
    folder = Path(cloud.instance_path)
    kept = [path for path in folder.rglob("*") if path.is_file() and "sqlite" not in path.name]
    assert not [path for path in kept if bucket.encode() in path.read_bytes()]
