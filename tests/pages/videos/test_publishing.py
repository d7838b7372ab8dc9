"""A lesson that shows a video is published when the video is there and can be read, or need not be."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from lms import clock
from lms.courses import queries as courses
from lms.videos.captions import service
from lms.videos.captions.models import CaptionOrigin
from lms.videos.captions.rules import Cue
from lms.videos.queries import VideoRow
from tests.factories import COURSE_ID, Factory, Person
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


@pytest.mark.usefixtures("trainer")
def test_a_video_that_is_not_there_stops_publishing_at_its_line(
    app: Flask, factory: Factory, folder: Path
) -> None:
    line = with_video()[LESSON_FILE].count(b"\n")
    code, said = publish(app, folder)
    assert code == 1
    assert f"{LESSON_FILE}:{line}: Khóa này chưa có video “ghi-so”" in said
    assert factory.read(courses.course, COURSE_ID) is None


def test_captions_in_the_course_s_language_let_it_through(
    app: Flask, factory: Factory, folder: Path, trainer: Person, video: Video
) -> None:
    row = video()
    code, said = publish(app, folder)
    assert (code, "chưa có phụ đề tiếng Việt" in said) == (1, True)
    checked = app.test_cli_runner().invoke(args=["content", "check", str(folder)])
    assert (checked.exit_code, "cần trước khi xuất bản" in checked.output) == (0, True)
    at = clock.now()
    factory.write(service.save, row.id, "en", CUES, 0, CaptionOrigin.EDITOR, trainer.id, at)
    assert publish(app, folder)[0] == 1
    factory.write(service.save, row.id, "vi", CUES, 0, CaptionOrigin.EDITOR, trainer.id, at)
    assert publish(app, folder)[0] == 0
    assert factory.read(courses.course, COURSE_ID) is not None


def test_a_reason_to_do_without_lets_it_through_until_it_is_withdrawn(
    app: Flask, factory: Factory, folder: Path, trainer: Person, video: Video
) -> None:
    row, at = video(), clock.now()
    factory.write(service.waive, row.id, "Video chỉ có nhạc, không có lời.", trainer.id, at)
    assert publish(app, folder)[0] == 0
    factory.write(service.unwaive, row.id, trainer.id, at)
    (folder / LESSON_FILE).write_bytes(with_video()[LESSON_FILE] + b"\nXong.\n")
    assert publish(app, folder)[0] == 1
