"""The people desk: finding, writing down, correcting, closing, roles, merging two accounts of one person."""

import re
from typing import Any

import pytest
from sqlalchemy import func, select, update

from lms import clock
from lms.accounts import merging, people, queries, service
from lms.accounts.models import User, UserState
from lms.accounts.requests.models import Request
from lms.accounts.requests.service import close as close_request
from lms.accounts.rules import read_login
from lms.audit.models import AuditEntry
from lms.audit.service import record
from lms.certificates.models import Certificate
from lms.db import db
from lms.learning.models import Completion, Enrolment
from lms.permissions import Role
from lms.privacy import service as privacy
from lms.quizzes import service as quizzes
from lms.quizzes.models import Answer, Attempt
from tests.client import CheckingClient
from tests.factories import COURSE_ID, ME_LINH, Factory, Person
from tests.pages.security.world import MANY
from tests.reading import main_words, words

PEOPLE = "/office/people"
BA_DINH = "00004"


@pytest.fixture
def admin(client: CheckingClient, factory: Factory) -> Person:
    """The office, signed in."""
    person = factory.person("Phạm Thị Thảo", admin=True)
    factory.sign_in(client, person)
    return person


def names(client: CheckingClient, **query: Any) -> list[str]:
    """The people found, in the order of the list; the same few statements whatever there is."""
    page = client.get(PEOPLE, query_string=query, status=200, queries=9).text
    return [words(cell) for cell in re.findall(r'<th scope="row"[^>]*><span><a[^>]*>(.*?)</a>', page)]


def acts(factory: Factory, prefix: str = "people.") -> list[tuple[str, Any]]:
    query = select(AuditEntry).where(AuditEntry.action.startswith(prefix)).order_by(AuditEntry.id)
    return [(row.action, row.detail) for row in factory.read(lambda: list(db.session.scalars(query)))]


def stored(factory: Factory, person_id: Any) -> User:
    found: User = factory.read(lambda: db.session.get_one(User, person_id))
    return found


def test_people_are_found_in_every_way(client: CheckingClient, factory: Factory, admin: Person) -> None:
    sen = factory.person("Nguyễn Thị Sen", phone="0912345678", commune=ME_LINH)
    factory.person("Trần Văn Sến", phone="0395678945", commune=BA_DINH)
    factory.person("H'Hen Niê", phone="0987654321")
    assert names(client, q="sen") == ["Nguyễn Thị Sen", "Trần Văn Sến"]
    assert names(client, q="Sến") == ["Trần Văn Sến", "Nguyễn Thị Sen"]
    for typed in ("+84 912.345.678", "thi nguyen", sen.user_code.lower(), "nguy se"):
        assert names(client, q=typed) == ["Nguyễn Thị Sen"], typed
    assert names(client, q="01695678945") == ["Trần Văn Sến"]
    assert names(client, q="hhen") == ["H'Hen Niê"]
    assert names(client, province="01") == ["Nguyễn Thị Sen", "Trần Văn Sến"]
    assert names(client, province="01", commune=ME_LINH) == ["Nguyễn Thị Sen"]
    assert names(client, role="admin") == ["Phạm Thị Thảo"]
    assert names(client, role="x' OR 1=1") == names(client)
    assert names(client, state="disabled") == []
    assert "Không thấy ai như vậy" in main_words(client.get(f"{PEOPLE}?q=zzz", queries=9).text)


def test_the_list_asks_the_same_of_the_database_for_few_and_many(
    client: CheckingClient, factory: Factory, admin: Person
) -> None:
    for number in range(30):
        factory.person(f"Lê Văn {chr(65 + number % 26)}{number:02d}")
    assert len(names(client)) == 25
    assert len(names(client, page=2)) == 6


