"""A trainer's view of the attempts: whose it is, more time, opening again; nobody else's (S05)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from lms import clock
from lms.audit.models import AuditEntry
from lms.certificates.models import Certificate
from lms.certificates.rules import CertificateState
from lms.db import db
from lms.learning.models import Completion
from lms.quizzes.models import Attempt, AttemptState
from tests.client import CheckingClient
from tests.factories import Factory, Person
from tests.pages import quiz_course
from tests.pages.quiz_course import COURSE, FINAL, QUIZ

TEACH = f"/teach/{COURSE}"
ATTEMPTS = f"{TEACH}/quizzes/{QUIZ}"
NewClient = Callable[[], CheckingClient]
TIMED = (("pass: 5\n", "pass: 5\nminutes: 30\n"),)


@pytest.fixture
def pupil(factory: Factory, client: CheckingClient) -> Person:
    factory.course(quiz_course.files(*TIMED))
    return quiz_course.learner(factory, client)


@pytest.fixture
def teacher(factory: Factory, new_client: NewClient, pupil: Person) -> CheckingClient:
    found = new_client()
    factory.sign_in(found, factory.person("Trần Văn Thầy", teaches=COURSE))
    found.get("/account")
    return found


def row(factory: Factory, attempt_id: UUID) -> Any:
    columns = (Attempt.state, Attempt.deadline, Attempt.score, Attempt.passed, Attempt.submitted_at)
    return factory.read(lambda: db.session.execute(select(*columns).where(Attempt.id == attempt_id)).one())


def audited(factory: Factory, action: str) -> list[dict[str, Any]]:
    found = select(AuditEntry.detail).where(AuditEntry.action == action).order_by(AuditEntry.at)
    return factory.read(lambda: list(db.session.scalars(found)))


def test_the_attempts_as_they_stand(
    factory: Factory, client: CheckingClient, teacher: CheckingClient
) -> None:
    assert "Chưa ai làm bài này" in teacher.get(ATTEMPTS, status=200).text
    attempt_id = quiz_course.start(client)
    answers = quiz_course.right(factory, attempt_id)
    quiz_course.save(client, attempt_id, "dung", True, status=200)
    quiz_course.save(client, attempt_id, "mot", answers["mot"], status=200)
    page = teacher.get(ATTEMPTS, status=200).text
    assert "Nguyễn Thị Lành" in page
    assert "Đang làm" in page
    assert "2/7" in page
    quiz_course.submit(client, attempt_id, answers, status=303)
    page = teacher.get(ATTEMPTS, status=200).text
    assert "7/7" in page
    assert "Đang làm" not in page
    assert QUIZ in teacher.get(TEACH, status=200).text


def test_the_answers_of_an_attempt_before_and_after_it_is_handed_in(
    factory: Factory, client: CheckingClient, teacher: CheckingClient
) -> None:
    """While it is open what was saved and no grade; then the grade, the key and the explanations too."""
    attempt_id = quiz_course.start(client)
    quiz_course.save(client, attempt_id, "ngan", "chi phí đổi theo số túi", status=200)
    page = teacher.get(f"/teach/attempts/{attempt_id}", status=200).text
    assert "chi phí đổi theo số túi" in page
    assert quiz_course.CANARY not in page
    quiz_course.submit(client, attempt_id, {"ngan": "chi phí đổi theo số túi"}, status=303)
    page = teacher.get(f"/teach/attempts/{attempt_id}", status=200).text
    assert "chi phí đổi theo số túi" in page
    assert quiz_course.CANARY in page


def test_those_at_work_come_first_with_time_left_and_last_save(
    factory: Factory, client: CheckingClient, teacher: CheckingClient, new_client: NewClient
) -> None:
    attempt_id = quiz_course.start(client)
    other = new_client()
    quiz_course.learner(factory, other, "Lê Văn Bền")
    quiz_course.submit(other, quiz_course.start(other), {}, status=303)
    page = teacher.get(ATTEMPTS, status=200).text
    assert page.index("Nguyễn Thị Lành") < page.index("Lê Văn Bền")
    assert "còn 29 phút" in page
    assert page.count("Chưa lưu câu nào") == 2
    assert 'data-module="live"' in page
    quiz_course.save(client, attempt_id, "dung", True, status=200)
    assert teacher.get(ATTEMPTS, status=200).text.count("Chưa lưu câu nào") == 1
    quiz_course.submit(client, attempt_id, {}, status=303)
    page = teacher.get(ATTEMPTS, status=200).text
    assert "còn 29 phút" not in page and 'data-module="live"' not in page


def test_where_pages_are_left_for_good_the_list_says_where_somebody_is(
    factory: Factory, client: CheckingClient, new_client: NewClient
) -> None:
    factory.course(quiz_course.files(("pass: 5\n", "pass: 5\nsequential: true\npage_size: 3\n")))
    quiz_course.learner(factory, client)
    quiz_course.start(client)
    found = new_client()
    factory.sign_in(found, factory.person("Trần Văn Thầy", teaches=COURSE))
    assert "trang 1/3" in found.get(ATTEMPTS, status=200).text


def test_a_list_of_many_costs_no_more_statements(
    factory: Factory, client: CheckingClient, teacher: CheckingClient
) -> None:
    quiz_course.start(client)
    teacher.get(ATTEMPTS, status=200, queries=6)


def test_more_time_moves_the_deadline_and_is_kept_for_later(
    factory: Factory, client: CheckingClient, teacher: CheckingClient
) -> None:
    attempt_id = quiz_course.start(client)
    before = row(factory, attempt_id).deadline
    form = {"minutes": "12", "reason": "mất điện giữa giờ"}
    teacher.post(f"/teach/attempts/{attempt_id}/extend", data=form, status=303)
    assert (row(factory, attempt_id).deadline - before).total_seconds() == 12 * 60
    teacher.post(f"/teach/attempts/{attempt_id}/extend", data=form, status=303)
    assert (row(factory, attempt_id).deadline - before).total_seconds() == 24 * 60
    assert [entry["minutes"] for entry in audited(factory, "quizzes.give-exception")] == [12, 24]


@pytest.mark.parametrize("form", [{"minutes": "0", "reason": "mất điện"}, {"minutes": "5", "reason": ""}])
def test_more_time_needs_minutes_and_a_reason(
    factory: Factory, client: CheckingClient, teacher: CheckingClient, form: dict[str, str]
) -> None:
    attempt_id = quiz_course.start(client)
    before = row(factory, attempt_id)
    teacher.post(f"/teach/attempts/{attempt_id}/extend", data=form, status=422)
    assert row(factory, attempt_id) == before


def test_a_submitted_attempt_goes_on_and_keeps_its_answers_and_completion(
    factory: Factory, client: CheckingClient, teacher: CheckingClient
) -> None:
    attempt_id = quiz_course.start(client)
    answers = quiz_course.right(factory, attempt_id)
    quiz_course.submit(client, attempt_id, answers, status=303)
    form = {"minutes": "20", "reason": "nộp nhầm"}
    teacher.post(f"/teach/attempts/{attempt_id}/reopen", data=form, status=303)
    now = row(factory, attempt_id)
    assert now.state is AttemptState.OPEN
    assert now.score is None and now.passed is None and now.submitted_at is None
    assert 0 < (now.deadline - clock.now()).total_seconds() <= 20 * 60
    assert quiz_course.known(factory, attempt_id)[1].keys() == answers.keys()
    assert factory.read(lambda: list(db.session.scalars(select(Completion.item_id)))) == [QUIZ]
    assert audited(factory, "quizzes.reopen")[0]["reason"] == "nộp nhầm"
    # Handed in again, it is graded again.
    quiz_course.submit(
        client, attempt_id, answers, more=quiz_course.revisions(factory, attempt_id), status=303
    )
    assert row(factory, attempt_id).passed is True
    assert len(factory.read(lambda: list(db.session.scalars(select(Completion.item_id))))) == 1


def test_an_open_attempt_is_not_opened_again(
    factory: Factory, client: CheckingClient, teacher: CheckingClient
) -> None:
    attempt_id = quiz_course.start(client)
    form = {"minutes": "20", "reason": "nộp nhầm"}
    teacher.post(f"/teach/attempts/{attempt_id}/reopen", data=form, status=409)


def test_not_while_another_one_is_open(
    factory: Factory, client: CheckingClient, teacher: CheckingClient
) -> None:
    first = quiz_course.start(client)
    quiz_course.submit(client, first, {}, status=303)
    quiz_course.start(client)
    form = {"minutes": "20", "reason": "nộp nhầm"}
    teacher.post(f"/teach/attempts/{first}/reopen", data=form, status=409)
    assert row(factory, first).state is AttemptState.SUBMITTED


def test_a_certificate_stands_on_what_is_not_opened_again(
    factory: Factory, client: CheckingClient, teacher: CheckingClient, pupil: Person
) -> None:
    attempt_id = quiz_course.start(client)
    quiz_course.submit(client, attempt_id, {}, status=303)
    certificate_id = factory.certificate(pupil, COURSE)
    form = {"minutes": "20", "reason": "nộp nhầm"}
    teacher.post(f"/teach/attempts/{attempt_id}/reopen", data=form, status=409)
    assert row(factory, attempt_id).state is AttemptState.SUBMITTED

    def revoke() -> None:
        db.session.execute(
            update(Certificate).where(Certificate.id == certificate_id).values(state=CertificateState.REVOKED)
        )

    factory.write(revoke)
    teacher.post(f"/teach/attempts/{attempt_id}/reopen", data=form, status=303)


def test_nobody_decides_about_an_attempt_of_their_own(
    factory: Factory, new_client: NewClient, pupil: Person
) -> None:
    found = new_client()
    person = factory.person("Trần Văn Thầy", teaches=COURSE)
    factory.enrol(person, COURSE)
    factory.sign_in(found, person)
    found.get("/account")
    attempt_id = quiz_course.start(found, QUIZ)
    form = {"minutes": "20", "reason": "cho mình"}
    found.post(f"/teach/attempts/{attempt_id}/extend", data=form, status=403)
    quiz_course.submit(found, attempt_id, {}, status=303)
    found.post(f"/teach/attempts/{attempt_id}/reopen", data=form, status=403)


def test_a_trainer_of_another_course_finds_nothing(
    factory: Factory, client: CheckingClient, new_client: NewClient, pupil: Person
) -> None:
    attempt_id = quiz_course.start(client)
    other = new_client()
    factory.sign_in(other, factory.person("Thầy khóa khác", teaches="khoa-khac"))
    other.get("/account")
    before = row(factory, attempt_id)
    for path in (TEACH, ATTEMPTS, f"{TEACH}/quizzes/{FINAL}", f"/teach/attempts/{attempt_id}"):
        other.get(path, status=404)
        client.get(path, status=404)
    form = {"minutes": "20", "reason": "thử xem sao"}
    for deed in ("extend", "reopen"):
        other.post(f"/teach/attempts/{attempt_id}/{deed}", data=form, status=404)
        client.post(f"/teach/attempts/{attempt_id}/{deed}", data=form, status=404)
    assert row(factory, attempt_id) == before


def test_a_trainer_opens_at_the_courses_they_teach(
    factory: Factory, client: CheckingClient, teacher: CheckingClient, new_client: NewClient
) -> None:
    page = teacher.get("/teach", status=200).text
    assert f'href="{TEACH}"' in page
    assert "Không có bài nào chờ chấm." in page
    assert 'href="/teach"' in teacher.get("/", status=200).text
    stranger, office = new_client(), new_client()
    factory.sign_in(stranger, factory.person("Lê Văn Khác", teaches="khoa-khac"))
    assert TEACH not in stranger.get("/teach", status=200).text
    client.get("/teach", status=404)
    assert 'href="/teach"' not in client.get("/", status=200).text
    factory.sign_in(office, factory.person("Phạm Thị Phòng", admin=True))
    assert f'href="{TEACH}"' in office.get("/teach", status=200).text
