"""People come in from a list: every row is looked at, good ones are written together, the rest come back."""

import io
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from lms import clock
from lms.accounts.models import User
from lms.audit.models import AuditEntry
from lms.db import db
from lms.jobs.models import Job
from lms.learning.models import Enrolment
from lms.office.imports import jobs, service
from lms.office.imports.models import PeopleImport
from lms.spreadsheets import read, write_csv, write_xlsx
from tests.client import CheckingClient
from tests.factories import COURSE_ID, ME_LINH, Factory, Person
from tests.reading import main_words

PAGE = "/office/people/import"
HEADINGS = ["STT", "Họ và tên", "SĐT", "Xã/phường", "Đơn vị"]
WRITES = 400
OPEN = 20


@pytest.fixture
def admin(client: CheckingClient, factory: Factory) -> Person:
    """The office, signed in; one commune is known."""
    factory.commune(ME_LINH)
    person = factory.person("Phạm Thị Thảo", admin=True)
    factory.sign_in(client, person)
    return person


def lettered(number: int) -> str:
    """A given name for each number."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number)).title()


def xlsx(rows: Sequence[Sequence[Any]], headings: Sequence[str] = HEADINGS) -> bytes:
    return write_xlsx(headings, rows, sheet="Danh sách")


def send(client: CheckingClient, data: bytes, name: str = "ds.xlsx", status: int = 303, **more: str) -> str:
    fields = {"file": (io.BytesIO(data), name), "province_code": "", "course_id": "", **more}
    token = client.token()
    answer = client.post(
        PAGE,
        data={**fields, "csrf_token": token},
        content_type="multipart/form-data",
        status=status,
        csrf=False,
    )
    return answer.location if status == 303 else answer.text


def show(client: CheckingClient, address: str, **query: str) -> str:
    return main_words(client.get(address, query_string=query, status=200, queries=OPEN).text)


def write(client: CheckingClient, address: str) -> str:
    client.post(f"{address}/write", status=303, queries=WRITES)
    return main_words(client.get(address, status=200, queries=OPEN).text)


def people(factory: Factory) -> dict[str, User]:
    return {user.full_name: user for user in factory.read(lambda: list(db.session.scalars(select(User))))}


def count(factory: Factory, model: Any) -> int:
    return int(factory.read(lambda: db.session.scalar(select(func.count()).select_from(model))))


GOOD = [
    [1, "NGUYỄN THỊ LÀNH", 912345678, "Mê Linh", "HTX Bến Lau"],
    [2, "Giàng A Páo", "0162 345 6789", "Xã Mê Linh, Hà Nội", ""],
    [3, "H'Hen Niê", "+84 912 345 678", "", "Hộ H'Hen"],
    [4, "Ỷ", "", "xã Mê Linh", ""],
]


def test_a_list_is_shown_then_written(client: CheckingClient, admin: Person, factory: Factory) -> None:
    address = send(client, xlsx(GOOD))
    before = count(factory, User)
    page = show(client, address)
    assert "Có 4 dòng: 4 người mới, 0 người sẽ sửa, 0 người đã có, 0 dòng cần xem." in page
    assert "dùng chung số" in page  # two people of a household
    assert count(factory, User) == before
    done = write(client, address)
    assert "Người mới 4" in done
    found = people(factory)
    assert found["Nguyễn Thị Lành"].phone == found["H'Hen Niê"].phone == "0912345678"
    assert found["Giàng A Páo"].phone == "0323456789"
    assert found["Giàng A Páo"].commune_code == found["Ỷ"].commune_code == ME_LINH
    assert found["Nguyễn Thị Lành"].unit == "HTX Bến Lau"
    assert found["Nguyễn Thị Lành"].password_hash is None


def test_the_same_file_again_changes_nothing(client: CheckingClient, admin: Person, factory: Factory) -> None:
    write(client, send(client, xlsx(GOOD)))
    before = {name: (user.id, user.unit, user.commune_code) for name, user in people(factory).items()}
    address = send(client, xlsx(GOOD))
    assert "0 người mới, 0 người sẽ sửa, 4 người đã có, 0 dòng cần xem." in show(client, address)
    write(client, address)
    after = {name: (user.id, user.unit, user.commune_code) for name, user in people(factory).items()}
    assert after == before


def test_what_changed_is_shown_and_changed(client: CheckingClient, admin: Person, factory: Factory) -> None:
    write(client, send(client, xlsx(GOOD)))
    address = send(client, xlsx([[1, "Nguyễn Thị Lành", "0912.345.678", "", "HTX Sông Hồng"]]))
    page = show(client, address)
    assert "1 người sẽ sửa" in page and "HTX Bến Lau, thành HTX Sông Hồng" in page
    write(client, address)
    person = people(factory)["Nguyễn Thị Lành"]
    assert (person.unit, person.commune_code) == ("HTX Sông Hồng", ME_LINH)
    acts = select(AuditEntry.action, AuditEntry.detail).where(AuditEntry.target_id == str(person.id))
    # Not as if the person had changed it.
    assert ("people.change", {"fields": ["unit"]}) in factory.read(
        lambda: [tuple(row) for row in db.session.execute(acts)]
    )


BAD = [
    [1, "", "0912345678", "", ""],
    [2, "Trần Văn A", "12345", "", ""],
    [3, "Trần Văn B", "0912345670", "Xã Không Có", ""],
    [4, "Trần Văn C", "0912345671", "", ""],
    [5, "trần văn c", "0912 345 671", "", ""],
    [6, "Trần Văn D", "0912345672", "", "=HYPERLINK(1)"],
]


def test_refused_rows_come_back_to_be_corrected(
    client: CheckingClient, admin: Person, factory: Factory
) -> None:
    address = send(client, xlsx(BAD))
    page = show(client, address)
    assert "2 người mới, 0 người sẽ sửa, 0 người đã có, 4 dòng cần xem" in page
    assert "Trùng với dòng 5" in page
    assert "Dòng chưa thêm 4" in write(client, address)
    sheet = client.get(f"{address}/refused.xlsx", status=200, queries=OPEN).data
    rows = [row.cells for row in read(sheet, "a.xlsx").rows]
    assert rows[0][-1] == "Lý do chưa thêm"
    assert [row[-1] != "" for row in rows[1:]] == [True] * 4
    assert rows[2][:2] == ("Trần Văn A", "12345")
    # Corrected in that very file, it is taken.
    fixed = [[*rows[2][:1], "0912345679", *rows[2][2:]]]
    again = send(client, write_xlsx(rows[0], fixed, sheet="x"))
    assert "1 người mới" in show(client, again)


def test_names_are_held_to_the_rule_of_the_forms(
    client: CheckingClient, admin: Person, factory: Factory
) -> None:
    rows = [[1, "Lê Thị 12", "0912345678", "Mê Linh", ""], [2, "H'Hen Niê", "0912345679", "Mê Linh", ""]]
    page = show(client, send(client, xlsx(rows)))
    assert "1 người mới" in page
    assert "Họ tên chỉ có chữ" in page


def test_an_unclear_commune_is_chosen_once(client: CheckingClient, admin: Person, factory: Factory) -> None:
    rows = [[n, f"Trần Văn {lettered(n)}", f"091234560{n}", "Tân Tiếng", ""] for n in range(3)]
    address = send(client, xlsx(rows))
    assert "3 dòng cần xem" in show(client, address)
    answer = client.send_form(address, {"meant": "Mê Linh, Hà Nội"}, form="places", queries=OPEN)
    assert answer.status_code == 303
    assert "3 người mới" in show(client, address)
    write(client, address)
    assert people(factory)["Trần Văn B"].commune_code == ME_LINH


def test_everybody_is_enrolled_if_wanted(client: CheckingClient, admin: Person, factory: Factory) -> None:
    factory.course()
    address = send(client, xlsx(GOOD), course_id=COURSE_ID)
    write(client, address)
    assert count(factory, Enrolment) == 4


def test_all_or_nothing(
    client: CheckingClient, admin: Person, factory: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What fails in the middle leaves nobody behind, and the list can be written again."""
    address = send(client, xlsx(GOOD))
    before = count(factory, User)
    real, calls = service.accounts.create_user, []

    def break_down(*args: Any) -> UUID:
        calls.append(1)
        if len(calls) == 3:
            raise RuntimeError
        return real(*args)

    with monkeypatch.context() as patch:
        patch.setattr(service.accounts, "create_user", break_down)
        client.post(f"{address}/write", queries=WRITES, status=500)
    assert count(factory, User) == before
    assert "Người mới 4" in write(client, address)


