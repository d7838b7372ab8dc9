"""My data: seen, corrected, taken along, withdrawn from, asked to be removed."""

import json

import pytest
from sqlalchemy import select

from lms import clock
from lms.accounts.models import Consent, User, UserState
from lms.accounts.requests.models import Request, RequestKind, RequestState
from lms.db import db
from lms.ids import new_id
from lms.privacy import service
from lms.privacy.models import Deletion
from tests.client import CheckingClient
from tests.factories import Factory, Person
from tests.reading import main_words

PAGE = "/account/data"
DOWNLOAD = 30


@pytest.fixture
def person(client: CheckingClient, factory: Factory) -> Person:
    """A learner, signed in."""
    found = factory.person("Nguyễn Thị Sen")
    factory.sign_in(client, found)
    return found


def user(factory: Factory, person: Person) -> User:
    found = factory.read(lambda: db.session.get(User, person.id))
    assert isinstance(found, User)
    return found


def wishes(factory: Factory) -> list[tuple[RequestKind, RequestState]]:
    return [(one.kind, one.state) for one in factory.read(lambda: db.session.scalars(select(Request)).all())]


def test_details_are_corrected_at_once(client: CheckingClient, person: Person, factory: Factory) -> None:
    data = {"unit": "HTX Sen", "position": "Thủ quỹ", "birth_year": "1970", "gender": "nu"}
    client.post(PAGE, data={**data, "state": "disabled", "full_name": "Ai Đó", "phone": "1"}, status=303)
    found = user(factory, person)
    assert (found.unit, found.position, found.birth_year, found.gender) == ("HTX Sen", "Thủ quỹ", 1970, "nu")
    assert (found.full_name, found.state, found.phone) == (person.full_name, "active", person.login)  # S07


@pytest.mark.parametrize("year", ["19", "3000", "bảy mươi", "9" * 400])
def test_a_year_of_birth_is_a_year(client: CheckingClient, person: Person, year: str) -> None:
    page = client.post(PAGE, data={"unit": "", "position": "", "birth_year": year, "gender": ""}, status=422)
    assert "Viết năm sinh bằng bốn chữ số" in page.text


def test_a_name_that_is_printed_is_the_office_s(
    client: CheckingClient, person: Person, factory: Factory
) -> None:
    client.post(f"{PAGE}/name", data={"full_name": "Nguyễn Thị Xen"}, status=303)
    assert user(factory, person).full_name == "Nguyễn Thị Xen"
    factory.course()
    factory.certificate(person)
    client.post(f"{PAGE}/name", data={"full_name": "NGUYỄN THỊ SEN"}, status=303)
    assert user(factory, person).full_name == "Nguyễn Thị Xen"
    wish = factory.read(lambda: db.session.scalars(select(Request)).one())
    assert (wish.kind, wish.detail) == (
        RequestKind.NAME_CORRECTION,
        {"old": "Nguyễn Thị Xen", "new": "Nguyễn Thị Sen"},
    )
    assert "Họ tên xin sửa thành: Nguyễn Thị Sen." in main_words(client.get(PAGE, status=200).text)


def test_everything_can_be_taken_along(client: CheckingClient, person: Person, factory: Factory) -> None:
    factory.course()
    factory.certificate(person)
    other = factory.person("Bí Mật Của Người Khác", phone="0999999999")
    factory.enrol(other)
    data = json.loads(client.post(f"{PAGE}/json", status=200, queries=DOWNLOAD).text)
    assert data["ho_so"]["full_name"] == person.full_name
    assert data["ho_so"]["phone"] == person.login
    assert "password_hash" not in data["ho_so"]
    for section in ("dong_y", "ghi_danh", "bai_da_hoc", "bai_lam", "giay_chung_nhan", "nhat_ky"):
        assert data[section], section
    assert data["dong_y"][0]["loi_van"]
    assert all(attempt["diem"] is not None and attempt["tra_loi"] for attempt in data["bai_lam"])
    page = client.post(f"{PAGE}/html", status=200, queries=DOWNLOAD)
    assert "attachment" in page.headers["Content-Disposition"]
    assert person.full_name in page.text
    for text in (json.dumps(data, ensure_ascii=False), page.text):
        assert "Bí Mật" not in text and "0999999999" not in text


