"""Quiz files in the browser: what a file becomes is shown and handed back, nothing is stored; the bank."""

import re
from collections.abc import Callable
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from lms.exchange import Format, convert
from lms.exchange.sheet import template
from lms.spreadsheets import write_xlsx
from tests.client import CheckingClient
from tests.factories import Factory
from tests.pages import quiz_course
from tests.pages.quiz_course import COURSE, QUIZ, SECRET_NUMBER
from tests.pages.test_question_bank import BANKED
from tests.unit.exchange.test_decoding import in_1258
from tests.unit.names.test_old_fonts import SENTENCE

pytestmark = pytest.mark.both
FILES = f"/teach/{COURSE}/quiz-files"
EXPORT = f"/teach/{COURSE}/quizzes/{QUIZ}/export"
NewClient = Callable[[], CheckingClient]
GIFT = "$CATEGORY: Hòa vốn\n\n::Một::Chọn đi {=đúng rồi ~%50%gần đúng ~sai}\n\n::Hai::Bao nhiêu? {#667}\n"


@pytest.fixture
def teacher(factory: Factory, new_client: NewClient) -> CheckingClient:
    factory.course(quiz_course.files())
    found = new_client()
    factory.sign_in(found, factory.person("Trần Văn Thầy", teaches=COURSE))
    found.get("/account")
    return found


def send(client: CheckingClient, data: bytes, name: str, status: int = 200, source: str = "") -> str:
    form: dict[str, Any] = {"file": (BytesIO(data), name), "source": source}
    return client.post(FILES, data=form, content_type="multipart/form-data", status=status).text


def text_of(page: str) -> str:
    found = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert found is not None
    return found[1].replace("&#34;", '"').replace("&#39;", "'").replace("&amp;", "&")


def test_a_file_is_looked_at_and_taken_away(teacher: CheckingClient) -> None:
    assert "Nhập câu hỏi từ tệp" in teacher.get(f"/teach/{COURSE}", status=200).text
    assert "Làm thử" in teacher.get(FILES, status=200).text
    page = send(teacher, GIFT.encode("utf-8-sig"), "câu hỏi.txt")
    assert "Loại tệp: GIFT." in page
    assert "Mã chữ: UTF-8 (BOM)." in page
    assert "Dòng 3: Phương án được 50% điểm" in page
    assert "Đáp án đúng" in page
    assert "Đáp án: 667" in page
    text = text_of(page)
    for target in ("yaml", "gift", "moodlexml", "xlsx"):
        answer = teacher.post(f"{FILES}/take", data={"text": text, "to": target}, status=200)
        again = convert(answer.data, "f", Format(target), Format.YAML)
        assert [question["id"] for question in again.source.value["questions"]] == ["mot", "hai"]
        assert "attachment" in answer.headers["Content-Disposition"]
        assert "hoa-von" in answer.headers["Content-Disposition"]
    yaml = teacher.post(f"{FILES}/take", data={"text": text, "to": "yaml"}, status=200).data
    assert yaml == convert(GIFT.encode(), "", Format.GIFT, Format.YAML).output


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (template(), "mau.xlsx", "Loại tệp: Excel."),
        ("Câu?\nA) a\nB) b\nANSWER: B\n".encode("utf-16"), "a.txt", "Mã chữ: UTF-16."),
        (in_1258(f"{SENTENCE} {{T}}\n"), "a.txt", "Mã chữ: windows-1258."),
        (b"\n<quiz><question type='truefalse'><questiontext format='html'><text>A?</text></questiontext>"
         b"<answer fraction='100'><text>true</text></answer><answer fraction='0'><text>false</text></answer>"
         b"</question></quiz>", "khong-duoi", "Loại tệp: Moodle XML."),
    ],
)  # fmt: skip
def test_what_a_file_is_is_recognised_and_named(
    teacher: CheckingClient, data: bytes, name: str, said: str
) -> None:
    assert said in send(teacher, data, name)


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"C\xc3\xa2u{T}\n\nHai{=a\n=b\n~c}\n", "a.gift", "Dòng 4: Câu chọn một mà có 2 phương án đúng"),
        (b"<!DOCTYPE quiz SYSTEM 'file:///etc/passwd'>\n<quiz></quiz>", "a.xml", "Dòng 1: "),
        (b"id: a\nx: !!python/object:os.system ls", "a.yml", "Dòng 2: "),
        (b"no sheet", "a.xlsx", "Dòng 1: "),
        (b"", "a.txt", "Tệp không có câu hỏi nào đọc được."),
    ],
)
def test_a_file_with_a_fault_gives_nothing(
    teacher: CheckingClient, data: bytes, name: str, said: str
) -> None:
    page = send(teacher, data, name, status=422)
    assert said in page
    assert "chưa nhập được câu nào" in page
    assert "<textarea" not in page


