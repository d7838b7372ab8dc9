"""How the questions of a quiz did: figures beside each, the attempts behind one, a file; versions apart."""

from collections.abc import Callable
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from lms.db import db
from lms.quizzes.models import Attempt
from lms.quizzes.regrading import service as regrading
from tests.client import CheckingClient
from tests.factories import Factory
from tests.pages import quiz_course
from tests.pages.quiz_course import COURSE, QUIZ

ANALYSIS = f"/teach/{COURSE}/quizzes/{QUIZ}/analysis"
NewClient = Callable[[], CheckingClient]


@pytest.fixture
def teacher(factory: Factory, new_client: NewClient) -> CheckingClient:
    factory.course(quiz_course.files())
    found = new_client()
    factory.sign_in(found, factory.person("Trần Văn Thầy", teaches=COURSE))
    return found


def taken(
    factory: Factory, client: CheckingClient, name: str, leave_out: tuple[str, ...] = (), **other: Any
) -> UUID:
    """A person's attempt, right but for what is left out or answered otherwise: the place of an option."""
    quiz_course.learner(factory, client, name)
    attempt_id = quiz_course.start(client)
    drawn = {one.id: one for one in quiz_course.known(factory, attempt_id)[0].instance.questions}
    answers = quiz_course.right(factory, attempt_id)
    for question_id, place in other.items():
        answers[question_id] = next(one.token for one in drawn[question_id].options if one.index == place)
    kept = {key: value for key, value in answers.items() if key not in leave_out}
    quiz_course.submit(client, attempt_id, kept, status=303)
    return attempt_id


def test_without_attempts_the_page_says_so(teacher: CheckingClient) -> None:
    assert "Chưa ai nộp bài này" in teacher.get(ANALYSIS, status=200).text
    teacher.get(f"{ANALYSIS}?version=khong-co", status=404)


def test_figures_stand_beside_the_question_and_open_their_attempts(
    factory: Factory, teacher: CheckingClient, new_client: NewClient
) -> None:
    taken(factory, new_client(), "Nguyễn Thị Lành")
    taken(factory, new_client(), "Lê Văn Bền", mot=1)
    taken(factory, new_client(), "Phạm Thị Thơm", leave_out=("mot",))
    page = teacher.get(ANALYSIS, status=200, queries=8).text
    assert "Khoản nào là chi phí cố định?" in page
    # One of three: Wilson's interval is from 6 to 79 in 100.
    assert page.count("33% (từ 6% đến 79%)") >= 4
    assert "Câu nên xem lại" not in page
    chose = teacher.get(f"{ANALYSIS}/attempts?question=mot&chose=B", status=200).text
    assert "Lê Văn Bền" in chose and "Nguyễn Thị Lành" not in chose and "0/1" in chose
    blank = teacher.get(f"{ANALYSIS}/attempts?question=mot&chose=blank", status=200).text
    assert "Phạm Thị Thơm" in blank and "Lê Văn Bền" not in blank
    everybody = teacher.get(f"{ANALYSIS}/attempts?question=mot", status=200, queries=8).text
    assert "Có 3 bài" in everybody
    assert "Không có bài nào" in teacher.get(f"{ANALYSIS}/attempts?question=mot&chose=C", status=200).text


@pytest.mark.parametrize("asked", ["question=khong-co", "question=mot&chose=Z", "question=mot&version=x", ""])
def test_what_there_is_not_is_not_found(
    factory: Factory, teacher: CheckingClient, client: CheckingClient, asked: str
) -> None:
    taken(factory, client, "Nguyễn Thị Lành")
    teacher.get(f"{ANALYSIS}/attempts?{asked}", status=404)


def test_a_person_counts_once_with_their_first_attempt(
    factory: Factory, teacher: CheckingClient, client: CheckingClient
) -> None:
    taken(factory, client, "Nguyễn Thị Lành", mot=1)
    second = quiz_course.start(client)
    quiz_course.submit(client, second, quiz_course.right(factory, second), status=303)
    assert "Có 1 bài" in teacher.get(f"{ANALYSIS}/attempts?question=mot", status=200).text
    assert "0/1" in teacher.get(f"{ANALYSIS}/attempts?question=mot", status=200).text


