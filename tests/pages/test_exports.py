"""Lists go out as files: as filtered, proved fresh, audited, and never as formulas (S33, S53)."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from lms import clock
from lms.accounts.models import Session, User
from lms.audit.models import AuditEntry
from lms.db import db
from lms.jobs.models import Job
from lms.office.exports import jobs, service
from lms.office.exports.lists import LISTS
from lms.office.exports.models import Export
from lms.spreadsheets import read
from tests.client import CheckingClient
from tests.factories import ME_LINH, Factory, Person
from tests.reading import main_words

PAGE = "/office/exports"


@pytest.fixture
def admin(client: CheckingClient, factory: Factory) -> Person:
    """The office, signed in; a course with people in it."""
    factory.course()
    factory.certificate(factory.person("-Nguyễn Văn Đông", commune=ME_LINH))
    factory.enrol(factory.person("Trần Thị Bưởi"))
    person = factory.person("Phạm Thị Thảo", admin=True)
    factory.sign_in(client, person)
    return person


def take(
    client: CheckingClient, kind: str, file_format: str = "xlsx", **filters: str
) -> list[tuple[str, ...]]:
    answer = client.post(PAGE, data={"kind": kind, "format": file_format, **filters}, status=200)
    assert answer.headers["Cache-Control"] == "private, no-store"
    return [row.cells for row in read(answer.data, f"a.{file_format}").rows]


@pytest.mark.parametrize("file_format", ["xlsx", "csv"])
@pytest.mark.parametrize("kind", sorted(LISTS))
def test_every_list_in_both_forms(client: CheckingClient, admin: Person, kind: str, file_format: str) -> None:
    rows = take(client, kind, file_format)
    assert len(rows) > 1
    assert len(rows[0]) == len(LISTS[kind].headings)


def test_names_survive_and_nothing_is_run(client: CheckingClient, admin: Person, factory: Factory) -> None:
    """S33, through the whole way."""
    evil = '=HYPERLINK("http://x","y")'
    factory.write(lambda: db.session.execute(update(User).where(User.id == admin.id).values(unit=evil)))
    raw = client.post(PAGE, data={"kind": "people", "format": "csv"}, status=200).data
    assert raw.startswith(b"\xef\xbb\xbf")
    assert b"'-Nguy" in raw and b"'=HYPERLINK" in raw
    for file_format in ("csv", "xlsx"):
        names = {row[1] for row in take(client, "people", file_format)}
        units = {row[6] for row in take(client, "people", file_format)}
        assert "-Nguyễn Văn Đông" in names and evil in units


def test_lists_are_as_filtered(client: CheckingClient, admin: Person) -> None:
    assert [row[1] for row in take(client, "people", q="buoi")[1:]] == ["Trần Thị Bưởi"]
    assert [row[1] for row in take(client, "people", commune=ME_LINH)[1:]] == ["-Nguyễn Văn Đông"]
    assert [row[0] for row in take(client, "enrolments", state="active")[1:]] == ["Trần Thị Bưởi"]


def test_the_log_goes_out_as_the_page_says_it(
    client: CheckingClient, admin: Person, factory: Factory
) -> None:
    """Names and words, no id; narrowed by everything that the page is narrowed by."""
    take(client, "people", "csv", q="buoi", state="active", commune=ME_LINH)
    heads, *acts = take(client, "audit")
    assert heads == ("Lúc", "Ai làm", "Việc", "Của ai", "Mã học viên", "Chi tiết", "Mã việc")
    page = main_words(client.get("/office/audit", status=200, queries=12).text)
    for _at, who, what, about, _code, detail, _action in acts:
        assert " ".join(f"{who} {what} {about or '–'} {detail or '–'}".split()) in page
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}", repr(acts))
    taken = next(act for act in acts if "Danh sách: Học viên" in act[5])
    assert "Lọc theo: Xã Mê Linh, Thành phố Hà Nội" in taken[5] and "Lọc theo: Đang dùng" in taken[5]
    enrolled = next(act for act in acts if act[6] == "learning.enrol" and act[3] == "Trần Thị Bưởi")
    assert enrolled[4].startswith("U-") and "Khóa: Sổ bán hàng một tuần" in enrolled[5]
    today = clock.local_date(clock.now()).isoformat()
    assert {act[3] for act in take(client, "audit", who="buoi", first=today)[1:]} == {"Trần Thị Bưởi"}
    assert take(client, "audit", last="2020-01-01")[1:] == []
    assert {act[6] for act in take(client, "audit", action="exports.")[1:]} == {"exports.make"}


def test_protected_columns_are_marked(client: CheckingClient, admin: Person) -> None:
    assert "Số điện thoại (dữ liệu cá nhân)" in take(client, "people")[0]


def test_who_took_what_is_kept(client: CheckingClient, admin: Person, factory: Factory) -> None:
    take(client, "people", q="buoi")
    entry = factory.read(
        lambda: db.session.scalars(select(AuditEntry).where(AuditEntry.action == "exports.make")).one()
    )
    assert (entry.actor_id, entry.target_id) == (admin.id, "people")
    assert entry.detail == {"format": "xlsx", "rows": 1, "filter_q": "buoi"}


def test_the_password_is_asked_again(client: CheckingClient, admin: Person, factory: Factory) -> None:
    """S53: an hour after signing in nobody carries a list away by a click."""
    old = clock.now() - timedelta(hours=1)
    factory.write(lambda: db.session.execute(update(Session).values(strong_at=old)))
    answer = client.post(PAGE, data={"kind": "people", "format": "csv"})
    assert b"Tr\xe1\xba\xa7n Th\xe1\xbb\x8b B" not in answer.data
    assert answer.mimetype == "text/html"


def test_long_lists_are_made_by_a_job(
    client: CheckingClient, admin: Person, factory: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "AT_ONCE", 1)
    answer = client.post(PAGE, data={"kind": "people", "format": "csv"}, status=303)
    client.get(f"{answer.location}/file", status=404)
    found = factory.read(lambda: {job.kind: job for job in db.session.scalars(select(Job))})
    with factory.app.app_context():
        jobs.make(found[service.MAKE].payload, clock.now())
    assert "Tệp đã xong" in client.get(answer.location, status=200).text
    data = client.get(f"{answer.location}/file", status=200).data
    assert "Trần Thị Bưởi" in data.decode()
    with factory.app.app_context():
        jobs.forget(found[service.FORGET].payload, found[service.FORGET].due_at)
    client.get(answer.location, status=404)


def test_a_file_is_its_owner_s_alone(client: CheckingClient, admin: Person, factory: Factory) -> None:
    other = factory.person("Lê Văn Khác", admin=True)
    export_id = factory.write(service.ask, "people", "csv", {}, other.id, clock.now())
    client.get(f"{PAGE}/{export_id}", status=404)
    assert factory.read(lambda: db.session.get(Export, export_id)) is not None


@pytest.mark.parametrize(
    "data", [{"kind": "users", "format": "csv"}, {"kind": "people", "format": "exe"}, {}]
)
def test_what_is_no_list_is_refused(client: CheckingClient, admin: Person, data: dict[str, Any]) -> None:
    client.post(PAGE, data=data, status=400)


@pytest.mark.soak
def test_a_hundred_thousand_people_take_little_memory(admin: Person, factory: Factory) -> None:
    import resource

    from lms.accounts.models import UserState
    from lms.ids import new_id

    def many() -> None:
        for start in range(0, 100_000, 5_000):
            db.session.execute(
                User.__table__.insert(),
                [
                    {
                        "id": new_id(), "user_code": f"T-{n}", "full_name": f"Lê Thị {n}", "folded_name": "x",
                        "sort_key": f"{n:06}", "state": UserState.ACTIVE, "locale": "vi", "unit": "HTX",
                        "position": "", "created_at": clock.now(),
                    }
                    for n in range(start, start + 5_000)
                ],
            )  # fmt: skip

    factory.write(many)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with factory.app.app_context():
        assert len(service.draw("people", "csv", {})) > 3_000_000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150_000
