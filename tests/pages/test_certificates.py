"""A certificate's life: due, issued, drawn, shown, checked by anybody, replaced, revoked."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from lms import clock
from lms.accounts.models import User
from lms.certificates import queries, service
from lms.certificates.models import Certificate
from lms.certificates.queries import CertificateRow
from lms.certificates.rules import grouped
from lms.db import db
from lms.jobs.models import Job, JobState
from lms.learning.models import Enrolment
from lms.site import service as site_service
from tests.client import CheckingClient
from tests.factories import Factory, Person
from tests.reading import main_words
from tests.unit.courses.sample import altered

ENROLMENT = re.compile(r'name="enrolment" value="([0-9a-f-]+)"')
NOTE = "Không phải giấy chứng nhận sản phẩm OCOP, không xác nhận hạng sao."


@pytest.fixture
def learner(client: CheckingClient, factory: Factory) -> Person:
    """Somebody signed in, and the sample course."""
    factory.course()
    person = factory.person()
    factory.sign_in(client, person)
    return person


def found(factory: Factory, certificate_id: UUID) -> CertificateRow:
    row = factory.read(queries.certificate, certificate_id)
    assert isinstance(row, CertificateRow)
    return row


def draw(app: Flask, factory: Factory) -> int:
    """Do every job that is due, as the worker does."""
    return factory.work_off()


def verdict(client: CheckingClient, code: str, status: int = 200) -> str:
    return main_words(client.get(f"/verify/{code}", status=status).text)


def test_from_due_to_the_file_on_the_phone(
    app: Flask,
    client: CheckingClient,
    factory: Factory,
    learner: Person,
    new_client: Callable[[], CheckingClient],
) -> None:
    assert "Chưa có giấy chứng nhận nào" in main_words(client.get("/certificates").text)
    factory.finish(learner)
    assert "Chờ giấy" in main_words(client.get("/certificates").text)
    admin, desk = factory.person("Phạm Thị Thảo", admin=True), new_client()
    factory.sign_in(desk, admin)
    assert "Nguyễn Thị Sen" in main_words(desk.get("/office/certificates").text)
    ticked = {"enrolment": ENROLMENT.findall(desk.get("/office/certificates").text)[0]}
    sure = desk.send_form("/office/certificates", ticked, form="/office/certificates", status=200).text
    assert "Nguyễn Thị Sen" in main_words(sure)
    desk.post("/office/certificates", data={**ticked, "act": "issue"}, status=303)
    assert "Nguyễn Thị Sen" not in main_words(desk.get("/office/certificates").text)

    mine = client.get("/certificates", status=200).text
    assert "Còn hiệu lực" in main_words(mine)
    address = re.findall(r'href="(/certificates/[0-9a-f-]{36})"', mine)[0]
    waiting = client.get(address, status=200).text
    assert 'class="note wait"' in waiting
    assert ".pdf" not in waiting
    client.get(f"{address}.pdf", status=404)
    client.get(f"{address}.png", status=404)

    assert draw(app, factory) == 1
    page = client.get(address, status=200).text
    assert 'class="note wait"' not in page
    for kind, magic in (("pdf", b"%PDF-"), ("png", b"\x89PNG")):
        answer = client.get(f"{address}.{kind}", query_string={"download": 1}, status=200)
        assert answer.data.startswith(magic)
        assert answer.headers["Cache-Control"] == "private, no-store"
        name = unquote(answer.headers["Content-Disposition"])
        assert name.startswith("attachment")
        assert name.endswith(f"giay-chung-nhan-1-GCN-VPĐP.{kind}"), name
    shown = client.get(f"{address}.png", status=200)
    assert "attachment" not in shown.headers.get("Content-Disposition", "")
    assert desk.get(f"{address}.pdf", status=200).mimetype == "application/pdf"


def test_drawing_twice_stores_the_same(app: Flask, factory: Factory, learner: Person) -> None:
    certificate_id = factory.certificate(learner)
    assert draw(app, factory) == 1

    def again() -> None:
        job = db.session.scalars(select(Job).where(Job.kind == service.RENDER)).one()
        job.state, job.finished_at = JobState.QUEUED, None

    factory.write(again)
    assert draw(app, factory) == 1
    assert found(factory, certificate_id).state == "valid"


def test_a_course_may_issue_by_itself(client: CheckingClient, factory: Factory, learner: Person) -> None:
    factory.course(altered("course.yml", "issue: manual", "issue: automatic"))
    factory.finish(learner)
    row = factory.read(queries.of_user, learner.id)[0]
    assert row.register_number == "1/GCN-VPĐP"
    assert "Có giấy chứng nhận" in main_words(client.get("/").text)
    assert "Còn hiệu lực" in verdict(client, row.code)


def test_issuing_again_returns_the_one_in_force(factory: Factory, learner: Person) -> None:
    enrolment_id = factory.finish(learner)
    first = factory.write(service.issue, enrolment_id, None, clock.now())
    assert factory.write(service.issue, enrolment_id, None, clock.now()) == first
    assert len(factory.read(queries.of_user, learner.id)) == 1


def test_nothing_is_issued_for_an_unfinished_course(factory: Factory, learner: Person) -> None:
    enrolment_id = factory.enrol(learner)
    with pytest.raises(service.NotEarned):
        factory.write(service.issue, enrolment_id, None, clock.now())


def test_a_replaced_certificate_keeps_what_it_said_and_links_to_the_new_one(
    client: CheckingClient, factory: Factory, learner: Person
) -> None:
    old_id = factory.certificate(learner)

    def rename() -> None:
        db.session.get_one(User, learner.id).full_name = "Nguyễn Thị Sen Hồng"

    factory.write(rename)
    new_id = factory.write(service.replace, old_id, "in sai tên", learner.id, clock.now())
    old, new = found(factory, old_id), found(factory, new_id)
    assert (old.snapshot.full_name, new.snapshot.full_name) == ("Nguyễn Thị Sen", "Nguyễn Thị Sen Hồng")
    assert (old.register_number, new.register_number) == ("1/GCN-VPĐP", "2/GCN-VPĐP")
    assert (old.state, old.replaced_by_id, new.state) == ("replaced", new_id, "valid")
    assert old.code != new.code
    page = client.get(f"/certificates/{old_id}", status=200).text
    assert f'href="/certificates/{new_id}"' in page
    assert "in sai tên" in main_words(page)
    with pytest.raises(service.NotInForce):
        factory.write(service.replace, old_id, "lần nữa", learner.id, clock.now())
    with pytest.raises(service.NotInForce):
        factory.write(service.revoke, old_id, "lần nữa", learner.id, clock.now())
    public = verdict(client, old.code)
    assert "Đã thay bằng giấy khác" in public
    assert "Nguyễn Thị Sen" in public
    assert "Hồng" not in public
    assert "in sai tên" not in public


def test_a_revoked_certificate_says_so_everywhere(
    client: CheckingClient, factory: Factory, learner: Person
) -> None:
    certificate_id = factory.certificate(learner)
    factory.write(service.revoke, certificate_id, "thi hộ", learner.id, clock.now())
    code = found(factory, certificate_id).code
    assert f"Thu hồi ngày {clock.local_date(clock.now()):%d/%m/%Y}" in verdict(client, code)
    assert "Đã thu hồi" in verdict(client, code)
    assert "Còn hiệu lực" not in verdict(client, code)
    assert "thi hộ" not in verdict(client, code)
    page = main_words(client.get(f"/certificates/{certificate_id}").text)
    assert "Đã thu hồi" in page
    assert "thi hộ" in page
    assert "Đã thu hồi" in main_words(client.get("/certificates").text)


def test_after_a_revocation_the_number_stays_taken(factory: Factory, learner: Person) -> None:
    enrolment_id = factory.finish(learner)
    first = factory.write(service.issue, enrolment_id, None, clock.now())
    factory.write(service.revoke, first, "cấp nhầm", learner.id, clock.now())
    second = factory.write(service.issue, enrolment_id, None, clock.now())
    assert found(factory, second).register_number == "2/GCN-VPĐP"


def test_the_public_page_says_what_is_recorded(
    client: CheckingClient, factory: Factory, new_client: Callable[[], CheckingClient]
) -> None:
    factory.course()
    person = factory.person(phone="0912345678")
    row = found(factory, factory.certificate(person))
    page = client.get(f"/verify/{row.code}", status=200)
    words = main_words(page.text)
    for expected in (
        "Còn hiệu lực",
        "Nguyễn Thị Sen",
        "Sổ bán hàng một tuần",
        "1/GCN-VPĐP",
        row.snapshot.issuing_body,
        NOTE,
    ):
        assert expected in words, expected
    for hidden in ("0912345678", person.user_code, str(person.id), str(row.id)):
        assert hidden not in page.text
    assert "★" not in page.text
    assert "noindex" in page.headers["X-Robots-Tag"]


def test_a_certificate_with_an_end_expires(client: CheckingClient, factory: Factory, learner: Person) -> None:
    factory.course(altered("course.yml", "issue: manual", "issue: manual\n  valid_months: 24"))
    row = found(factory, factory.certificate(learner))
    assert row.expires_at is not None
    assert clock.to_local(row.expires_at).strftime("%H:%M") == "00:00"
    assert timedelta(days=729) < row.expires_at - row.issued_at < timedelta(days=732)
    assert "Còn hiệu lực" in verdict(client, row.code)

    def end() -> None:
        db.session.get_one(Certificate, row.id).expires_at = clock.now() - timedelta(seconds=1)

    factory.write(end)
    assert "Hết hiệu lực" in verdict(client, row.code)
    home = main_words(client.get("/").text)
    assert "Hết hiệu lực" in home
    assert "Có giấy chứng nhận" not in home


def test_an_unknown_code_is_not_in_the_register(client: CheckingClient) -> None:
    words = verdict(client, "0" * 28, status=404)
    assert "Không có trong sổ" in words
    assert "Không có trong sổ" in verdict(client, "khong-phai-ma", status=404)


def test_a_code_may_be_typed_as_people_type(
    client: CheckingClient, factory: Factory, learner: Person
) -> None:
    code = found(factory, factory.certificate(learner)).code
    printed = grouped(code)
    for typed in (
        printed,
        printed.lower(),
        code.replace("0", "O").replace("1", "l"),
        f" {code[:14].lower()}-{code[14:]} ",
        printed.replace(" ", "\u00a0"),
    ):
        answer = client.get("/verify", query_string={"code": typed}, status=302)
        assert answer.location == f"/verify/{code}", typed
        assert "Còn hiệu lực" in verdict(client, typed.strip())


def test_a_mistyped_code_is_said_at_the_field_and_kept(
    client: CheckingClient, factory: Factory, learner: Person
) -> None:
    code = found(factory, factory.certificate(learner)).code
    typed = code[:-1] + ("0" if code[-1] != "0" else "1")
    page = client.get("/verify", query_string={"code": typed}, status=422).text
    assert "Mã gõ chưa đúng" in main_words(page)
    assert f'value="{typed}"' in page
    assert "Mã gõ chưa đúng" not in client.get("/verify", status=200).text


def test_numbers_start_anew_each_year_and_for_each_unit(factory: Factory, learner: Person) -> None:
    new_year = datetime(2026, 12, 31, 17, 0, tzinfo=UTC)  # midnight in Vietnam

    def issue(at: datetime) -> str:
        enrolment_id = factory.finish(factory.person(f"Người thứ {at:%d%H%M%S}"))
        return found(factory, factory.write(service.issue, enrolment_id, None, at)).register_number

    def unit(code: str) -> None:
        factory.write(
            site_service.change,
            {"unit_code": code, "number_pattern": "{number}.{year}/{unit}"},
            None,
            clock.now(),
        )

    unit("VPĐP")
    second = timedelta(seconds=1)
    assert issue(new_year - 2 * second) == "1.2026/VPĐP"
    assert issue(new_year - second) == "2.2026/VPĐP"
    assert issue(new_year) == "1.2027/VPĐP"
    unit("SNN")
    assert issue(new_year + second) == "1.2027/SNN"
    unit("VPĐP")
    assert issue(new_year + 2 * second) == "2.2027/VPĐP"


def test_a_transaction_that_fails_leaves_no_gap(factory: Factory, learner: Person) -> None:
    first, second = factory.finish(learner), factory.finish(factory.person("Lò Thị Mai"))

    def fail() -> None:
        service.issue(first, None, clock.now())
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        factory.write(fail)
    assert found(factory, factory.write(service.issue, second, None, clock.now())).register_number.startswith(
        "1/"
    )


def test_other_people_s_papers_are_not_there(
    factory: Factory, learner: Person, new_client: Callable[[], CheckingClient]
) -> None:
    certificate_id = factory.certificate(learner)
    other = new_client()
    factory.sign_in(other, factory.person("Lò Thị Mai"))
    for address in ("", ".pdf", ".png"):
        other.get(f"/certificates/{certificate_id}{address}", status=404)


def test_the_snapshot_holds_what_the_register_must(factory: Factory, learner: Person) -> None:
    office = {"signer_name": "Trần Văn Bình", "place": "Bến Lau"}
    factory.write(site_service.change, office, None, clock.now())
    began, ended = datetime(2026, 11, 1, 17, 30, tzinfo=UTC), datetime(2026, 11, 20, 3, tzinfo=UTC)
    enrolment_id = factory.finish(learner)

    def dates() -> None:
        row = db.session.get_one(Enrolment, enrolment_id)
        row.enrolled_at, row.completed_at = began, ended

    factory.write(dates)
    at = datetime(2026, 11, 23, 18, tzinfo=UTC)
    snapshot = found(factory, factory.write(service.issue, enrolment_id, None, at)).snapshot
    assert (snapshot.started_on, snapshot.completed_on, snapshot.issued_on) == (
        "2026-11-02",
        "2026-11-20",
        "2026-11-24",
    )
    assert (snapshot.course, snapshot.periods, snapshot.edition) == ("Sổ bán hàng một tuần", 2, "0.1")
    assert (snapshot.signer_name, snapshot.place, snapshot.note) == ("Trần Văn Bình", "Bến Lau", service.NOTE)
