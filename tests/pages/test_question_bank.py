"""The question bank: checked, published into quizzes, pulled back, and told where it is used (law 9)."""

import json
from pathlib import Path

import pytest
from flask import Flask

from lms.courses import queries
from lms.questions import parse_question, version_of
from lms.sources import load_yaml
from tests.pages.quiz_course import COURSE, QUIZ, files
from tests.unit.courses.sample import TASK

BANKED = """id: hoa-von-chung
type: truefalse
stem: Túi thứ 667 bắt đầu có lãi.
tags: [hoa-von]
outcomes: [O1]
answer: true
feedback_true: Đúng rồi.
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A content folder with one course whose quiz asks a question of the bank, and one question it
    does not use."""
    course = files(("questions:\n  - id: mot", "questions:\n  - bank: hoa-von-chung\n  - id: mot"))
    for path, data in course.items():
        target = tmp_path / "content" / COURSE / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    bank = tmp_path / "content" / "_bank"
    bank.mkdir()
    (bank / "hoa-von-chung.yml").write_text(BANKED)
    (bank / "khac.yml").write_text(BANKED.replace("hoa-von-chung", "khac"))
    return tmp_path / "content"


def run(app: Flask, *words: str | Path, status: int = 0) -> str:
    result = app.test_cli_runner().invoke(args=[str(word) for word in words])
    assert result.exit_code == status, result.output
    return result.output


def live_quiz(app: Flask) -> tuple[dict[str, str], str]:
    with app.app_context():
        found = queries.live(COURSE)
    assert found is not None
    shape = found[1].shape
    line = next(
        item for module in shape.manifest["modules"] for item in module["items"] if item["id"] == QUIZ
    )
    return line["bank"], json.dumps(shape.quizzes[QUIZ], ensure_ascii=False)


def test_published_into_the_quiz_and_told_where(app: Flask, root: Path) -> None:
    assert "không có lỗi (2 câu trong ngân hàng)" in run(app, "content", "check", root)
    run(app, "content", "publish", root)
    versions, quiz = live_quiz(app)
    assert list(versions) == ["hoa-von-chung"]
    assert "Túi thứ 667 bắt đầu có lãi." in quiz
    listed = run(app, "content", "bank", root)
    assert f"hoa-von-chung  {versions['hoa-von-chung'][:12]}  truefalse  [hoa-von]" in listed
    assert f"đang dùng  {COURSE} 0.1.0, {QUIZ}, bản {versions['hoa-von-chung'][:12]}" in listed
    assert listed.splitlines()[-1].startswith("khac  ")


def test_an_edit_of_the_bank_is_an_edit_of_the_course(app: Flask, root: Path) -> None:
    run(app, "content", "publish", root)
    before = live_quiz(app)
    banked = root / "_bank" / "hoa-von-chung.yml"
    (root / "_bank" / "khac.yml").write_text(BANKED.replace("hoa-von-chung", "khac").replace("667", "9"))
    assert "không có gì mới" in run(app, "content", "publish", root)
    banked.write_text(BANKED.replace("Đúng rồi", "Đúng"))
    assert "0.1.0 -> 0.1.1, patch" in run(app, "content", "publish", root)
    banked.write_text(BANKED.replace("answer: true", "answer: false"))
    assert "0.1.1 -> 0.2.0, major" in run(app, "content", "publish", root)
    after = live_quiz(app)
    assert before[0] != after[0]


def test_pulled_beside_the_course_byte_for_byte(app: Flask, root: Path, tmp_path: Path) -> None:
    run(app, "content", "publish", root)
    run(app, "content", "pull", COURSE, tmp_path / "other" / COURSE)
    assert (tmp_path / "other" / "_bank" / "hoa-von-chung.yml").read_text() == BANKED
    assert not (tmp_path / "other" / "_bank" / "khac.yml").exists()
    assert "không có gì mới" in run(app, "content", "publish", tmp_path / "other" / COURSE)


