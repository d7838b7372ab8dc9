"""The page of exceptions: one learner or a list; listed, changed, withdrawn, audited; for trainers alone."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from lms import clock
from lms.accounts.models import GrantRow
from lms.audit.models import AuditEntry
from lms.db import db
from lms.errors import Forbidden
from lms.learning import service as learning
from lms.learning.exceptions import service
from lms.quizzes import merging, queries
from lms.quizzes.rules import Exceptional
from lms.quizzes.teaching import service as teaching_service
from tests.client import CheckingClient, fields_of
from tests.factories import Factory, Person
from tests.pages.quiz_course import COURSE, FINAL, files, known, learner, start, submit

pytestmark = pytest.mark.both
PAGE = f"/teach/{COURSE}/quizzes/{FINAL}/exceptions"
LIMITED = ("attempts: 2", "attempts: 1\nminutes: 10")
NewClient = Callable[[], CheckingClient]


@pytest.fixture
def pupil(factory: Factory, client: CheckingClient) -> Person:
    factory.course(files(LIMITED))
    return learner(factory, client)


@pytest.fixture
def trainer(factory: Factory, pupil: Person) -> Person:
    return factory.person("Trần Văn Thầy", teaches=COURSE)


@pytest.fixture
def teacher(factory: Factory, new_client: NewClient, trainer: Person) -> CheckingClient:
    found = new_client()
    factory.sign_in(found, trainer)
    return found


def another(factory: Factory, name: str, **details: str) -> Person:
    """Somebody else who learns in the course."""
    person = factory.person(name, **details)
    factory.write(learning.enrol, person.id, COURSE, person.id, clock.now())
    return person


def given(factory: Factory, person: Person) -> Exceptional:
    return factory.read(queries.exceptional, person.id, COURSE, FINAL)


def actions(factory: Factory) -> list[str]:
    wanted = AuditEntry.action.in_(["quizzes.give-exception", "quizzes.withdraw-exception"])
    return factory.read(
        lambda: list(db.session.scalars(select(AuditEntry.action).where(wanted).order_by(AuditEntry.at)))
    )


def test_one_learner_is_given_more_listed_changed_and_withdrawn(
    client: CheckingClient, factory: Factory, pupil: Person, teacher: CheckingClient
) -> None:
    taking = start(client, FINAL)
    before = known(factory, taking)[0].deadline
    assert "Chưa ai được cho thêm gì" in teacher.get(PAGE, status=200).text
    sent = {"learner": str(pupil.id), "minutes": "15", "attempts": "1", "reason": "mất điện"}
    teacher.post(PAGE, data=sent, status=303)
    assert given(factory, pupil) == Exceptional(15, 1, None)
    assert known(factory, taking)[0].deadline == before + timedelta(minutes=15)
    page = teacher.get(f"{PAGE}?person={pupil.id}", status=200).text
    assert "mất điện" in page
    assert "Trần Văn Thầy cho" in page
    door = client.get(f"/courses/{COURSE}/quizzes/{FINAL}", status=200).text
    assert "15 phút, 1 lần" in door
    assert "2 lần, lấy lần cao nhất" in door
    assert "25 phút, tính từ lúc bấm bắt đầu" in door
    form = fields_of(page, "give")
    assert (form["learner"], form["minutes"], form["attempts"]) == (str(pupil.id), "15", "1")
    teacher.post(PAGE, data=form | {"minutes": "5", "closes": "2099-01-02T19:30"}, status=303)
    after = given(factory, pupil)
    assert (after.minutes, after.attempts) == (5, 1)
    assert f"{clock.to_local(after.closes_at):%d/%m/%Y %H:%M}" == "02/01/2099 19:30"
    # Less than before takes no time from an attempt under way.
    assert known(factory, taking)[0].deadline == before + timedelta(minutes=15)
    # Typed where no picker is; midnight is said as the learner's page says it.
    teacher.post(PAGE, data=form | {"closes": "03/01/2099 00:00"}, status=303)
    assert "hết ngày 02/01/2099" in teacher.get(PAGE, status=200).text
    teacher.post(f"{PAGE}/{pupil.id}/withdraw", status=303)
    assert given(factory, pupil) == Exceptional()
    assert "Được cho thêm" not in client.get(f"/courses/{COURSE}/quizzes/{FINAL}", status=200).text
    assert "Chưa ai được cho thêm gì" in teacher.get(PAGE, status=200).text
    assert actions(factory) == ["quizzes.give-exception"] * 3 + ["quizzes.withdraw-exception"]


def test_a_pasted_list_is_given_all_or_nobody(
    factory: Factory, pupil: Person, teacher: CheckingClient
) -> None:
    others = [another(factory, f"Học Viên {letter}") for letter in "ABC"]
    stranger = factory.person("Người Lạ")
    people = "\n".join(["1\tHọc Viên A", "Học Viên B", "Học Viên C"])
    sent = {"people": people, "attempts": "2", "reason": "hội trường mất điện"}
    page = teacher.post(PAGE, data=sent | {"people": f"{people}\nNgười Lạ"}, status=422).text
    assert "Không thấy trong khóa học: Người Lạ." in page
    assert fields_of(page, "give")["people"].splitlines()[-1] == "Người Lạ"
    assert [given(factory, one).attempts for one in (*others, stranger)] == [0, 0, 0, 0]
    teacher.post(PAGE, data=sent, status=303)
    assert [given(factory, one).attempts for one in (*others, stranger, pupil)] == [2, 2, 2, 0, 0]


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({}, "Đánh dấu một học viên, hoặc dán danh sách."),
        ({"minutes": "", "attempts": ""}, "ít nhất một ô"),
        ({"reason": ""}, "Viết lý do, ví dụ"),
        ({"minutes": "-1"}, "Viết số phút từ 0"),
        ({"attempts": "21"}, "Viết số lần từ 0 đến 20."),
        ({"minutes": "năm"}, ">Ô này chỉ viết chữ số. Viết số phút từ 0"),
        ({"closes": "2020-01-02T19:30"}, ">Lúc này đã qua."),
        ({"closes": "ngày mai"}, ">Viết ngày và giờ như 30/11/2026 17:30.<"),
    ],
)
def test_what_is_missing_is_said(
    factory: Factory, pupil: Person, teacher: CheckingClient, sent: dict[str, str], told: str
) -> None:
    whom = {} if not sent else {"learner": str(pupil.id)}
    page = teacher.post(PAGE, data={"minutes": "5", "reason": "mất điện"} | whom | sent, status=422).text
    assert told in page
    assert given(factory, pupil) == Exceptional()


def test_one_attempt_is_not_the_best_of_any(
    factory: Factory, client: CheckingClient, pupil: Person, teacher: CheckingClient
) -> None:
    door = f"/courses/{COURSE}/quizzes/{FINAL}"
    assert "lấy lần cao nhất" not in client.get(door, status=200).text
    teacher.post(PAGE, data={"learner": str(pupil.id), "attempts": "1", "reason": "ốm"}, status=303)
    assert "2 lần, lấy lần cao nhất" in client.get(door).text


def test_the_summary_counts_the_people_who_are_missing(teacher: CheckingClient) -> None:
    page = teacher.post(PAGE, data={"minutes": "5", "reason": ""}, status=422).text
    assert "Còn 2 chỗ cần sửa." in page
    assert '<a href="#learners">Học viên</a>: Đánh dấu một học viên' in page
    page = teacher.post(PAGE, data={"minutes": "5", "reason": "ốm"}, status=422).text
    assert "Còn 1 chỗ cần sửa." in page


def test_a_later_closing_date_lets_an_open_attempt_go_on(
    client: CheckingClient, factory: Factory, teacher: CheckingClient, pupil: Person
) -> None:
    soon = clock.to_local(clock.now() + timedelta(minutes=5))
    factory.course(files(("attempts: 2", f'attempts: 1\nminutes: 30\ncloses: "{soon:%Y-%m-%d %H:%M}"')))
    fresh = learner(factory, client, "Lò Thị Mai")
    taking = start(client, FINAL)
    found = known(factory, taking)[0]
    assert found.deadline == soon.replace(second=0, microsecond=0)
    sent = {"learner": str(fresh.id), "closes": "2099-01-02T19:30", "reason": "ốm"}
    teacher.post(PAGE, data=sent, status=303)
    assert known(factory, taking)[0].deadline == found.started_at + timedelta(minutes=30)


def test_nobody_gives_to_themselves_or_to_strangers(
    client: CheckingClient, factory: Factory, teacher: CheckingClient, trainer: Person
) -> None:
    factory.write(learning.enrol, trainer.id, COURSE, trainer.id, clock.now())
    sent = {"minutes": "5", "reason": "cho mình", "learner": str(trainer.id)}
    teacher.post(PAGE, data=sent, status=403)
    assert given(factory, trainer) == Exceptional()
    stranger = factory.person("Người Lạ")
    teacher.post(PAGE, data=sent | {"learner": str(stranger.id)}, status=422)
    assert given(factory, stranger) == Exceptional()
    client.post(PAGE, data=sent, status=404)


def test_the_grant_is_asked_again_inside_the_transaction(
    client: CheckingClient, factory: Factory, trainer: Person, pupil: Person
) -> None:
    taking = start(client, FINAL)
    factory.write(lambda: db.session.execute(delete(GrantRow).where(GrantRow.user_id == trainer.id)))
    more, at = Exceptional(minutes=5), clock.now()
    for refused in (
        lambda: service.give(COURSE, FINAL, [pupil.id], more, "trễ", trainer.id, at),
        lambda: service.withdraw(COURSE, FINAL, pupil.id, trainer.id, at),
        lambda: teaching_service.extend(taking, 5, "trễ", trainer.id, at),
    ):
        with pytest.raises(Forbidden):
            factory.write(refused)
    submit(client, taking, {}, status=303)
    with pytest.raises(Forbidden):
        factory.write(teaching_service.reopen, taking, None, "trễ", trainer.id, at)
    assert given(factory, pupil) == Exceptional()


def test_what_a_merged_account_was_given_goes_over(factory: Factory, trainer: Person, pupil: Person) -> None:
    old = another(factory, "Học Viên Cũ")
    more, at = Exceptional(minutes=5), clock.now()
    factory.write(service.give, COURSE, FINAL, [old.id], more, "trễ", trainer.id, at)
    factory.write(merging.move, pupil.id, old.id)
    assert given(factory, pupil) == more
    assert given(factory, old) == Exceptional()
    factory.write(service.give, COURSE, FINAL, [old.id], Exceptional(minutes=9), "trễ", trainer.id, at)
    factory.write(merging.move, pupil.id, old.id)
    assert given(factory, pupil) == more
