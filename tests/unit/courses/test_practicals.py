"""Practical tasks as text: what the validator says, what a course is made of, how far an edit reaches."""

import pytest

from lms.courses.definitions import PracticalText
from lms.courses.manifest import PracticalItem, manifest_from_json
from lms.courses.practicals import Level, from_json, to_json
from lms.courses.publish import canonical
from lms.courses.rules import ChangeKind, compare, heaviest
from lms.sources import Fault
from tests.unit.courses.sample import TASK, TASK_PATH, prepared, read, sample, with_task

PATCH, MINOR, MAJOR = ChangeKind.PATCH, ChangeKind.MINOR, ChangeKind.MAJOR


def edited(old: str, new: str) -> dict[str, bytes]:
    text = TASK.decode()
    assert old in text, old
    return {**sample(), TASK_PATH: text.replace(old, new, 1).encode()}


def test_a_task_is_an_item_of_its_module_and_counts() -> None:
    made = prepared(with_task())
    manifest = manifest_from_json(made.manifest)
    (item,) = manifest.practicals
    assert isinstance(item, PracticalItem)
    assert (item.id, item.kind, item.minutes, item.photos, item.outcomes) == (
        "so-that", "practical", 30, 3, ("O1",)
    )  # fmt: skip
    assert "so-that" in manifest.required_ids
    assert manifest.module_of("so-that") is manifest.modules[1]
    assert not manifest_from_json(
        prepared(edited("minutes: 30", "required: false")).manifest
    ).required_ids & {"so-that"}


def test_its_texts_become_safe_html_and_come_back_as_they_were_stored() -> None:
    reading = read(edited("một tuần** vào", "một tuần** <script>x</script> vào"))
    assert [fault.message for fault in reading.faults] == ["Không dùng được <script> ở đây: bỏ đi."]
    course = read(with_task()).course
    assert course is not None
    task = course.modules[1].items[-1]
    assert isinstance(task, PracticalText)
    assert "<strong>một tuần</strong>" in task.practical.instructions.html
    assert list(from_json(canonical(to_json(task.practical))).rubric[0].levels) == list(Level)
    assert from_json(canonical(to_json(task.practical))) == task.practical
    assert task.practical.rubric[0].levels[Level.FIX] == "Thiếu một hai ngày."


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("minutes: 30", "minutes: 90", 4, "60"),
        ("photos: 3", "photos: 9", 5, "8"),
        ("photos: 3", "photo: 3", 5, "Ý anh/chị là “photos”?"),
        ("id: cong-dung", "id: du-ngay", 21, "Mã dòng chấm “du-ngay” viết hai lần"),
        ("id: so-that", "id: so-ban", 1, "đã dùng cho"),
        (", missing: Chưa ghi.", "", 20, "Thiếu mục “missing”"),
        ("outcomes: [O1]", "outcomes: [O9]", 19, "Mục tiêu O9 không có trong course.yml"),
        ("checklist:\n  - Ngày nào cũng có dòng.\n  - Đã cộng cuối tuần.\n", "", 1, "Thiếu mục “checklist”"),
    ],
)
def test_one_fault_with_its_line(old: str, new: str, line: int, said: str) -> None:
    reading = read(edited(old, new))
    assert reading.course is None
    found = [fault for fault in reading.faults if said in fault.message]
    assert [(fault.file, fault.line) for fault in found] == [(TASK_PATH, line)], reading.faults


def test_a_rubric_has_three_or_four_rows() -> None:
    text = TASK.decode()
    for short in (text[: text.index("  - id: doc-ra-lai")], text + text[text.index("  - id: du-ngay") :]):
        assert read({**sample(), TASK_PATH: short.encode()}).course is None


def test_from_edition_one_a_course_needs_a_task(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lms.courses.source.POOL_AN_OUTCOME", 1)
    files = sample()
    files["course.yml"] = files["course.yml"].replace(b"edition: 0", b"edition: 1")
    (fault,) = read(files).faults
    assert isinstance(fault, Fault)
    assert "Từ ấn bản 1, khóa học cần một bài thực hành" in fault.message
    assert read({**files, TASK_PATH: TASK}).course is not None


def test_two_files_of_a_module_may_not_share_a_number() -> None:
    files = {**sample(), "02-tinh/01-so-that.practical.yml": TASK}
    assert "Số 01 đã dùng cho" in read(files).faults[0].message


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("title: Một tuần ghi sổ thật", "title: Một tuần ghi sổ", PATCH),
        ("summary: Ghi một tuần", "summary: Ghi bảy ngày", PATCH),
        ("Đã cộng cuối tuần.\nrubric", "Cộng rồi.\nrubric", PATCH),
        ("dùng số của Bến Lau", "lấy số của Bến Lau", PATCH),
        ("minutes: 30", "minutes: 40", PATCH),
        ("id: so-that", "# Ghi chú.\nid: so-that", PATCH),
        ("photos: 3", "photos: 4", MINOR),
        ("Cộng cuối tuần.", "Cộng mỗi ngày.", MAJOR),
        ("text: Cộng đúng", "text: Cộng khớp", MAJOR),
        ("met: Cộng khớp.", "met: Cộng khớp hết.", MAJOR),
        ("id: cong-dung", "id: cong-khop", MAJOR),
        ("minutes: 30", "minutes: 30\nrequired: false", MAJOR),
    ],
)
def test_how_far_an_edit_reaches(old: str, new: str, kind: ChangeKind) -> None:
    """Law 4: what is asked and what it is marked by stay within an edition; wording around it may change."""
    changes = compare(prepared(with_task()).shape, prepared(edited(old, new)).shape)
    assert heaviest(changes) is kind, changes


def test_adding_a_needed_task_is_major_an_offered_one_minor() -> None:
    before = prepared(sample()).shape
    assert heaviest(compare(before, prepared(with_task()).shape)) is MAJOR
    offered = prepared(edited("minutes: 30", "required: false")).shape
    assert heaviest(compare(before, offered)) is MINOR
    assert heaviest(compare(offered, before)) is MAJOR
