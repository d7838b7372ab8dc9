"""A hall of sixty people behind one address: on the list, in with their slips, and in again, all of them."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lms import clock
from lms.accounts import codes
from lms.accounts.codes.models import LoginCode
from lms.accounts.models import Session, User
from lms.db import db
from lms.learning.models import Enrolment
from lms.permissions import Actor, Grant, Role, Scope
from lms.spreadsheets import write_xlsx
from tests.client import CheckingClient
from tests.factories import COURSE_ID, ME_LINH, Factory

PEOPLE, CLUMSY = 60, 20
LIST = "/office/people/import"
WRITES = 1_000
OFFICE = Actor(None, grants=frozenset({Grant(Role.ADMIN, Scope.SITE, "")}))
#: PostgreSQL sees a hall sign in from one address in test_sign_in.
pytestmark = pytest.mark.once


@pytest.fixture
def browsers(new_client: Callable[[], CheckingClient]) -> list[CheckingClient]:
    """A phone for each; all behind the address that the test client has."""
    return [new_client() for _ in range(PEOPLE)]


def bring_in(client: CheckingClient, factory: Factory) -> list[User]:
    """The office sends the list in, looks at it and writes it; sixty accounts without a password."""
    factory.sign_in(client, factory.person("Phạm Thị Thảo", admin=True))
    rows = [
        [
            f"Nguyễn Thị Sen {chr(65 + number // 26)}{chr(97 + number % 26)}",
            f"0912 {number:06d}",
            "Xã Mê Linh",
        ]
        for number in range(PEOPLE)
    ]
    data = write_xlsx(["Họ và tên", "SĐT", "Xã/phường"], rows, sheet="Danh sách")
    fields = {"file": (io.BytesIO(data), "ds.xlsx"), "province_code": "", "course_id": COURSE_ID}
    answer = client.post(
        LIST,
        data={**fields, "csrf_token": client.token()},
        content_type="multipart/form-data",
        status=303,
        csrf=False,
    )
    client.get(answer.location, status=200, queries=20)
    client.post(f"{answer.location}/write", status=303, queries=WRITES)
    newcomers = select(User).where(User.commune_code == ME_LINH).order_by(User.sort_key)
    return list(factory.read(lambda: db.session.scalars(newcomers).all()))


def test_sixty_come_in_from_one_address(
    client: CheckingClient, browsers: list[CheckingClient], factory: Factory
) -> None:
    factory.commune(ME_LINH)
    factory.course()
    people = bring_in(client, factory)
    assert len(people) == PEOPLE and all(person.password_hash is None for person in people)
    issued = factory.write(codes.issue, [person.id for person in people], OFFICE, clock.now())
    begun = clock.now()
    for number, (browser, person) in enumerate(zip(browsers, people, strict=True)):
        code = issued[person.id].code
        for _ in range(2 if number < CLUMSY else 0):
            wrong = code[:-1] + ("C" if code[-1] != "C" else "D")
            entry = {"login": person.user_code, "code": wrong}
            browser.send_form("/vao", entry, form="/vao", status=422)
        entry = {"login": person.user_code, "code": code}
        assert browser.send_form("/vao", entry, form="/vao", status=303).location == "/vao/nguoi"
        browser.send_form("/vao/nguoi", {"me": "yes"}, status=303)
        browser.send_form("/vao/ten", {"name": "right"}, status=303)
        browser.send_form("/vao/dong-y", {"training": "y"}, status=303)
        browser.send_form("/vao/mat-khau", {"password": f"7364{number:02d}91"}, status=303)
        browser.forget()
    # The same afternoon they sign in; the same twenty mistype again.
    for number, (browser, person) in enumerate(zip(browsers, people, strict=True)):
        for _ in range(2 if number < CLUMSY else 0):
            entry = {"login": person.phone, "password": "sai mật khẩu"}
            browser.send_form("/sign-in", entry, form="/sign-in", status=422)
        entry = {"login": person.phone, "password": f"7364{number:02d}91"}
        browser.send_form("/sign-in", entry, form="/sign-in", status=303)
        assert "Sen" in browser.get("/account", status=200, queries=12).text
    assert clock.now() - begun < timedelta(minutes=5)
    assert factory.read(lambda: db.session.scalar(select(func.count()).select_from(LoginCode))) == 0
    signed_in = select(func.count(func.distinct(Session.user_id))).where(
        Session.user_id.in_([person.id for person in people])
    )
    assert factory.read(lambda: db.session.scalar(signed_in)) == PEOPLE
    assert factory.read(lambda: db.session.scalar(select(func.count()).select_from(Enrolment))) == PEOPLE
