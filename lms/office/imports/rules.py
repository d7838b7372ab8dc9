"""What each row of a list means for the people we know. Pure: the same list twice is judged the same."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any
from uuid import UUID

from lms.names import fold, is_name, normalise_phone, title_case_name
from lms.office.imports.columns import RawRow
from lms.office.imports.gazetteer import Entry, Gazetteer

PEOPLE_PER_PHONE = 5
LONGEST_NAME, LONGEST_UNIT = 120, 160


class Verdict(StrEnum):
    """What becomes of a row: LOOK is refused until somebody has looked at it."""

    LOOK = "look"
    NEW = "new"
    CHANGE = "change"
    SAME = "same"


class Reason(StrEnum):
    """Why a row needs a look."""

    NO_NAME = "no-name"
    LONG_NAME = "long-name"
    NOT_A_NAME = "not-a-name"
    LONG_UNIT = "long-unit"
    BAD_PHONE = "bad-phone"
    PHONE_FULL = "phone-full"
    COMMUNE_UNKNOWN = "commune-unknown"
    COMMUNE_SEVERAL = "commune-several"
    TWICE = "twice"
    LOCKED = "locked"
    SEVERAL_KNOWN = "several-known"


@dataclass(frozen=True, slots=True)
class Known:
    """A person who has an account already."""

    id: UUID
    full_name: str
    folded_name: str
    phone: str | None
    commune_code: str | None
    unit: str
    active: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """A row and what becomes of it.

    name, phone, unit: as they will be stored; commune: the one meant, if it is clear; candidates: those it
    may be; person: who it is, if known; other_row: the row that says the same; shared: the phone serves
    somebody else too.
    """

    row: RawRow
    verdict: Verdict
    name: str
    phone: str | None
    unit: str
    commune: Entry | None = None
    candidates: tuple[Entry, ...] = ()
    reason: Reason | None = None
    person: Known | None = None
    other_row: int | None = None
    shared: bool = False

    @property
    def new_unit(self) -> str:
        """The unit that will take the place of the known one; "" where it stays."""
        return self.unit if self.person and self.unit and self.unit != self.person.unit else ""

    @property
    def new_commune(self) -> Entry | None:
        """The commune that will take the place of the known one; None where it stays."""
        if self.person is None or self.commune is None or self.commune.code == self.person.commune_code:
            return None
        return self.commune


@dataclass(frozen=True, slots=True)
class Places:
    """How the communes of one list are read: the names we know, its province, what the office has chosen."""

    gazetteer: Gazetteer
    province_code: str | None
    choices: Mapping[str, str]

    def find(self, text: str) -> list[Entry]:
        """What a cell may mean. A choice is a code, or another name to look for."""
        chosen = self.choices.get(fold(text), "")
        found = self.gazetteer.find(text, self.province_code)
        if chosen.isdecimal():
            return [entry for entry in found if entry.code == chosen] or found
        return self.gazetteer.find(chosen, self.province_code) if chosen else found


def read_phone(text: str) -> str | None:
    """A phone number as stored; a spreadsheet's ".0" after it is no digit of it."""
    return normalise_phone(text.removesuffix(".0").removesuffix(",0"))


def judge(rows: Sequence[RawRow], known: Iterable[Known], places: Places) -> list[Judged]:
    """Judge every row, in the order of the file."""
    people = list(known)
    by_phone: dict[str, list[Known]] = {}
    by_name: dict[str, list[Known]] = {}
    for person in people:
        by_name.setdefault(person.folded_name, []).append(person)
        if person.phone:
            by_phone.setdefault(person.phone, []).append(person)
    in_list = Counter(phone for row in rows if (phone := read_phone(row.phone)))
    on_phone = {phone: sum(one.active for one in by_phone.get(phone, ())) for phone in in_list}
    first_rows: dict[tuple[str, str], int] = {}
    judged = []
    for row in rows:
        one = _judge(row, by_phone, by_name, places)
        one = _twice(one, first_rows)
        if one.verdict is Verdict.NEW and one.phone:
            on_phone[one.phone] += 1
            if on_phone[one.phone] > PEOPLE_PER_PHONE:
                one = _changed(one, verdict=Verdict.LOOK, reason=Reason.PHONE_FULL)
        judged.append(one)
    return [
        _changed(one, shared=bool(one.phone) and _serves_others(one, by_phone, in_list)) for one in judged
    ]


def _changed(one: Judged, **values: Any) -> Judged:
    return replace(one, **values)


def _serves_others(one: Judged, by_phone: Mapping[str, list[Known]], in_list: Counter[str]) -> bool:
    phone = one.phone or ""
    others = [person for person in by_phone.get(phone, ()) if person.folded_name != fold(one.name)]
    return in_list[phone] > 1 or bool(others)


def _fault(row: RawRow, phone: str | None, entries: Sequence[Entry]) -> Reason | None:
    if not row.name:
        return Reason.NO_NAME
    if len(row.name) > LONGEST_NAME:
        return Reason.LONG_NAME
    if not is_name(row.name):
        return Reason.NOT_A_NAME
    if len(row.unit) > LONGEST_UNIT:
        return Reason.LONG_UNIT
    if row.phone and phone is None:
        return Reason.BAD_PHONE
    if row.commune and not entries:
        return Reason.COMMUNE_UNKNOWN
    return Reason.COMMUNE_SEVERAL if len(entries) > 1 else None


def _judge(
    row: RawRow,
    by_phone: Mapping[str, list[Known]],
    by_name: Mapping[str, list[Known]],
    places: Places,
) -> Judged:
    phone = read_phone(row.phone) if row.phone else None
    entries = places.find(row.commune) if row.commune else []
    name = title_case_name(row.name)
    commune = entries[0] if len(entries) == 1 else None
    one = Judged(row, Verdict.NEW, name, phone, row.unit, commune, tuple(entries))
    fault = _fault(row, phone, entries)
    if fault:
        return _changed(one, verdict=Verdict.LOOK, reason=fault)
    found = _known(one, by_phone, by_name)
    if len(found) > 1:
        return _changed(one, verdict=Verdict.LOOK, reason=Reason.SEVERAL_KNOWN)
    if not found:
        return one
    one = _changed(one, person=found[0])
    if not found[0].active:
        return _changed(one, verdict=Verdict.LOOK, reason=Reason.LOCKED)
    changes = one.new_unit or one.new_commune
    return _changed(one, verdict=Verdict.CHANGE if changes else Verdict.SAME)


def _known(
    one: Judged, by_phone: Mapping[str, list[Known]], by_name: Mapping[str, list[Known]]
) -> list[Known]:
    """Who a row may be: the same name on the same phone; without a phone, the same name in the commune."""
    folded = fold(one.name)
    if one.phone:
        found = [person for person in by_phone.get(one.phone, ()) if person.folded_name == folded]
    else:
        code = one.commune.code if one.commune else None
        found = [person for person in by_name.get(folded, ()) if person.commune_code == code]
    return [person for person in found if person.active] or found


def _twice(one: Judged, first_rows: dict[tuple[str, str], int]) -> Judged:
    """A second row of a person: the same name with the same phone, or without one in the same commune."""
    if not one.name:
        return one
    where = one.phone or (one.commune.code if one.commune else fold(one.row.commune))
    first = first_rows.setdefault((fold(one.name), where), one.row.number)
    if first == one.row.number or one.verdict is Verdict.LOOK:
        return one
    return _changed(one, verdict=Verdict.LOOK, reason=Reason.TWICE, other_row=first)
