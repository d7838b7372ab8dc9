"""What a list is compared with: the places and the people we know. A bounded number of queries each."""

from collections.abc import Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, or_, select

from lms.accounts.models import User, UserState
from lms.db import Rows, db, plain_rows
from lms.names import fold
from lms.office.imports.columns import RawRow
from lms.office.imports.gazetteer import Entry, Gazetteer
from lms.office.imports.models import PeopleImport
from lms.office.imports.rules import Judged, Known, Places, judge, read_phone
from lms.places.models import Commune, FormerCommune, Province

_PERSON = (
    User.id,
    User.full_name,
    User.folded_name,
    User.phone,
    User.commune_code,
    User.unit,
    User.state,
)


@cache
def _today() -> Rows:
    return (
        select(
            Commune.folded,
            Commune.code,
            Commune.name,
            Province.name,
            Province.code,
            Commune.kind,
            Commune.words,
        )
        .join(Province, Province.code == Commune.province_code)
        .where(Commune.valid_to.is_(None))
        .order_by(Commune.folded, Commune.code)
    )


@cache
def _before() -> Rows:
    return (
        select(
            FormerCommune.folded,
            FormerCommune.name,
            FormerCommune.district,
            FormerCommune.words,
            FormerCommune.commune_code,
        )
        .where(FormerCommune.commune_code.is_not(None))
        .order_by(FormerCommune.id)
    )


def gazetteer() -> Gazetteer:
    """All communes of today and their old names; two queries."""
    names: list[tuple[str, Entry]] = []
    today: dict[str, Entry] = {}
    for folded, code, name, province, province_code, kind, words in plain_rows(_today(), {}):
        entry = Entry(code, f"{name}, {province}", province_code, fold(kind), words)
        today[code] = entry
        names.append((folded, entry))
    for folded, name, district, words, code in plain_rows(_before(), {}):
        now = today.get(code)
        if now is not None:
            former = f"{name}, {district}"
            kind = fold(name).removesuffix(folded).strip()
            names.append((folded, Entry(code, now.label, now.province_code, kind, words, former)))
    return Gazetteer(names)


@cache
def _named() -> Rows:
    return select(*_PERSON).where(
        or_(
            User.phone.in_(bindparam("phones", expanding=True)),
            User.folded_name.in_(bindparam("names", expanding=True)),
        ),
        User.state.not_in((UserState.MERGED, UserState.ERASED)),
    )


def known(rows: Sequence[RawRow]) -> list[Known]:
    """Everybody whom a row may be, by phone or by name; one query."""
    phones = sorted({phone for row in rows if (phone := read_phone(row.phone))})
    names = sorted({fold(row.name) for row in rows if row.name})
    found = plain_rows(_named(), {"phones": phones, "names": names})
    return [
        Known(person_id, name, folded, phone, commune, unit, state == UserState.ACTIVE)
        for person_id, name, folded, phone, commune, unit, state in found
    ]


def raw_rows(found: PeopleImport) -> list[RawRow]:
    """The rows of a stored list."""
    return [RawRow(**row) for row in found.rows]


def judged(found: PeopleImport) -> list[Judged]:
    """Every row of a list as it stands against the database now; three queries."""
    rows = raw_rows(found)
    return judge(rows, known(rows), Places(gazetteer(), found.province_code, found.choices))


def people_import(import_id: UUID) -> PeopleImport | None:
    """One list; one query."""
    return db.session.get(PeopleImport, import_id)


def recent() -> list[Any]:
    """The lists that still lie here, newest first; one query."""
    return list(
        db.session.execute(
            select(PeopleImport.id, PeopleImport.file_name, PeopleImport.created_at, PeopleImport.state)
            .order_by(PeopleImport.created_at.desc())
            .limit(10)
        )
    )
