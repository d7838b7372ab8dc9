"""A contact proposes people of the own commune; the office writes them or says why not."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from lms.accounts.models import User
from lms.accounts.requests.models import Request, RequestKind, RequestState
from lms.db import db
from lms.office.imports.models import PeopleImport
from tests.client import CheckingClient
from tests.factories import Factory, Person

pytestmark = pytest.mark.both
PAGE = "/xa/propose"
MINE, OTHER = "00004", "00008"
TWO = "Họ và tên; Điện thoại\nLò Thị Mơ; 0912 345 678; HTX Bến Lau\nGiàng A Páo"


@pytest.fixture
def contact(factory: Factory) -> Person:
    return factory.person("Vũ Thị Hoa", contact_of=MINE)


@pytest.fixture
def office(factory: Factory) -> Person:
    return factory.person("Phạm Thị Thảo", admin=True)


def proposal(factory: Factory) -> Request:
    found = factory.read(
        lambda: db.session.scalar(select(Request).where(Request.kind == RequestKind.PEOPLE_LIST))
    )
    assert isinstance(found, Request)
    return found


def test_a_list_goes_from_the_commune_to_the_register(
    client: CheckingClient, new_client: Callable[[], CheckingClient], factory: Factory, contact: Person,
    office: Person,
) -> None:  # fmt: skip
    factory.sign_in(client, contact)
    client.send_form(PAGE, {"people": TWO, "note": "xin học tháng 3"}, form=PAGE, status=303)
    page = client.get(PAGE, status=200).text
    assert "2 người" in page
    assert "Đang chờ" in page
    desk = new_client()
    factory.sign_in(desk, office)
    assert "xin học tháng 3" in desk.get("/office/requests", status=200).text
    asked = proposal(factory)
    rows = desk.post(f"/office/requests/{asked.id}/people", status=303).headers["Location"]
    assert "2 người mới" in desk.get(rows, status=200).text
    desk.post(f"{rows}/write", status=303)
    people = factory.read(
        lambda: db.session.execute(
            select(User.full_name, User.phone, User.commune_code, User.unit).where(User.commune_code == MINE)
        ).all()
    )
    assert sorted(map(tuple, people)) == [
        ("Giàng A Páo", None, MINE, ""),
        ("Lò Thị Mơ", "0912345678", MINE, "HTX Bến Lau"),
    ]
    closed = proposal(factory)
    assert closed.state is RequestState.DONE
    # Nobody's name or number stays in what was asked.
    assert closed.detail == {"people": 2, "written": 2, "left": 0}
    assert "đã mở 2 tài khoản" in client.get(PAGE, status=200).text
    assert "Không có yêu cầu nào" in desk.get("/office/requests", status=200).text


def test_a_wrong_line_is_named_and_nothing_is_sent(
    client: CheckingClient, factory: Factory, contact: Person
) -> None:
    factory.sign_in(client, contact)
    typed = "Lò Thị Mơ; 0912 345\nGiàng A Páo"
    page = client.send_form(PAGE, {"people": typed}, form=PAGE, status=422).text
    assert "Dòng 1 (Lò Thị Mơ; 0912 345): số điện thoại chưa đúng" in page
    assert "Giàng A Páo</textarea>" in page
    client.send_form(PAGE, {"people": " \n"}, form=PAGE, status=422)
    many = "\n".join(f"Lò Thị {chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(201))
    page = client.send_form(PAGE, {"people": many}, form=PAGE, status=422).text
    assert "Mỗi lần gửi nhiều nhất 200 người" in page
    assert factory.read(lambda: db.session.scalar(select(func.count()).select_from(Request))) == 0


def test_a_contact_proposes_for_the_own_commune_only(
    client: CheckingClient, factory: Factory, contact: Person
) -> None:
    factory.sign_in(client, contact)
    client.post(PAGE, data={"people": TWO, "commune": OTHER}, status=303)
    assert proposal(factory).commune_code == MINE


def test_a_proposal_is_taken_back_by_whoever_made_it(
    client: CheckingClient, new_client: Callable[[], CheckingClient], factory: Factory, contact: Person
) -> None:
    factory.sign_in(client, contact)
    client.send_form(PAGE, {"people": TWO}, form=PAGE, status=303)
    asked = proposal(factory)
    colleague = new_client()
    factory.sign_in(colleague, factory.person("Lò Thị Xuân", contact_of=MINE))
    colleague.post(f"/xa/propose/{asked.id}/take-back", status=404)
    assert proposal(factory).state is RequestState.WAITING
    client.post(f"/xa/propose/{asked.id}/take-back", status=303)
    gone = proposal(factory)
    assert (gone.state, gone.detail) == (RequestState.REFUSED, {"people": 2})
    client.post(f"/xa/propose/{asked.id}/take-back", status=303)
    assert "Người gửi rút lại." in client.get(PAGE, status=200).text


def test_the_office_says_why_not(
    client: CheckingClient, new_client: Callable[[], CheckingClient], factory: Factory, contact: Person,
    office: Person,
) -> None:  # fmt: skip
    factory.sign_in(client, contact)
    client.send_form(PAGE, {"people": TWO}, form=PAGE, status=303)
    asked = proposal(factory)
    desk = new_client()
    factory.sign_in(desk, office)
    desk.post(f"/office/requests/{asked.id}/people", status=303)
    for silent in ({"act": "refuse", "note": " "}, {"act": "done", "note": "xong"}):
        desk.post(f"/office/requests/{asked.id}", data=silent, status=303)
        assert "thì viết lý do" in desk.get("/office/requests", status=200).text
        assert proposal(factory).state is RequestState.REPLIED, "nobody is refused without a reason"
    desk.post(f"/office/requests/{asked.id}", data={"act": "refuse", "note": "Lớp đã đủ người"}, status=303)
    assert "Lớp đã đủ người" in client.get(PAGE, status=200).text
    assert factory.read(lambda: db.session.scalar(select(func.count()).select_from(PeopleImport))) == 1
