"""Requests: one while one is open, the clocks of the law, closed once."""

from datetime import date, timedelta

import pytest

from lms import clock
from lms.accounts import requests
from lms.accounts.requests import holidays
from lms.accounts.requests.models import RequestKind
from lms.accounts.requests.service import RequestClosed
from lms.db import db
from tests.client import CheckingClient
from tests.factories import Factory
from tests.reading import main_words

FORGOTTEN = RequestKind.FORGOTTEN_CODE


def test_several_quick_ones_make_one(factory: Factory) -> None:
    person = factory.person()
    at = clock.now()
    first = factory.write(requests.open, FORGOTTEN, at, user_id=person.id)
    assert factory.write(requests.open, FORGOTTEN, at, user_id=person.id) == first
    assert factory.write(requests.open, RequestKind.DELETION, at, user_id=person.id) != first
    stranger = factory.write(requests.open, FORGOTTEN, at, typed="0900000123")
    assert factory.write(requests.open, FORGOTTEN, at, typed="0900000123") == stranger
    assert factory.read(requests.waiting_count) == 3
    factory.write(requests.close, first, at, None)
    assert factory.write(requests.open, FORGOTTEN, at, user_id=person.id) != first


def test_what_is_due_first_comes_first_and_closing_is_once(factory: Factory) -> None:
    at = clock.now()
    late, early = factory.person(), factory.person()
    asked = {
        person.id: factory.write(requests.open, FORGOTTEN, when, user_id=person.id, commune_code=code)
        for person, when, code in ((late, at, "00004"), (early, at - timedelta(days=9), "00008"))
    }
    rows = factory.read(lambda: db.session.execute(requests.waiting()).all())
    assert [row.user_id for row in rows] == [early.id, late.id]
    mine = factory.read(lambda: db.session.execute(requests.waiting(frozenset({"00004"}))).all())
    assert [row.user_id for row in mine] == [late.id]
    assert not factory.read(lambda: db.session.execute(requests.waiting(frozenset())).all())
    # An answer stops the short clock only.
    factory.write(requests.replied, asked[early.id], at, late.id)
    found = factory.read(requests.request, asked[early.id])
    assert found.next_due_at == found.due_at
    factory.write(requests.close, asked[early.id], at, late.id, note="đã gọi")
    with pytest.raises(RequestClosed):
        factory.write(requests.close, asked[early.id], at, late.id)
    assert factory.read(requests.waiting_count) == 1


def test_the_office_is_told_before_the_holidays_run_out(
    client: CheckingClient, factory: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    factory.sign_in(client, factory.person(admin=True))
    today = clock.local_date(clock.now())
    for end, told in ((today + holidays.WARNED, False), (today, True), (date(2025, 12, 31), True)):
        monkeypatch.setattr(holidays, "KNOWN_TO", end)
        page = main_words(client.get("/office/requests", status=200, queries=8).text)
        assert (f"chỉ biết ngày nghỉ lễ đến {end:%d/%m/%Y}" in page) is told