def test_somebody_is_written_down_with_a_commune_found_without_script(
    client: CheckingClient, factory: Factory, admin: Person
) -> None:
    factory.commune(ME_LINH)
    asked = {"full_name": "NGUYỄN THỊ LÀNH", "phone": "+84 912 345 678", "birth_year": "1970", "gender": "nu"}
    page = client.send_form(
        f"{PEOPLE}/new", {**asked, "place_q": "tráng việt", "find": "place"}, status=200
    ).text
    assert "trước là xã Tráng Việt, huyện Mê Linh" in main_words(page)
    assert "NGUYỄN THỊ LÀNH" in page
    typed_only = client.send_form(f"{PEOPLE}/new", {**asked, "place_q": "tráng việt"}, status=422).text
    assert "Chọn một xã trong danh sách." in main_words(typed_only)
    for year in ("70", "9" * 400):
        wrong = {**asked, "birth_year": year}
        assert "bốn chữ số" in main_words(client.send_form(f"{PEOPLE}/new", wrong, status=422).text)
    sent = {**asked, "place_q": "tráng việt", "place_asked": "tráng việt", "commune_code": ME_LINH}
    answer = client.send_form(f"{PEOPLE}/new", sent, status=303)
    found = factory.read(queries.candidates, read_login("0912345678"))[0]
    assert answer.location == f"{PEOPLE}/{found.id}"
    row = stored(factory, found.id)
    assert (row.full_name, row.commune_code, row.birth_year, row.password_hash) == (
        "Nguyễn Thị Lành",
        ME_LINH,
        1970,
        None,
    )


def test_details_are_corrected_and_the_log_keeps_no_values(
    client: CheckingClient, factory: Factory, admin: Person
) -> None:
    sen = factory.person("Nguyễn Thị Sen", phone="0912345678")
    factory.person("Lê An", email="an@vidu.vn")
    address = f"{PEOPLE}/{sen.id}/edit"
    taken = client.send_form(address, {"email": "An@vidu.vn"}, form=address, status=422).text
    assert "đã có tài khoản" in main_words(taken)
    numbered = client.send_form(address, {"full_name": "Nguyễn Thị Sen 2"}, form=address, status=422).text
    assert "Họ tên chỉ có chữ" in main_words(numbered)
    sent = {
        "full_name": "Trần Lê Quốc Toản",
        "sort_name": "Quốc Toản",
        "phone": "",
        "audience_group": "trang-trai",
    }
    client.send_form(address, sent, form=address, status=303)
    row = stored(factory, sen.id)
    assert (row.full_name, row.phone, row.audience_group) == ("Trần Lê Quốc Toản", None, "trang-trai")
    assert names(client) == ["Lê An", "Trần Lê Quốc Toản", "Phạm Thị Thảo"]
    assert acts(factory) == [
        ("people.change", {"fields": ["full_name", "phone", "audience_group", "sort_name"]})
    ]
    client.send_form(address, {}, form=address, status=303)
    assert len(acts(factory)) == 1


def test_year_of_birth_is_shown_only_when_asked_for_and_that_is_noted(
    client: CheckingClient, factory: Factory, admin: Person
) -> None:
    sen = factory.person("Nguyễn Thị Sen", birth_year=1968)
    address = f"{PEOPLE}/{sen.id}"
    for path in (address, f"{address}/edit"):
        assert "1968" not in client.get(path, status=200, queries=MANY).text
    assert acts(factory) == []
    shown = client.post(f"{address}/sensitive", status=200)
    assert "1968" in shown.text
    assert acts(factory) == [("people.read-sensitive", {})]
    client.post(f"{address}/sensitive/save", data={"birth_year": "1970", "gender": "nu"}, status=303)
    assert stored(factory, sen.id).birth_year == 1970
    assert acts(factory)[-1] == ("people.change-sensitive", {})


