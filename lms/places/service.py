"""Storing places. The caller's `atomic()` commits."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from lms.db import db
from lms.names import fold
from lms.places.files import Former, Unit
from lms.places.models import Commune, FormerCommune, PlaceImport, Province
from lms.places.rules import bare

# The day the 34 provinces and 3,321 communes began.
FIRST_DAY = date(2025, 7, 1)


def store(units: Sequence[Unit], formers: Sequence[Former], digest: str, day: date, at: datetime) -> None:
    """Bring the tables to what the files say; doing it twice changes nothing.

    day: from when a commune counts that was not there before, and until when one counted that is gone now.
    The very first communes count from FIRST_DAY.
    """
    provinces = {unit.province_code: unit.province for unit in units}
    known_provinces = set(db.session.scalars(select(Province.code)))
    for code, name in provinces.items():
        written = {"name": name, "folded": fold(name)}
        if code in known_provinces:
            db.session.execute(update(Province).where(Province.code == code).values(**written))
        else:
            db.session.execute(insert(Province).values(code=code, **written))
    known = {
        row.code: row
        for row in db.session.execute(
            select(Commune.code, Commune.name, Commune.kind, Commune.province_code, Commune.valid_to)
        )
    }
    new: list[dict[str, Any]] = []
    for unit in units:
        values: dict[str, Any] = {
            "name": unit.name,
            "kind": unit.kind,
            "province_code": unit.province_code,
            "folded": bare(unit.name),
            "words": unit.words,
            "valid_to": None,
        }
        row = known.pop(unit.code, None)
        if row is None:
            new.append({"code": unit.code, "valid_from": day, **values})
        elif tuple(row) != (unit.code, unit.name, unit.kind, unit.province_code, None):
            db.session.execute(update(Commune).where(Commune.code == unit.code).values(**values))
    if len(new) == len(units):
        new = [{**row, "valid_from": FIRST_DAY} for row in new]
    if new:
        db.session.execute(insert(Commune), new)
    gone = [code for code, row in known.items() if row.valid_to is None]
    for code in gone:
        db.session.execute(update(Commune).where(Commune.code == code).values(valid_to=day))
    _store_formers(formers)
    db.session.execute(delete(PlaceImport).where(PlaceImport.digest == digest))
    db.session.add(PlaceImport(digest=digest, imported_at=at))


def _store_formers(formers: Sequence[Former]) -> None:
    db.session.execute(delete(FormerCommune))
    rows = [
        {
            "id": number,
            "province": former.province,
            "district": former.district,
            "name": former.name,
            "folded": former.folded,
            "words": former.words,
            "commune_code": former.code,
        }
        for number, former in enumerate(formers, 1)
    ]
    if rows:
        db.session.execute(insert(FormerCommune), rows)
