"""Every fault of a course at once, each at its file and line, each saying what to do."""

import pytest

from tests.unit.courses.sample import altered, prepared, read, sample

COURSE = "course.yml"
LESSON = "01-ghi/01-so-ban.md"
EXTRA = "01-ghi/02-so-chi.md"
QUIZ = "01-ghi/03-kiem-tra.yml"
LAST = "02-tinh/01-lai-gop.md"
PICTURE = "media/so.svg"


def found(files: dict[str, bytes]) -> list[tuple[str, int, str]]:
    return [(fault.file, fault.line, fault.message) for fault in read(files).faults]


def test_sample_is_sound() -> None:
    reading = read(sample())
    assert (reading.faults, reading.warnings) == ([], [])
    assert reading.course is not None
    assert [item.id for module in reading.course.modules for item in module.items] == [
        "so-ban",
        "so-chi",
        "kiem-tra-ghi",
        "lai-gop",
    ]


@pytest.mark.parametrize(
    ("path", "old", "new", "where", "line", "said"),
    [
        (COURSE, "summary: Ghi một tuần", "sumary: Ghi một tuần", COURSE, 4, "Ý anh/chị là “summary”?"),
        (
            COURSE,
            "topic: ket-qua-kinh-doanh",
            "topic: ket-qua",
            COURSE,
            8,
            "phải là một trong: ket-qua-kinh-doanh",
        ),
        (
            COURSE,
            "audience: [hop-tac-xa, ho-san-xuat]",
            "audience: [hop-tac-xa, htx]",
            COURSE,
            7,
            "ho-san-xuat",
        ),
        (COURSE, "periods: 2", "periods: hai", COURSE, 9, "phải là số nguyên"),
        (COURSE, "edition: 0", "edition: -1", COURSE, 6, "phải là số nguyên"),
        (COURSE, "language: vi", "language: fr", COURSE, 5, "phải là một trong: vi, en"),
        (COURSE, "id: O2", "id: O1", COURSE, 13, "Mục tiêu O1 viết hai lần"),
        (COURSE, "id: O2", "id: muc-tieu", COURSE, 13, "phải viết như O1"),
        (COURSE, "    text: Tính được lãi góp của một túi.\n", "", COURSE, 13, "Thiếu mục “text”"),
        (COURSE, "  lessons: all", "  lessons: tat-ca", COURSE, 16, "phải là một trong: all, share"),
        (
            COURSE,
            "  lessons: all",
            "  lessons: all\n  min_share: 0.8",
            COURSE,
            17,
            "chỉ dùng với lessons: share",
        ),
        (COURSE, "  quizzes: all", "  quizzes: [kiem-tra]", COURSE, 17, "Không có bài kiểm tra “kiem-tra”"),
        (COURSE, "  issue: manual", "  issue: tay", COURSE, 21, "manual, automatic"),
        (COURSE, "  - id: tinh\n", "  - id: ghi\n", COURSE, 27, "đã dùng cho phần ở course.yml:23"),
        (COURSE, "  - id: tinh\n", "  - id: so-ban\n", LESSON, 2, "đã dùng cho phần ở course.yml:27"),
        (COURSE, "folder: 02-tinh", "folder: 01-ghi", COURSE, 28, "mỗi phần một thư mục"),
        (COURSE, "folder: 02-tinh", "folder: 03-tinh", COURSE, 28, "chưa có bài học nào"),
        (COURSE, "folder: 02-tinh", "folder: 03-tinh", LAST, 1, "chưa có trong modules"),
        (COURSE, "folder: 02-tinh", "folder: tinh", COURSE, 28, "viết như 01-ghi-lai"),
        (LESSON, "id: so-ban\n", "id: Sổ bán\n", LESSON, 2, "chữ thường không dấu"),
        (LESSON, "id: so-ban\n", "id: lai-gop\n", LAST, 2, "đã dùng cho bài ở 01-ghi/01-so-ban.md:2"),
        (LESSON, "outcomes: [O1]", "outcomes: [O9]", LESSON, 5, "Mục tiêu O9 không có trong course.yml"),
        (
            LESSON,
            "outcomes: [O1]",
            "outcomes: [O1]\nformulas: [hoa-vo]",
            LESSON,
            6,
            "Không có trang tính “hoa-vo”",
        ),
        (LESSON, "outcomes: [O1]", "outcomes: [O1]\nvalid_until: 2026-13-01", LESSON, 6, "năm-tháng-ngày"),
        (LESSON, "../media/so.svg", "../media/mat.svg", LESSON, 15, "media/mat.svg"),
        (LESSON, "../media/so.svg", "../../../etc/so.svg", LESSON, 15, "etc/so.svg"),
        (LESSON, "(lai-gop)", "(lai-rong)", LESSON, 32, "không có “lai-rong”"),
        (LESSON, "(lai-gop)", "(/tinh/khong-co)", LESSON, 32, "/tinh/khong-co"),
        (LESSON, "type: single", "type: singel", LESSON, 22, "Loại câu hỏi “singel” không có"),
        (
            LESSON,
            "id: so-ban-thu",
            "id: ghi-khi-nao",
            LESSON,
            21,
            "đã dùng cho câu ở 01-ghi/03-kiem-tra.yml:5",
        ),
        (QUIZ, "pass: 1", "pass: 3", QUIZ, 3, "cả bài chỉ có 2 điểm"),
        (QUIZ, "lesson: so-ban", "lesson: so-mua", QUIZ, 10, "Không có bài “so-mua” để xem lại"),
        (QUIZ, "outcomes: [O1]", "outcomes: [O3]", QUIZ, 8, "Mục tiêu O3 không có"),
        (QUIZ, "outcomes: [O2]", "outcomes: [O1]", COURSE, 13, "O2 chưa có câu hỏi kiểm tra nào"),
        (QUIZ, "pass: 1", "pas: 1", QUIZ, 3, "Ý anh/chị là “pass”?"),
        (PICTURE, "<rect ", "<script/><rect ", PICTURE, 2, "<script>"),
        (PICTURE, "<rect ", '<rect onload="x()" ', PICTURE, 2, "onload"),
    ],
)
def test_one_fault_with_its_line(path: str, old: str, new: str, where: str, line: int, said: str) -> None:
    hits = [fault for fault in found(altered(path, old, new)) if fault[:2] == (where, line)]
    assert any(said in message for _, _, message in hits), (hits, found(altered(path, old, new)))


