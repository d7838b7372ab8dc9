"""Removing a person: name, phone, e-mail, free text and files go; facts stay under a random id (law 14).

The row of the person is replaced by one that says nothing, under an id drawn anew, and everything that
pointed to the old row points to the new one. The old id then stands in `deletions` alone, without a link.
"""

import json
import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Table, Text, cast, delete, or_, select, update

from lms.accounts.models import User, UserState
from lms.accounts.service import free_code
from lms.audit.models import AuditEntry
from lms.audit.service import record
from lms.certificates.models import Certificate
from lms.certificates.retention import keep_until
from lms.db import Model, db
from lms.jobs.models import Job
from lms.jobs.service import enqueue
from lms.mail.models import Mail
from lms.names import fold, nfc
from lms.practical.models import Photo, Verdict, Work
from lms.practical.photos import UPLOAD as PHOTO_UPLOAD
from lms.practical.rules import Showing
from lms.privacy.inventory import EMPTIED, REMOVED_ROWS
from lms.privacy.models import Deletion
from lms.quizzes.marking.models import Mark
from lms.quizzes.models import Answer, Attempt

NOBODY = "(đã xóa)"
REMOVE_FILES = "privacy.remove-files"
#: Facts of an act that name nobody; everything else an entry about the person says is dropped.
IMPERSONAL = frozenset(
    {"course", "role", "scope", "kind", "state", "number", "rows", "count", "fields", "format"}
)


def erase(user_id: UUID, at: datetime) -> bool:
    """Remove a person in the caller's transaction; False when there is no such person (any more).

    Accounts that were merged into this one are the same person and go too.
    """
    person = db.session.get(User, user_id, with_for_update=True)
    if person is None:
        return False
    for other_id in merged_into(user_id):
        erase(other_id, at)
    marks = _marks(person)
    about = _things(user_id)
    _remove_rows(user_id)
    _empty_texts(user_id)
    _empty_audit(about, marks)
    _empty_jobs_and_mail(person.email, marks, about)
    files = _empty_certificates(user_id, at) + _drop_lists(person) + _empty_practical_work(user_id)
    new_id = _nobody(person.created_at)
    _repoint(user_id, new_id)
    db.session.execute(update(AuditEntry).where(AuditEntry.actor_id == user_id).values(actor_id=new_id))
    db.session.execute(
        update(AuditEntry).where(AuditEntry.target_id == str(user_id)).values(target_id=str(new_id))
    )
    db.session.execute(delete(User).where(User.id == user_id))
    db.session.execute(update(Deletion).where(Deletion.user_id == user_id).values(done_at=at))
    if files:
        enqueue(REMOVE_FILES, {"keys": files}, at)
    record(None, "privacy.erase", "user", "", at)
    return True


def merged_into(user_id: UUID) -> list[UUID]:
    """The accounts that became part of this one."""
    return list(db.session.scalars(select(User.id).where(User.merged_into_id == user_id)))


def _marks(person: User) -> list[str]:
    """What betrays the person in a text: the name in its spellings, phone, e-mail, code, id."""
    found = [
        person.full_name,
        fold(person.full_name),
        person.phone,
        person.email,
        person.user_code,
        str(person.id),
    ]
    return [nfc(text) for text in found if text]


def _things(user_id: UUID) -> set[str]:
    """The ids of what belongs to the person: an audit entry about one of them is about the person."""
    found = {str(user_id)}
    for table in Model.metadata.sorted_tables:
        if "user_id" in table.c and "id" in table.c and table.name not in ("users", "deletions"):
            rows = db.session.execute(select(table.c.id).where(table.c.user_id == user_id))
            found.update(str(row[0]) for row in rows)
    return found


def _table(name: str) -> Table:
    return Model.metadata.tables[name]


def _remove_rows(user_id: UUID) -> None:
    for name, column in REMOVED_ROWS:
        table = _table(name)
        db.session.execute(delete(table).where(table.c[column] == user_id))


def _empty_texts(user_id: UUID) -> None:
    for name, (column, values) in EMPTIED.items():
        table = _table(name)
        db.session.execute(update(table).where(table.c[column] == user_id).values(values))
    mine = select(Attempt.id).where(Attempt.user_id == user_id)
    db.session.execute(
        update(Answer)
        .where(Answer.attempt_id.in_(mine))
        .values(value=None, client_id="")
        .execution_options(synchronize_session=False)
    )
    db.session.execute(
        update(Mark)
        .where(Mark.attempt_id.in_(mine))
        .values(comment="")
        .execution_options(synchronize_session=False)
    )


def _holds(column: Any, marks: Iterable[str]) -> Any:
    """The condition that a JSON column's text holds one of these, in either way JSON writes letters."""
    text = cast(column, Text)
    spellings = {form for mark in marks for form in (mark, json.dumps(mark)[1:-1])}
    return or_(*(text.contains(one, autoescape=True) for one in sorted(spellings)))


