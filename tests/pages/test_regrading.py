"""A wrong key is put right for everybody: seen first, audited, never lower unless asked, taken back."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from lms import clock
from lms.audit.models import AuditEntry
from lms.db import db
from lms.learning.models import Completion
from lms.questions import Correction, CorrectionKind
from lms.quizzes import queries as attempts
from lms.quizzes.models import Attempt
from lms.quizzes.regrading import queries, service
from lms.quizzes.regrading.models import Regrade, RegradeChange
from tests.client import CheckingClient
from tests.factories import Factory, Person
from tests.pages import quiz_course
from tests.pages.quiz_course import COURSE, QUIZ, known, learner, start, submit

pytestmark = pytest.mark.both
NewClient = Callable[[], CheckingClient]
LIST = f"/teach/{COURSE}/quizzes/{QUIZ}/regrades"
REASON = {"reason": "đáp án in nhầm", "apply": "1"}


@pytest.fixture
def pupil(factory: Factory, client: CheckingClient) -> Person:
    factory.course(quiz_course.files())
    return learner(factory, client)


@pytest.fixture
def teacher(factory: Factory, new_client: NewClient, pupil: Person) -> CheckingClient:
    found = new_client()
    factory.sign_in(found, factory.person("Trần Văn Thầy", teaches=COURSE))
    return found


def handed_in(factory: Factory, client: CheckingClient, wrong: dict[str, Any] | None = None) -> UUID:
    """An attempt with all answers right but those of `wrong`."""
    taking = start(client)
    attempt, _ = known(factory, taking)
    given = {**quiz_course.right_answers(attempt.quiz, attempt.instance), **(wrong or {})}
    submit(client, taking, given, status=303)
    return taking


def of(factory: Factory, attempt_id: UUID) -> attempts.AttemptRow:
    found = factory.read(attempts.attempt, attempt_id)
    assert isinstance(found, attempts.AttemptRow)
    return found


def page_of(factory: Factory, attempt_id: UUID, question_id: str) -> str:
    return f"{LIST}/{of(factory, attempt_id).digest}/{question_id}"


def score(factory: Factory, attempt_id: UUID) -> Decimal:
    found = of(factory, attempt_id).result
    assert found is not None
    return found.score


@pytest.mark.parametrize("question_id", ["mot", "dung", "so", "ngan"])
def test_the_form_begins_with_the_key_in_force(
    client: CheckingClient, factory: Factory, teacher: CheckingClient, question_id: str
) -> None:
    """Sent as it stands it is no correction, and says so."""
    taking = handed_in(factory, client)
    page = page_of(factory, taking, question_id)
    for language, said in (("vi", "Đáp án này là đáp án đang dùng"), ("en", "This is the key in force")):
        teacher.post("/language", data={"lang": language}, status=303)
        seen = teacher.send_form(page, {"kind": "key"}, form=page, status=422)
        assert said in seen.text


@pytest.mark.parametrize(
    ("question_id", "key", "shown"),
    [
        ("dung", "false", 'value="false" checked'),
        ("so", "12,5", 'value="12,5"'),
        ("ngan", "lãi gộp", ">lãi gộp</textarea>"),
    ],
)
def test_a_correction_in_force_is_shown_and_not_sent_once_more(
    client: CheckingClient, factory: Factory, teacher: CheckingClient, question_id: str, key: str, shown: str
) -> None:
    taking = handed_in(factory, client)
    page = page_of(factory, taking, question_id)
    assert shown not in teacher.get(page, status=200).text
    there = teacher.post(page, data={"kind": "key", "key": key, **REASON}, status=303).location
    seen = teacher.get(page, status=200).text
    assert shown in seen
    assert 'value="key" checked' in seen
    assert f'href="{there}"' in seen and "<fieldset disabled>" in seen
    assert "Xem ai đổi điểm" not in seen
    assert shown in teacher.post(page, data={"kind": "drop"}, status=409).text
    teacher.post(f"{there}/undo", status=303)
    assert shown not in teacher.get(page, status=200).text


def test_a_wrong_key_is_put_right_for_everybody(
    client: CheckingClient, factory: Factory, pupil: Person, teacher: CheckingClient, new_client: NewClient
) -> None:
    """S21: nothing changes before the act; the dry run names whom it will change, the log who did it."""
    taking = handed_in(factory, client, {"dung": "false"})
    before = score(factory, taking)
    assert "Trần" not in teacher.get(LIST, status=200).text
    page = page_of(factory, taking, "dung")
    teacher.get(page, status=200)
    seen = teacher.send_form(page, {"kind": "key", "key": "false"}, form=page, status=200)
    assert pupil.full_name in seen.text
    assert "1 bài đổi: 1 bài tăng, 0 bài giảm" in seen.text
    assert score(factory, taking) == before
    chosen = {"kind": "key", "key": "false", **REASON}
    there = teacher.post(page, data=chosen, status=303).location
    factory.work_off(service.JOB)
    assert score(factory, taking) == before + 1
    assert pupil.full_name in teacher.get(there, status=200).text
    assert "Đã chấm lại cho mọi người: câu" in client.get(f"/attempts/{taking}/result", status=200).text
    entry = factory.read(
        lambda: db.session.scalar(select(AuditEntry).where(AuditEntry.action == "quizzes.regrade"))
    )
    assert (entry.detail["question"], entry.detail["reason"]) == ("dung", "đáp án in nhầm")
    # Whoever hands in later is graded in the same way.
    other = new_client()
    quiz_course.learner(factory, other, "Lò Thị Mơ")
    later = handed_in(factory, other, {"dung": "false"})
    assert score(factory, later) == before + 1
    assert "2 bài đổi điểm" in teacher.get(there, status=200).text


def test_nobody_loses_unless_it_is_asked_for(
    client: CheckingClient, factory: Factory, teacher: CheckingClient
) -> None:
    taking = handed_in(factory, client)
    before = score(factory, taking)
    page = page_of(factory, taking, "dung")
    seen = teacher.send_form(page, {"kind": "key", "key": "false"}, form=page, status=200)
    assert "Không bài nào đã nộp đổi điểm" in seen.text
    lower = teacher.send_form(page, {"kind": "key", "key": "false", "replace": "1"}, form=page, status=200)
    assert "0 bài tăng, 1 bài giảm" in lower.text
    teacher.post(page, data={"kind": "key", "key": "false", "replace": "1", **REASON}, status=303)
    factory.work_off(service.JOB)
    assert score(factory, taking) == before - 1


def test_a_dropped_question_makes_the_pass_smaller_and_completes_the_quiz(
    client: CheckingClient, factory: Factory, teacher: CheckingClient
) -> None:
    """A pass by it completes the quiz; undoing leaves the completion, and the score as it was."""
    taking = handed_in(factory, client, {"dung": "false", "so": "1", "mot": ""})
    was = of(factory, taking).result
    assert was is not None
    assert not was.passed

    def completed() -> list[str]:
        return list(db.session.scalars(select(Completion.item_id)))

    assert QUIZ not in factory.read(completed)
    for question_id in ("dung", "so", "mot"):
        page = page_of(factory, taking, question_id)
        teacher.post(page, data={"kind": "drop", **REASON}, status=303)
        factory.work_off(service.JOB)
    now = of(factory, taking).result
    assert now is not None
    assert (now.passed, now.max_score) == (True, was.max_score - 3)
    assert QUIZ in factory.read(completed)
    page = client.get(f"/attempts/{taking}/result", status=200).text
    assert f"/{now.max_score:f} điểm" in page
    for one in factory.read(queries.regrades, COURSE, QUIZ):
        teacher.post(f"/teach/regrades/{one.id}/undo", status=303)
        factory.work_off(service.JOB)
    assert of(factory, taking).result == was
    assert QUIZ in factory.read(completed)
    assert factory.read(lambda: db.session.scalars(select(RegradeChange.attempt_id)).all()) == []


def test_full_credit_for_all_and_one_correction_at_a_time(
    client: CheckingClient, factory: Factory, teacher: CheckingClient
) -> None:
    taking = handed_in(factory, client, {"mot": ""})
    before = score(factory, taking)
    page = page_of(factory, taking, "mot")
    there = teacher.post(page, data={"kind": "full", **REASON}, status=303).location
    teacher.post(page, data={"kind": "drop", **REASON}, status=409)
    factory.work_off(service.JOB)
    assert score(factory, taking) == before + 1
    teacher.post(f"{there}/undo", status=303)
    teacher.post(f"{there}/undo", status=409)
    teacher.post(page, data={"kind": "drop", **REASON}, status=303)


@pytest.mark.parametrize(
    ("question_id", "typed"),
    [
        ("mot", {"kind": "key"}),
        ("mot", {"kind": "key", "key": "9"}),
        ("dung", {"kind": "key", "key": "có"}),
        ("so", {"kind": "key", "key": "nhiều"}),
        ("so", {"kind": ""}),
    ],
)
def test_a_key_that_is_none_is_refused_and_what_was_chosen_stays(
    client: CheckingClient, factory: Factory, teacher: CheckingClient, question_id: str, typed: dict[str, str]
) -> None:
    taking = handed_in(factory, client)
    page = page_of(factory, taking, question_id)
    answer = teacher.post(page, data={**typed, **REASON}, status=422).text
    if typed["kind"]:
        assert "Đáp án mới chưa hợp với câu hỏi" in answer
        assert 'value="key" checked' in answer
    assert factory.read(lambda: db.session.scalars(select(Regrade.id)).all()) == []


def test_without_a_reason_nothing_is_changed(
    client: CheckingClient, factory: Factory, teacher: CheckingClient
) -> None:
    page = page_of(factory, handed_in(factory, client), "mot")
    assert "Viết lý do" in teacher.post(page, data={"kind": "full", "apply": "1"}, status=422).text
    assert factory.read(lambda: db.session.scalars(select(Regrade.id)).all()) == []


def test_only_trainers_of_the_course_correct(
    client: CheckingClient, factory: Factory, teacher: CheckingClient, new_client: NewClient
) -> None:
    """S05."""
    page = page_of(factory, handed_in(factory, client), "mot")
    there = teacher.post(page, data={"kind": "full", **REASON}, status=303).location
    stranger = new_client()
    factory.sign_in(stranger, factory.person("Lò Văn Péng", teaches="khoa-khac"))
    for browser in (client, stranger):
        browser.get(page, status=404)
        browser.post(page, data={"kind": "drop", **REASON}, status=404)
        browser.get(there, status=404)
        browser.post(f"{there}/undo", status=404)


def test_a_killed_job_goes_on_and_a_second_look_finds_the_late_one(
    client: CheckingClient, factory: Factory, teacher: CheckingClient
) -> None:
    """An attempt that was being handed in while the others were looked at is found by the second look."""
    taking = handed_in(factory, client, {"mot": ""})
    before = score(factory, taking)
    correction = Correction(CorrectionKind.FULL)
    at = clock.now()
    made = factory.write(
        service.order, COURSE, QUIZ, of(factory, taking).digest, "mot", correction,
        replace=False, reason="in nhầm", actor=factory.person(admin=True).id, at=at,
    )  # fmt: skip
    factory.write(service.apply_some, made, None, at)
    changed = score(factory, taking)
    assert changed == before + 1
    # As if it had come from a transaction that began before the order.
    factory.write(lambda: db.session.execute(RegradeChange.__table__.delete()))
    factory.write(lambda: db.session.execute(update(Attempt).values(score=before)))
    plain = of(factory, taking)
    assert plain.result is not None
    factory.write(service.apply_some, made, None, at + timedelta(minutes=2))
    assert score(factory, taking) == changed
