"""The office's lists at many people: every statement is served by an index, and a list ends somewhere."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select

from lms import clock
from lms.accounts import failures, merging
from lms.accounts import service as accounts
from lms.accounts.jobs import forget_old_addresses
from lms.accounts.name_words import NameWord, rows_of
from lms.audit.models import AuditEntry
from lms.db import db
from lms.jobs.registry import chores
from lms.privacy import service as privacy
from lms.web import pagination
from tests.client import CheckingClient
from tests.factories import ME_LINH, Factory, Person
from tests.reading import main_words

#: Tables that grow with the number of people.
GROWING = "users|name_words|enrolments|certificates|audit_entries|requests|completions|sessions|grants"
#: Read whole: a scan that no index serves. A scan along an index ends with its page.
SCANNED = re.compile(rf"^SCAN (?:{GROWING})$|Seq Scan on (?:{GROWING})\b")

ADDRESSES = (
    "/office/people",
    "/office/people?page=2",
    "/office/people?q=hoa",
    "/office/people?q=Nguyễn+Thị+Hoa",
    "/office/people?q=0912345678",
    "/office/people?q=U-123456",
    "/office/people?province=01",
    f"/office/people?province=01&commune={ME_LINH}&q=hoa",
    "/office/people?role=admin",
    "/office/people?group=hop-tac-xa",
    "/office/people?state=disabled",
    "/office/people?seen=never",
    "/office/people?course=so-ban-hang",
    "/office/enrolments",
    "/office/enrolments?q=hoa",
    "/office/enrolments?q=0912345678",
    "/office/enrolments?state=left",
    "/office/enrolments?course=so-ban-hang",
    "/office/requests",
    "/office/certificates",
    "/office/certificates?q=hoa",
    "/office/certificates/issued",
    "/office/certificates/issued?q=hoa",
    "/office/certificates/issued?q=12/GCN-VPĐP",
    "/office/audit",
    "/office/audit?action=people.",
    "/office/audit?who=hoa",
)


@pytest.fixture
def office(client: CheckingClient, factory: Factory) -> Person:
    """The office, signed in, with a course, a commune and somebody with a certificate."""
    factory.course()
    factory.certificate(factory.person("Nguyễn Thị Hoa", commune=ME_LINH))
    person = factory.person("Phạm Thị Thảo", admin=True)
    factory.sign_in(client, person)
    return person


def plans(client: CheckingClient, factory: Factory, address: str) -> list[tuple[str, list[str]]]:
    """Every SELECT that a page makes, each with the lines of its plan."""
    seen: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if statement.startswith("SELECT"):
            seen.append((statement, parameters))

    with factory.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        client.get(address, status=200, queries=12)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    sqlite = engine.dialect.name == "sqlite"
    found = []
    with engine.connect() as connection:
        if not sqlite:
            # With the few rows of a test a scan is right; forbidden, it shows what no index could serve.
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        for statement, parameters in seen:
            explain = "EXPLAIN QUERY PLAN " if sqlite else "EXPLAIN "
            rows = connection.exec_driver_sql(explain + statement, parameters)
            found.append((statement, [str(row[3 if sqlite else 0]).strip() for row in rows]))
    return found


@pytest.mark.parametrize("dense", [False, True])
@pytest.mark.usefixtures("office")
def test_lists_read_indexes(
    client: CheckingClient, factory: Factory, monkeypatch: pytest.MonkeyPatch, dense: bool
) -> None:
    if dense:
        monkeypatch.setattr("lms.office.people.DENSE", 0)
        monkeypatch.setattr("lms.office.queries.DENSE", 0)
    for address in ADDRESSES:
        for statement, plan in plans(client, factory, address):
            scanned = [line for line in plan if SCANNED.search(line)]
            assert not scanned, "\n".join([address, statement, *plan])


@pytest.mark.usefixtures("office")
def test_walking_and_gathering_show_the_same(
    client: CheckingClient, factory: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("Trần Văn Nguyên", "Nguyễn Thị Hòa", "Lê Thị Hoa", "Hoa Nguyễn", "Nguyễn Văn Bình"):
        factory.enrol(factory.person(name))
    monkeypatch.setattr("lms.office.people.PAGE_SIZE", 2)
    addresses = [
        f"/office/{place}?q={typed}&page={page}"
        for place in ("people", "enrolments")
        for typed in ("hoa", "Hòa", "Nguyễn", "nguyen", "Nguyên", "nguyen+thi", "")
        for page in (1, 2)
    ]
    gathered = [main_words(client.get(one, queries=12).text) for one in addresses]
    monkeypatch.setattr("lms.office.people.DENSE", 0)
    monkeypatch.setattr("lms.office.queries.DENSE", 0)
    assert [main_words(client.get(one, queries=12).text) for one in addresses] == gathered


def test_exact_marks_come_first_and_words_by_their_beginnings(
    client: CheckingClient, factory: Factory, office: Person
) -> None:
    for name in ("Nguyễn Thị Hòa", "Bùi Văn Hoàng", "Lê Thị Hoạ Mi"):
        factory.person(name)
    shown = main_words(client.get("/office/people?q=Hòa", queries=12).text)
    order = ["Nguyễn Thị Hòa", "Nguyễn Thị Hoa", "Bùi Văn Hoàng", "Lê Thị Hoạ Mi"]
    places = [shown.index(name) for name in order]
    assert places[0] == min(places)
    assert "Không thấy ai" in main_words(client.get("/office/people?q=oang", queries=12).text)


def test_a_list_ends_and_says_so(
    client: CheckingClient, factory: Factory, office: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("Lê Thị Mai", "Lê Thị Lan", "Lê Thị Cúc"):
        factory.enrol(factory.person(name))
    for module in ("lms.web.pagination", "lms.office.people", "lms.office.queries"):
        monkeypatch.setattr(f"{module}.DEEPEST", 2)
    assert pagination.DEEPEST == 2
    monkeypatch.setattr("lms.office.queries.PAGE_SIZE", 1)
    page = main_words(client.get("/office/enrolments?page=99", queries=12).text)
    assert "Có 2 lượt ghi danh trở lên" in page
    assert "Trang 2 trên 2" in page
    assert "Danh sách còn dài hơn" in page
    for address in ("people", "audit"):
        assert "trở lên" in main_words(client.get(f"/office/{address}", queries=12).text)


def test_whoever_is_renamed_is_found_by_the_new_name_alone(factory: Factory, office: Person) -> None:
    at = clock.now()
    first, second = factory.person("Lò Thị Mai"), factory.person("Lò Thị Mận")

    def check(person: Person) -> None:
        name = factory.read(lambda: db.session.get_one(accounts.User, person.id).full_name)
        words = NameWord.__table__.select().where(NameWord.user_id == person.id)
        kept = {(row.word, row.marked) for row in factory.read(lambda: db.session.execute(words).all())}
        assert kept == {(row["word"], row["marked"]) for row in rows_of(person.id, name)}, name

    check(first)
    factory.write(accounts.correct_name, first.id, "Lò Thị Hồng", at, office.id)
    check(first)
    factory.write(privacy.correct_name, second.id, "Lò Thị Mơ", at)
    check(second)
    factory.write(merging.merge, first.id, second.id, "gone", "kept", office.id, at)
    check(first)


def test_where_wrong_tries_came_from_is_forgotten_after_a_year(factory: Factory, office: Person) -> None:
    at = clock.now()
    for days in (0, 364, 366):
        factory.write(failures.note, "192.0.2.7", at - timedelta(days=days), [office.id])
    factory.read(forget_old_addresses, at)
    tries = select(AuditEntry.at, AuditEntry.detail).where(AuditEntry.action == failures.FAILED)
    kept = dict(factory.read(lambda: [tuple(row) for row in db.session.execute(tries)]))
    assert kept == {
        at: {"address": "192.0.2.7"},
        at - timedelta(days=364): {"address": "192.0.2.7"},
        at - timedelta(days=366): {},
    }
    assert forget_old_addresses in [chore for _every, chore in chores().values()]