def test_a_closed_account_is_signed_out_and_opens_again(
    client: CheckingClient, factory: Factory, admin: Person, new_client: Any
) -> None:
    sen, phone = factory.person("Nguyễn Thị Sen"), new_client()
    factory.sign_in(phone, sen)
    address = f"{PEOPLE}/{sen.id}/state"
    client.send_form(address, status=303)
    assert phone.get("/account").location.startswith("/sign-in")
    assert names(client, state="disabled") == ["Nguyễn Thị Sen"]
    client.send_form(address, status=303)
    factory.sign_in(phone, sen)
    phone.get("/account", status=200)
    own = f"{PEOPLE}/{admin.id}/state"
    assert "người cuối cùng" in main_words(client.send_form(own, status=409).text)
    assert stored(factory, admin.id).state is UserState.ACTIVE


def test_roles_are_given_and_taken_by_the_office_alone_and_at_once(
    client: CheckingClient, factory: Factory, admin: Person, new_client: Any
) -> None:
    """S08: the old cookie is signed out, the old right is gone, the last admin stays, all of it is noted."""
    factory.commune(ME_LINH)
    sen, browser = factory.person("Nguyễn Thị Sen"), new_client()
    factory.sign_in(browser, sen)
    address = f"{PEOPLE}/{sen.id}/roles"
    browser.post(address, data={"role": "admin"}, status=403)
    client.get(address, status=200, queries=9)
    assert "Chọn xã" in main_words(client.post(address, data={"role": "commune-contact"}, status=422).text)
    client.post(address, data={"role": "commune-contact", "commune_code": ME_LINH}, status=303)
    assert "Xã Mê Linh, Thành phố Hà Nội" in main_words(client.get(address, queries=9).text)
    client.post(address, data={"role": "admin"}, status=303)
    assert browser.get("/account").location.startswith("/sign-in")
    factory.sign_in(browser, sen)
    browser.get(PEOPLE, status=200, queries=9)
    client.post(f"{address}/revoke", data={"role": "admin", "scope": ""}, status=303)
    assert browser.get(PEOPLE).location.startswith("/sign-in")
    factory.sign_in(browser, sen)
    browser.get(PEOPLE, status=403)
    own = f"{PEOPLE}/{admin.id}/roles/revoke"
    assert "người cuối cùng" in main_words(
        client.post(own, data={"role": "admin", "scope": ""}, status=409).text
    )
    assert [detail for action, detail in acts(factory) if action == "people.revoke"] == [
        {"role": "admin", "scope": ""}
    ]
    assert {"role": "admin", "scope": ""} in [detail for _action, detail in acts(factory, "accounts.grant")]


def facts(factory: Factory) -> dict[str, int]:
    """How many facts there are, whoever they belong to."""

    def read() -> dict[str, int]:
        return {
            model.__tablename__: db.session.scalar(select(func.count()).select_from(model)) or 0
            for model in (Enrolment, Completion, Attempt, Answer, Certificate)
        }

    found: dict[str, int] = factory.read(read)
    return found


