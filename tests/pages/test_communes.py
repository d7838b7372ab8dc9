"""The contact's page, slips, and the office's requests."""

import re
from collections.abc import Callable

from sqlalchemy import select, update

from lms import clock
from lms.accounts import merging, requests
from lms.accounts.codes.models import LoginCode
from lms.accounts.models import User
from lms.accounts.requests.models import RequestKind
from lms.certificates import service as certificates
from lms.db import db
from tests.client import CheckingClient
from tests.factories import Factory, Person
from tests.pages.quiz_course import COURSE as SECOND
from tests.pages.quiz_course import files
from tests.reading import main_words

MINE, OTHER = "00004", "00008"
CODE = re.compile(r'class="slip-code">([A-Z0-9]{4}-[A-Z0-9]{4})<')


def newcomer(factory: Factory, name: str, commune: str) -> Person:
    person = factory.person(name, commune=commune)

    def strip() -> None:
        db.session.execute(update(User).where(User.id == person.id).values(password_hash=None))

    factory.write(strip)
    return person


def test_a_forgotten_code_through_the_contact(client: CheckingClient, factory: Factory) -> None:
    """The learner asks, the contact sees it and issues a code, the code opens the door."""
    contact = factory.person("Vũ Thị Hoa", contact_of=MINE)
    learner = factory.person("Nguyễn Thị Lành", commune=MINE)
    client.send_form("/forgotten", {"login": learner.login}, form="/forgotten", status=303)
    factory.work_off()
    factory.sign_in(client, contact)
    page = client.get("/xa?tinh-trang=help", status=200).text
    assert "Nguyễn Thị Lành" in page
    assert f"tel:{learner.login}" in page
    sheet = client.post("/xa/slips", data={"person": str(learner.id)}, status=200)
    assert sheet.headers["Cache-Control"] == "no-store"
    (code,) = CODE.findall(sheet.text)
    assert factory.read(requests.waiting_count) == 0
    client.forget()
    client.send_form("/vao", {"login": learner.user_code, "code": code}, form="/vao", status=303)


def test_a_contact_sees_and_prints_the_own_commune_only(client: CheckingClient, factory: Factory) -> None:
    """S02-S05: people of another commune are neither shown nor given a code, whatever is posted."""
    contact = factory.person("Vũ Thị Hoa", contact_of=MINE)
    mine = newcomer(factory, "Giàng A Páo", MINE)
    other = newcomer(factory, "Đỗ Thị Ỷ", OTHER)
    factory.sign_in(client, contact)
    for address in ("/xa", f"/xa?xa={OTHER}"):
        page = client.get(address, status=200).text
        assert "Giàng A Páo" in page
        assert "Đỗ Thị Ỷ" not in page
    client.post("/xa/slips", data={"person": [str(mine.id), str(other.id)]}, status=404)
    factory.sign_in(client, mine)
    client.get("/xa", status=404)
    client.post("/xa/slips", data={"person": str(mine.id)}, status=404)


def test_slips_are_sorted_by_commune_then_name(client: CheckingClient, factory: Factory) -> None:
    people = [
        newcomer(factory, name, commune)
        for name, commune in (("Nguyễn Văn Tú", MINE), ("Trần Thị An", MINE), ("Lê Văn Bình", OTHER))
    ]
    factory.sign_in(client, factory.person("Phạm Thị Thảo", admin=True))
    sheet = client.post("/xa/slips", data={"person": [str(one.id) for one in people]}, status=200).text
    names = re.findall(r"<h2>([^<]+)</h2>\s*<p class=\"slip-place\">", sheet)
    assert names.index("Trần Thị An") < names.index("Nguyễn Văn Tú")
    assert len(set(CODE.findall(sheet))) == 3
    client.post("/xa/slips", data={"person": "x"}, status=303)


def test_the_office_corrects_a_name_with_one_press(client: CheckingClient, factory: Factory) -> None:
    person = factory.person("Nguyễn Thị Lành")
    asked = factory.write(
        requests.open,
        RequestKind.NAME_CORRECTION,
        clock.now(),
        user_id=person.id,
        detail={"old": "Nguyễn Thị Lành", "new": "Nguyễn Thị Lanh"},
    )
    factory.sign_in(client, factory.person("Phạm Thị Thảo", admin=True))
    assert "đổi thành Nguyễn Thị Lanh" in client.get("/office/requests", status=200).text
    client.post(f"/office/requests/{asked}", data={"act": "done"}, status=303)
    assert factory.read(lambda: db.session.get(User, person.id)).full_name == "Nguyễn Thị Lanh"
    client.post(f"/office/requests/{asked}", data={"act": "done"}, status=303)
    assert "Không có yêu cầu nào" in client.get("/office/requests", status=200).text


