"""Enrolling, reading, going on: what a learner meets between home and the finished course."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select, update

from lms import clock
from lms.audit.models import AuditEntry
from lms.certificates import service as certificates
from lms.certificates.models import Certificate
from lms.db import db
from lms.learning import cli, service
from lms.learning.models import Completion, Enrolment, EnrolmentState
from lms.names import date_
from tests.client import CheckingClient
from tests.factories import COURSE_ID, Factory, Person
from tests.pages.security.world import rows_digest
from tests.reading import main_words, options
from tests.unit.courses.sample import altered, sample

COURSE = f"/courses/{COURSE_ID}"
LESSON = f"{COURSE}/lessons/so-ban"
OPTIONAL = f"{COURSE}/lessons/so-chi"
LAST = f"{COURSE}/lessons/lai-gop"
QUIZ = "kiem-tra-ghi"
CHECK = "so-ban-thu"


@pytest.fixture
def learner(client: CheckingClient, factory: Factory) -> Person:
    """Somebody signed in, not enrolled, and the sample course."""
    factory.course()
    person = factory.person()
    factory.sign_in(client, person)
    return person


def enrolments(factory: Factory) -> list[Any]:
    columns = select(
        Enrolment.state, Enrolment.major, Enrolment.minor, Enrolment.done_count, Enrolment.total_count
    )
    return factory.read(lambda: db.session.execute(columns.order_by(Enrolment.enrolled_at)).all())


def count(factory: Factory, model: type) -> int:
    return int(factory.read(lambda: db.session.scalar(select(func.count()).select_from(model))))


def new_lesson() -> dict[str, bytes]:
    """The sample with one more required lesson: an edit that makes a new edition."""
    files = sample()
    text = files["02-tinh/01-lai-gop.md"].decode().replace("id: lai-gop", "id: hoa-von-moi")
    return {**files, "02-tinh/02-hoa-von.md": text.replace("Lãi góp của một túi", "Bài vừa thêm").encode()}


def test_enrolling_leads_to_the_first_lesson(
    client: CheckingClient, factory: Factory, learner: Person
) -> None:
    answer = client.send_form(COURSE, form="/enrol", status=303)
    assert answer.location == LESSON
    page = client.get(LESSON, status=200).text
    assert "Sổ bán trong ngày" in main_words(page)
    assert enrolments(factory) == [(EnrolmentState.ACTIVE, 0, 1, 0, 3)]


def test_enrolling_twice_is_enrolling_once(client: CheckingClient, factory: Factory, learner: Person) -> None:
    client.send_form(COURSE, form="/enrol", status=303)
    client.send_form(LESSON, form="/done", status=303)
    client.post(f"{COURSE}/enrol", status=303)
    assert enrolments(factory) == [(EnrolmentState.ACTIVE, 0, 1, 1, 3)]
    acts = select(func.count()).where(AuditEntry.action == "learning.enrol")
    assert factory.read(lambda: db.session.scalar(acts)) == 1


def test_enrolling_at_once_from_many_phones_makes_one_row(
    factory: Factory, learner: Person, new_client: Callable[[], CheckingClient]
) -> None:
    phones = [new_client() for _ in range(8)]
    for phone in phones:
        factory.sign_in(phone, learner)
        phone.get(COURSE)
    together = threading.Barrier(len(phones))

    def enrol(phone: CheckingClient) -> str:
        together.wait()
        return str(phone.post(f"{COURSE}/enrol", status=303).location)

    with ThreadPoolExecutor(len(phones)) as pool:
        assert set(pool.map(enrol, phones)) == {LESSON}
    assert len(enrolments(factory)) == 1


def test_a_lesson_done_at_once_on_many_phones_counts_once(
    factory: Factory, learner: Person, new_client: Callable[[], CheckingClient]
) -> None:
    factory.enrol(learner)
    phones = [new_client() for _ in range(6)]
    for phone in phones:
        factory.sign_in(phone, learner)
        phone.get(LESSON)
    together = threading.Barrier(len(phones))

    def finish(phone: CheckingClient) -> str:
        together.wait()
        return str(phone.post(f"{LESSON}/done", status=303).location)

    with ThreadPoolExecutor(len(phones)) as pool:
        assert set(pool.map(finish, phones)) == {OPTIONAL}
    assert count(factory, Completion) == 1
    assert enrolments(factory) == [(EnrolmentState.ACTIVE, 0, 1, 1, 3)]


def test_whoever_left_comes_back_to_what_was_done(
    client: CheckingClient, factory: Factory, learner: Person
) -> None:
    enrolment_id = factory.enrol(learner)
    client.send_form(LESSON, form="/done", status=303)
    factory.write(service.leave, enrolment_id, learner.id, clock.now())
    assert client.get(LESSON, status=302).location == COURSE
    client.post(f"{OPTIONAL}/done", status=302)
    assert COURSE_ID not in client.get("/").text
    answer = client.send_form(COURSE, form="/enrol", status=303)
    assert answer.location == f"{COURSE}/quizzes/{QUIZ}"
    assert enrolments(factory) == [(EnrolmentState.ACTIVE, 0, 1, 1, 3)]


def test_whoever_left_a_finished_course_comes_back_as_finished(
    factory: Factory, client: CheckingClient, learner: Person
) -> None:
    enrolment_id = factory.finish(learner)
    factory.write(service.leave, enrolment_id, learner.id, clock.now())
    client.send_form(COURSE, form="/enrol", status=303)
    assert enrolments(factory) == [(EnrolmentState.COMPLETED, 0, 1, 3, 3)]


def test_a_lesson_done_leads_to_the_next_item(
    client: CheckingClient, factory: Factory, learner: Person
) -> None:
    factory.enrol(learner)
    assert client.send_form(LESSON, form="/done", status=303).location == OPTIONAL
    assert client.send_form(OPTIONAL, form="/done", status=303).location == f"{COURSE}/quizzes/{QUIZ}"
    assert client.send_form(LAST, form="/done", status=303).location == COURSE
    page = client.get(LESSON).text
    assert "/done" not in page
    assert f'href="{OPTIONAL}"' in page


def test_home_says_in_words_where_one_stands(
    client: CheckingClient, factory: Factory, learner: Person
) -> None:
    def home() -> str:
        return main_words(client.get("/", status=200).text)

    assert "Chọn khóa học đầu tiên" in home()
    factory.enrol(learner)
    assert "Chưa học" in home()
    client.send_form(LESSON, form="/done", status=303)
    now = home()
    assert "Đang học" in now
    assert "Đã xong 1 trên 3" in now
    assert "còn một bài, 4 phút" in now
    enrolment_id = factory.finish(learner)
    now = home()
    assert "Chờ giấy" in now
    assert date_(clock.local_date(clock.now())) in now
    certificate_id = factory.write(certificates.issue, enrolment_id, None, clock.now())
    assert "Có giấy chứng nhận" in home()
    newer = factory.write(certificates.replace, certificate_id, "sai tên", learner.id, clock.now())
    now = home()
    assert "Có giấy chứng nhận" in now
    assert "Số 2/" in now
    factory.write(certificates.revoke, newer, "cấp nhầm", learner.id, clock.now())
    now = home()
    assert "Đã thu hồi" in now
    assert "Có giấy chứng nhận" not in now


def test_home_offers_the_course_begun_last_first(
    client: CheckingClient, factory: Factory, learner: Person
) -> None:
    factory.course(
        {
            **sample(),
            "course.yml": sample()["course.yml"]
            .replace(b"id: so-ban-hang", b"id: so-hai")
            .replace("Sổ bán hàng một tuần".encode(), "Sổ thứ hai".encode()),
        }
    )
    day = timedelta(days=1)
    factory.write(service.enrol, learner.id, COURSE_ID, learner.id, clock.now() - day)
    factory.write(service.enrol, learner.id, "so-hai", learner.id, clock.now())
    assert 'href="/courses/so-hai/lessons/so-ban"' in client.get("/").text
    for lesson_id in ("so-ban", "so-chi", "lai-gop"):
        factory.write(service.complete_lesson, learner.id, "so-hai", lesson_id, learner.id, clock.now())
    factory.pass_quiz(learner, QUIZ, "so-hai")
    assert f'href="{LESSON}"' in client.get("/").text


def test_the_course_page_counts(client: CheckingClient, factory: Factory, learner: Person) -> None:
    stranger = main_words(client.get(COURSE, status=200).text)
    assert "3 bài, một bài kiểm tra" in stranger
    assert "2 tiết" in stranger
    assert f'href="{LESSON}"' not in client.get(COURSE).text
    factory.enrol(learner)
    client.send_form(OPTIONAL, form="/done", status=303)
    assert "Đã xong 0 trên 3" in main_words(client.get(COURSE).text)
    client.send_form(LESSON, form="/done", status=303)
    factory.pass_quiz(learner, QUIZ)
    page = client.get(COURSE).text
    assert "Đã xong 2 trên 3" in main_words(page)
    assert main_words(page).count("Đã xong:") == 3
    assert "Được 2 trên 2 điểm" in main_words(page)


@pytest.mark.parametrize("address", [LESSON, LAST, f"{COURSE}/quizzes/{QUIZ}"])
def test_a_shared_link_leads_the_unenrolled_to_the_course(
    client: CheckingClient, factory: Factory, learner: Person, address: str
) -> None:
    assert client.get(address, status=302).location == COURSE
    page = main_words(client.get(COURSE).text)
    assert "Ghi danh khóa học này để đọc bài." in page


def test_a_shared_link_leads_a_stranger_to_sign_in_and_back(client: CheckingClient, factory: Factory) -> None:
    factory.course()
    assert client.get(LESSON, status=302).location == f"/sign-in?next={LESSON.replace('/', '%2F')}"


def test_nothing_is_taken_in_by_a_course_that_is_not_there(
    client: CheckingClient, factory: Factory, learner: Person
) -> None:
    for address in (
        "/courses/khong-co/enrol",
        f"{COURSE}/lessons/{QUIZ}/done",
        f"{COURSE}/lessons/khong-co/done",
    ):
        client.post(address, status=404)
    assert enrolments(factory) == []


# Check questions ------------------------------------------------------------------------------------------


def test_a_check_question_answers_on_the_spot_and_keeps_nothing(
    app: Flask, client: CheckingClient, factory: Factory, learner: Person
) -> None:
    factory.enrol(learner)
    page = client.get(LESSON, status=200).text
    choices = options(page, CHECK)
    assert set(choices) == {"Ngay lúc giao hàng", "Cuối tháng"}
    before = rows_digest(factory)
    wrong = client.send_form(LESSON, {f"a.{CHECK}": choices["Cuối tháng"]}, form=f"thu-{CHECK}", status=200)
    assert "Chưa đúng." in main_words(wrong.text)
    assert "Đến cuối tháng thì đã quên vài lần giao." in main_words(wrong.text)
    assert "ghi ngay thì không sót" not in wrong.text
    right = client.send_form(
        LESSON, {f"a.{CHECK}": choices["Ngay lúc giao hàng"]}, form=f"thu-{CHECK}", status=200
    )
    assert "Đúng, ghi ngay thì không sót." in main_words(right.text)
    assert "Đúng. Đúng" not in main_words(right.text), "the author's words hold the verdict already"
    assert "Đến cuối tháng" not in right.text
    assert rows_digest(factory) == before
    assert "checked" not in client.get(LESSON).text


def test_a_check_question_speaks_the_language_of_whoever_opens_the_lesson(
    client: CheckingClient, factory: Factory, learner: Person
) -> None:
    """It is written once for everybody, in each language: none gets another's."""
    factory.enrol(learner)
    pages = []
    for lang in ("vi", "en", "vi"):
        client.post("/language", data={"lang": lang, "next": LESSON}, status=303)
        pages.append(client.get(LESSON, status=200).text)
    assert ["Question" in main_words(page) for page in pages] == [False, True, False]
    assert options(pages[0], CHECK) == options(pages[1], CHECK)


