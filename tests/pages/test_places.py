"""Places: both files read whole, read again, closed communes, and the look-up that scripts use."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from lms import clock
from lms.db import db
from lms.places import files, queries, service
from lms.places.models import Commune, FormerCommune
from tests.client import CheckingClient
from tests.factories import ME_LINH, Factory


@pytest.mark.slow
def test_the_files_are_read_once(factory: Factory) -> None:
    command = factory.app.test_cli_runner()
    assert command.invoke(args=["places", "import"]).output == "3321 communes of today, 10098 of before\n"
    assert command.invoke(args=["places", "import"]).output == ""
    best = factory.read(queries.search, "tráng việt")[0]
    assert (best.label, best.formers) == ("Xã Mê Linh, Thành phố Hà Nội", ("xã Tráng Việt, huyện Mê Linh",))
    assert len([hit for hit in factory.read(queries.search, "xã tân tiến") if hit.name == "Xã Tân Tiến"]) == 7
    assert factory.read(queries.search, "legacy ward mapping") == []


def test_a_newer_file_closes_what_it_leaves_out_and_keeps_those_who_live_there(factory: Factory) -> None:
    person = factory.person(commune=ME_LINH)
    factory.commune("00004")
    known = {unit.code: unit for unit in files.units()}
    renamed = replace(known["00004"], name="Phường Ba Đình Mới")
    day = date(2027, 1, 1)
    for _twice in range(2):
        factory.write(service.store, [renamed], [], "newer", day, clock.now())
    rows = factory.read(lambda: list(db.session.scalars(select(Commune).order_by(Commune.code))))
    assert [(row.code, row.valid_from, row.valid_to) for row in rows] == [
        ("00004", service.FIRST_DAY, None),
        (ME_LINH, service.FIRST_DAY, day),
    ]
    assert factory.read(queries.search, "me linh") == []
    assert [hit.name for hit in factory.read(queries.search, "ba đình mới")] == ["Phường Ba Đình Mới"]
    gone = factory.read(queries.place, ME_LINH)
    assert (gone.label, gone.valid) == ("Xã Mê Linh, Thành phố Hà Nội", False)
    assert person.id
    assert factory.read(lambda: db.session.scalars(select(FormerCommune)).all()) == []


def test_a_script_looks_a_commune_up(client: CheckingClient, factory: Factory) -> None:
    factory.commune(ME_LINH)
    found = client.get("/places?q=Trang Viet", status=200, queries=2).get_json()
    assert found == {
        "hits": [
            {
                "code": ME_LINH,
                "label": "Xã Mê Linh, Thành phố Hà Nội",
                "note": "trước là xã Tráng Việt, huyện Mê Linh",
            }
        ],
        "more": False,
    }
    for nothing in ("", "x", "%%", "không có đâu"):
        assert client.get("/places", query_string={"q": nothing}, status=200).get_json()["hits"] == []