def test_faults_of_the_bank_have_its_file_and_line(app: Flask, root: Path) -> None:
    (root / "_bank" / "hoa-von-chung.yml").write_text(BANKED.replace("answer: true", "answer: có lẽ"))
    told = run(app, "content", "check", root, status=1)
    assert f"{root / '_bank' / 'hoa-von-chung.yml'}:6: " in told
    (root / "_bank" / "hoa-von-chung.yml").unlink()
    told = run(app, "content", "check", root, status=1)
    assert "03-kiem-tra.yml" in told
    assert "Ngân hàng câu hỏi không có câu “hoa-von-chung”" in told


def test_a_bank_inside_a_course_is_refused(app: Flask, root: Path) -> None:
    (root / COURSE / "_bank").mkdir()
    (root / COURSE / "_bank" / "x.yml").write_text(BANKED)
    assert "nằm cạnh các khóa học" in run(app, "content", "check", root, status=1)


def test_a_row_draws_from_the_bank(app: Flask, root: Path) -> None:
    quiz = root / COURSE / "01-phan" / "04-cuoi-khoa.yml"
    quiz.write_text(
        quiz.read_text().replace("pass: 2", "pass: 2\ndraw: [{n: 2, bank: true, tags: [hoa-von]}]")
    )
    run(app, "content", "check", root)
    quiz.write_text(quiz.read_text().replace("n: 2", "n: 3"))
    assert "Cần rút 3 câu mà chỉ có 2 câu" in run(app, "content", "check", root, status=1)


def test_four_questions_of_each_outcome_from_edition_one(app: Flask, root: Path) -> None:
    course = root / COURSE / "course.yml"
    course.write_text(course.read_text().replace("edition: 0", "edition: 1"))
    quiz = root / COURSE / "01-phan" / "03-kiem-tra.yml"
    (course.parent / "01-phan" / "09-so-that.practical.yml").write_bytes(TASK)
    run(app, "content", "check", root)
    quiz.write_text(quiz.read_text().replace("    outcomes: [O1]\n", "", 2))
    assert "từ ấn bản 1, mỗi mục tiêu cần ít nhất 4 câu" in run(app, "content", "check", root, status=1)


GIVEN = {
    "answers": {
        "hoa-von-chung": True,
        "mot": "Chuối tươi",
        "nhieu": ["Than sấy", 3],
        "dung": False,
        "so": "918.272 túi",
        "ghep": {"Thuê kho": "cố định"},
        "xep": ["Ghi sổ", "Cộng sổ", "So sánh"],
    }
}


def test_grades_a_quiz_file(app: Flask, root: Path, tmp_path: Path) -> None:
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps(GIVEN))
    quiz = root / COURSE / "01-phan" / "03-kiem-tra.yml"
    graded = json.loads(run(app, "quizzes", "grade", quiz, answers))
    assert (graded["score"], graded["max_score"], graded["passed"]) == ("3", "8", False)
    by_id = {question["id"]: question for question in graded["questions"]}
    assert by_id["mot"]["feedback"] == ["option:1"]
    assert by_id["so"]["feedback"] == ["mistake:0", "wrong"]
    assert by_id["ngan"]["correctness"] == "unanswered"
    assert by_id["xep"]["correctness"] == "right"


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"answers": {"mot": "không có"}}', '{"answers": 7}', "[" * 5000]
)
def test_answers_that_cannot_be_read_are_told(app: Flask, root: Path, tmp_path: Path, text: str) -> None:
    answers = tmp_path / "answers.json"
    answers.write_text(text)
    told = run(app, "quizzes", "grade", root / COURSE / "01-phan" / "03-kiem-tra.yml", answers, status=1)
    assert told.startswith("Error: ")


def test_a_version_is_that_of_what_is_written() -> None:
    one, _ = parse_question(load_yaml(BANKED, "a.yml"))
    same, _ = parse_question(load_yaml("# lời bàn\n" + BANKED, "b.yml"))
    other, _ = parse_question(load_yaml(BANKED.replace("667", "668"), "c.yml"))
    assert one is not None
    assert same is not None
    assert other is not None
    assert version_of(one) == version_of(same) != version_of(other)