def _empty_audit(about: set[str], marks: list[str]) -> None:
    """Keep that something was done, when and by whom; drop every word that may tell who it was done to."""
    ids = sorted(about)
    for start in range(0, len(ids), 500):
        concerned = select(AuditEntry).where(AuditEntry.target_id.in_(ids[start : start + 500]))
        for entry in db.session.scalars(concerned):
            entry.detail = {key: value for key, value in entry.detail.items() if key in IMPERSONAL}
    for entry in db.session.scalars(select(AuditEntry).where(_holds(AuditEntry.detail, marks))):
        entry.detail = {
            key: value
            for key, value in entry.detail.items()
            if not any(mark in json.dumps(value, ensure_ascii=False) for mark in marks)
        }
    db.session.flush()


def _empty_jobs_and_mail(email: str | None, marks: list[str], about: set[str]) -> None:
    """Jobs that name the person or what is the person's are forgotten, and so is what was written to them."""
    db.session.execute(
        delete(Job).where(or_(_holds(Job.payload, [*marks, *_few(about)]), _holds(Job.reason, marks)))
    )
    named = _holds(Mail.body, marks) | _holds(Mail.subject, marks)
    db.session.execute(delete(Mail).where(or_(Mail.address == email, named) if email else named))


def _few(about: set[str]) -> list[str]:
    """Jobs are about certificates and requests; a person has few of them, and of the rest no job speaks."""
    return sorted(about)[:200]


def _empty_certificates(user_id: UUID, at: datetime) -> list[str]:
    """Leave in the register what it must show; return the keys of the drawn files, which go."""
    files = []
    for found in db.session.scalars(select(Certificate).where(Certificate.user_id == user_id)):
        found.snapshot = {**found.snapshot, "unit": ""}
        found.reason = ""
        files += [f"certificates/{found.id}.{kind}" for kind in ("pdf", "png")]
        keep_until(found.id, found.issued_at, at)
    db.session.flush()
    return files


def _empty_practical_work(user_id: UUID) -> list[str]:
    """Keep that it was done and how it was judged; text, photos and comments go. Return the photos' keys."""
    mine = select(Work.id).where(Work.user_id == user_id)
    files = list(db.session.scalars(select(Photo.key).where(Photo.work_id.in_(mine))))
    files += _keys_on_the_way(user_id)
    for statement in (
        delete(Photo).where(Photo.work_id.in_(mine)),
        update(Verdict).where(Verdict.work_id.in_(mine)).values(comment=""),
        update(Work)
        .where(Work.user_id == user_id)
        .values(text="", save_id="", comment="", showing=Showing.NO, shown_at=None),
    ):
        db.session.execute(statement.execution_options(synchronize_session=False))
    return files


def _keys_on_the_way(user_id: UUID) -> list[str]:
    """Where photos that were being sent would lie, or lie already."""
    uploads = _table("uploads")
    return list(
        db.session.scalars(
            select(uploads.c.key).where(uploads.c.user_id == user_id, uploads.c.kind == PHOTO_UPLOAD)
        )
    )


def _drop_lists(person: User) -> list[str]:
    """Throw away lists sent in that hold the person, and all files handed out: both live for a day anyway."""
    imports, exports = _table("people_imports"), _table("exports")
    wanted, digits = fold(person.full_name), (person.phone or "").removeprefix("0")
    for row in db.session.execute(
        select(imports.c.id, imports.c.rows, imports.c.choices, imports.c.file_name)
    ):
        text = fold(json.dumps([row.rows, row.choices, row.file_name], ensure_ascii=False))
        numbers = "".join(char for char in text if char.isdigit())
        if wanted in text or (digits and digits in numbers):
            db.session.execute(delete(imports).where(imports.c.id == row.id))
    files = [
        f"exports/{row.id}.{row.file_format}"
        for row in db.session.execute(select(exports.c.id, exports.c.file_format))
    ]
    db.session.execute(delete(exports))
    return files


def _nobody(created_at: datetime) -> UUID:
    """A row for the facts to hang on: a random id, which unlike others tells no time."""
    made = User(
        id=uuid.uuid4(),
        user_code=free_code(),
        full_name=NOBODY,
        folded_name="",
        sort_key="",
        phone=None,
        email=None,
        password_hash=None,
        state=UserState.ERASED,
        locale="vi",
        unit="",
        position="",
        created_at=created_at.replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0),
    )
    db.session.add(made)
    db.session.flush()
    return made.id


def _repoint(old_id: UUID, new_id: UUID) -> None:
    """Let every foreign key to the person point to the nameless row."""
    for table in Model.metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column.table.name == "users":
                column = table.c[key.parent.name]
                db.session.execute(update(table).where(column == old_id).values({column.name: new_id}))
    db.session.expire_all()
