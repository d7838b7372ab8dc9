"""The office's desk: lists one finds people in, forms that keep what was typed, acts that leave a trace."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from lms import clock
from lms.accounts import sessions
from lms.accounts.models import User
from lms.accounts.requests import open_request
from lms.accounts.requests.models import RequestKind
from lms.accounts.service import NewPerson, correct_name, create_user
from lms.audit.models import AuditEntry
from lms.audit.service import record
from lms.certificates import queries as certificates
from lms.certificates import service as certificate_service
from lms.db import db
from lms.site.queries import site
from tests.client import CheckingClient, fields_of
from tests.factories import COURSE_ID, ME_LINH, Factory, Person
from tests.reading import main_words, words

ENROLMENTS = "/office/enrolments"
DUE = "/office/certificates"
ISSUED = "/office/certificates/issued"
SETTINGS = "/office/settings"
AUDIT = "/office/audit"


@pytest.fixture
def admin(client: CheckingClient, factory: Factory) -> Person:
    """The office, signed in, and the sample course."""
    factory.course()
    person = factory.person("Phạm Thị Thảo", admin=True)
    factory.sign_in(client, person)
    return person


def names(page: str) -> list[str]:
    """The people of a list in its order."""
    return [
        words(cell) for cell in re.findall(r"<th scope=\"row\"[^>]*>(.*?)(?:<br>|</th>)", page, re.DOTALL)
    ]


def search(client: CheckingClient, address: str, **query: Any) -> str:
    return client.get(address, query_string=query, status=200, queries=8).text


def acts(factory: Factory, prefix: str) -> list[tuple[str, Any, Any]]:
    query = (
        select(AuditEntry).where(AuditEntry.action.startswith(prefix)).order_by(AuditEntry.at, AuditEntry.id)
    )
    return [
        (row.action, row.actor_id, row.detail)
        for row in factory.read(lambda: list(db.session.scalars(query)))
    ]


# Enrolments -----------------------------------------------------------------------------------------------


def test_empty_lists_say_what_to_do(client: CheckingClient, admin: Person) -> None:
    assert "Chưa có ai ghi danh" in main_words(client.get(ENROLMENTS, status=200).text)
    assert "Không ai đang chờ giấy" in main_words(client.get(DUE, status=200).text)
    assert "Chưa cấp giấy nào" in main_words(client.get(ISSUED, status=200).text)
    for address in (ENROLMENTS, DUE, ISSUED):
        page = search(client, address, q="không ai tên thế")
        assert "Xem tất cả" in main_words(page)
        assert "<table" not in page


def test_the_desk_says_what_waits_and_where(client: CheckingClient, factory: Factory, admin: Person) -> None:
    assert "Không có việc gì đang chờ" in main_words(client.get("/office", status=200).text)
    mai = factory.person("Lò Thị Mai")
    factory.finish(mai)
    at = clock.now()
    factory.write(sessions.start, mai.id, at)
    factory.write(open_request, RequestKind.FORGOTTEN_CODE, at, user_id=mai.id, typed=mai.login)
    factory.write(open_request, RequestKind.CORRECTION, at - timedelta(days=9), user_id=mai.id, typed="")
    factory.write(create_user, NewPerson("Giàng A Páo"), at)
    page = client.get("/office", status=200).text
    said = main_words(page)
    for line in (
        "2 yêu cầu chưa giải quyết",
        "1 quá hạn",
        "1 người chờ cấp giấy",
        "1 người chưa vào lần nào",
    ):
        assert line in said, line
    assert "danh sách đang nhập" not in said
    for address in ("/office/requests", DUE, "/office/people?seen=never"):
        assert f'href="{address}"' in page.split("<h1>")[1], address
    assert names(client.get("/office/people?seen=never", queries=8).text) == ["Giàng A Páo"]


def test_people_stand_in_vietnamese_order(client: CheckingClient, factory: Factory, admin: Person) -> None:
    for name in (
        "Trần Văn Ân",
        "Nguyễn Thị Sen",
        "Lê An",
        "Đỗ Văn Bình",
        "H'Hen Niê",
        "Bùi Thị Ánh",
        "Đặng Đức",
    ):
        factory.enrol(factory.person(name))
    assert names(client.get(ENROLMENTS, status=200).text) == [
        "Lê An",
        "Bùi Thị Ánh",
        "Trần Văn Ân",
        "Đỗ Văn Bình",
        "Đặng Đức",
        "H'Hen Niê",
        "Nguyễn Thị Sen",
    ]


def test_a_long_list_comes_in_pages(client: CheckingClient, factory: Factory, admin: Person) -> None:
    for number in range(27):
        factory.enrol(factory.person(f"Nguyễn Văn {chr(65 + number % 26)}{number:02d}"))
    first = search(client, ENROLMENTS, q="nguyen")
    assert len(names(first)) == 25
    assert "đang xem 1–25" in main_words(first)
    assert "Trang 1 trên 2" in main_words(first)
    assert re.search(r'href="/office/enrolments\?page=2&amp;q=nguyen"', first)
    second = search(client, ENROLMENTS, q="nguyen", page=2)
    assert len(names(second)) == 2
    assert not set(names(first)) & set(names(second))
    assert names(search(client, ENROLMENTS, q="nguyen", page=99)) == names(second)


def test_people_are_found_by_name_without_marks_phone_and_code(
    client: CheckingClient, factory: Factory, admin: Person
) -> None:
    sen = factory.person("Nguyễn Thị Sen", phone="0912345678")
    hen = factory.person("H'Hen Niê", phone="0987654321")
    for person in (sen, hen, factory.person("Đỗ Văn Bình", phone="0356111222")):
        factory.enrol(person)
    for typed, who in (
        ("sen", sen),
        ("thi nguyen", sen),
        ("HHEN", hen),
        ("h’hen", hen),
        ("0912 345 678", sen),
        ("+84987654321", hen),
        (hen.user_code, hen),
        (sen.user_code.lower(), sen),
    ):
        assert names(search(client, ENROLMENTS, q=typed)) == [who.full_name], typed
    assert names(search(client, ENROLMENTS, q="%")) == names(search(client, ENROLMENTS))


def test_lists_are_narrowed_by_course_and_state(
    client: CheckingClient, factory: Factory, admin: Person
) -> None:
    sen, mai = factory.person("Nguyễn Thị Sen"), factory.person("Lò Thị Mai")
    factory.finish(sen)
    factory.enrol(mai)
    assert names(search(client, ENROLMENTS, state="completed")) == ["Nguyễn Thị Sen"]
    assert names(search(client, ENROLMENTS, state="active", course=COURSE_ID)) == ["Lò Thị Mai"]
    assert names(search(client, ENROLMENTS, state="left")) == []
    assert names(search(client, ENROLMENTS, course="khong-co")) == []
    assert len(names(search(client, ENROLMENTS, state="x' OR 1=1"))) == 2
    assert "3/3" in main_words(search(client, ENROLMENTS, q="sen"))


def test_enrolling_somebody(client: CheckingClient, factory: Factory, admin: Person) -> None:
    mai = factory.person("Lò Thị Mai", phone="0912345678")
    sent = {"login": "+84 912 345 678", "course_id": COURSE_ID}
    answer = client.send_form(ENROLMENTS, sent, form=ENROLMENTS, status=303)
    assert answer.location == ENROLMENTS
    page = client.get(ENROLMENTS).text
    assert "Đã ghi danh Lò Thị Mai" in main_words(page)
    assert names(page) == ["Lò Thị Mai"]
    client.send_form(ENROLMENTS, {**sent, "login": mai.user_code}, form=ENROLMENTS, status=303)
    page = client.get(ENROLMENTS).text
    assert "Lò Thị Mai đã ghi danh khóa này từ trước." in main_words(page)
    assert names(page) == ["Lò Thị Mai"]
    assert acts(factory, "learning.") == [
        ("learning.enrol", admin.id, {"course": COURSE_ID, "user": str(mai.id)})
    ]


@pytest.mark.parametrize(
    ("login", "said"),
    [
        ("", "Viết số điện thoại"),
        ("12", "10 số"),
        ("0999999999", "Chưa có tài khoản"),
        ("0912345678", "Có nhiều người"),
    ],
)
def test_enrolling_says_what_is_wrong_and_keeps_what_was_typed(
    client: CheckingClient, factory: Factory, admin: Person, login: str, said: str
) -> None:
    for name in ("Nguyễn Văn Tú", "Nguyễn Thị Sen"):
        factory.person(name, phone="0912345678")
    page = client.send_form(
        ENROLMENTS, {"login": login, "course_id": COURSE_ID}, form=ENROLMENTS, status=422
    ).text
    assert said in main_words(page)
    assert 'aria-invalid="true"' in page
    kept = fields_of(page, ENROLMENTS)
    assert (kept["login"], kept["course_id"]) == (login, COURSE_ID)
    assert names(page) == []


def test_a_course_that_is_not_offered_is_refused(
    client: CheckingClient, factory: Factory, admin: Person
) -> None:
    person = factory.person("Lò Thị Mai")
    client.get(ENROLMENTS)
    for course_id in ("khong-co", ""):
        client.post(ENROLMENTS, data={"login": person.login, "course_id": course_id}, status=422)
    assert names(client.get(ENROLMENTS).text) == []


def test_leaving_is_asked_first_and_keeps_what_was_done(
    client: CheckingClient, factory: Factory, admin: Person
) -> None:
    enrolment_id = factory.enrol(factory.person("Lò Thị Mai"))
    address = f"{ENROLMENTS}/{enrolment_id}/leave"
    assert f'href="{address}"' in client.get(ENROLMENTS).text
    page = client.get(address, status=200).text
    assert "Lò Thị Mai" in main_words(page)
    assert "Sổ bán hàng một tuần" in main_words(page)
    assert names(search(client, ENROLMENTS, state="left")) == []
    client.send_form(address, status=303)
    client.post(address, status=303)
    assert names(search(client, ENROLMENTS, state="left")) == ["Lò Thị Mai"]
    assert address not in client.get(ENROLMENTS).text
    left = acts(factory, "learning.leave")
    assert left == [("learning.leave", admin.id, {"course": COURSE_ID})]


# Certificates ---------------------------------------------------------------------------------------------


def test_several_certificates_are_issued_in_one_go(
    client: CheckingClient, factory: Factory, admin: Person
) -> None:
    people = [factory.person(name) for name in ("Nguyễn Thị Sen", "Lò Thị Mai", "Đỗ Văn Bình")]
    ids = [factory.finish(person) for person in people]
    page = client.get(DUE, status=200).text
    assert names(page) == ["Nguyễn Thị Sen", "Lò Thị Mai", "Đỗ Văn Bình"]
    assert "Có 3 " in main_words(page)
    chosen = [str(one) for one in ids[:2]]
    sure = main_words(client.post(DUE, data={"enrolment": chosen}, status=200).text)
    assert "Sẽ cấp 2 giấy" in sure
    assert "Đỗ Văn Bình" not in sure
    assert "Chưa cấp giấy nào" in main_words(client.get(ISSUED).text)
    client.post(DUE, data={"enrolment": chosen, "act": "issue"}, status=303, queries=60)
    assert names(client.get(DUE).text) == ["Đỗ Văn Bình"]
    register = client.get(ISSUED, status=200).text
    assert {"1/GCN-VPĐP", "2/GCN-VPĐP"} == set(re.findall(r"\d+/GCN-VPĐP", register))
    assert "Còn hiệu lực" in main_words(register)
    assert [act[:2] for act in acts(factory, "certificates.")] == [("certificates.issue", admin.id)] * 2


def test_issuing_is_all_or_nothing(client: CheckingClient, factory: Factory, admin: Person) -> None:
    done, begun = factory.finish(factory.person("Lò Thị Mai")), factory.enrol(factory.person("Đỗ Văn Bình"))
    client.get(DUE)
    unsure = main_words(client.post(DUE, data={"enrolment": [str(done), str(begun)]}, status=200).text)
    assert "1 người đã đánh dấu không còn chờ giấy" in unsure
    client.post(DUE, data={"enrolment": [str(done), str(begun)], "act": "issue"}, status=409)
    assert names(client.get(DUE).text) == ["Lò Thị Mai"]
    client.post(DUE, data={"enrolment": ["x"]}, status=400)
    client.post(DUE, data={}, status=303)
    assert "đánh dấu ít nhất một người" in main_words(client.get(DUE).text)
    assert "Chưa cấp giấy nào" in main_words(client.get(ISSUED).text)


def test_a_whole_page_is_ticked_without_script(
    client: CheckingClient, factory: Factory, admin: Person
) -> None:
    factory.commune()
    for name in ("Nguyễn Thị Sen", "Lò Thị Mai"):
        factory.finish(factory.person(name, commune=ME_LINH))
    page = client.get(DUE).text
    assert " checked" not in page
    (all_of_them,) = re.findall(r'href="([^"]+all=1[^"]*)">Đánh dấu cả 2 người', page)
    assert client.get(all_of_them.replace("&amp;", "&"), status=200).text.count(" checked") == 2
    assert "Xã Mê Linh, Thành phố Hà Nội" in main_words(page)


def test_the_register_shows_what_was_printed(client: CheckingClient, factory: Factory, admin: Person) -> None:
    learner = factory.person("Lò Thị Mai")
    number = factory.certificate(learner)
    factory.write(correct_name, learner.id, "Lò Thị Mai Hoa", clock.now(), admin.id)
    register = main_words(client.get(ISSUED).text)
    assert "Lò Thị Mai" in register
    assert "Hoa" not in register
    factory.write(certificate_service.revoke, number, "cấp nhầm", admin.id, clock.now())
    day = f"{clock.local_date(clock.now()):%d/%m/%Y}"
    assert f"Thu hồi ngày {day}" in main_words(client.get(f"/office/certificates/{number}").text)
    assert f"Đã thu hồi {day}" in main_words(client.get(ISSUED).text)


def test_due_and_issued_are_found_by_person_and_course(
    client: CheckingClient, factory: Factory, admin: Person
) -> None:
    factory.finish(factory.person("Lò Thị Mai"))
    factory.certificate(factory.person("Đỗ Văn Bình"))
    for address, name in ((DUE, "Lò Thị Mai"), (ISSUED, "Đỗ Văn Bình")):
        for typed in (name.split()[-1].upper(), "so ban hang", "mot tuan"):
            assert name in main_words(search(client, address, q=typed)), typed
        assert name not in main_words(search(client, address, q="sen"))


def test_replacing_and_revoking_ask_for_a_reason(
    client: CheckingClient, factory: Factory, admin: Person
) -> None:
    certificate_id = factory.certificate(factory.person("Lò Thị Mai"))
    address = f"{DUE}/{certificate_id}"
    for reason in ("", "  ", "ab", "x" * 501):
        page = client.send_form(address, {"reason": reason, "act": "revoke"}, form=address, status=422).text
        assert 'aria-invalid="true"' in page
    assert factory.read(certificates.certificate, certificate_id).state == "valid"

    answer = client.send_form(address, {"reason": "in sai tên", "act": "replace"}, form=address, status=303)
    assert answer.location.startswith(f"{DUE}/")
    assert answer.location != address
    old = client.get(address, status=200).text
    assert f'href="{answer.location}"' in old
    assert "in sai tên" in main_words(old)
    assert "<form" not in old.split("<main")[1].split("</main>")[0]
    late = client.post(address, data={"reason": "lần nữa", "act": "revoke"}, status=409)
    assert "không còn hiệu lực" in main_words(late.text)
    client.send_form(
        answer.location, {"reason": "cấp nhầm", "act": "revoke"}, form=answer.location, status=303
    )
    assert "Đã thu hồi" in main_words(client.get(ISSUED).text)
    assert [(action, detail.get("reason")) for action, _, detail in acts(factory, "certificates.")] == [
        ("certificates.issue", None),
        ("certificates.replace", "in sai tên"),
        ("certificates.revoke", "cấp nhầm"),
    ]


# Settings -------------------------------------------------------------------------------------------------


def test_settings_show_on_every_page_at_once(client: CheckingClient, factory: Factory, admin: Person) -> None:
    sent = {
        "name": "Học OCOP Bến Lau",
        "colour": "#0b5394",
        "help_name": "Chị Thảo",
        "help_phone": "0912 345 678",
        "help_hours": "7 giờ đến 17 giờ",
    }
    client.send_form(SETTINGS, sent, form=SETTINGS, status=303)
    page = client.get("/courses", status=200).text
    assert "Học OCOP Bến Lau</title>" in page
    assert "Gọi Chị Thảo, 0912 345 678, 7 giờ đến 17 giờ" in words(page).replace(" ,", ",")
    assert 'href="tel:0912345678"' in page
    linked = re.search(r'href="(/site-colour\.css[^"]*)"', page)
    assert linked is not None
    assert "0b5394" in linked.group(1)
    sheet = client.get(linked.group(1), status=200)
    assert sheet.mimetype == "text/css"
    assert "--leaf:#0b5394" in sheet.text
    assert acts(factory, "site.") == [("site.change", admin.id, sent)]
    client.send_form(SETTINGS, sent, form=SETTINGS, status=303)
    assert len(acts(factory, "site.")) == 1
    assert "Không có gì thay đổi" in main_words(client.get(SETTINGS).text)


def test_an_old_address_of_the_colour_is_not_kept(
    client: CheckingClient, factory: Factory, admin: Person
) -> None:
    client.send_form(SETTINGS, {"colour": "#0b5394"}, form=SETTINGS, status=303)
    now = client.get("/site-colour.css?of=0b5394", status=200)
    assert "max-age=86400" in now.headers["Cache-Control"]
    other = client.get("/site-colour.css?of=7a1f1f", status=200)
    assert other.headers["Cache-Control"] == "no-store"


def test_without_a_colour_of_its_own_a_page_loads_no_second_stylesheet(client: CheckingClient) -> None:
    assert "site-colour" not in client.get("/courses").text


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "Viết"),
        ("name", "x" * 41, "Dài quá 40"),
        ("issuing_body", " ", "Viết"),
        ("unit_code", "", "Viết"),
        ("colour", "xanh", "#1c6448"),
        ("colour", "#ffffff", "quá nhạt"),
        ("number_pattern", "GCN-{unit}", "{number}"),
        ("number_pattern", "{{number}}", "{number}"),
        ("number_pattern", "{number.__class__}", "{number}"),
        ("help_phone", "0" * 21, "Dài quá 20"),
    ],
)
def test_settings_say_what_is_wrong_at_the_field(
    client: CheckingClient, factory: Factory, admin: Person, field: str, value: str, said: str
) -> None:
    sent = {field: value, "place": "Bến Lau"}
    page = client.send_form(SETTINGS, sent, form=SETTINGS, status=422).text
    error = re.search(rf'id="{field}-error">([^<]*)<', page)
    assert error is not None
    assert said in words(error.group(1))
    assert fields_of(page, SETTINGS)["place"] == "Bến Lau"
    assert factory.read(lambda: site().place) != "Bến Lau"
    assert acts(factory, "site.") == []


def test_settings_take_nothing_that_is_not_asked_for(
    client: CheckingClient, factory: Factory, admin: Person
) -> None:
    client.send_form(SETTINGS, {"name": "  Học\u202e \x00OCOP  "}, form=SETTINGS, status=303)
    assert factory.read(lambda: site().name) == "Học OCOP"
    data = {**fields_of(client.get(SETTINGS).text, SETTINGS), "secret_key": "x", "place": "Huế"}
    client.post(SETTINGS, data=data, csrf=False, status=303)
    assert acts(factory, "site.")[-1][2] == {"place": "Huế"}


def test_new_settings_are_for_new_papers(client: CheckingClient, factory: Factory, admin: Person) -> None:
    first = factory.certificate(factory.person("Lò Thị Mai"))
    client.send_form(
        SETTINGS,
        {"signer_name": "Trần Văn Bình", "number_pattern": "{year}-{number}"},
        form=SETTINGS,
        status=303,
    )
    second = factory.certificate(factory.person("Đỗ Văn Bình"))
    old, new = (factory.read(certificates.certificate, one) for one in (first, second))
    assert (old.snapshot.signer_name, old.register_number) == ("", "1/GCN-VPĐP")
    assert (new.snapshot.signer_name, new.register_number) == (
        "Trần Văn Bình",
        f"{clock.local_date(clock.now()).year}-2",
    )


# The log --------------------------------------------------------------------------------------------------


def test_the_log_names_who_did_what_newest_first(
    client: CheckingClient, factory: Factory, admin: Person
) -> None:
    factory.enrol(factory.person("Lò Thị Mai"))
    client.send_form(SETTINGS, {"place": "Bến Lau"}, form=SETTINGS, status=303)
    page = main_words(client.get(AUDIT, status=200, queries=8).text)
    assert page.index("Đổi cài đặt") < page.index("Ghi danh học viên")
    assert "Phạm Thị Thảo" in page
    assert ": Bến Lau" in page
    only = main_words(search(client, AUDIT, action="learning."))
    assert "Ghi danh học viên" in only
    assert "Bến Lau" not in only
    assert "Không có việc nào như vậy" in main_words(search(client, AUDIT, action="%"))


def test_the_log_comes_in_pages_and_shows_texts_as_texts(
    client: CheckingClient, factory: Factory, admin: Person
) -> None:
    def fill() -> None:
        for number in range(51):
            detail = {"reason": f"<script>alert({number})</script>"}
            record(None, "certificates.revoke", "certificate", str(number), clock.now(), detail)

    factory.write(fill)
    page = search(client, AUDIT, action="certificates.")
    assert "Hệ thống" in main_words(page)
    assert "Trang 1 trên 2" in main_words(page)
    assert "<script>alert" not in page
    assert "alert(0)" in search(client, AUDIT, action="certificates.", page=2)


def test_a_person_s_rename_moves_them_in_the_list(
    client: CheckingClient, factory: Factory, admin: Person
) -> None:
    mai = factory.person("Lò Thị Mai")
    for person in (mai, factory.person("Đỗ Văn Bình")):
        factory.enrol(person)
    assert names(client.get(ENROLMENTS).text) == ["Đỗ Văn Bình", "Lò Thị Mai"]
    factory.sign_in(client, mai)
    client.get("/account")
    client.post("/account", data={"full_name": "Lò Thị Hoa", "unit": "", "position": ""}, status=303)
    assert factory.read(lambda: db.session.get_one(User, mai.id).full_name) == "Lò Thị Mai"
    client.send_form("/account/data", {"full_name": "Lò Thị An"}, form="/account/data/name", status=303)
    assert factory.read(lambda: db.session.get_one(User, mai.id).folded_name) == "lo thi an"
    factory.sign_in(client, admin)
    assert names(client.get(ENROLMENTS).text) == ["Lò Thị An", "Đỗ Văn Bình"]