def test_an_optional_consent_ends_at_once(client: CheckingClient, person: Person, factory: Factory) -> None:
    consent_id = new_id()
    factory.write(
        lambda: db.session.add(
            Consent(
                id=consent_id, user_id=person.id, purpose="news", version="1", wording="Báo cho tôi",
                given_at=clock.now(), withdrawn_at=None,
            )
        )
    )  # fmt: skip
    address = f"{PAGE}/consents/{consent_id}/withdraw"
    assert "không báo khóa học mới" in client.get(address, status=200).text
    client.post(address, status=303)
    assert factory.read(lambda: db.session.get(Consent, consent_id)).withdrawn_at is not None
    assert wishes(factory) == []
    client.get(address, status=404)


def test_the_required_consent_is_a_request(client: CheckingClient, person: Person, factory: Factory) -> None:
    consent = factory.read(lambda: db.session.scalars(select(Consent)).first())
    address = f"{PAGE}/consents/{consent.id}/withdraw"
    assert "tài khoản đóng lại" in client.get(address, status=200).text
    client.post(address, status=303)
    assert wishes(factory) == [(RequestKind.WITHDRAWAL, RequestState.WAITING)]
    office = factory.person("Phạm Thị Thảo", admin=True)
    wish = factory.read(lambda: db.session.scalars(select(Request)).one())
    factory.write(service.approve_withdrawal, wish.id, office.id, clock.now())
    assert user(factory, person).state is UserState.DISABLED
    assert client.get(PAGE).status_code == 302  # signed out everywhere


def test_a_request_for_removal_can_be_taken_back(
    client: CheckingClient, person: Person, factory: Factory
) -> None:
    page = client.get(f"{PAGE}/deletion", status=200).text
    assert "giữ 20 năm kể từ ngày cấp" in page
    client.send_form(f"{PAGE}/deletion", status=303)
    client.send_form(f"{PAGE}/deletion", status=303)
    assert wishes(factory) == [(RequestKind.DELETION, RequestState.WAITING)]
    client.send_form(PAGE, form="/undo", status=303)
    assert wishes(factory) == [(RequestKind.DELETION, RequestState.REFUSED)]


def test_the_office_sees_the_consequences(
    client: CheckingClient, person: Person, factory: Factory, new_client: type
) -> None:
    request_id = factory.write(service.ask_deletion, person.id, clock.now())
    desk = new_client()
    factory.sign_in(desk, factory.person("Phạm Thị Thảo", admin=True))
    address = f"/office/requests/{request_id}/removal"
    page = main_words(desk.get(address, status=200).text)
    assert "Trả lời trước" in page and "Làm xong trước" in page and "Duyệt xóa" in page
    desk.post(address, status=303)
    assert factory.read(lambda: db.session.scalars(select(Deletion.user_id)).all()) == [person.id]
    assert user(factory, person).state is UserState.DISABLED
    assert client.get(PAGE).status_code == 302
    assert "đã có người giải quyết" in main_words(desk.get(address, status=200).text)


def test_refusing_needs_a_reason(factory: Factory, person: Person, new_client: type) -> None:
    request_id = factory.write(service.ask_deletion, person.id, clock.now())
    desk = new_client()
    factory.sign_in(desk, factory.person("Phạm Thị Thảo", admin=True))
    desk.post(f"/office/requests/{request_id}/removal/refuse", data={"reason": ""}, status=422)
    desk.post(f"/office/requests/{request_id}/removal/refuse", data={"reason": "Cần sổ gốc"}, status=303)
    assert wishes(factory) == [(RequestKind.DELETION, RequestState.REFUSED)]
