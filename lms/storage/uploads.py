"""Taking files in: one row says who may send which bytes where, the store takes the parts.

For a feature that wants files (videos, photos of practical work, attachments):

1. register a `Kind` (kinds.py) when the application starts;
2. in a view of your own, after your own permission: `with atomic(): upload_id = uploads.begin(…)`, and give
   the page `uploads.address(upload_id)`; frontend/js/sending.js does the rest (parts three at a time, again
   after a lost network, a reload or another day);
3. your kind's `received` is called once, in the transaction that closes the upload.

A form without script hands its file to `take_whole`. Nothing refers to an object that is not there: the row
is OPEN until the store has the whole file in the announced size and type.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, cast
from uuid import UUID

from sqlalchemy import CursorResult, UpdateBase, delete, select, update

from lms.db import atomic, db
from lms.errors import Conflict
from lms.ids import new_id
from lms.storage.errors import ObjectMissing
from lms.storage.kinds import Received, kind_of
from lms.storage.models import Upload, UploadState
from lms.storage.parts import PART_SECONDS, Part, SentPart, cut, missing, part_bytes
from lms.storage.rules import checked_key, safe_name
from lms.storage.service import Storage
from lms.web.i18n import _l

#: An upload nobody has touched for so long is dropped.
FORGET_AFTER: Final = timedelta(days=7)
#: Several parts may be asked for at once, not hundreds.
MOST_WANTED: Final = 12
_TOUCH_EVERY = timedelta(minutes=10)


class UploadOver(Conflict):
    """The upload has been received or dropped; nothing more can be sent to it."""

    message = _l("Lần gửi này đã kết thúc. Mở lại trang để xem kết quả.")


class PartsMissing(Conflict):
    """Not all parts have arrived yet."""

    message = _l("Tệp chưa gửi xong. Bấm gửi tiếp.")


class WrongBytes(Conflict):
    """The store holds something else than what was announced; it was thrown away."""

    message = _l("Tệp nhận được không đúng như đã báo. Gửi lại từ đầu.")


@dataclass(frozen=True, slots=True)
class Sending:
    """An upload as its owner's page needs it; user_id is for permissions."""

    id: UUID
    kind: str
    target: str
    user_id: UUID
    key: str
    file_name: str
    content_type: str
    size: int
    part_bytes: int
    fingerprint: str
    ref: str | None
    state: UploadState
    touched_at: datetime

    @property
    def parts(self) -> tuple[Part, ...]:
        """How the file is cut."""
        return cut(self.size, self.part_bytes)


def _columns() -> list[Any]:
    return [getattr(Upload, name) for name in Sending.__dataclass_fields__]


def address(upload_id: UUID) -> str:
    """Where the page of an upload asks: `parts`, `done` and `cancel` hang below."""
    return f"/uploads/{upload_id}"


def sending(upload_id: UUID) -> Sending | None:
    """The upload, or None; one query."""
    row = db.session.execute(select(*_columns()).where(Upload.id == upload_id)).one_or_none()
    return None if row is None else Sending(*row)


def open_for(kind: str, targets: Sequence[str]) -> dict[str, Sending]:
    """The open uploads of these targets, by target; one query."""
    rows = db.session.execute(
        select(*_columns()).where(
            Upload.kind == kind, Upload.target.in_(targets), Upload.state == UploadState.OPEN
        )
    )
    found = (Sending(*row) for row in rows)
    return {one.target: one for one in found}


def open_keys() -> set[str]:
    """Where the files of the open uploads will lie, or lie already; one query."""
    return set(db.session.scalars(select(Upload.key).where(Upload.state == UploadState.OPEN)))


