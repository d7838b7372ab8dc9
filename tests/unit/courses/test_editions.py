"""Law 4, edit by edit: what is a patch, what is minor, what is major, and which number follows."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.courses.publish import Live, Standing, moved_files, plan, standing
from lms.courses.rules import ChangeKind, Number, Shape, compare, heaviest, next_number
from tests.unit.courses.sample import TASK, TASK_PATH, altered, prepared, sample

COURSE = "course.yml"
LESSON = "01-ghi/01-so-ban.md"
EXTRA = "01-ghi/02-so-chi.md"
QUIZ = "01-ghi/03-kiem-tra.yml"
LAST = "02-tinh/01-lai-gop.md"
PICTURE = "media/so.svg"
PATCH, MINOR, MAJOR = ChangeKind.PATCH, ChangeKind.MINOR, ChangeKind.MAJOR

SAMPLE = prepared(sample())
NEW_OPTION = "      - text: Khi nào rảnh\n"


def kind_of(files: dict[str, bytes]) -> ChangeKind:
    changes = compare(SAMPLE.shape, prepared(files).shape)
    assert changes, "an edit without a change"
    return heaviest(changes)


@pytest.mark.parametrize(
    ("path", "old", "new", "kind"),
    [
        # prose, captions, figures, wording of feedback
        (LESSON, "đừng để tối", "không để đến tối", PATCH),
        (LESSON, '"Một trang sổ bán"', '"Trang sổ bán"', PATCH),
        (LESSON, "title: Sổ bán trong ngày", "title: Sổ bán", PATCH),
        (LESSON, "outcomes: [O1]", "outcomes: [O1, O2]", PATCH),
        (LESSON, "outcomes: [O1]", "outcomes: [O1]\nvalid_until: 2030-01-01", PATCH),
        (LESSON, "outcomes: [O1]", "outcomes: [O1]\nformulas: [hoa-von]", PATCH),
        (LESSON, "outcomes: [O1]", "outcomes: [O1]\nminutes: 9", PATCH),
        (LESSON, "feedback: Đúng, ghi ngay thì không sót.", "feedback: Đúng.", PATCH),
        (PICTURE, 'fill="none"', 'fill="#fff"', PATCH),
        (COURSE, "title: Sổ bán hàng một tuần", "title: Sổ bán hàng", PATCH),
        (COURSE, "summary: Ghi một tuần", "summary: Ghi bảy ngày", PATCH),
        (COURSE, "text: Ghi được sổ bán trong ngày.", "text: Ghi được sổ bán.", PATCH),
        (COURSE, "note: Xác nhận", "note: Nay xác nhận", PATCH),
        (COURSE, "title: Ghi lại", "title: Ghi", PATCH),
        (COURSE, "# Khóa học mẫu", "# Khóa mẫu", PATCH),
        (COURSE, "audience: [hop-tac-xa, ho-san-xuat]", "audience: [hop-tac-xa]", PATCH),
        (QUIZ, "title: Kiểm tra phần ghi lại", "title: Kiểm tra", PATCH),
        (QUIZ, "feedback: Thiếu một số 0.", "feedback: Đếm lại số 0.", PATCH),
        (QUIZ, "feedback: Đúng.", "feedback: Đúng vậy.", PATCH),
        (QUIZ, "    level: N", "    level: P", PATCH),
        (QUIZ, "    level: N", "    level: N\n    hint: Nghĩ tới buổi sáng.", PATCH),
        (QUIZ, "    level: N", "    level: N\n    explanation: Ghi ngay.", PATCH),
        (QUIZ, "pass: 1", "pass: 1\nintro: Làm lại mấy lần cũng được.", PATCH),
        # optional items, order
        (QUIZ, "pass: 1", "pass: 1\nshuffle_questions: true", MINOR),
        (QUIZ, NEW_OPTION, NEW_OPTION + "        pinned: true\n", MINOR),
        (COURSE, "outcomes:\n", "outcomes:\n  - id: O3\n    text: Thêm.\n", MINOR),
        # required set, scoring, stem, option, key, id
        (EXTRA, "required: false", "required: true", MAJOR),
        (LESSON, "outcomes: [O1]", "outcomes: [O1]\nrequired: false", MAJOR),
        (QUIZ, "pass: 1", "pass: 1\nrequired: false", MAJOR),
        (QUIZ, "pass: 1", "pass: 2", MAJOR),
        (QUIZ, "pass: 1", "pass: 1\nattempts: 3", MAJOR),
        (QUIZ, "pass: 1", "pass: 1\ncooldown_minutes: 30", MAJOR),
        (QUIZ, "pass: 1", "pass: 1\nfinal: true", MAJOR),
        (QUIZ, "pass: 1", "pass: 1\nreview: after_pass_or_last", MAJOR),
        (QUIZ, "    level: N", "    level: N\n    points: 2", MAJOR),
        (QUIZ, "Giao 20 túi lúc 7 giờ sáng", "Giao 20 túi lúc 8 giờ sáng", MAJOR),
        (QUIZ, "text: Ngay lúc giao", "text: Ngay khi giao", MAJOR),
        (QUIZ, NEW_OPTION, NEW_OPTION + "      - text: Không cần ghi\n", MAJOR),
        (QUIZ, "answer: 1920000", "answer: 1920001", MAJOR),
        (QUIZ, "    unit: đồng", "    unit: nghìn đồng", MAJOR),
        (QUIZ, "    unit: đồng", "    unit: đồng\n    tolerance: 1", MAJOR),
        (QUIZ, "id: tien-20-tui", "id: tien-hai-muoi-tui", MAJOR),
        (QUIZ, "id: kiem-tra-ghi", "id: kiem-tra", MAJOR),
        (LESSON, "id: so-ban-thu", "id: so-ban-thu-hai", MAJOR),
        (LESSON, "stem: Khi nào ghi sổ bán?", "stem: Ghi sổ bán khi nào?", MAJOR),
        (LESSON, "text: Cuối tháng", "text: Cuối năm", MAJOR),
        (COURSE, "id: tinh\n", "id: tinh-toan\n", MAJOR),
        (COURSE, "lessons: all", "lessons: share\n  min_share: 0.8", MAJOR),
        (COURSE, "quizzes: all", "quizzes: []", MAJOR),
        (COURSE, "periods: 2", "periods: 3", MAJOR),
        (COURSE, "language: vi", "language: en", MAJOR),
        (COURSE, "title: Sổ bán hàng một tuần\n  note", "title: Sổ bán\n  note", MAJOR),
        (COURSE, "issue: manual", "issue: automatic", MAJOR),
    ],
)
def test_edit(path: str, old: str, new: str, kind: ChangeKind) -> None:
    files = altered(path, old, new)
    if "O3" in new:
        files[EXTRA] = files[EXTRA].replace(b"[O1]", b"[O1, O3]")
        files[QUIZ] = files[QUIZ].replace(b"[O1]", b"[O1, O3]")
    assert kind_of(files) is kind


def without(path: str) -> dict[str, bytes]:
    return {name: data for name, data in sample().items() if name != path}


def moved(old: str, new: str) -> dict[str, bytes]:
    files = sample()
    files[new] = files.pop(old)
    return files


def added(required: str) -> dict[str, bytes]:
    text = f"---\nid: them\ntitle: Thêm\nsummary: Thêm.\noutcomes: [O1]\nrequired: {required}\n---\n\nChữ.\n"
    return {**sample(), "02-tinh/02-them.md": text.encode()}


def questions_swapped() -> dict[str, bytes]:
    head, one, two = sample()[QUIZ].decode().split("  - id: ")
    return {**sample(), QUIZ: f"{head}  - id: {two}  - id: {one}".encode()}


@pytest.mark.parametrize(
    ("files", "kind"),
    [
        (without(EXTRA), MAJOR),
        (added("false"), MINOR),
        (added("true"), MAJOR),
        (moved(LESSON, "01-ghi/01-so-ban-hang.md"), PATCH),
        (moved(LESSON, "01-ghi/09-so-ban.md"), MINOR),
        (moved(EXTRA, "02-tinh/02-so-chi.md"), MINOR),
        (moved(QUIZ, "02-tinh/09-kiem-tra.yml"), MINOR),
        (questions_swapped(), MINOR),
    ],
    ids=[
        "removed",
        "optional",
        "required",
        "renamed",
        "reordered",
        "lesson-moved",
        "quiz-moved",
        "questions-swapped",
    ],
)
def test_items(files: dict[str, bytes], kind: ChangeKind) -> None:
    assert kind_of(files) is kind


def test_options_in_another_order_are_minor() -> None:
    text = sample()[QUIZ].decode()
    one = "      - text: Ngay lúc giao\n        right: true\n        feedback: Đúng.\n"
    two = "      - text: Khi nào rảnh\n        feedback: Việc để khi nào rảnh thường là việc quên.\n"
    assert one + two in text
    assert kind_of({**sample(), QUIZ: text.replace(one + two, two + one).encode()}) is MINOR


def test_another_right_option_is_major() -> None:
    text = sample()[QUIZ].decode().replace("        right: true\n", "")
    text = text.replace("text: Khi nào rảnh\n", "text: Khi nào rảnh\n        right: true\n")
    assert kind_of({**sample(), QUIZ: text.encode()}) is MAJOR


def test_check_question_added_is_minor_and_removed_is_major() -> None:
    check = "\n```check\nid: moi\ntype: truefalse\nstem: Ghi ngay?\nanswer: true\n```\n"
    more = {**sample(), LAST: sample()[LAST] + check.encode()}
    assert kind_of(more) is MINOR
    back = compare(prepared(more).shape, SAMPLE.shape)
    assert heaviest(back) is MAJOR


def test_lesson_that_becomes_a_quiz_is_major() -> None:
    files = without(EXTRA)
    files["01-ghi/02-so-chi.yml"] = (
        b"id: so-chi\ntitle: S\npass: 1\nrequired: false\nquestions:\n"
        b"  - {id: q, type: truefalse, stem: Ghi, answer: true}\n"
    )
    assert kind_of(files) is MAJOR


def test_another_rendering_of_the_same_text_is_a_patch() -> None:
    new = copy.deepcopy(SAMPLE.shape)
    for quiz in new.quizzes.values():
        quiz["questions"][0]["stem"]["html"] = "<p>khác</p>"
    new.manifest["modules"][0]["items"][2]["definition"] = "0" * 64
    changes = compare(SAMPLE.shape, new)
    assert [(change.kind, change.where) for change in changes] == [(PATCH, QUIZ)]


def test_every_change_has_its_place_and_reason() -> None:
    files = altered(QUIZ, "pass: 1", "pass: 2")
    files[LESSON] = files[LESSON].replace("đừng để tối".encode(), b"ghi ngay")
    changes = compare(SAMPLE.shape, prepared(files).shape)
    assert {(change.kind, change.where) for change in changes} == {(PATCH, LESSON), (MAJOR, QUIZ)}
    assert all(change.reason for change in changes)


def test_nothing_changed() -> None:
    assert compare(SAMPLE.shape, prepared(sample()).shape) == []


numbers = st.builds(Number, *[st.integers(0, 9)] * 3)


@given(live=numbers, kind=st.sampled_from(ChangeKind), edition=st.integers(0, 12))
def test_numbers_only_rise(live: Number, kind: ChangeKind, edition: int) -> None:
    following = next_number(live, kind, edition)
    assert (following.major, following.minor, following.patch) > (live.major, live.minor, live.patch)
    assert following.major >= edition


@pytest.mark.parametrize(
    ("live", "kind", "edition", "number"),
    [
        (None, MAJOR, 0, "0.1.0"),
        (None, MAJOR, 2, "2.0.0"),
        ((0, 1, 0), PATCH, 0, "0.1.1"),
        ((0, 1, 3), MINOR, 0, "0.2.0"),
        ((0, 1, 3), MAJOR, 0, "0.2.0"),
        ((0, 7, 3), PATCH, 1, "1.0.0"),
        ((1, 0, 0), PATCH, 1, "1.0.1"),
        ((1, 0, 2), MINOR, 1, "1.1.0"),
        ((1, 4, 2), MAJOR, 1, "2.0.0"),
        ((2, 0, 0), PATCH, 1, "2.0.1"),
        ((2, 3, 0), PATCH, 5, "5.0.0"),
    ],
)
def test_number(live: tuple[int, int, int] | None, kind: ChangeKind, edition: int, number: str) -> None:
    assert str(next_number(Number(*live) if live else None, kind, edition)) == number


# What a quiz definition may say differently without asking anything else of the learner.
HARMLESS = {
    *("title", "intro", "explanation", "hint", "outcomes", "level", "lesson", "feedback", "mistakes"),
    *("feedback_right", "feedback_wrong", "html", "format", "shuffle_questions", "shuffle_options", "pinned"),
    *("feedback_partly", "tags", "module", "model", "notes"),
}


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(value, dict):
        return [leaf for key, inner in value.items() for leaf in leaves(inner, (*path, key))]
    if isinstance(value, list) and value:
        return [leaf for index, inner in enumerate(value) for leaf in leaves(inner, (*path, index))]
    return [path]


@given(
    path=st.sampled_from(leaves(SAMPLE.shape.quizzes["kiem-tra-ghi"])),
    value=st.sampled_from(["khác", 7, True, None]),
)
def test_any_edit_of_a_definition_is_judged(path: tuple[Any, ...], value: Any) -> None:
    quizzes = json.loads(json.dumps(SAMPLE.shape.quizzes))
    holder = quizzes["kiem-tra-ghi"]
    for step in path[:-1]:
        holder = holder[step]
    if holder[path[-1]] == value:
        return
    holder[path[-1]] = value
    kind = heaviest(compare(SAMPLE.shape, Shape(SAMPLE.manifest, quizzes, SAMPLE.shape.checks, {})))
    if not HARMLESS.intersection(path):
        # "required" is judged by the required set, in which a quiz stands by its line in the manifest.
        assert kind is MAJOR or path == ("required",)


def live_of(files: dict[str, bytes], number: Number) -> Live:
    made = prepared(files)
    return Live(number, made.digest, made.source_digest, made.shape)


def test_plan_for_an_absent_course() -> None:
    made = plan(SAMPLE, None, None)
    assert (made.standing, str(made.number), made.kind) == (Standing.NEW, "0.1.0", MAJOR)


def test_plan_for_the_same_bytes() -> None:
    made = plan(SAMPLE, live_of(sample(), Number(0, 1, 0)), None)
    assert (made.standing, made.number, made.changes) == (Standing.UNCHANGED, None, ())


def test_plan_for_the_same_bytes_rendered_anew() -> None:
    live = live_of(sample(), Number(0, 1, 0))
    made = plan(SAMPLE, Live(live.number, "0" * 64, live.source_digest, live.shape), None)
    assert (made.standing, str(made.number), made.kind) == (Standing.UNCHANGED, "0.1.1", PATCH)


def test_plan_for_an_edited_folder() -> None:
    files = altered(LESSON, "đừng để tối", "ghi ngay")
    made = plan(prepared(files), live_of(sample(), Number(0, 1, 0)), SAMPLE.manifest["files"])
    assert (made.standing, str(made.number), made.kind) == (Standing.FORWARD, "0.1.1", PATCH)


def test_plan_for_a_raised_edition_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lms.courses.source.POOL_AN_OUTCOME", 1)
    made = plan(
        prepared({**altered(COURSE, "edition: 0", "edition: 1"), TASK_PATH: TASK}),
        live_of(sample(), Number(0, 4, 2)),
        SAMPLE.manifest["files"],
    )
    assert (str(made.number), made.kind) == ("1.0.0", MAJOR)
    assert made.changes[0].reason == "tác giả nâng ấn bản lên 1"


def test_plan_where_the_live_course_has_moved_on() -> None:
    live = live_of(altered(LESSON, "đừng để tối", "ghi ngay"), Number(0, 1, 1))
    behind = plan(SAMPLE, live, SAMPLE.manifest["files"])
    assert (behind.standing, behind.number, behind.moved) == (Standing.BEHIND, None, (LESSON,))
    both = plan(prepared(altered(QUIZ, "pass: 1", "pass: 2")), live, SAMPLE.manifest["files"])
    assert (both.standing, both.number, both.moved) == (Standing.DIVERGED, None, (LESSON,))


@pytest.mark.parametrize(
    ("folder", "base", "live", "expected"),
    [
        ("a", None, None, Standing.NEW),
        ("a", "a", None, Standing.NEW),
        ("a", "a", "a", Standing.UNCHANGED),
        ("a", "b", "a", Standing.UNCHANGED),
        ("a", None, "a", Standing.UNCHANGED),
        ("b", "a", "a", Standing.FORWARD),
        ("a", "a", "b", Standing.BEHIND),
        ("b", "a", "c", Standing.DIVERGED),
        ("b", None, "c", Standing.DIVERGED),
    ],
)
def test_three_digests(folder: str, base: str | None, live: str | None, expected: Standing) -> None:
    assert standing(folder, base, live) is expected


def test_moved_files() -> None:
    assert moved_files({"a": "1", "b": "2", "c": "3"}, {"a": "1", "b": "9", "d": "4"}) == ("b", "c", "d")


def test_preparing_twice_gives_the_same_bytes() -> None:
    again = prepared(sample())
    assert (again.digest, again.manifest, again.blobs) == (SAMPLE.digest, SAMPLE.manifest, SAMPLE.blobs)