def test_long_lists_are_a_job(client: CheckingClient, admin: Person, factory: Factory) -> None:
    rows = [[n, f"Lê Thị {lettered(n)}", f"09{n:08d}", "Mê Linh", "HTX"] for n in range(service.AT_ONCE + 1)]
    address = send(client, write_csv(HEADINGS, rows), "ds.csv")
    assert "Đang ghi danh sách" in write(client, address)
    payload = factory.read(lambda: db.session.scalar(select(Job.payload).where(Job.kind == service.WRITE)))
    with factory.app.app_context():
        jobs.write(payload, clock.now())
        jobs.write(payload, clock.now())  # a crashed worker's job runs again
    assert "Người mới 201" in show(client, address)


def test_a_list_lives_for_a_day(client: CheckingClient, admin: Person, factory: Factory) -> None:
    send(client, xlsx(GOOD))
    job = factory.read(lambda: db.session.scalar(select(Job).where(Job.kind == service.FORGET)))
    assert job.due_at - clock.now() > service.LIFE * 0.99
    with factory.app.app_context():
        jobs.forget(job.payload, job.due_at)
    assert count(factory, PeopleImport) == 0


def test_a_list_can_be_thrown_away(client: CheckingClient, admin: Person, factory: Factory) -> None:
    address = send(client, xlsx(GOOD))
    client.post(f"{address}/discard", status=303)
    assert count(factory, PeopleImport) == 0
    client.get(address, status=404)


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "ds.xlsx", "không có dòng nào"),
        (b"PK\x03\x04 nua tep", "ds.xlsx", "bị hỏng"),
        (b"\x89PNG\r\n", "anh.png", "không phải bảng tính"),
        ("Cột lạ;Cột khác\na;b".encode(), "ds.csv", "Không thấy cột Họ và tên"),
        ("Họ tên;SĐT\n".encode(), "ds.csv", "chưa có ai"),
        ('Họ tên;SĐT\n"An;0912345678\nBa;1'.encode(), "ds.csv", "Dòng 2 có dấu ngoặc kép"),
        (b"Ho ten;SDT\n" + b"a;b\n" * 2001, "ds.csv", "2000 dòng"),
    ],
)
def test_what_is_no_list_leaves_nothing(
    client: CheckingClient, admin: Person, factory: Factory, data: bytes, name: str, words: str
) -> None:
    """S42."""
    assert words in main_words(send(client, data, name, 422))
    assert count(factory, PeopleImport) == 0