def test_only_the_latest_attempts_are_read_and_the_page_says_so(
    factory: Factory, teacher: CheckingClient, new_client: NewClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("lms.quizzes.analysis.queries", "lms.quizzes.views.analysis"):
        monkeypatch.setattr(f"{module}.MOST", 1)
    taken(factory, new_client(), "Nguyễn Thị Lành")
    taken(factory, new_client(), "Lê Văn Bền")
    assert "Chỉ lấy 1 bài mới nhất" in teacher.get(ANALYSIS, status=200).text
    page = teacher.get(f"{ANALYSIS}/attempts?question=mot", status=200).text
    assert "Lê Văn Bền" in page and "Nguyễn Thị Lành" not in page


def test_a_new_key_is_a_version_of_its_own_and_the_old_one_keeps_its_figures(
    factory: Factory, teacher: CheckingClient, new_client: NewClient
) -> None:
    # S21: what was scored by the old version stays scored by it.
    old = taken(factory, new_client(), "Nguyễn Thị Lành")
    columns = select(Attempt.digest, Attempt.score).where(Attempt.id == old)
    before = factory.read(lambda: db.session.execute(columns).one())
    factory.course(quiz_course.files(right="B"))
    assert factory.read(lambda: db.session.execute(columns).one()) == before
    taken(factory, new_client(), "Lê Văn Bền")
    page = teacher.get(ANALYSIS, status=200).text
    assert "2 bản của bài này" in page
    newest = teacher.get(f"{ANALYSIS}/attempts?question=mot", status=200).text
    assert "Lê Văn Bền" in newest and "Nguyễn Thị Lành" not in newest
    oldest = teacher.get(f"{ANALYSIS}/attempts?question=mot&version={before.digest}", status=200).text
    assert "Nguyễn Thị Lành" in oldest and "Lê Văn Bền" not in oldest


@pytest.mark.parametrize(
    ("kind", "more", "words"),
    [
        (
            "key",
            {"key": "1"},
            "Số liệu tính theo điểm sau khi sửa. Ai được điểm theo đáp án cũ vẫn giữ điểm.",
        ),
        ("key", {"key": "1", "replace": "1"}, "Số liệu tính theo điểm sau khi sửa."),
        ("drop", {}, "Câu này đã bỏ, không tính điểm, từ ngày"),
        ("full", {}, "mọi người được đủ điểm câu này, nên tỷ lệ điểm không nói câu dễ hay khó."),
    ],
)
def test_a_corrected_question_says_how_its_figures_are_to_be_read(
    factory: Factory,
    teacher: CheckingClient,
    new_client: NewClient,
    kind: str,
    more: dict[str, str],
    words: str,
) -> None:
    taking = taken(factory, new_client(), "Nguyễn Thị Lành")
    assert "Xem lần chấm lại" not in teacher.get(ANALYSIS, status=200).text
    digest = quiz_course.known(factory, taking)[0].digest
    data = {"kind": kind, "reason": "đáp án in nhầm", "apply": "1", **more}
    there = teacher.post(f"/teach/{COURSE}/quizzes/{QUIZ}/regrades/{digest}/mot", data=data, status=303)
    factory.work_off(regrading.JOB)
    page = teacher.get(ANALYSIS, status=200).text
    assert page.count("Xem lần chấm lại") == 1
    assert words in page and f'href="{there.location}"' in page
    assert ("vẫn giữ điểm" in page) == (kind == "key" and "replace" not in more)
    keys = [row.split("</tr>")[0] for row in page.split("<tr>") if "Thuê kho" in row or "Chuối tươi" in row]
    shown = {"key": [False, True], "full": [True, False], "drop": []}
    assert ["Đáp án</" in row for row in keys[:2]] == shown[kind]
    sheet = teacher.get(f"{ANALYSIS}/file", status=200).data
    cells = [cell for row in load_workbook(BytesIO(sheet)).active.iter_rows(values_only=True) for cell in row]
    assert sum(isinstance(cell, str) and words.split(".")[0] in cell for cell in cells) == 1
    # Taken back, nothing is left of it.
    teacher.post(f"{there.location}/undo", status=303)
    assert "Xem lần chấm lại" not in teacher.get(ANALYSIS, status=200).text


def test_time_is_known_where_each_answer_was_saved_by_itself(
    factory: Factory, teacher: CheckingClient, new_client: NewClient
) -> None:
    taken(factory, new_client(), "Nguyễn Thị Lành")
    client = new_client()
    quiz_course.learner(factory, client, "Lê Văn Bền")
    attempt_id = quiz_course.start(client)
    quiz_course.save(client, attempt_id, "dung", True, status=200)
    quiz_course.submit(client, attempt_id, {}, more=quiz_course.revisions(factory, attempt_id), status=303)
    page = teacher.get(f"{ANALYSIS}/attempts?question=dung&chose=timed", status=200).text
    assert "Lê Văn Bền" in page and "Nguyễn Thị Lành" not in page


def test_the_figures_as_a_file_name_nobody(
    factory: Factory, teacher: CheckingClient, client: CheckingClient
) -> None:
    taken(factory, client, "Nguyễn Thị Lành")
    data = teacher.get(f"{ANALYSIS}/file", status=200).data
    rows = list(load_workbook(BytesIO(data)).active.values)
    assert rows[0][:3] == ("Câu", "Mã câu", "Đề bài")
    chosen = next(row for row in rows if row[1] == "mot" and row[4] == "Đáp án")
    assert chosen[3].startswith("A. Thuê kho") and chosen[6] == 1 and chosen[9] == 1
    text = teacher.get(f"{ANALYSIS}/file?format=csv", status=200).data.decode("utf-8-sig")
    assert "Khoản nào là chi phí cố định?" in text
    assert "Nguyễn Thị Lành" not in text
    teacher.get(f"{ANALYSIS}/file?format=exe", status=404)