@pytest.mark.parametrize(
    ("path", "line", "said"),
    [
        ("ghi-chu.txt", 1, "không thuộc phần nào"),
        ("01-ghi/bai-them.md", 1, "thiếu số thứ tự"),
        ("01-ghi/04-bang.xlsx", 1, "không phải bài học"),
        ("phu-luc/01-bai.md", 1, "thiếu số thứ tự ở đầu"),
        ("01-ghi/01-the-nao.md", 1, "Số 01 đã dùng"),
        ("media/con/so.svg", 1, "không chia thư mục con"),
        ("media/so.gif", 1, "Không nhận tệp “.gif”"),
        ("media/so.pdf", 1, "Nội dung tệp không phải PDF"),
        ("01-ghi/Bài.md", 1, "chữ thường không dấu"),
        ("../x.md", 1, "Tên tệp"),
        ("/etc/passwd", 1, "Tên tệp"),
        ("01-ghi\\x.md", 1, "Tên tệp"),
    ],
)
def test_files_that_have_no_place(path: str, line: int, said: str) -> None:
    hits = [fault for fault in found({**sample(), path: b"x"}) if fault[0] == path]
    assert {hit[1] for hit in hits} == {line}
    assert said in " ".join(hit[2] for hit in hits)


def test_all_faults_at_once_in_order() -> None:
    files = altered(COURSE, "periods: 2", "periods: hai")
    files[QUIZ] = files[QUIZ].replace(b"lesson: so-ban", b"lesson: so-mua")
    files[LESSON] = files[LESSON].replace(b"(lai-gop)", b"(khong-co)")
    files["media/hong.png"] = b"not a picture"
    reading = read(files)
    assert reading.course is None
    assert [(fault.file, fault.line) for fault in reading.faults] == [
        (LESSON, 32),
        (QUIZ, 10),
        (QUIZ, 22),
        (COURSE, 9),
        ("media/hong.png", 1),
    ]


def test_without_course_file() -> None:
    files = sample()
    del files[COURSE]
    assert (COURSE, 1, "Thiếu tệp course.yml: mỗi khóa học có một tệp này.") in found(files)


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"- 1", b"[", b"id: [", b"null", b"a: &x 1\nb: *x"])
@pytest.mark.parametrize("path", [COURSE, LESSON, QUIZ])
def test_rubbish_is_a_fault_and_never_an_error(path: str, data: bytes) -> None:
    reading = read({**sample(), path: data})
    assert reading.course is None
    assert any(fault.file == path for fault in reading.faults)


def test_nothing_at_all() -> None:
    assert [fault.file for fault in read({}).faults] == [COURSE]


