"""F13, F14: a store that refuses, answers 503, says nothing or cannot be reached; the rest goes on."""

import time
from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from flask import Flask

from lms.storage import ObjectMissing, StorageUnavailable, resting, s3
from lms.storage.errors import StoreSilent
from lms.storage.resting import Rest
from lms.storage.s3 import S3Storage
from tests.client import CheckingClient
from tests.factories import COURSE_ID, Factory
from tests.films import LESSON, NAME, make_video, with_video
from tests.servers.away import KINDS, Away, away

#: Stores know no database.
pytestmark = pytest.mark.once

PAGE = f"/courses/{COURSE_ID}/lessons/{LESSON}"
FAR = 10.0
QUIZ = "kiem-tra-ghi"


@pytest.fixture(params=KINDS)
def gone(request: pytest.FixtureRequest) -> Iterator[Away]:
    with away(request.param) as found:
        yield found


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """The waits are judged by number, not by waiting for them."""
    assert s3.CONNECT_TIMEOUT <= 3 and s3.READ_TIMEOUT <= 3 and s3.ATTEMPTS <= 2
    monkeypatch.setattr(s3, "CONNECT_TIMEOUT", 0.2)
    monkeypatch.setattr(s3, "READ_TIMEOUT", 0.2)


@pytest.fixture
def cut_off(another_app: Callable[..., Flask], gone: Away, hurried: None) -> Flask:
    """The platform over a store that is away."""
    return another_app(
        storage="s3",
        s3_endpoint_url=gone.url,
        s3_bucket="lms-test",
        aws_access_key_id="a" * 20,
        aws_secret_access_key="b" * 40,
    )


@pytest.mark.parametrize("gone", ["busy", "silent"], indirect=True)
def test_what_needs_no_file_goes_on(app: Flask, cut_off: Flask, factory: Factory, gone: Away) -> None:
    """Lessons, quizzes, certificates of record, the trainer's pages; and no page of them asks the store."""
    factory.course(with_video())
    video_id = make_video(factory)
    learner = factory.person()
    factory.enrol(learner)
    certificate: UUID = factory.certificate(learner)
    client = cut_off.test_client()
    assert isinstance(client, CheckingClient)
    factory.sign_in(client, learner)
    for address in (
        "/",
        f"/courses/{COURSE_ID}",
        PAGE,
        f"{PAGE}?xem={NAME}:240p",
        f"{PAGE}?xem={NAME}:stills",
        f"{PAGE}/videos/{NAME}/master.m3u8",
        f"/courses/{COURSE_ID}/quizzes/{QUIZ}",
        "/certificates",
    ):
        client.get(address, status=200, queries=40)
    started = client.post(f"/courses/{COURSE_ID}/quizzes/{QUIZ}/start", status=303).location
    client.get(started, status=200)
    assert gone.asked == 0
    # This page asks whether the paper is drawn, while the certificate is young: what it says stands without.
    page = client.get(f"/certificates/{certificate}", status=200).text
    assert "Nguyễn" in page
    trainer = cut_off.test_client()
    assert isinstance(trainer, CheckingClient)
    factory.sign_in(trainer, factory.person("Trần Văn Giáo", teaches=COURSE_ID))
    for address in (
        f"/teach/{COURSE_ID}/videos",
        f"/teach/videos/{video_id}",
        f"/teach/{COURSE_ID}/videos/new",
    ):
        trainer.get(address, status=200, queries=40)
    # What is a file says so in a sentence, and when to come back.
    files = {"title": "Ghi sổ", "file_name": "a.mp4", "size": "1000", "type": "video/mp4"}
    sent = trainer.post(f"/teach/{COURSE_ID}/videos", data=files, status=200).json or {}
    trainer.post(f"{sent['upload']}/parts", json={}, status=503)


def test_after_one_call_in_vain_the_next_ones_do_not_wait(gone: Away, hurried: None) -> None:
    """F14: no thread is held while it is known that nobody answers."""
    store = S3Storage("lms-test", endpoint_url=gone.url, access_key_id="a" * 20, secret_access_key="b" * 40)
    with pytest.raises(StorageUnavailable):
        store.get("media/aa/x")
    asked = gone.asked
    begun = time.perf_counter()
    for _ in range(200):
        with pytest.raises(StorageUnavailable):
            store.head("media/aa/x")
        if gone.asked > asked:  # it answered, if only no
            assert gone.asked == asked + s3.ATTEMPTS
            break
    else:
        assert time.perf_counter() - begun < FAR


def test_links_are_signed_all_the_same(gone: Away) -> None:
    store = S3Storage("lms-test", endpoint_url=gone.url, access_key_id="a" * 20, secret_access_key="b" * 40)
    assert store.signed_url("media/aa/x", 60).startswith(gone.url)
    assert gone.asked == 0


def test_a_rest_ends_with_the_first_answer() -> None:
    now = [100.0]
    rest = Rest(lambda: now[0])

    def call(error: Exception | None = None) -> None:
        with rest.trying():
            if error:
                raise error

    call()
    with pytest.raises(StoreSilent):
        call(StoreSilent())
    now[0] += resting.PAUSE - 1
    with pytest.raises(StorageUnavailable) as refused:
        call()
    assert not isinstance(refused.value, StoreSilent)
    now[0] += 2
    # One is let through, the others wait for what it finds.
    with rest.trying(), pytest.raises(StorageUnavailable):
        call()
    call()
    with pytest.raises(StoreSilent):
        call(StoreSilent())
    now[0] += resting.PAUSE + 1
    with pytest.raises(ObjectMissing):
        call(ObjectMissing())  # an answer, too
    call()
