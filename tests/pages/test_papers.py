"""A quiz on paper: two variants with their key, and results typed in as they stand on the sheets."""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from lms.audit.models import AuditEntry
from lms.courses import queries as courses
from lms.db import db
from lms.learning.models import Completion
from lms.papers import queries
from lms.papers.models import PaperEntry
from lms.questions import right_letters
from lms.quizzes.models import Answer, Attempt, AttemptState
from tests.client import CheckingClient
from tests.factories import Factory, Person
from tests.pages import quiz_course
from tests.pages.quiz_course import COURSE, QUIZ

pytestmark = pytest.mark.both
PAPERS = f"/teach/{COURSE}/quizzes/{QUIZ}/papers"
#: Each sheet is an attempt of its own, stored and graded in the one transaction.
WRITES = 60
NewClient = Callable[[], CheckingClient]


@pytest.fixture
def pupils(factory: Factory, new_client: NewClient) -> list[Person]:
    factory.course(quiz_course.files())
    names = ("Nguyễn Thị Lành", "Giàng A Páo", "Trần Văn Bình")
    return [quiz_course.learner(factory, new_client(), name) for name in names]


@pytest.fixture
def teacher(factory: Factory, new_client: NewClient, pupils: list[Person]) -> CheckingClient:
    found = new_client()
    factory.sign_in(found, factory.person("Trần Văn Thầy", teaches=COURSE))
    found.get("/account")
    return found


@pytest.fixture
def paper(teacher: CheckingClient) -> UUID:
    assert "Tạo đề A và đề B" in teacher.get(PAPERS, status=200).text
    answer = teacher.post(PAPERS, status=303)
    return UUID(answer.location.rsplit("/", 1)[-1])


def key(factory: Factory, paper_id: UUID, variant: str) -> list[str]:
    def look() -> list[str]:
        found = queries.paper(paper_id)
        assert found is not None
        quiz = courses.quiz_definition(found.digest)
        letters = []
        for drawn in found.instance(variant).questions:
            question = quiz.question(drawn.id)
            assert question is not None
            letters.append(right_letters(question, drawn))
        return letters

    return factory.read(look)


def row(person: Person, variant: str, cells: list[str]) -> dict[str, Any]:
    found = {f"a.{person.id}.{number}": cell for number, cell in enumerate(cells, 1)}
    return {f"v.{person.id}": variant, **found}


def rows(*typed: tuple[Person, str, list[str]]) -> dict[str, Any]:
    form: dict[str, Any] = {"user": [str(person.id) for person, *_ in typed]}
    for person, variant, cells in typed:
        form |= row(person, variant, cells)
    return form


def attempts(factory: Factory, person: Person) -> list[Any]:
    columns = (Attempt.id, Attempt.state, Attempt.score, Attempt.passed, Attempt.number)
    return factory.read(
        lambda: db.session.execute(
            select(*columns).where(Attempt.user_id == person.id).order_by(Attempt.number)
        ).all()
    )


def test_two_variants_and_their_key(factory: Factory, teacher: CheckingClient, paper: UUID) -> None:
    assert "Nhập kết quả" in teacher.get(f"/teach/papers/{paper}", status=200).text
    sheets = teacher.get(f"/teach/papers/{paper}/sheets", status=200).text
    assert quiz_course.CANARY not in sheets
    assert str(quiz_course.SECRET_NUMBER) not in sheets
    halves = sheets.split('<section class="sheet">')[1:]
    assert len(halves) == 2
    for letter, half in zip("AB", halves, strict=True):
        assert f"Đề {letter}" in half
        assert len(re.findall("<h3>", half)) == 7
        assert "Thuê kho" in half
    printed_key = teacher.get(f"/teach/papers/{paper}/key", status=200).text
    for variant in "AB":
        for letters in key(factory, paper, variant):
            assert letters in printed_key
    variants = factory.read(queries.paper, paper).variants
    assert variants["A"]["questions"] != variants["B"]["questions"]