LOSSES = "$CATEGORY: A\n\nMột{=a ~%50%b ~c}\n\n::Hai::Xếp{>2 RANDOM\nx\ny\nz\n}\n\nBa{~%50%a ~%30%b ~c}\n"
FAULTS = (
    "Một{T}\n\nHai{=a\n=b\n~c}\n\nBa{#bảy}\n\nBốn{=a -> b =c}\n",
    "Câu{T\n\n" * 3,
    "Hai{=a ~b ~b}\n",
)
YAML = """id: q
title: Q
pas: 1
questions:
  - {id: A_b, type: single, stem: "", options: [{text: a}, {text: a}]}
  - {id: s, type: short, stem: S, accepted: [a, A]}
  - {id: t, type: calculated, stem: "{x}", variables: [{name: p, values: [0, 1]}], answer: 1 / p}
  - {id: u, type: other, stem: S}
  - page: Trang
"""
HTML = (
    "<img src=x alt=a>Chọn <b>đi</b>{T}\n\n"
    "[markdown]A <blink>b</blink> [c](#d) ![](e.png) $\\\\frac\\{1\\}$ {T}\n"
)


def in_english(client: CheckingClient, *files: tuple[str, str]) -> str:
    client.set_cookie("lang", "en")
    pages = []
    for text, name in files:
        form: dict[str, Any] = {"file": (BytesIO(text.encode()), name), "source": ""}
        pages.append(client.post(FILES, data=form, content_type="multipart/form-data").text)
    return "\n".join(pages)


def test_notes_of_a_file_are_in_the_language_of_the_page(teacher: CheckingClient) -> None:
    """Whatever a file says in Vietnamese itself stays; our own words are English, those inside others too."""
    page = in_english(
        teacher, (LOSSES, "a.gift"), (HTML, "b.gift"), (YAML, "c.yml"), *((text, "d.gift") for text in FAULTS)
    )
    notes = re.findall(r"<li>Line \d+: (.*?)</li>", page)
    assert len(notes) > 15, page
    for note in notes:
        own = re.sub(r"“[^”]*”", "", note)
        assert not re.search("[đăâêôơưáàảãạéèẻẽẹíìỉĩịóòỏõọúùủũụốồổỗộếềểễệắằẳẵặấầẩẫậớờởỡợứừửữự]", own), note
    for said in (
        "An option worth 50% of the points becomes a wrong one",
        "Asking only 2 of 3 items at a time is not kept",
        "Dropped: the picture a.",
        "A single choice has 2 right options (lines 3, 4)",
        "“pass” is missing in the quiz: add a line “pass: …” (the points needed to pass).",
    ):
        assert said in unescape(page), said


def test_faults_of_a_sheet_name_its_columns_in_the_language_of_the_page(teacher: CheckingClient) -> None:
    headings, row = ["Loại", "Câu hỏi", "A", "B", "Đáp án"], ["chọn một", "Lãi góp?", "33.000", "157.000", ""]
    sheet = write_xlsx(headings, [row], sheet="Câu hỏi")
    page = unescape(send(teacher, sheet, "a.xlsx", status=422))
    assert "Dòng 2: Chưa có phương án đúng: viết chữ của phương án đúng vào cột Đáp án, ví dụ B." in page
    teacher.set_cookie("lang", "en")
    page = unescape(send(teacher, sheet, "a.xlsx", status=422))
    assert (
        "Line 2: No option is right: write the letter of the right option in column Đáp án, e.g. B." in page
    )


def test_losses_of_leaving_are_in_the_language_of_the_page(teacher: CheckingClient) -> None:
    teacher.set_cookie("lang", "en")
    page = unescape(teacher.get(EXPORT, status=200, queries=8).text)
    assert "loses its key pass" in page
    assert "(scoring)" in page
    assert "Bỏ" not in page


def test_without_a_file_the_field_says_so(teacher: CheckingClient) -> None:
    page = teacher.post(FILES, data={"source": ""}, status=422).text
    assert "Chọn tệp câu hỏi trước." in page
    assert 'aria-invalid="true"' in send(teacher, b"a", "a.txt", 422, source="zip")


def test_hostile_words_stay_words(teacher: CheckingClient) -> None:
    page = send(teacher, b"A <script>alert(1)</script><img src=x onerror=alert(1)> {T}\n", "<b>.txt")
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "<b>.txt" not in page


