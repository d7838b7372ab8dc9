"""Progress and completion: exact, and only what the edition asks counts."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.courses.manifest import (
    CertificateTerms,
    CompletionTerms,
    Item,
    LessonItem,
    Manifest,
    Module,
    QuizItem,
)
from lms.learning.rules import is_complete, label, next_item, progress, validity


def lesson(
    lesson_id: str, *, required: bool = True, minutes: int = 6, until: date | None = None
) -> LessonItem:
    return LessonItem(
        lesson_id, lesson_id, "", minutes, required, f"{lesson_id}.md", "d", "b", until, (), ("O1",)
    )


def quiz(quiz_id: str, *, required: bool = True, minutes: int = 10) -> QuizItem:
    return QuizItem(
        quiz_id, quiz_id, minutes, required, False, f"{quiz_id}.yml", "d", "b", 8, Decimal(8), Decimal(6), 0
    )


def course(*parts: list[Item], min_share: float = 1.0) -> Manifest:
    """A manifest of these items; every required quiz is asked for."""
    items = [item for part in parts for item in part]
    asked = tuple(item.id for item in items if isinstance(item, QuizItem) and item.required)
    return Manifest(
        id="khoa",
        title="Khóa",
        summary="",
        audience=("hop-tac-xa",),
        topic="so-sach",
        language="vi",
        periods=1,
        outcomes=(),
        certificate=CertificateTerms("", "", "manual", None),
        completion=CompletionTerms("all" if min_share == 1 else "share", min_share, asked),
        valid_until=None,
        modules=tuple(Module(f"phan-{i}", f"Phần {i}", "", tuple(part)) for i, part in enumerate(parts, 1)),
        required=tuple(item.id for item in items if item.required),
        media={},
        attachments={},
        files={},
    )


SAMPLE = course(
    [lesson("a1"), lesson("a2", minutes=8), quiz("ka")],
    [lesson("b1", required=False), lesson("b2"), quiz("kb", required=False)],
)

IDS = [f"x{number}" for number in range(12)]
ids = st.lists(st.sampled_from([*IDS, "of-another-edition"]), unique=True)


@st.composite
def courses(draw: st.DrawFn) -> Manifest:
    """Courses of up to twelve items in up to three parts, with any share."""
    used = draw(st.lists(st.sampled_from(IDS), unique=True))
    made: list[Item] = [
        draw(st.sampled_from([lesson, quiz]))(item_id, required=draw(st.booleans())) for item_id in used
    ]
    cut = draw(st.integers(0, len(made)))
    share = draw(st.sampled_from([1.0, 0.9, 0.8, 0.7, 0.5, 0.333, 0.1, 0.0]))
    return course(made[:cut], made[cut:], min_share=share)


def test_what_is_left_is_counted_in_lessons_quizzes_and_minutes() -> None:
    now = progress(SAMPLE, {"a1"})
    assert (now.done, now.total) == (1, 4)
    assert (now.lessons_left, now.quizzes_left, now.minutes_left) == (2, 1, 8 + 10 + 6)
    assert now.share == Decimal("0.25")


def test_optional_items_and_other_editions_do_not_count() -> None:
    assert progress(SAMPLE, {"b1", "kb", "gone"}) == progress(SAMPLE, ())


def test_a_course_that_asks_nothing_is_wholly_done() -> None:
    nothing = course([lesson("a", required=False)])
    assert progress(nothing, ()).share == 1
    assert is_complete(nothing, ())


@given(courses(), ids)
def test_done_is_never_more_than_total(manifest: Manifest, completed: list[str]) -> None:
    now = progress(manifest, completed)
    assert 0 <= now.done <= now.total == len(manifest.required)
    assert now.done + now.lessons_left + now.quizzes_left == now.total
    assert 0 <= now.share <= 1
    assert (now.minutes_left == 0) == (now.done == now.total)


@given(courses(), ids, ids)
def test_more_done_is_never_less_progress(manifest: Manifest, completed: list[str], more: list[str]) -> None:
    before, after = progress(manifest, completed), progress(manifest, {*completed, *more})
    assert before.done <= after.done
    assert before.minutes_left >= after.minutes_left
    assert is_complete(manifest, {*completed, *more}) or not is_complete(manifest, completed)


@given(courses(), ids)
def test_only_ids_of_the_edition_matter(manifest: Manifest, completed: list[str]) -> None:
    inside = [item_id for item_id in completed if item_id in manifest.required_ids]
    assert progress(manifest, completed) == progress(manifest, inside)
    assert is_complete(manifest, completed) == is_complete(manifest, inside)
    assert next_item(manifest, completed) == next_item(manifest, inside)


@given(courses())
def test_doing_what_comes_next_ends_in_a_complete_course(manifest: Manifest) -> None:
    done: set[str] = set()
    while (following := next_item(manifest, done)) is not None:
        assert following.id in manifest.required_ids - done
        done.add(following.id)
    assert done == manifest.required_ids
    assert is_complete(manifest, done)


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 1000))
def test_the_minimum_share_is_an_exact_fraction(total: int, read: int, thousandths: int) -> None:
    read = min(read, total)
    manifest = course([lesson(f"l{n}") for n in range(total)], min_share=thousandths / 1000)
    enough = Fraction(read) >= Fraction(thousandths, 1000) * total
    assert is_complete(manifest, [f"l{n}" for n in range(read)]) == enough


@pytest.mark.parametrize(
    ("share", "total", "needed"), [(0.7, 10, 7), (0.1, 30, 3), (0.29, 100, 29), (0.58, 50, 29), (0.8, 21, 17)]
)
def test_floating_point_asks_for_no_lesson_too_many(share: float, total: int, needed: int) -> None:
    manifest = course([lesson(f"l{n}") for n in range(total)], min_share=share)
    read = [f"l{n}" for n in range(needed)]
    assert is_complete(manifest, read)
    assert not is_complete(manifest, read[:-1])


def test_every_quiz_of_the_rule_must_be_passed() -> None:
    lessons = {"a1", "a2", "b2"}
    assert not is_complete(SAMPLE, lessons)
    assert not is_complete(SAMPLE, lessons | {"kb"})
    assert is_complete(SAMPLE, lessons | {"ka"})


def test_a_quiz_does_not_stand_in_for_a_lesson() -> None:
    manifest = course([lesson("a"), lesson("b"), quiz("k")], min_share=0.5)
    assert not is_complete(manifest, {"k"})
    assert is_complete(manifest, {"b", "k"})


def test_the_next_item_is_the_first_one_left_open() -> None:
    found = [next_item(SAMPLE, done) for done in ((), {"a1", "ka"}, {"a1", "a2", "ka"}, SAMPLE.required)]
    assert [item and item.id for item in found] == ["a1", "a2", "b2", None]


def test_what_waits_for_marks_is_next_only_where_nothing_else_is_left() -> None:
    found = [
        next_item(SAMPLE, done, waiting)
        for done, waiting in (
            ((), {"a1"}),
            ({"a1"}, {"a2"}),
            (set(SAMPLE.required) - {"a1", "b2"}, {"a1", "b2"}),
            (SAMPLE.required, {"a1"}),
        )
    ]
    assert [item and item.id for item in found] == ["a2", "ka", "a1", None]


@pytest.mark.parametrize(
    ("item_id", "words"),
    [("a1", "1.1"), ("a2", "1.2"), ("b1", "2.1"), ("b2", "2.2"), ("ka", ""), ("gone", ""), ("", "")],
)
def test_labels_number_lessons_within_their_part(item_id: str, words: str) -> None:
    assert label(SAMPLE, item_id) == words


@pytest.mark.parametrize(
    ("until", "word"),
    [(None, ""), (date(2026, 11, 24), "valid"), (date(2026, 11, 23), "valid"), (date(2026, 11, 22), "past")],
)
def test_a_lesson_is_valid_through_its_last_day(until: Any, word: str) -> None:
    assert validity(lesson("a", until=until), date(2026, 11, 23)) == word