def same_file(kind: str, user_id: UUID, fingerprint: str) -> Sending | None:
    """The open upload by which this person has begun to send the very same file, if any; one query."""
    if not fingerprint:
        return None
    row = db.session.execute(
        select(*_columns())
        .where(
            Upload.kind == kind,
            Upload.user_id == user_id,
            Upload.fingerprint == fingerprint,
            Upload.state == UploadState.OPEN,
        )
        .order_by(Upload.created_at.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else Sending(*row)


def overtake(kind: str, target: str, at: datetime) -> None:
    """Close the open uploads of a target, for another is about to begin; in the caller's transaction.

    The feature is not told that they were dropped, for the target goes on; the sweep clears the store.
    """
    _changed(
        update(Upload)
        .where(Upload.kind == kind, Upload.target == target, Upload.state == UploadState.OPEN)
        .values(state=UploadState.DROPPED, touched_at=at)
    )


def begin(
    kind: str,
    target: str,
    user_id: UUID,
    key: str,
    file_name: str,
    size: int,
    content_type: str,
    at: datetime,
    fingerprint: str = "",
) -> UUID:
    """Let a person send one file to `key`; return the upload's id. In the caller's transaction.

    Raises FileEmpty, FileTooLarge, FileTypeRefused (kinds.py); ValueError for a key that is none.
    """
    stored = kind_of(kind).type_of(file_name, size, content_type)
    made = Upload(
        id=new_id(),
        kind=kind,
        target=target,
        user_id=user_id,
        key=checked_key(key),
        file_name=safe_name(file_name),
        content_type=stored,
        size=size,
        part_bytes=part_bytes(size),
        fingerprint=fingerprint[:64],
        ref=None,
        state=UploadState.OPEN,
        created_at=at,
        touched_at=at,
        etag=None,
    )
    db.session.add(made)
    db.session.flush()
    return made.id


def _opened(upload_id: UUID, ref: str, at: datetime) -> bool:
    """Note the store's name for the sending; False when another request was first."""
    return bool(
        _changed(
            update(Upload)
            .where(Upload.id == upload_id, Upload.ref.is_(None), Upload.state == UploadState.OPEN)
            .values(ref=ref, touched_at=at)
        )
    )


def ready(upload_id: UUID, storage: Storage, at: datetime) -> Sending:
    """The upload with the store's name for it, begun there if it was not; opens its own transactions.

    The store is asked outside any transaction. Raises UploadOver, StorageUnavailable.
    """
    found = _open(upload_id)
    if found.ref is None:
        ref = storage.begin_parts(found.key, found.content_type)
        with atomic():
            first = _opened(upload_id, ref, at)
        if not first:
            storage.give_up_parts(found.key, ref)
        found = _open(upload_id)
    elif at - found.touched_at > _TOUCH_EVERY:
        with atomic():
            _changed(update(Upload).where(Upload.id == upload_id).values(touched_at=at))
    return found


def sign(found: Sending, storage: Storage, numbers: Sequence[int]) -> dict[int, str]:
    """Addresses to send these parts to, by number, each good for PART_SECONDS; unknown numbers have none."""
    ref = found.ref
    if ref is None:
        raise UploadOver
    wanted = set(numbers[:MOST_WANTED])
    return {
        part.number: storage.sign_part(found.key, ref, part, PART_SECONDS)
        for part in found.parts
        if part.number in wanted
    }


def held(found: Sending, storage: Storage) -> tuple[SentPart, ...]:
    """The parts that the store has; raises UploadOver when it knows of no such sending."""
    try:
        return storage.sent_parts(found.key, found.ref or "")
    except ObjectMissing:
        raise UploadOver from None


def finish(upload_id: UUID, storage: Storage, at: datetime) -> None:
    """Make the file of its parts, judge it and tell the feature; opens its own transaction.

    Doing it again changes nothing, and neither does a crash between the store's step and ours. Raises
    UploadOver (dropped), PartsMissing, WrongBytes, StorageUnavailable.
    """
    found = sending(upload_id)
    if found is None or found.state is UploadState.DROPPED:
        raise UploadOver
    if found.state is UploadState.RECEIVED:
        return
    try:
        sent = storage.sent_parts(found.key, found.ref or "")
        if missing(found.parts, sent):
            raise PartsMissing
        storage.finish_parts(found.key, found.ref or "", sent)
    except ObjectMissing:
        pass  # finished by an earlier call that died before it could say so: the object tells
    _judge(found, storage, at)


def _judge(found: Sending, storage: Storage, at: datetime) -> None:
    stat = storage.head(found.key)
    if stat is None:
        raise PartsMissing
    if (stat.size, stat.content_type) != (found.size, found.content_type):
        storage.delete(found.key)
        with atomic():
            _drop(found, at)
        raise WrongBytes
    with atomic():
        closed = _close(found.id, UploadState.RECEIVED, at, etag=stat.etag)
        if closed:
            kind_of(found.kind).received(
                Received(
                    found.id,
                    found.target,
                    found.key,
                    found.size,
                    found.content_type,
                    found.file_name,
                    stat.etag,
                ),
                at,
            )


def take_whole(upload_id: UUID, path: Path, storage: Storage, at: datetime) -> None:
    """Store the file at `path` for an open upload and close it: the road of a form without script."""
    found = _open(upload_id)
    storage.put_file(found.key, path, found.content_type)
    _judge(found, storage, at)


def cancel(upload_id: UUID, storage: Storage, at: datetime) -> None:
    """Drop an open upload and what the store has of it; one that is over stays as it is."""
    found = sending(upload_id)
    if found is None or found.state is not UploadState.OPEN:
        return
    with atomic():
        dropped = _drop(found, at)
    if dropped:
        _forget(found, storage)


def sweep(storage: Storage, at: datetime) -> int:
    """Drop uploads left alone, and what the store holds for no upload; return how many. For a job (F15)."""
    old = at - FORGET_AFTER
    stale = db.session.scalars(
        select(Upload.id).where(Upload.state == UploadState.OPEN, Upload.touched_at < old).limit(500)
    ).all()
    for upload_id in stale:
        cancel(upload_id, storage, at)
    known = set(
        db.session.scalars(
            select(Upload.ref).where(Upload.state == UploadState.OPEN, Upload.ref.is_not(None))
        )
    )
    yesterday = at - timedelta(days=1)
    orphans = [one for one in storage.open_uploads() if one.ref not in known and one.begun_at < yesterday]
    for orphan in orphans:
        storage.give_up_parts(orphan.key, orphan.ref)
    with atomic():
        db.session.execute(delete(Upload).where(Upload.state == UploadState.DROPPED, Upload.touched_at < old))
    return len(stale) + len(orphans)


def _forget(found: Sending, storage: Storage) -> None:
    if found.ref is not None:
        storage.give_up_parts(found.key, found.ref)
    storage.delete(found.key)


def _drop(found: Sending, at: datetime) -> bool:
    dropped = _close(found.id, UploadState.DROPPED, at)
    if dropped:
        kind_of(found.kind).dropped(found.target, at)
    return dropped


def _close(upload_id: UUID, state: UploadState, at: datetime, etag: str | None = None) -> bool:
    return bool(
        _changed(
            update(Upload)
            .where(Upload.id == upload_id, Upload.state == UploadState.OPEN)
            .values(state=state, touched_at=at, etag=etag)
        )
    )


def _open(upload_id: UUID) -> Sending:
    found = sending(upload_id)
    if found is None or found.state is not UploadState.OPEN:
        raise UploadOver
    return found


def _changed(statement: UpdateBase) -> int:
    return cast("CursorResult[Any]", db.session.execute(statement)).rowcount