def test_a_merge_ends_the_code_of_the_account_that_goes(
    client: CheckingClient, factory: Factory, new_client: Callable[[], CheckingClient]
) -> None:
    """Somebody half way in with the old slip starts again; the kept account's own code stays."""
    kept, gone = newcomer(factory, "Lê Thị An", MINE), newcomer(factory, "Le Thi An", MINE)
    office = factory.person("Phạm Thị Thảo", admin=True)
    factory.sign_in(client, office)
    client.post("/xa/slips", data={"person": str(kept.id)}, status=200)
    sheet = client.post("/xa/slips", data={"person": str(gone.id)}, status=200)
    (code,) = CODE.findall(sheet.text)
    phone = new_client()
    phone.send_form("/vao", {"login": gone.user_code, "code": code}, form="/vao", status=303)
    phone.get("/vao/nguoi", status=200)
    factory.write(merging.merge, kept.id, gone.id, "kept", "kept", office.id, clock.now())
    assert phone.get("/vao/nguoi", status=303).headers["Location"] == "/vao"
    assert factory.read(lambda: list(db.session.scalars(select(LoginCode.user_id)))) == [kept.id]


def test_who_studies_twice_stands_once(client: CheckingClient, factory: Factory) -> None:
    """The most pressing course speaks for the person, in the list and in the counts."""
    factory.course()
    factory.course(files())
    learner = factory.person("Nguyễn Thị Lành", commune=MINE)
    factory.sign_in(client, learner)
    factory.finish(learner)
    factory.enrol(learner, SECOND)
    factory.sign_in(client, factory.person("Vũ Thị Hoa", contact_of=MINE))
    page = client.get("/xa", status=200).text
    assert page.count("<b>Nguyễn Thị Lành</b>") == 1
    assert "Đang học 1" in page
    assert "Chờ giấy 0" in page
    assert "Nguyễn Thị Lành" not in client.get("/xa?tinh-trang=paper", status=200).text


def test_who_never_signed_in_has_not_come_in(client: CheckingClient, factory: Factory) -> None:
    """A password says nothing: it may be set by a link or by the office. The first session says it."""
    factory.course()
    learner = factory.person("Nguyễn Thị Lành", commune=MINE)
    factory.enrol(learner)
    office = factory.person("Phạm Thị Thảo", admin=True)
    pages = {
        f"/xa?xa={MINE}": '<b>Nguyễn Thị Lành</b> <span class="tag wait">Chưa vào</span>',
        "/office/people?seen=never": '<span class="tag wait">Chưa vào</span>',
        "/office/people?q=lanh": '<span class="tag wait">Chưa vào</span>',
        "/office/enrolments": '<span class="tag wait">Chưa vào</span>',
        f"/office/people/{learner.id}": '<span class="tag wait">Chưa vào</span>',
    }

    def seen() -> list[bool]:
        factory.sign_in(client, office)
        shown = [words in client.get(path, status=200, queries=12).text for path, words in pages.items()]
        for kind in ("people", "enrolments"):
            sent = client.post("/office/exports", data={"kind": kind, "format": "csv"}, status=200)
            shown.append(any("Lành" in line and "Chưa vào" in line for line in sent.text.splitlines()))
        return [*shown, "1 người chưa vào lần nào" in main_words(client.get("/office", status=200).text)]

    assert all(seen())
    factory.sign_in(client, learner)
    assert not any(seen())


def test_who_finished_on_paper_waits_for_the_certificate(client: CheckingClient, factory: Factory) -> None:
    factory.course()
    factory.finish(factory.person("Nguyễn Thị Lành", commune=MINE))
    factory.sign_in(client, factory.person("Vũ Thị Hoa", contact_of=MINE))
    assert "Nguyễn Thị Lành" in client.get("/xa?tinh-trang=paper", status=200).text


def test_who_came_in_and_studies_nothing_is_not_said_to_study(
    client: CheckingClient, factory: Factory
) -> None:
    factory.sign_in(client, factory.person("Nguyễn Thị Lành", commune=MINE))
    factory.sign_in(client, factory.person("Vũ Thị Hoa", contact_of=MINE))
    page = client.get("/xa?tinh-trang=idle", status=200).text
    assert "Nguyễn Thị Lành" in page and "chưa học khóa nào. Mở" in page
    assert "Đang học 0" in page


def test_who_lost_the_certificate_waits_for_none(client: CheckingClient, factory: Factory) -> None:
    """Only whom the office's list of certificates due has: a revoked one is not due, nor is it held."""
    factory.course()
    revoked = factory.certificate(factory.person("Phan Thị Thu", commune=MINE))
    factory.certificate(factory.person("Hoàng Văn Giấy", commune=MINE))
    office = factory.person("Phạm Thị Thảo", admin=True)
    factory.write(certificates.revoke, revoked, "in nhầm tên", office.id, clock.now())
    factory.sign_in(client, factory.person("Vũ Thị Hoa", contact_of=MINE))
    page = client.get("/xa?tinh-trang=done", status=200).text
    assert "Chờ giấy 0" in page and "Xong 2" in page
    assert page.count("anh/chị hỏi văn phòng") == page.count("đã có giấy chứng nhận, xem ở") == 1


