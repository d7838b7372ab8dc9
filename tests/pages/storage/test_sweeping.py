"""F15: what belongs to nothing goes from the store after a day, of every kind of object, and nothing else."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import delete

from lms import clock
from lms.db import db
from lms.ids import new_id
from lms.practical import photos, service
from lms.practical.models import Photo
from lms.storage import Storage, sweeping, uploads
from lms.storage.local import LocalStorage
from lms.videos.service import UPLOAD
from tests.factories import COURSE_ID, Factory
from tests.pages.security.world import sample_files, with_file
from tests.pages.test_practical import picture
from tests.unit.courses.sample import with_task

DAY = timedelta(days=1, minutes=1)


@pytest.fixture
def storage(app: Flask, tmp_path: Path) -> Iterator[Storage]:
    kept: Storage = app.extensions["storage"]
    app.extensions["storage"] = LocalStorage(tmp_path, ["k" * 40])
    yield app.extensions["storage"]
    app.extensions["storage"] = kept


@pytest.fixture
def sweep(app: Flask, storage: Storage) -> Callable[[timedelta], int]:
    """Sweep so much later; how many orphans went."""

    def run(later: timedelta) -> int:
        with app.app_context():
            return sweeping.sweep(storage, clock.now() + later)[1]

    return run


def keys(storage: Storage, folder: str) -> set[str]:
    return {one.key for one in storage.kept(folder)}


def test_pictures_and_files_of_courses(
    factory: Factory, storage: Storage, sweep: Callable[[timedelta], int]
) -> None:
    factory.course(with_file(sample_files()))
    named = keys(storage, "media")
    assert len(named) > 1, "a picture and a file to hand out"
    factory.course(sample_files())  # the file goes; whoever reads the earlier revision still has it
    storage.put(f"media/aa/{'a' * 64}", b"of a publication that failed", "image/png")
    assert sweep(timedelta(0)) == 0
    assert sweep(DAY) == 1
    assert keys(storage, "media") == named


def test_an_old_picture_is_put_anew_before_it_is_named(
    factory: Factory, storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Put for a publication that failed, found by the next one, swept between: it must not look old."""
    factory.course(sample_files())
    (key,) = keys(storage, "media")
    stat = storage.head(key)
    assert stat is not None
    monkeypatch.setattr(clock, "now", lambda: stat.modified_at + sweeping.GRACE * 0.6)
    factory.course(with_file(sample_files()))
    again = storage.head(key)
    assert again is not None and again.modified_at > stat.modified_at


def test_photos_of_practical_work(
    factory: Factory, storage: Storage, sweep: Callable[[timedelta], int]
) -> None:
    """One in a work stays; one whose row went without its job does not."""
    factory.course(with_task())
    person = factory.person()
    factory.enrol(person)
    work_id = factory.write(service.open_work, person.id, COURSE_ID, "so-that", "d" * 64, clock.now())
    factory.read(photos.add_whole, work_id, picture(), 3, storage, clock.now())
    kept = keys(storage, "practical")
    assert len(kept) == 1
    orphan = f"practical/{new_id()}/{new_id()}-0123456789abcdef.jpg"
    storage.put(orphan, b"x", "image/jpeg")
    assert sweep(timedelta(0)) == 0 and sweep(DAY) == 1
    assert keys(storage, "practical") == kept
    factory.write(lambda: db.session.execute(delete(Photo)))
    assert sweep(DAY) == 1 and keys(storage, "practical") == set()


def test_a_file_that_arrived_unheard_waits_for_its_sender(
    factory: Factory, storage: Storage, sweep: Callable[[timedelta], int]
) -> None:
    """The store made it whole, the server died before it knew: it counts until the upload is dropped."""
    key = f"videos/{new_id().hex}-ab/source/x"
    person = factory.person()
    upload_id: UUID = factory.write(
        uploads.begin, UPLOAD, str(new_id()), person.id, key, "a.mp4", 4, "video/mp4", clock.now()
    )
    storage.put(key, b"film", "video/mp4")
    assert sweep(DAY) == 0 and keys(storage, "videos") == {key}
    factory.write(uploads.overtake, UPLOAD, str(factory.read(uploads.sending, upload_id).target), clock.now())
    assert sweep(DAY) == 1 and keys(storage, "videos") == set()
