"""Keeping a list, choosing what its communes mean, writing its people. The caller's `atomic()` commits."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update

from lms.accounts import service as accounts
from lms.accounts.models import User
from lms.accounts.requests.service import close_list
from lms.audit.service import record
from lms.db import db
from lms.errors import Conflict, NotFound
from lms.ids import new_id
from lms.jobs.service import enqueue
from lms.learning import service as learning
from lms.office.imports.columns import RawRow
from lms.office.imports.models import ImportState, PeopleImport
from lms.office.imports.queries import judged
from lms.office.imports.rules import Judged, Verdict
from lms.storage.rules import safe_name
from lms.web.i18n import _l

LIFE = timedelta(hours=24)
WRITE = "people-import.write"
FORGET = "people-import.forget"
#: Up to so many rows are written while the person waits; more are a job's.
AT_ONCE = 200


class ImportOver(Conflict):
    """The list has been written or is being written."""

    message = _l("Danh sách này đã được ghi. Muốn ghi thêm thì gửi tệp mới.")


def keep(
    rows: Sequence[RawRow],
    file_name: str,
    course_id: str | None,
    province_code: str | None,
    actor_id: UUID,
    at: datetime,
    *,
    choices: Mapping[str, str] | None = None,
    request_id: UUID | None = None,
) -> UUID:
    """Keep a list for a day and return its id.

    choices: as for `choose`; request_id: the proposal that it is made of, closed when it is written.
    """
    made = PeopleImport(
        id=new_id(),
        created_by=actor_id,
        created_at=at,
        expires_at=at + LIFE,
        file_name=safe_name(file_name)[:120],
        course_id=course_id,
        province_code=province_code,
        state=ImportState.OPEN,
        rows=[asdict(row) for row in rows],
        choices=dict(choices or {}),
        request_id=request_id,
        result=None,
    )
    db.session.add(made)
    record(actor_id, "people-import.read", "people-import", str(made.id), at, {"rows": len(rows)})
    enqueue(FORGET, {"import_id": str(made.id)}, made.expires_at, key=f"{FORGET}:{made.id}")
    return made.id


def choose(import_id: UUID, choices: Mapping[str, str], at: datetime) -> None:
    """Keep which commune unclear names mean: folded text of the file -> code, or another name to look for."""
    found = _open(import_id, at)
    found.choices = {**found.choices, **choices}


def discard(import_id: UUID, actor_id: UUID, at: datetime) -> None:
    """Throw a list away with everything in it."""
    db.session.execute(delete(PeopleImport).where(PeopleImport.id == import_id))
    record(actor_id, "people-import.discard", "people-import", str(import_id), at)


def forget(import_id: UUID, at: datetime) -> None:
    """Remove a list whose day is over."""
    db.session.execute(
        delete(PeopleImport).where(PeopleImport.id == import_id, PeopleImport.expires_at <= at)
    )


def _open(import_id: UUID, at: datetime) -> PeopleImport:
    found = db.session.get(PeopleImport, import_id, with_for_update=True)
    if found is None or found.expires_at <= at:
        raise NotFound
    if found.state not in (ImportState.OPEN, ImportState.FAILED):
        raise ImportOver
    return found


def begin(import_id: UUID, actor_id: UUID, at: datetime) -> None:
    """Hand a long list to a job. Raises NotFound, ImportOver."""
    found = _open(import_id, at)
    found.state = ImportState.WRITING
    enqueue(WRITE, {"import_id": str(import_id), "actor_id": str(actor_id)}, at)


def write(import_id: UUID, actor_id: UUID, at: datetime) -> None:
    """Write all good rows, or none; what is refused is kept with its reason until the list is forgotten.

    Judged anew, inside: what changed since the list was shown counts. Raises NotFound, ImportOver.
    """
    found = db.session.get(PeopleImport, import_id, with_for_update=True)
    if found is None or found.expires_at <= at:
        raise NotFound
    if found.state is ImportState.DONE:
        raise ImportOver
    rows = judged(found)
    people = {one.row.number: _written(one, actor_id, at) for one in rows if one.verdict is not Verdict.LOOK}
    enrolled = 0
    if found.course_id:
        for person_id in people.values():
            learning.enrol(person_id, found.course_id, actor_id, at)
            enrolled += 1
    counts = Counter(one.verdict.value for one in rows)
    refused = [one for one in rows if one.verdict is Verdict.LOOK]
    found.result = {
        "counts": dict(counts),
        "enrolled": enrolled,
        "refused": [_refusal(one) for one in refused],
        "new": [str(people[one.row.number]) for one in rows if one.verdict is Verdict.NEW],
    }
    found.state = ImportState.DONE
    if found.request_id:
        close_list(found.request_id, len(people), len(refused), at, actor_id)
    # Only what was refused is needed further, for the sheet of errors.
    found.rows, found.choices = [asdict(one.row) for one in refused], {}
    record(
        actor_id,
        "people-import.write",
        "people-import",
        str(import_id),
        at,
        {**dict(counts), **({"course": found.course_id} if found.course_id else {})},
    )


def _refusal(one: Judged) -> dict[str, Any]:
    return {
        "number": one.row.number,
        "reason": one.reason.value if one.reason else "",
        "other_row": one.other_row,
        "candidates": [entry.label for entry in one.candidates[:20]],
    }


def _written(one: Judged, actor_id: UUID, at: datetime) -> UUID:
    """Make or change the person of a row; return the person's id."""
    if one.person is None:
        new = accounts.NewPerson(
            one.name,
            phone=one.phone,
            unit=one.unit,
            commune_code=one.commune.code if one.commune else None,
        )
        return accounts.create_user(new, at, actor_id)
    values: dict[str, Any] = {}
    if one.new_unit:
        values["unit"] = one.new_unit
    if one.new_commune:
        values["commune_code"] = one.new_commune.code
    if values:
        db.session.execute(update(User).where(User.id == one.person.id).values(**values))
        record(actor_id, "people.change", "user", str(one.person.id), at, {"fields": sorted(values)})
    return one.person.id


def failed(import_id: UUID) -> None:
    """Let a list whose writing failed be tried again: nothing of it was written."""
    found = db.session.scalar(select(PeopleImport).where(PeopleImport.id == import_id))
    if found is not None and found.state is ImportState.WRITING:
        found.state = ImportState.FAILED