def test_lesson_without_head() -> None:
    assert any(
        fault[:2] == (LAST, 1) and "chưa có phần đầu" in fault[2]
        for fault in found({**sample(), LAST: b"# hi\n"})
    )


def test_quiz_named_for_completion_must_be_required() -> None:
    files = altered(QUIZ, "pass: 1", "pass: 1\nrequired: false")
    files[COURSE] = files[COURSE].replace(b"quizzes: all", b"quizzes: [kiem-tra-ghi]")
    assert any(fault[:2] == (COURSE, 17) and "required: false" in fault[2] for fault in found(files))


def test_past_validity_is_a_warning() -> None:
    reading = read(altered(LAST, "outcomes: [O2]", "outcomes: [O2]\nvalid_until: 2026-11-22"))
    assert reading.course is not None
    assert [(fault.file, fault.line) for fault in reading.warnings] == [(LAST, 6)]
    assert "22/11/2026 đã qua" in reading.warnings[0].message
    assert read(altered(LAST, "outcomes: [O2]", "outcomes: [O2]\nvalid_until: 2026-11-23")).warnings == []


def test_what_the_sanitiser_takes_out_is_a_warning() -> None:
    reading = read(altered(LAST, "biến phí là lãi", '<b onclick="x()">biến phí</b> là lãi'))
    assert reading.course is not None
    assert [(fault.file, fault.line) for fault in reading.warnings] == [(LAST, 11)]
    assert "onclick" not in str(reading.course.modules[1].items[0])


def test_unused_picture_is_a_warning() -> None:
    files = sample()
    files["media/thua.svg"] = files[PICTURE]
    assert [fault.file for fault in read(files).warnings] == ["media/thua.svg"]


def test_minutes_are_counted_unless_given() -> None:
    items = {
        item["id"]: item for module in prepared(sample()).manifest["modules"] for item in module["items"]
    }
    assert items["so-chi"]["minutes"] == 4
    # 60-odd words, one figure, one check question: 0.5 + 1 + 1.5, rounded up.
    assert items["so-ban"]["minutes"] == 3
    # Two questions of a minute and a half.
    assert items["kiem-tra-ghi"]["minutes"] == 3


def test_required_set() -> None:
    manifest = prepared(sample()).manifest
    assert manifest["required"] == ["so-ban", "kiem-tra-ghi", "lai-gop"]


def test_line_ends_and_byte_order_mark_change_no_value() -> None:
    plain = prepared(sample())
    files = {
        path: data if path.startswith("media/") else b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n")
        for path, data in sample().items()
    }
    windows = prepared(files)
    assert windows.shape.quizzes == plain.shape.quizzes
    assert [item["title"] for module in windows.manifest["modules"] for item in module["items"]] == [
        item["title"] for module in plain.manifest["modules"] for item in module["items"]
    ]


def test_media_address_is_in_the_body() -> None:
    made = prepared(sample())
    media = made.manifest["media"]["media/so.svg"]
    body = made.manifest["modules"][0]["items"][0]["body"]
    html = made.blobs[body][1].decode()
    assert f"/courses/so-ban-hang/media/{media['digest']}" in html
    assert (media["width"], media["height"]) == (320, 120)
    assert "/courses/so-ban-hang/lessons/lai-gop" in html


def test_a_lesson_says_what_makes_it_done() -> None:
    shown = b"\n\n::video{bon-o}\n"
    files = altered(LESSON, "outcomes: [O1]", "outcomes: [O1]\nvideo: 80\ncheck: so-ban-thu")
    lesson = read({**files, LESSON: files[LESSON] + shown}).course.modules[0].items[0]
    assert (lesson.video, lesson.check) == (80, "so-ban-thu")
    made = prepared({**files, LESSON: files[LESSON] + shown}).manifest["modules"][0]["items"]
    assert (made[0]["video"], made[0]["check"]) == (80, "so-ban-thu")
    assert not {"video", "check"} & made[1].keys(), "lessons that say nothing are as they were"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("video: 80", "Bài không có video nào"),
        ("video: 0", "phải là số nguyên"),
        ("video: 101", "phải là số nguyên"),
        ("check: khac", "Trong bài không có câu hỏi “khac”"),
    ],
)
def test_what_makes_a_lesson_done_must_be_in_it(line: str, said: str) -> None:
    faults = found(altered(LESSON, "outcomes: [O1]", f"outcomes: [O1]\n{line}"))
    assert [(file, number) for file, number, _message in faults] == [(LESSON, 6)]
    assert said in faults[0][2]