def test_results_are_graded_and_count(
    factory: Factory, teacher: CheckingClient, paper: UUID, pupils: list[Person]
) -> None:
    grid = f"/teach/papers/{paper}/results"
    page = teacher.get(grid, status=200).text
    # Vietnamese order: the given name first.
    assert page.index("Trần Văn Bình") < page.index("Nguyễn Thị Lành") < page.index("Giàng A Páo")
    lanh, pao, binh = pupils
    blank = [""] * 7
    form = rows((lanh, "A", key(factory, paper, "A")), (pao, "B", ["", *blank[1:]]), (binh, "", blank))
    teacher.post(grid, data=form, status=303, queries=WRITES)
    [done] = attempts(factory, lanh)
    assert (done.state, done.passed, done.number) == (AttemptState.SUBMITTED, True, 1)
    [nothing] = attempts(factory, pao)
    assert (nothing.passed, nothing.score) == (False, 0)
    assert attempts(factory, binh) == []
    completed = factory.read(lambda: db.session.scalars(select(Completion.item_id)).all())
    assert completed == [QUIZ]
    # The same again changes nothing.
    teacher.post(grid, data=form, status=303, queries=WRITES)
    assert attempts(factory, lanh) == [done]
    entered = factory.read(
        lambda: db.session.scalar(
            select(func.count()).select_from(AuditEntry).where(AuditEntry.action == "papers.enter")
        )
    )
    assert entered == 2
    assert "7/7" in teacher.get(grid, status=200).text


def test_a_row_entered_wrongly_is_put_right(
    factory: Factory, teacher: CheckingClient, paper: UUID, pupils: list[Person]
) -> None:
    grid = f"/teach/papers/{paper}/results"
    lanh = pupils[0]
    teacher.post(grid, data=rows((lanh, "A", [""] * 7)), status=303)
    teacher.post(grid, data=rows((lanh, "B", key(factory, paper, "B"))), status=303)
    [done] = attempts(factory, lanh)
    assert (done.passed, done.number) == (True, 1)
    variant = factory.read(lambda: db.session.scalar(select(PaperEntry.variant)))
    assert variant == "B"
    teacher.post(grid, data=rows((lanh, "B", [""] * 7)), status=303)
    [worse] = attempts(factory, lanh)
    assert (worse.passed, worse.score) == (False, 0)
    assert factory.read(lambda: db.session.scalar(select(func.count()).select_from(Answer))) == 0
    # What was completed stays completed (law 5).
    assert factory.read(lambda: db.session.scalars(select(Completion.item_id)).all()) == [QUIZ]


def test_what_cannot_be_read_stores_nothing_and_keeps_what_was_typed(
    factory: Factory, teacher: CheckingClient, paper: UUID, pupils: list[Person]
) -> None:
    lanh, pao, binh = pupils
    good = key(factory, paper, "A")
    # The draw decides where the single choice stands; a text question would take these letters as its answer.
    spoiled = ["ZZ9" if letters in ("A", "B", "C") else letters for letters in good]
    assert spoiled.count("ZZ9") == 1
    form = rows((lanh, "A", good), (pao, "A", spoiled), (binh, "", ["A", *[""] * 6]))
    page = teacher.post(f"/teach/papers/{paper}/results", data=form, status=422).text
    assert "Có 2 ô chưa đọc được" in page
    assert 'value="ZZ9"' in page
    assert "Chọn đề A hoặc đề B." in page
    assert all(attempts(factory, person) == [] for person in pupils)


def test_an_open_attempt_is_in_the_way(
    factory: Factory, new_client: NewClient, teacher: CheckingClient, paper: UUID, pupils: list[Person]
) -> None:
    phone = new_client()
    factory.sign_in(phone, pupils[0])
    phone.get(f"/courses/{COURSE}", status=200)
    quiz_course.start(phone)
    form = rows((pupils[0], "A", [""] * 7), (pupils[1], "A", [""] * 7))
    page = teacher.post(f"/teach/papers/{paper}/results", data=form, status=409).text
    assert "đang làm" in page
    assert [one.state for one in attempts(factory, pupils[0])] == [AttemptState.OPEN]
    assert attempts(factory, pupils[1]) == []


def test_strangers_and_learners_see_no_paper(
    factory: Factory, new_client: NewClient, paper: UUID, pupils: list[Person]
) -> None:
    phone = new_client()
    factory.sign_in(phone, pupils[0])
    for path in (PAPERS, *(f"/teach/papers/{paper}{end}" for end in ("", "/sheets", "/key", "/results"))):
        phone.get(path, status=404)