def test_a_merge_keeps_every_fact(client: CheckingClient, factory: Factory, admin: Person) -> None:
    factory.course()
    kept = factory.person("Nguyễn Thị Lành", phone="0912345678")
    gone = factory.person("Nguyen Thi Lanh", phone="0912345679")
    factory.certificate(gone)
    factory.enrol(kept)
    attempt_id = factory.start_quiz(kept, "kiem-tra-ghi")
    factory.write(quizzes.hand_in, attempt_id, {}, kept.id, clock.now(), confirmed=True)
    snapshot = factory.read(lambda: db.session.scalars(select(Certificate)).one().snapshot)
    before = facts(factory)
    address = f"{PEOPLE}/{kept.id}/merge"
    assert "Nguyen Thi Lanh" in main_words(client.get(address, status=200, queries=9).text)
    preview = client.get(f"{address}/{gone.id}", status=200, queries=9)
    assert "1 giấy chứng nhận" in main_words(preview.text)
    client.post(f"{address}/{gone.id}", data={"name": "kept", "phone": "gone"}, status=303, queries=80)
    assert facts(factory) == before

    def read() -> Any:
        enrolment = db.session.scalars(select(Enrolment).where(Enrolment.user_id == kept.id)).one()
        attempts = db.session.scalars(select(Attempt).order_by(Attempt.number)).all()
        certificate = db.session.scalars(select(Certificate)).one()
        return (
            enrolment.state,
            enrolment.done_count,
            [(row.user_id, row.number) for row in attempts],
            (certificate.user_id, certificate.enrolment_id == enrolment.id, certificate.snapshot == snapshot),
        )

    state, done, attempts, paper = factory.read(read)
    assert (state, done) == ("completed", 3)
    assert attempts == [(kept.id, number) for number in range(1, len(attempts) + 1)]
    assert len(attempts) == before["attempts"]
    assert paper == (kept.id, True, True)
    row = stored(factory, kept.id)
    assert (row.full_name, row.phone) == ("Nguyễn Thị Lành", "0912345679")
    for login in (gone.user_code, "0912345679", kept.user_code):
        assert [one.id for one in factory.read(queries.candidates, read_login(login))] == [kept.id], login
    assert stored(factory, gone.id).state is UserState.MERGED
    client.get(f"{PEOPLE}/{gone.id}/edit", status=404)
    assert "đã gộp" in main_words(client.get(f"{PEOPLE}/{gone.id}", status=200, queries=MANY).text)
    printed = factory.app.test_cli_runner().invoke(args=["learning", "verify"]).output
    assert printed.endswith(" 0 wrong\n")
    assert acts(factory)[-1][0] == "people.merge"


def test_an_open_attempt_of_each_is_kept(factory: Factory) -> None:
    factory.course()
    kept, gone = factory.person("Lê An"), factory.person("Lê An")
    for person in (kept, gone):
        factory.enrol(person)
        factory.start_quiz(person, "kiem-tra-ghi")
    factory.write(merging.merge, kept.id, gone.id, "kept", "kept", kept.id, clock.now())
    owners = factory.read(lambda: list(db.session.scalars(select(Attempt.user_id))))
    assert sorted(owners) == sorted([kept.id, gone.id])


def test_what_may_not_be_merged(factory: Factory) -> None:
    admin, sen = factory.person("Phạm Thị Thảo", admin=True), factory.person("Nguyễn Thị Sen")
    at = clock.now()
    with pytest.raises(merging.StillHasRoles):
        factory.write(merging.merge, sen.id, admin.id, "kept", "kept", admin.id, at)
    with pytest.raises(merging.SamePerson):
        factory.write(merging.merge, sen.id, sen.id, "kept", "kept", admin.id, at)
    other = factory.person("Lê An")
    factory.write(merging.merge, sen.id, other.id, "kept", "kept", admin.id, at)
    with pytest.raises(people.AlreadyMerged):
        factory.write(merging.merge, sen.id, other.id, "kept", "kept", admin.id, at)
    third = factory.person("Trần Bình")
    factory.write(merging.merge, third.id, sen.id, "kept", "kept", admin.id, at)
    assert [one.id for one in factory.read(queries.candidates, read_login(other.user_code))] == [third.id]


def test_the_log_names_people_and_is_narrowed(
    client: CheckingClient, factory: Factory, admin: Person
) -> None:
    factory.course()
    sen = factory.person("Nguyễn Thị Sen")
    factory.enrol(sen)
    factory.write(service.grant, sen.id, Role.TRAINER, COURSE_ID, clock.now(), admin.id)
    log = "/office/audit"
    page = main_words(client.get(log, query_string={"who": sen.user_code}, status=200, queries=12).text)
    assert str(sen.id) not in page
    assert "Ghi danh học viên Nguyễn Thị Sen Khóa: Sổ bán hàng một tuần" in page
    assert "Vai: Giảng viên" in page
    today = clock.local_date(clock.now()).isoformat()
    for query, there in (
        ({"first": today, "last": today}, True),
        ({"last": "2020-01-01"}, False),
        ({"who": "không ai tên thế"}, False),
        ({"action": "learning."}, True),
        ({"first": "nonsense"}, True),
    ):
        answer = client.get(log, query_string=query, status=200, queries=12)
        assert ("Ghi danh học viên" in main_words(answer.text)) is there, query