@pytest.mark.parametrize(
    ("sent", "said"),
    [({}, "trước"), ({f"a.{CHECK}": ""}, ""), ({f"a.{CHECK}": "0" * 12}, ""), ({"a.khac": "1"}, "trước")],
)
def test_a_check_question_says_when_there_is_no_answer(
    app: Flask, client: CheckingClient, factory: Factory, learner: Person, sent: dict[str, str], said: str
) -> None:
    factory.enrol(learner)
    client.get(LESSON)
    before = rows_digest(factory)
    page = client.post(f"{LESSON}/checks/{CHECK}", data=sent, status=200).text
    assert 'class="err"' in page
    assert said in main_words(page)
    assert "Đúng, ghi ngay" not in page
    assert "Đến cuối tháng" not in page
    assert rows_digest(factory) == before


def test_s13_a_lesson_does_not_tell_its_answers(
    client: CheckingClient, factory: Factory, learner: Person
) -> None:
    files = altered("01-ghi/01-so-ban.md", "Đúng, ghi ngay thì không sót.", "chimbaobao-dung")
    text = files["01-ghi/01-so-ban.md"].decode()
    text = text.replace("Đến cuối tháng thì đã quên vài lần giao.", "chimbaobao-sai")
    text = text.replace("options:", "explanation: chimbaobao-giai-thich\noptions:")
    factory.course({**files, "01-ghi/01-so-ban.md": text.encode()})
    factory.enrol(learner)
    page = client.get(LESSON, status=200).text
    assert "chimbaobao" not in page
    assert "right" not in page.split('class="check"')[1].split("</form>")[0]
    tokens = options(page, CHECK)
    assert len(set(tokens.values())) == 2
    assert not {"0", "1", "true", "false"} & set(tokens.values())
    assert client.get(f"{LESSON}/checks/{CHECK}", status=302).location == f"{LESSON}#thu-{CHECK}"
    empty = client.post(f"{LESSON}/checks/{CHECK}", data={}, status=200).text
    assert "chimbaobao" not in empty
    wrong = client.post(
        f"{LESSON}/checks/{CHECK}", data={f"a.{CHECK}": tokens["Cuối tháng"]}, status=200
    ).text
    assert "chimbaobao-sai" in wrong
    assert "chimbaobao-dung" not in wrong


