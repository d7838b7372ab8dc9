"""Practical work of people who are merged or removed, and how photos fit the store, on both databases."""

from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from lms import clock
from lms.accounts import merging
from lms.courses.practicals import Level
from lms.db import db
from lms.ids import new_id
from lms.learning.models import Enrolment, EnrolmentState
from lms.practical import jobs as practical_jobs
from lms.practical import marking, queries
from lms.practical.models import Photo, Phrase, Verdict, Work
from lms.practical.rules import PhotoState, Showing, WorkState
from lms.privacy import erasure
from lms.storage import get_storage
from tests.factories import COURSE_ID, Factory, Person
from tests.unit.courses.sample import with_task

TASK = "so-that"
pytestmark = pytest.mark.both


@pytest.fixture
def people(factory: Factory) -> tuple[Person, Person, Person]:
    """A learner, the same learner under another account, and a trainer."""
    factory.course(with_task())
    kept, gone = factory.person("Nguyễn Thị Sen"), factory.person("Nguyễn Thị Sen")
    for one in (kept, gone):
        factory.enrol(one)
    return kept, gone, factory.person("Trần Văn Giảng", teaches=COURSE_ID)


def merge(factory: Factory, kept: Person, gone: Person) -> None:
    admin = factory.person("Văn phòng", admin=True)
    factory.write(merging.merge, kept.id, gone.id, "kept", "kept", admin.id, clock.now())


def own(factory: Factory, person: Person) -> Any:
    return factory.read(queries.own_work, person.id, COURSE_ID, TASK)


def photo_of(factory: Factory, work_id: UUID) -> UUID:
    """A photo that lies in the store."""
    photo_id = new_id()

    def make() -> None:
        key = f"practical/{work_id}/{photo_id}.jpg"
        get_storage().put(key, b"sen-canary", "image/jpeg")
        db.session.add(
            Photo(
                id=photo_id, work_id=work_id, client_id=photo_id.hex, place=1,
                state=PhotoState.READY, key=key, added_at=clock.now(),
            )
        )  # fmt: skip

    factory.write(make)
    return photo_id


def verified(app: Flask) -> bool:
    found = app.test_cli_runner().invoke(args=["learning", "verify"])
    return bool(found.exit_code == 0)


def test_work_of_one_account_goes_over_whole(
    app: Flask, factory: Factory, people: tuple[Person, Person, Person]
) -> None:
    kept, gone, trainer = people
    work_id = factory.send_work(gone, TASK, text="Bài ở tài khoản cũ.")
    photo_id = photo_of(factory, work_id)
    factory.mark_work(work_id, trainer)
    merge(factory, kept, gone)
    assert (own(factory, kept).id, own(factory, kept).text) == (work_id, "Bài ở tài khoản cũ.")
    assert [one.id for one in factory.read(queries.photos, work_id)] == [photo_id]
    assert verified(app)


@pytest.mark.parametrize("further", ["kept", "gone"])
def test_of_two_works_at_one_task_the_further_one_stays(
    app: Flask, factory: Factory, people: tuple[Person, Person, Person], further: str
) -> None:
    kept, gone, trainer = people
    best, other = (kept, gone) if further == "kept" else (gone, kept)
    met = factory.send_work(best, TASK, text="Bài đạt.")
    photo_id = photo_of(factory, met)
    factory.mark_work(met, trainer, comment="Khớp.")
    fix = factory.send_work(other, TASK, text="Bài cần sửa.")
    factory.mark_work(fix, trainer, Level.FIX, Level.MET, Level.MET, comment="Cộng lại.")
    merge(factory, kept, gone)
    found = own(factory, kept)
    assert (found.state, found.text, found.comment) == (WorkState.MET, "Bài đạt.", "Khớp.")
    assert [one.id for one in factory.read(queries.photos, found.id)] == [photo_id]
    assert [one.comment for one in factory.read(queries.said, found.id, 1)] == ["Khớp."]
    left = own(factory, gone)
    assert (left.state, left.text) == (WorkState.FIX, "Bài cần sửa.")
    with app.app_context():
        states = select(Enrolment.state).where(Enrolment.user_id == gone.id)
        assert db.session.scalar(states) is EnrolmentState.LEFT
    assert verified(app)


def test_a_trainers_phrases_go_over_once(
    app: Flask, factory: Factory, people: tuple[Person, Person, Person]
) -> None:
    kept, gone, _trainer = people
    for person, texts in ((kept, ["Cộng lại."]), (gone, ["Cộng lại.", "Ghi đủ ngày."])):
        for text in texts:
            factory.write(marking.keep_phrase, person.id, text, clock.now())
    merge(factory, kept, gone)
    assert sorted(one.text for one in factory.read(queries.phrases, kept.id)) == ["Cộng lại.", "Ghi đủ ngày."]


def test_removal_takes_words_and_photos_and_leaves_the_fact(
    app: Flask, factory: Factory, people: tuple[Person, Person, Person]
) -> None:
    """Law 14: what was judged stays under a random id; nothing the person wrote or photographed does."""
    learner, _other, trainer = people
    work_id = factory.send_work(learner, TASK, text="sen-canary", showing=Showing.NAMED)
    photo_id = photo_of(factory, work_id)
    factory.mark_work(work_id, trainer, comment="Chị sen-canary làm tốt.")
    factory.write(marking.keep_phrase, learner.id, "sen-canary", clock.now())
    with app.app_context():
        key = db.session.scalar(select(Photo.key).where(Photo.id == photo_id))
    assert factory.write(erasure.erase, learner.id, clock.now())
    with app.app_context():
        work = db.session.get_one(Work, work_id)
        assert work.user_id != learner.id
        assert (work.state, work.text, work.comment) == (WorkState.MET, "", "")
        assert (work.showing, work.shown_at) == (Showing.NO, None)
        assert db.session.scalars(select(Photo)).all() == []
        assert db.session.scalars(select(Phrase)).all() == []
        assert [one.comment for one in db.session.scalars(select(Verdict))] == [""]
        practical_jobs.remove_photos({"keys": [key]}, clock.now())
        assert get_storage().head(str(key)) is None
    assert verified(app)