def test_a_learner_a_trainer_and_a_contact_get_nobodys_details(factory: Factory, new_client: Any) -> None:
    """S10: phone, e-mail, answers and scores of others are on no page of the desk for them."""
    factory.course()
    sen = factory.person("Nguyễn Thị Sen", commune=ME_LINH)
    factory.write(
        lambda: db.session.execute(update(User).where(User.id == sen.id).values(email="x9@vidu.vn"))
    )
    attempt_id = factory.start_quiz(sen, "kiem-tra-ghi") if factory.enrol(sen) else None
    others: tuple[dict[str, Any], ...] = ({}, {"teaches": COURSE_ID}, {"contact_of": ME_LINH})
    for grants in others:
        browser = new_client()
        factory.sign_in(browser, factory.person("Lê An", **grants))
        for path in ("", "/new", f"/{sen.id}", f"/{sen.id}/edit", f"/{sen.id}/roles", f"/{sen.id}/merge"):
            answer = browser.get(PEOPLE + path, status=403)
            assert "x9@vidu.vn" not in answer.text
            assert sen.login not in answer.text
        browser.get(f"/attempts/{attempt_id}", status=404)
        browser.get(f"/attempts/{attempt_id}/result", status=404)


def test_the_log_says_names_and_words_where_ids_and_codes_stand(
    client: CheckingClient, factory: Factory, admin: Person
) -> None:
    """Of requests, exceptions, attempts, communes and consents too; what is filtered for is all there."""
    factory.commune(ME_LINH)
    factory.course()
    sen = factory.person("Nguyễn Thị Sen")
    hoa = factory.person("Vũ Thị Hoa", commune=ME_LINH)
    at = clock.now()
    factory.write(service.grant, hoa.id, Role.COMMUNE_CONTACT, ME_LINH, at, admin.id)
    factory.write(privacy.ask_deletion, sen.id, at)
    asked = factory.read(lambda: db.session.scalar(select(Request.id)))
    factory.write(close_request, asked, at, admin.id, refused=True)
    users = {"course": COURSE_ID, "quiz": "kiem-tra-ghi", "users": [str(sen.id), str(hoa.id)]}
    factory.write(record, admin.id, "quizzes.give-exception", "quiz", f"{COURSE_ID}/kiem-tra-ghi", at, users)
    factory.write(record, sen.id, "accounts.consent", "user", str(sen.id), at, {"purpose": "training"})
    factory.write(
        record, sen.id, "access.denied", "route", "office.desk", at, {"can": "x", "path": "/office"}
    )
    page = main_words(client.get("/office/audit", status=200, queries=12).text)
    for said in (
        "Nhận yêu cầu Nguyễn Thị Sen Loại: Xin xóa tài khoản",
        "Đóng yêu cầu Nguyễn Thị Sen Kết quả: từ chối",
        "Học viên: Nguyễn Thị Sen, Vũ Thị Hoa",
        "Vai: Người phụ trách xã, Phạm vi: Xã Mê Linh, Thành phố Hà Nội",
        "Đồng ý cho dùng dữ liệu Nguyễn Thị Sen Mục đích: Mở lớp",
        "Bị từ chối – Địa chỉ trang: /office",
    ):
        assert said in page, said
    assert not any(str(one.id) in page for one in (sen, hoa)) and str(asked) not in page
    only = client.get("/office/audit", query_string={"action": "access."}, status=200, queries=12)
    assert "Bị từ chối – Địa chỉ trang: /office" in main_words(only.text)
