"""Captions in the database: versions, two writers, what a player reads."""

from uuid import UUID

import pytest
from sqlalchemy import select

from lms import clock
from lms.audit.models import AuditEntry
from lms.db import db
from lms.videos import service as videos
from lms.videos.captions import queries, service
from lms.videos.captions.errors import CaptionsMissing, CaptionsMovedOn
from lms.videos.captions.models import Caption, CaptionOrigin
from lms.videos.captions.rules import Cue
from tests.factories import COURSE_ID, Factory, Person

ONE = (Cue(0, 1500, "Chào bà con."),)
TWO = (*ONE, Cue(1500, 3000, "Ta ghi sổ."))


@pytest.fixture
def video_id(factory: Factory, trainer: Person) -> UUID:
    def make() -> UUID:
        return videos.add(COURSE_ID, "ghi-so", "Ghi sổ", "a.mp4", trainer.id, clock.now()).id

    found: UUID = factory.write(make)
    return found


def save(factory: Factory, video_id: UUID, cues: tuple[Cue, ...], base: int | None, by: UUID) -> int:
    at = clock.now()
    made: int = factory.write(service.save, video_id, "vi", cues, base, CaptionOrigin.EDITOR, by, at)
    return made


def test_a_player_reads_the_latest_version(factory: Factory, video_id: UUID, trainer: Person) -> None:
    assert factory.read(queries.of, video_id) == []
    assert save(factory, video_id, ONE, 0, trainer.id) == 1
    assert save(factory, video_id, TWO, 1, trainer.id) == 2
    (row,) = factory.read(queries.of, video_id)
    assert (row.language, row.version, row.cues) == ("vi", 2, TWO)
    assert row.vtt.startswith("WEBVTT\n\n00:00:00.000 --> 00:00:01.500\nChào bà con.\n")
    assert factory.read(queries.languages, [video_id]) == {video_id: ("vi",)}


def test_the_second_of_two_writers_is_told_and_overwrites_nothing(
    factory: Factory, video_id: UUID, trainer: Person
) -> None:
    save(factory, video_id, ONE, 0, trainer.id)
    with pytest.raises(CaptionsMovedOn):
        save(factory, video_id, TWO, 0, trainer.id)
    (row,) = factory.read(queries.of, video_id)
    assert row.cues == ONE
    # The same text again is no conflict and no version.
    assert save(factory, video_id, ONE, 0, trainer.id) == 1


def test_an_earlier_version_comes_back_as_a_new_one(
    factory: Factory, video_id: UUID, trainer: Person
) -> None:
    save(factory, video_id, ONE, 0, trainer.id)
    save(factory, video_id, TWO, 1, trainer.id)
    assert factory.write(service.restore, video_id, "vi", 1, trainer.id, clock.now()) == 3
    assert factory.read(queries.in_language, video_id, "vi").cues == ONE
    assert [one.version for one in factory.read(queries.versions, video_id, "vi")] == [3, 2, 1]
    with pytest.raises(CaptionsMissing):
        factory.write(service.restore, video_id, "vi", 9, trainer.id, clock.now())


def test_faulty_cues_are_not_kept(factory: Factory, video_id: UUID, trainer: Person) -> None:
    with pytest.raises(ValueError, match="problems"):
        save(factory, video_id, (Cue(5, 5, "a"),), 0, trainer.id)
    assert factory.read(queries.of, video_id) == []


def test_captions_go_with_their_video(factory: Factory, video_id: UUID, trainer: Person) -> None:
    save(factory, video_id, ONE, 0, trainer.id)
    factory.write(service.waive, video_id, "Không có lời", trainer.id, clock.now())
    factory.write(videos.remove, video_id, trainer.id, clock.now())
    assert factory.read(lambda: db.session.scalars(select(Caption)).all()) == []
    assert factory.read(queries.waivers, [video_id]) == {}


def test_a_waiver_is_written_down_with_who_and_why(factory: Factory, video_id: UUID, trainer: Person) -> None:
    factory.write(service.waive, video_id, "Không có lời nói", trainer.id, clock.now())
    found = factory.read(queries.waivers, [video_id])[video_id]
    assert (found.reason, found.waived_by) == ("Không có lời nói", trainer.id)
    factory.write(service.unwaive, video_id, trainer.id, clock.now())
    assert factory.read(queries.waivers, [video_id]) == {}
    acts = factory.read(lambda: db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.at)).all())
    assert acts[-2:] == ["captions.waive", "captions.unwaive"]
