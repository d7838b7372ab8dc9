"""A lesson that shows a video is published when the video is there and can be read, or need not be."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from lms import clock
from lms.courses import queries as courses
from lms.courses.models import CourseState
from lms.videos.captions import service
from lms.videos.captions.models import CaptionOrigin
from lms.videos.captions.rules import Cue
from lms.videos.queries import VideoRow
from tests.factories import COURSE_ID, Factory, Person
from tests.pages.security.world import sample_files
from tests.pages.videos.conftest import LESSON_FILE, with_video

Video = Callable[..., VideoRow]
CUES = (Cue(0, 2000, "Chào bà con."),)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / COURSE_ID
    for path, data in with_video().items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)
    return root


def publish(app: Flask, folder: Path) -> tuple[int, str]:
    done = app.test_cli_runner().invoke(args=["content", "publish", str(folder)])
    return done.exit_code, done.output


def state(factory: Factory) -> CourseState:
    found: CourseState = factory.read(courses.course, COURSE_ID).state
    return found


def test_a_new_course_stays_a_draft_until_its_videos_are_there(
    app: Flask, factory: Factory, folder: Path, trainer: Person, video: Video
) -> None:
    """Its trainers must reach it to send them; learners do not see it (S12)."""
    line = with_video()[LESSON_FILE].count(b"\n")
    code, said = publish(app, folder)
    assert f"{LESSON_FILE}:{line}: Khóa này chưa có video “ghi-so”" in said
    assert (code, state(factory)) == (0, CourseState.DRAFT)
    show = ["content", "state", COURSE_ID, "published"]
    assert "chưa có video" in app.test_cli_runner().invoke(args=show).output
    row = video()
    refused = app.test_cli_runner().invoke(args=show)
    assert (refused.exit_code, "chưa có phụ đề" in refused.output) == (1, True)
    assert state(factory) is CourseState.DRAFT
    factory.write(service.save, row.id, "vi", CUES, 0, CaptionOrigin.EDITOR, trainer.id, clock.now())
    assert app.test_cli_runner().invoke(args=show).exit_code == 0
    assert state(factory) is CourseState.PUBLISHED


def test_what_learners_read_is_not_published_without_captions(
    app: Flask, factory: Factory, folder: Path, trainer: Person, video: Video
) -> None:
    plain = sample_files()
    (folder / LESSON_FILE).write_bytes(plain[LESSON_FILE])
    assert publish(app, folder)[0] == 0
    live = factory.read(courses.course, COURSE_ID).revision_id
    (folder / LESSON_FILE).write_bytes(with_video()[LESSON_FILE])
    row, at = video(), clock.now()
    code, said = publish(app, folder)
    assert (code, "chưa có phụ đề tiếng Việt" in said) == (1, True)
    checked = app.test_cli_runner().invoke(args=["content", "check", str(folder)])
    assert (checked.exit_code, "cần trước khi xuất bản" in checked.output) == (0, True)
    factory.write(service.save, row.id, "en", CUES, 0, CaptionOrigin.EDITOR, trainer.id, at)
    assert publish(app, folder)[0] == 1
    found = factory.read(courses.course, COURSE_ID)
    assert (found.revision_id, found.state) == (live, CourseState.PUBLISHED)
    factory.write(service.save, row.id, "vi", CUES, 0, CaptionOrigin.EDITOR, trainer.id, at)
    assert publish(app, folder)[0] == 0
    assert factory.read(courses.course, COURSE_ID).revision_id != live


def test_a_reason_to_do_without_lets_it_through_until_it_is_withdrawn(
    app: Flask, factory: Factory, folder: Path, trainer: Person, video: Video
) -> None:
    row, at = video(), clock.now()
    factory.write(service.waive, row.id, "Video chỉ có nhạc, không có lời.", trainer.id, at)
    assert publish(app, folder)[0] == 0
    factory.write(service.unwaive, row.id, trainer.id, at)
    (folder / LESSON_FILE).write_bytes(with_video()[LESSON_FILE] + b"\nXong.\n")
    assert publish(app, folder)[0] == 1
