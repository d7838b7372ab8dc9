"""A manifest answers what pages ask: what is next, where an item stands, which picture is whose."""

import json

from lms.courses.cache import Lru
from lms.courses.manifest import LessonItem, QuizItem, manifest_from_json
from lms.courses.segments import CheckSegment, HtmlSegment, VideoSegment, segments_from_json, segments_to_json
from tests.unit.courses.sample import prepared, sample

MADE = prepared(sample())
MANIFEST = manifest_from_json(json.loads(json.dumps(MADE.manifest)))


def test_items_in_order() -> None:
    assert [item.id for item in MANIFEST.items] == ["so-ban", "so-chi", "kiem-tra-ghi", "lai-gop"]
    assert [item.kind for item in MANIFEST.items] == ["lesson", "lesson", "quiz", "lesson"]
    assert [item.id for item in MANIFEST.lessons] == ["so-ban", "so-chi", "lai-gop"]
    assert [item.id for item in MANIFEST.quizzes] == ["kiem-tra-ghi"]


def test_neighbours() -> None:
    following, before = MANIFEST.next("so-chi"), MANIFEST.previous("so-chi")
    assert following is not None
    assert before is not None
    assert (following.id, before.id) == ("kiem-tra-ghi", "so-ban")
    assert MANIFEST.previous("so-ban") is None
    assert MANIFEST.next("lai-gop") is None
    assert MANIFEST.next("none") is MANIFEST.previous("none") is MANIFEST.item("none") is None


def test_places() -> None:
    module = MANIFEST.module_of("lai-gop")
    assert module is not None
    assert (module.id, MANIFEST.position("lai-gop"), MANIFEST.position("none")) == ("tinh", 3, None)
    assert MANIFEST.module_of("none") is None
    assert MANIFEST.minutes == sum(part.minutes for part in MANIFEST.modules)


def test_required_ids() -> None:
    assert MANIFEST.required_ids == {"so-ban", "kiem-tra-ghi", "lai-gop"}


def test_facts() -> None:
    quiz = MANIFEST.item("kiem-tra-ghi")
    assert isinstance(quiz, QuizItem)
    assert (quiz.points, quiz.pass_points, quiz.questions, quiz.required, quiz.final) == (
        2,
        1,
        2,
        True,
        False,
    )
    lesson = MANIFEST.item("so-chi")
    assert isinstance(lesson, LessonItem)
    assert (lesson.required, lesson.minutes, lesson.valid_until) == (False, 4, None)
    assert MANIFEST.completion.quizzes == ("kiem-tra-ghi",)
    assert MANIFEST.certificate.issue == "manual"
    assert [outcome.id for outcome in MANIFEST.outcomes] == ["O1", "O2"]


def test_media_types() -> None:
    digest = MANIFEST.media["media/so.svg"].digest
    assert MANIFEST.media_type(digest) == "image/svg+xml"
    assert MANIFEST.media_type("0" * 64) is None


def test_segments_come_back() -> None:
    body = json.loads(MADE.blobs[MANIFEST.lessons[0].body][1])
    segments = segments_from_json(body)
    assert [type(part) for part in segments] == [HtmlSegment, CheckSegment, HtmlSegment]
    assert segments_from_json({"segments": segments_to_json([*segments, VideoSegment("v")])}) == (
        *segments,
        VideoSegment("v"),
    )


def test_cache_is_bounded_and_keeps_what_is_used() -> None:
    cache: Lru[int, int] = Lru(2)
    loaded: list[int] = []

    def load(key: int) -> int:
        loaded.append(key)
        return key * 10

    assert [cache.get(key, load) for key in (1, 2, 1, 3, 1, 2)] == [10, 20, 10, 30, 10, 20]
    assert loaded == [1, 2, 3, 2]