def test_a_check_question_of_another_lesson_is_not_there(
    client: CheckingClient, factory: Factory, learner: Person
) -> None:
    factory.enrol(learner)
    client.post(f"{OPTIONAL}/checks/{CHECK}", status=404)
    client.post(f"{LESSON}/checks/khong-co", status=404)


# Search ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["lãi góp", "lai gop", "LAI  GOP", "góp, lãi"])
def test_search_finds_lessons_with_and_without_marks(
    client: CheckingClient, factory: Factory, learner: Person, typed: str
) -> None:
    factory.enrol(learner)
    page = client.get("/search", query_string={"q": typed}, status=200).text
    assert f'href="{LAST}"' in page


def test_search_shows_lessons_to_the_enrolled_only(
    client: CheckingClient, factory: Factory, learner: Person
) -> None:
    def found(typed: str) -> str:
        return client.get("/search", query_string={"q": typed}, status=200).text

    assert f'href="{COURSE}"' in found("sổ bán hàng")
    assert "/lessons/" not in found("bốn ô") + found("bán")
    enrolment_id = factory.enrol(learner)
    assert f'href="{LESSON}"' in found("bốn ô")
    factory.write(service.leave, enrolment_id, learner.id, clock.now())
    assert "/lessons/" not in found("bốn ô")