def test_text_that_was_changed_on_the_way_is_judged_again(teacher: CheckingClient) -> None:
    answer = teacher.post(f"{FILES}/take", data={"text": "id: a\ntitle: b", "to": "gift"}, status=422)
    assert "chưa nhập được câu nào" in answer.text
    teacher.post(f"{FILES}/take", data={"text": "id: a", "to": "exe"}, status=422)


def test_the_template_is_a_sheet(teacher: CheckingClient) -> None:
    assert teacher.get("/teach/quiz-files/template.xlsx", status=200).data[:2] == b"PK"


def test_a_published_quiz_is_taken_away_with_its_losses_told(teacher: CheckingClient) -> None:
    assert EXPORT in teacher.get(f"/teach/{COURSE}/quizzes/{QUIZ}", status=200).text
    page = teacher.get(EXPORT, status=200, queries=8).text
    assert "Giữ đủ" in page
    assert "không giữ được" in page.lower()
    assert str(SECRET_NUMBER) not in page
    for target in (Format.GIFT, Format.MOODLEXML, Format.XLSX, Format.YAML):
        data = teacher.get(f"{EXPORT}?to={target}", status=200, queries=8).data
        again = convert(data, "f", target, Format.YAML)
        assert not again.faults
        assert [question["id"] for question in again.source.value["questions"]][:2] == ["mot", "nhieu"]
    assert "Giữ đủ" in teacher.get(f"{EXPORT}?to=aiken", status=200).text


def test_others_neither_read_nor_send(
    factory: Factory, teacher: CheckingClient, new_client: NewClient
) -> None:
    other = new_client()
    factory.sign_in(other, factory.person("Lò Văn Khác", teaches="khoa-khac"))
    for address in (FILES, EXPORT, f"{EXPORT}?to=yaml", f"/teach/{COURSE}/bank"):
        other.get(address, status=404)
    learner = new_client()
    quiz_course.learner(factory, learner)
    for address in (FILES, EXPORT, f"{EXPORT}?to=yaml", f"/teach/{COURSE}/bank"):
        learner.get(address, status=404)


@pytest.fixture
def banked(app: Flask, tmp_path: Path) -> None:
    changes = (
        ("questions:\n  - id: mot", "questions:\n  - bank: hoa-von-chung\n  - id: mot"),
        ("pass: 2", "pass: 2\ndraw: [{n: 2, bank: true, tags: [hoa-von]}]"),
    )
    for path, data in quiz_course.files(*changes).items():
        target = tmp_path / COURSE / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    (tmp_path / "_bank").mkdir()
    for name, tag in (("hoa-von-chung", "hoa-von"), ("khac", "hoa-von, kho")):
        text = BANKED.replace("hoa-von-chung", name).replace("[hoa-von]", f"[{tag}]")
        (tmp_path / "_bank" / f"{name}.yml").write_text(text)
    result = app.test_cli_runner().invoke(args=["content", "publish", str(tmp_path)])
    assert result.exit_code == 0, result.output


@pytest.mark.usefixtures("banked")
def test_the_bank_of_a_course_by_tag(factory: Factory, new_client: NewClient) -> None:
    client = new_client()
    factory.sign_in(client, factory.person("Trần Văn Thầy", teaches=COURSE))
    page = client.get(f"/teach/{COURSE}/bank", status=200, queries=9).text
    assert "Túi thứ 667 bắt đầu có lãi." in page
    assert "Kiểm tra phần một" in page
    assert "Bài cuối khóa" in page
    assert len(re.findall("<code>[0-9a-f]{12}</code>", page)) == 2
    only = client.get(f"/teach/{COURSE}/bank?tag=kho", status=200).text
    assert 'class="meta">khac' in only
    assert 'class="meta">hoa-von-chung' not in only
    page = client.get(EXPORT, status=200).text
    assert "Câu “hoa-von-chung” của ngân hàng được chép vào tệp." in page
    made = client.get(f"{EXPORT}?to=yaml", status=200).data
    whole = convert(made, "f", Format.YAML, Format.YAML)
    assert whole.quiz is not None
    assert whole.quiz.questions[0].id == "hoa-von-chung"
    final = client.get(f"/teach/{COURSE}/quizzes/cuoi-khoa/export?to=yaml", status=200).data
    drawn = convert(final, "f", Format.YAML, Format.YAML)
    assert drawn.quiz is not None
    assert set(drawn.quiz.draw[0].among) == {"hoa-von-chung", "khac"}


def test_a_course_without_the_bank_says_so(teacher: CheckingClient) -> None:
    assert "chưa lấy câu nào trong ngân hàng" in teacher.get(f"/teach/{COURSE}/bank", status=200).text
