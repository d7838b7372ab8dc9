"""Essays are marked by the course's trainers, oldest first; what follows from a mark follows at once."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, select

from lms import clock
from lms.accounts.models import GrantRow
from lms.audit.models import AuditEntry
from lms.db import db
from lms.errors import Forbidden
from lms.learning.models import Completion
from lms.quizzes.marking import service
from lms.quizzes.marking.models import Mark
from lms.quizzes.marking.rules import Typed
from lms.quizzes.models import Attempt
from lms.quizzes.views import marking
from tests.client import CheckingClient
from tests.factories import Factory, Person
from tests.pages import quiz_course
from tests.pages.quiz_course import COURSE, FINAL

NewClient = Callable[[], CheckingClient]
QUEUE = f"/teach/{COURSE}/marking"
ESSAYS = (
    (
        "  - {id: c2, type: truefalse, stem: Câu hai., answer: true, lesson: bai-2, "
        f'explanation: "{quiz_course.CANARY}"}}',
        "  - id: bai-viet\n    type: essay\n    stem: Anh/chị ghi sổ thế nào?\n    points: 3\n"
        "    rubric: [{id: ro, text: Viết rõ, points: 1}, {id: dung, text: Tính đúng, points: 2}]\n"
        "  - {id: tu-do, type: essay, stem: Viết thêm., points: 2}",
    ),
    ("pass: 2\n", "pass: 5\n"),
    ("review: after_pass_or_last", "review: after_submit"),
)
FULL = {"row.ro": "1", "row.dung": "1,5", "comment": "Cần ghi <b>ngày</b>.", "revision": "1"}


@pytest.fixture
def pupil(factory: Factory, client: CheckingClient) -> Person:
    factory.course(quiz_course.files(*ESSAYS))
    return quiz_course.learner(factory, client)


@pytest.fixture
def teacher(factory: Factory, new_client: NewClient, pupil: Person) -> CheckingClient:
    found = new_client()
    factory.sign_in(found, factory.person("Trần Văn Thầy", teaches=COURSE))
    found.get("/account")
    return found


@pytest.fixture
def attempt_id(client: CheckingClient, pupil: Person) -> UUID:
    found = quiz_course.start(client, FINAL)
    answers = {"c1": "true", "bai-viet": "Tôi ghi mỗi ngày.", "tu-do": "Thêm nữa."}
    quiz_course.submit(client, found, answers, status=303)
    return found


def graded(factory: Factory, attempt_id: UUID) -> tuple[Any, ...]:
    columns = (Attempt.score, Attempt.passed)
    return tuple(
        factory.read(lambda: db.session.execute(select(*columns).where(Attempt.id == attempt_id)).one())
    )


def completed(factory: Factory) -> list[str]:
    return factory.read(lambda: list(db.session.scalars(select(Completion.item_id))))


def place(attempt_id: UUID, question: str) -> str:
    return f"/teach/attempts/{attempt_id}/marks/{question}"


def test_from_the_queue_to_the_last_essay_and_the_pass(
    factory: Factory, client: CheckingClient, teacher: CheckingClient, attempt_id: UUID
) -> None:
    assert graded(factory, attempt_id) == (1, False)
    assert "chưa phải điểm cuối" in client.get(f"/attempts/{attempt_id}/result", status=200).text
    assert "2 câu chờ chấm" in teacher.get(QUEUE, status=200).text
    page = teacher.get(place(attempt_id, "bai-viet"), status=200).text
    assert "Tôi ghi mỗi ngày." in page and "Viết rõ" in page
    following = teacher.post(place(attempt_id, "bai-viet"), data=FULL, status=303).location
    assert following == place(attempt_id, "tu-do")
    assert graded(factory, attempt_id) == (Decimal("3.5"), False)
    assert completed(factory) == []
    data = {"points": "2", "comment": "", "revision": "1"}
    assert teacher.post(following, data=data, status=303).location == QUEUE
    assert "Không còn câu nào" in teacher.get(QUEUE, status=200).text
    assert graded(factory, attempt_id) == (Decimal("5.5"), True)
    assert completed(factory) == [FINAL]
    result = client.get(f"/attempts/{attempt_id}/result", status=200).text
    assert "Cần ghi &lt;b&gt;ngày&lt;/b&gt;." in result
    assert "chưa phải điểm cuối" not in result
    acts = select(AuditEntry).where(AuditEntry.action == "quizzes.mark").order_by(AuditEntry.at)
    entries = factory.read(lambda: list(db.session.scalars(acts)))
    assert [entry.detail["points"] for entry in entries] == ["2.5", "2"]


def test_from_answer_to_answer_and_back(teacher: CheckingClient, attempt_id: UUID) -> None:
    first, second = place(attempt_id, "bai-viet"), place(attempt_id, "tu-do")
    assert teacher.get(f"{first}/next", status=302).location == second
    assert teacher.get(f"{second}/previous", status=302).location == first
    assert teacher.get(f"{first}/previous", status=302).location == QUEUE


def test_a_lower_mark_later_takes_no_completion_away(
    factory: Factory, teacher: CheckingClient, attempt_id: UUID
) -> None:
    teacher.post(place(attempt_id, "bai-viet"), data=FULL, status=303)
    teacher.post(place(attempt_id, "tu-do"), data={"points": "2", "revision": "1"}, status=303)
    teacher.post(place(attempt_id, "tu-do"), data={"points": "0", "revision": "1"}, status=303)
    assert graded(factory, attempt_id) == (Decimal("3.5"), False)
    assert completed(factory) == [FINAL]


@pytest.mark.parametrize("typed", ["", "3", "-1", "một", "0,001", "NaN", "1e1"])
def test_points_that_do_not_fit_are_asked_again(
    factory: Factory, teacher: CheckingClient, attempt_id: UUID, typed: str
) -> None:
    data = {"points": typed, "comment": "đã viết", "revision": "1"}
    page = teacher.post(place(attempt_id, "tu-do"), data=data, status=422).text
    assert "Viết số điểm từ 0 đến 2" in page and "đã viết" in page
    assert graded(factory, attempt_id) == (1, False)


def test_a_comment_that_is_too_long_is_said_and_stays_in_the_form(
    factory: Factory, teacher: CheckingClient, attempt_id: UUID
) -> None:
    data = {"points": "1", "comment": "a" * 2001, "revision": "1"}
    page = teacher.post(place(attempt_id, "tu-do"), data=data, status=422).text
    assert "Lời nhận xét dài quá 2000 chữ" in page and "a" * 2001 in page
    assert graded(factory, attempt_id) == (1, False)


def test_a_mark_counts_for_the_text_that_was_read(
    factory: Factory, client: CheckingClient, teacher: CheckingClient, attempt_id: UUID
) -> None:
    teacher.post(place(attempt_id, "bai-viet"), data=FULL, status=303)
    teacher.post(place(attempt_id, "tu-do"), data={"points": "1", "revision": "1"}, status=303)
    form = {"minutes": "", "reason": "nộp nhầm"}
    teacher.post(f"/teach/attempts/{attempt_id}/reopen", data=form, status=303)
    teacher.post(place(attempt_id, "tu-do"), data={"points": "2", "revision": "1"}, status=404)
    changed = {"tu-do": "Viết lại."}
    more = quiz_course.revisions(factory, attempt_id)
    quiz_course.submit(client, attempt_id, changed, more=more, status=303)
    # The essay left as it was keeps its mark; the other waits again, and the old page of it is too old.
    assert graded(factory, attempt_id) == (Decimal("3.5"), False)
    assert "Một câu chờ chấm" in teacher.get(QUEUE, status=200).text
    teacher.post(place(attempt_id, "tu-do"), data={"points": "2", "revision": "1"}, status=409)
    teacher.post(place(attempt_id, "tu-do"), data={"points": "2", "revision": "2"}, status=303)
    assert graded(factory, attempt_id) == (Decimal("5.5"), True)


def test_nobody_marks_themselves_and_nothing_sent_along_counts(
    factory: Factory, client: CheckingClient, new_client: NewClient, pupil: Person
) -> None:
    """S09."""
    own = {"score": "6", "passed": "1", "points": "2", "row.ro": "1", "row.dung": "2", "graded_by": "x"}
    attempt_id = quiz_course.start(client, FINAL)
    quiz_course.submit(client, attempt_id, {"c1": "true", "tu-do": "Thêm."}, more=own, status=303)
    assert graded(factory, attempt_id) == (1, False)
    client.post(place(attempt_id, "tu-do"), data={"points": "2", "revision": "1"}, status=404)
    # A trainer who studies the course marks others, not themselves.
    found, person = new_client(), factory.person("Trần Văn Thầy", teaches=COURSE)
    factory.enrol(person, COURSE)
    factory.sign_in(found, person)
    found.get("/account")
    mine = quiz_course.start(found, FINAL)
    quiz_course.submit(found, mine, {"tu-do": "Của tôi."}, status=303)
    assert str(mine) not in found.get(QUEUE, status=200).text
    found.post(place(mine, "tu-do"), data={"points": "2", "revision": "1"}, status=403)
    assert graded(factory, mine) == (0, False)
    assert factory.read(lambda: list(db.session.scalars(select(Mark.attempt_id)))) == []


def test_a_trainer_of_another_course_reads_and_marks_nothing(
    factory: Factory, new_client: NewClient, attempt_id: UUID
) -> None:
    other = new_client()
    factory.sign_in(other, factory.person("Thầy khóa khác", teaches="khoa-khac"))
    other.get("/account")
    other.get(QUEUE, status=404)
    other.get(place(attempt_id, "tu-do"), status=404)
    other.post(place(attempt_id, "tu-do"), data={"points": "2", "revision": "1"}, status=404)
    assert graded(factory, attempt_id) == (1, False)


def test_a_comment_is_feedback_and_goes_by_the_review_policy(
    factory: Factory, client: CheckingClient, new_client: NewClient
) -> None:
    factory.course(quiz_course.files(*ESSAYS[:2], ("review: after_pass_or_last", "review: score_only")))
    quiz_course.learner(factory, client)
    attempt_id = quiz_course.start(client, FINAL)
    quiz_course.submit(client, attempt_id, {"bai-viet": "Tôi ghi."}, status=303)
    found = new_client()
    factory.sign_in(found, factory.person("Trần Văn Thầy", teaches=COURSE))
    found.get("/account")
    found.post(place(attempt_id, "bai-viet"), data=FULL, status=303)
    page = client.get(f"/attempts/{attempt_id}/result", status=200).text
    assert "2,5/6" in page
    assert "Cần ghi" not in page


def test_an_answer_may_be_left_for_later(
    client: CheckingClient, teacher: CheckingClient, attempt_id: UUID
) -> None:
    first, second = place(attempt_id, "bai-viet"), place(attempt_id, "tu-do")
    assert f"{first}/next" in teacher.get(first, status=200).text
    assert teacher.get(f"{first}/next", status=302).location == second
    assert teacher.get(f"{second}/next", status=302).location == QUEUE
    assert "Bài bỏ qua vẫn nằm trong danh sách" in teacher.get(QUEUE, status=200).text
    # What was skipped does not come back at once, and stays in the list.
    data = {"points": "2", "comment": "", "revision": "1"}
    assert teacher.post(second, data=data, status=303).location == QUEUE
    assert "Một câu chờ chấm" in teacher.get(QUEUE, status=200).text


def test_a_long_queue_is_paged(
    teacher: CheckingClient, attempt_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marking, "LISTED", 1)
    first, second = (f'"{place(attempt_id, name)}"' for name in ("bai-viet", "tu-do"))
    page = teacher.get(QUEUE, status=200).text
    assert "2 câu chờ chấm" in page
    assert first in page and second not in page
    page = teacher.get(f"{QUEUE}?page=2", status=200).text
    assert second in page and first not in page


def test_while_essays_wait_nothing_is_called_failed(client: CheckingClient, attempt_id: UUID) -> None:
    page = client.get(f"/attempts/{attempt_id}/result", status=200).text
    assert "Chờ chấm" in page
    assert "Chưa đạt" not in page
    assert "Còn yếu" not in page
    assert "Về khóa học" in page


def test_the_grant_is_asked_again_when_the_mark_is_stored(factory: Factory, attempt_id: UUID) -> None:
    gone = factory.person("Cô Cũ", teaches=COURSE)
    factory.write(lambda: db.session.execute(delete(GrantRow).where(GrantRow.user_id == gone.id)))
    with pytest.raises(Forbidden):
        factory.write(
            service.mark, attempt_id, "tu-do", Typed(points=Decimal(2)), "", 1, gone.id, clock.now()
        )
    assert graded(factory, attempt_id) == (1, False)