def test_search_for_nothing_and_for_what_is_not_there(
    client: CheckingClient, factory: Factory, learner: Person
) -> None:
    client.get("/search", status=200)
    page = client.get("/search", query_string={"q": "khinh khí cầu <b>"}, status=200).text
    assert "Không thấy bài nào" in main_words(page)
    assert "<b>&" not in page
    client.get("/search", query_string={"q": "%_' \" \\ " + "a" * 5000}, status=200)


# Dates ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "said"), [(30, "Nội dung đúng đến ngày"), (-1, "đúng đến ngày")])
def test_a_dated_lesson_says_until_when_it_is_right(
    client: CheckingClient, factory: Factory, learner: Person, days: int, said: str
) -> None:
    until = clock.local_date(clock.now()) + timedelta(days=days)
    factory.course(
        altered(
            "02-tinh/01-lai-gop.md", "outcomes: [O2]", f"outcomes: [O2]\nvalid_until: {until.isoformat()}"
        )
    )
    factory.enrol(learner)
    page = client.get(LAST, status=200).text
    assert f"{said} {date_(until)}" in main_words(page)
    assert ('class="note wait"' in page) == (days < 0)


# Editions -------------------------------------------------------------------------------------------------


def test_a_patch_reaches_everyone_and_a_new_edition_only_newcomers(
    client: CheckingClient, factory: Factory, learner: Person, new_client: Callable[[], CheckingClient]
) -> None:
    factory.enrol(learner)
    client.send_form(LESSON, form="/done", status=303)
    factory.course(altered("01-ghi/01-so-ban.md", "đừng để tối", "đừng để qua đêm"))
    assert "đừng để qua đêm" in client.get(LESSON).text
    files = new_lesson()
    patched = altered("01-ghi/01-so-ban.md", "đừng để tối", "đừng để qua đêm")["01-ghi/01-so-ban.md"]
    factory.course({**files, "01-ghi/01-so-ban.md": patched})
    added = f"{COURSE}/lessons/hoa-von-moi"
    assert "Bài vừa thêm" not in client.get(COURSE).text
    client.get(added, status=404)
    client.post(f"{added}/done", status=404)
    newcomer, other = factory.person("Lò Thị Mai"), new_client()
    factory.sign_in(other, newcomer)
    factory.enrol(newcomer)
    assert "Đã xong 0 trên 4" in main_words(other.get(COURSE).text)
    other.get(added, status=200)
    assert [row[1:] for row in enrolments(factory)] == [(0, 1, 1, 3), (0, 2, 0, 4)]
    factory.finish(learner)
    assert enrolments(factory)[0] == (EnrolmentState.COMPLETED, 0, 1, 3, 3)


