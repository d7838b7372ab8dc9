"""Finding places."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import and_, bindparam, case, func, literal, select

from lms.db import Rows, db, plain_rows
from lms.names import fold, tokens
from lms.places.models import Commune, FormerCommune, PlaceImport, Province
from lms.places.rules import HITS, Hit, PlaceRow, rank

MAX_WORDS = 6
MAX_TYPED = 100
_CANDIDATES = 80


def _holding(model: Any, found: list[str], folded: str) -> tuple[Any, Any]:
    """The condition that a place has words beginning so, and the order that keeps the best candidates."""
    condition = and_(*(model.words.contains(f" {word}", autoescape=True) for word in found))
    closest = case(
        (model.folded == folded, 0), (model.folded.startswith(folded, autoescape=True), 1), else_=2
    )
    return condition, closest


def search(typed: str) -> list[Hit]:
    """The communes that a name may mean, today's names and old ones, best first; two queries.

    One more than HITS when there are more: the person then writes more of the name.
    """
    typed = typed[:MAX_TYPED]
    found = tokens(typed)[:MAX_WORDS]
    if not found or len("".join(found)) < 2:
        return []
    folded = fold(typed)
    condition, closest = _holding(Commune, found, folded)
    today = (
        select(Commune.code, Commune.name, Province.name, Commune.folded)
        .join(Province, Province.code == Commune.province_code)
        .where(condition, Commune.valid_to.is_(None))
        .order_by(closest, Commune.folded, Commune.code)
        .limit(_CANDIDATES)
    )
    condition, closest = _holding(FormerCommune, found, folded)
    before = (
        select(
            Commune.code,
            Commune.name,
            Province.name,
            Commune.folded,
            FormerCommune.name,
            FormerCommune.folded,
            FormerCommune.district,
            FormerCommune.province,
        )
        .join(Commune, Commune.code == FormerCommune.commune_code)
        .join(Province, Province.code == Commune.province_code)
        .where(condition, Commune.valid_to.is_(None))
        .order_by(closest, FormerCommune.folded, FormerCommune.id)
        .limit(_CANDIDATES)
    )
    rows = [PlaceRow(*row) for query in (today, before) for row in plain_rows(query, {})]
    return rank(rows, typed)[: HITS + 1]


@dataclass(frozen=True, slots=True)
class Place:
    """A commune with its province."""

    code: str
    name: str
    province: str
    province_code: str
    valid: bool = True

    @property
    def label(self) -> str:
        """Always with the province."""
        return f"{self.name}, {self.province}"


@cache
def _places() -> Rows:
    return (
        select(Commune.code, Commune.name, Province.name, Province.code, Commune.valid_to.is_(None))
        .join(Province, Province.code == Commune.province_code)
        .where(Commune.code.in_(bindparam("codes", expanding=True)))
    )


def places(codes: set[str]) -> dict[str, Place]:
    """The communes of these codes, by code; one query, none for an empty set."""
    if not codes:
        return {}
    return {row[0]: Place(*row) for row in plain_rows(_places(), {"codes": sorted(codes)})}


def place(code: str | None) -> Place | None:
    """One commune; None for an unknown code or none."""
    return places({code}).get(code) if code else None


def provinces() -> list[tuple[str, str]]:
    """(code, name) of every province, by name; one query."""
    rows = db.session.execute(select(Province.code, Province.name).order_by(Province.folded))
    return [(code, name) for code, name in rows]


def communes_of(province_code: str) -> list[tuple[str, str]]:
    """(code, name) of a province's communes, by name; one query."""
    rows = db.session.execute(
        select(Commune.code, Commune.name)
        .where(Commune.province_code == province_code, Commune.valid_to.is_(None))
        .order_by(Commune.folded, Commune.code)
    )
    return [(code, name) for code, name in rows]


def last_digest() -> str | None:
    """The digest of the files read last."""
    return db.session.scalar(select(PlaceImport.digest).order_by(PlaceImport.imported_at.desc()).limit(1))


def counts() -> tuple[int, int]:
    """How many communes of today and how many former ones are known."""
    today = select(func.count(literal(1))).select_from(Commune).where(Commune.valid_to.is_(None))
    before = select(func.count(literal(1))).select_from(FormerCommune)
    return db.session.scalar(today) or 0, db.session.scalar(before) or 0