def test_nothing_typed_becomes_markup(client: CheckingClient, admin: Person) -> None:
    """S24, in the preview."""
    bad = "<img src=x onerror=alert(1)>'\"{{7*7}}"
    address = send(client, write_csv(HEADINGS, [[1, bad, bad, bad, bad]]), f"{bad}\r\nX: y.csv")
    page = client.get(address, status=200, queries=OPEN).text
    assert "<img src=x" not in page and "&lt;img src=x" in page


def test_acts_are_kept(client: CheckingClient, admin: Person, factory: Factory) -> None:
    write(client, send(client, xlsx(GOOD)))
    found = factory.read(
        lambda: [
            (row.action, row.actor_id, row.detail)
            for row in db.session.scalars(
                select(AuditEntry).where(AuditEntry.target_kind == "people-import").order_by(AuditEntry.at)
            )
        ]
    )
    assert found == [
        ("people-import.read", admin.id, {"rows": 4}),
        ("people-import.write", admin.id, {"new": 4}),
    ]


def test_the_template_can_be_filled_in(client: CheckingClient, admin: Person) -> None:
    sheet = client.get(f"{PAGE}/template.xlsx", status=200).data
    assert read(sheet, "a.xlsx").rows[0].cells == ("Họ và tên", "Số điện thoại", "Xã/phường", "Đơn vị")
    assert "Xem trước danh sách" in show(client, send(client, sheet))


def test_a_thousand_rows_are_shown_with_few_queries(client: CheckingClient, admin: Person) -> None:
    rows = [[n, f"Lê Thị {lettered(n)}", f"09{n:08d}", "Mê Linh", "HTX"] for n in range(1_000)]
    address = send(client, write_csv(HEADINGS, rows), "ds.csv")
    assert "1.000 người mới" in main_words(client.get(address, status=200, queries=12).text)