def test_a_patch_of_the_old_edition_s_text_is_what_its_learners_get(
    client: CheckingClient, factory: Factory, learner: Person
) -> None:
    factory.enrol(learner)
    factory.course(new_lesson())
    edited = new_lesson()["01-ghi/01-so-ban.md"].decode().replace("đừng để tối", "đừng để qua đêm")
    factory.course({**new_lesson(), "01-ghi/01-so-ban.md": edited.encode()})
    assert "đừng để tối" in client.get(LESSON).text


# Completion -----------------------------------------------------------------------------------------------


def test_a_course_is_complete_with_the_last_thing_it_asks_and_only_then(
    client: CheckingClient, factory: Factory, learner: Person
) -> None:
    factory.enrol(learner)
    client.send_form(LESSON, form="/done", status=303)
    client.send_form(LAST, form="/done", status=303)
    client.send_form(OPTIONAL, form="/done", status=303)
    assert enrolments(factory) == [(EnrolmentState.ACTIVE, 0, 1, 2, 3)]
    factory.pass_quiz(learner, QUIZ)
    assert enrolments(factory) == [(EnrolmentState.COMPLETED, 0, 1, 3, 3)]
    assert "Anh/chị đã học xong khóa này" in main_words(client.get(COURSE).text)


def test_a_share_of_the_lessons_can_be_enough(
    client: CheckingClient, factory: Factory, learner: Person
) -> None:
    files = altered("course.yml", "lessons: all", "lessons: share\n  min_share: 0.5")
    automatic = files["course.yml"].replace(b"issue: manual", b"issue: automatic")
    factory.course({**files, "course.yml": automatic})
    factory.enrol(learner)
    factory.pass_quiz(learner, QUIZ)
    assert count(factory, Certificate) == 0
    client.send_form(LAST, form="/done", status=303)
    assert enrolments(factory)[0][0] is EnrolmentState.COMPLETED
    client.send_form(LESSON, form="/done", status=303)
    assert enrolments(factory)[0][3:] == (3, 3)
    assert count(factory, Certificate) == 1


# flask learning verify ------------------------------------------------------------------------------------


def _verify(app: Flask) -> Result:
    result = app.test_cli_runner().invoke(cli.cli, ["verify"])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_verify_proves_right_counters(app: Flask, factory: Factory, learner: Person) -> None:
    assert (_verify(app).exit_code, "0 enrolments checked, 0 wrong" in _verify(app).output) == (0, True)
    factory.finish(learner)
    factory.enrol(factory.person("Lò Thị Mai"))
    found = _verify(app)
    assert found.exit_code == 0
    assert "2 enrolments checked, 0 wrong" in found.output


@pytest.mark.parametrize("wrong", [{"done_count": 2}, {"total_count": 7}, {"major": 9}])
def test_verify_finds_a_wrong_counter(
    app: Flask, factory: Factory, learner: Person, wrong: dict[str, int]
) -> None:
    enrolment_id = factory.finish(learner)
    factory.enrol(factory.person("Lò Thị Mai"))
    factory.write(
        lambda: db.session.execute(update(Enrolment).where(Enrolment.id == enrolment_id).values(**wrong))
    )
    found = _verify(app)
    assert found.exit_code == 1
    assert str(enrolment_id) in found.output
    assert "1 wrong" in found.output