def test_the_office_prints_a_slip_from_the_page_of_a_person(client: CheckingClient, factory: Factory) -> None:
    """Of somebody without a commune too; for an account with a role there is no such button."""
    learner = factory.person("Nguyễn Thị Lành")
    trainer = factory.person("Trần Văn Bình", teaches="so-ban-hang")
    factory.sign_in(client, factory.person("Phạm Thị Thảo", admin=True))
    page = f"/office/people/{learner.id}"
    assert 'action="/xa/slips"' in client.get(page, status=200, queries=12).text
    sheet = client.post("/xa/slips", data={"person": str(learner.id)}, status=200).text
    assert len(CODE.findall(sheet)) == 1
    assert f'href="{page}"' in sheet
    assert "/xa/slips" not in client.get(f"/office/people/{trainer.id}", status=200, queries=12).text


def test_a_merge_keeps_that_somebody_came_in(client: CheckingClient, factory: Factory) -> None:
    kept, gone = newcomer(factory, "Lê Thị An", MINE), factory.person("Le Thi An", commune=MINE)
    factory.sign_in(client, gone)
    office = factory.person("Phạm Thị Thảo", admin=True)
    factory.write(merging.merge, kept.id, gone.id, "kept", "kept", office.id, clock.now())
    factory.sign_in(client, office)
    page = client.get(f"/xa?xa={MINE}", status=200).text
    assert "vào lần cuối" in page
    assert "chưa vào lần nào" not in page


def test_the_office_opens_the_page_of_a_commune(client: CheckingClient, factory: Factory) -> None:
    """From the list of people, and back to the same page from the sheet; the contact has no such choice."""
    mine, other = newcomer(factory, "Giàng A Páo", MINE), newcomer(factory, "Đỗ Thị Ỷ", OTHER)
    factory.sign_in(client, factory.person("Phạm Thị Thảo", admin=True))
    assert (
        f'href="/xa?xa={OTHER}"' in client.get(f"/office/people?commune={OTHER}", status=200, queries=12).text
    )
    page = client.get(f"/xa?xa={OTHER}", status=200).text
    assert "Đỗ Thị Ỷ" in page
    assert "Giàng A Páo" not in page
    sheet = client.post("/xa/slips", data={"person": str(other.id), "xa": OTHER}, status=200).text
    assert f'href="/xa?xa={OTHER}"' in sheet
    assert 'href="/office/people"' in client.get("/xa", status=200).text
    factory.sign_in(client, factory.person("Vũ Thị Hoa", contact_of=MINE))
    sheet = client.post("/xa/slips", data={"person": str(mine.id), "xa": OTHER}, status=200).text
    assert 'href="/xa"' in sheet and OTHER not in sheet


def test_the_message_says_what_there_is_to_do(client: CheckingClient, factory: Factory) -> None:
    """Ready for Zalo, after where the person stands; nothing in it that the contact may not know."""
    factory.course()
    fresh, busy = newcomer(factory, "Giàng A Páo", MINE), factory.person("Nguyễn Thị Lành", commune=MINE)
    factory.sign_in(client, busy)
    factory.enrol(busy)
    factory.sign_in(client, factory.person("Vũ Thị Hoa", contact_of=MINE))
    page = client.get("/xa", status=200).text
    assert f"/vao?ma={fresh.user_code}, viết mã 8 chữ trên phiếu là vào học." in page
    assert "Anh/chị đã xong 0 trên" in page
    assert page.count("Cần giúp, anh/chị gọi cho tôi: Vũ Thị Hoa.") == 2


def test_closed_requests_say_who_closed_them_and_how(client: CheckingClient, factory: Factory) -> None:
    person = factory.person("Nguyễn Thị Lành")
    at = clock.now()
    kinds = (RequestKind.CORRECTION, RequestKind.FORGOTTEN_CODE)
    first, second = (factory.write(requests.open, kind, at, user_id=person.id) for kind in kinds)
    factory.sign_in(client, factory.person("Phạm Thị Thảo", admin=True))
    for asked, act, note in ((first, "refuse", "không đúng người"), (second, "done", "đã gọi lại")):
        client.post(f"/office/requests/{asked}", data={"act": act, "note": note}, status=303)
    page = client.get("/office/requests/closed", status=200, queries=12).text
    assert "không đúng người" in page and "đã gọi lại" in page
    assert page.count("Phạm Thị Thảo") >= 2
    page = client.get("/office/requests/closed?kind=correction", status=200, queries=12).text
    assert "không đúng người" in page and "đã gọi lại" not in page
