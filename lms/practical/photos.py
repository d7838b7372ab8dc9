"""Photos of a work: announced and sent in parts, or handed over whole; removed; looked through."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update

from lms.db import atomic, db
from lms.errors import NotFound
from lms.ids import new_id
from lms.jobs.service import enqueue
from lms.practical.errors import NotAPhoto, PhotoTooLarge, TooManyPhotos, WorkOver
from lms.practical.models import Photo, Work
from lms.practical.pictures import plain_photo
from lms.practical.rules import WRITABLE, PhotoState
from lms.storage import Storage, uploads
from lms.storage.errors import ObjectMissing
from lms.storage.kinds import Received

UPLOAD = "practical-photo"
CHECK = "practical.check-photo"
REMOVE = "practical.remove-photos"
#: The folder of the store in which all photos lie.
FOLDER = "practical"


@dataclass(frozen=True, slots=True)
class Begun:
    """A photo that may be sent: its id, and the upload; None where it has arrived already."""

    photo_id: UUID
    upload_id: UUID | None


def begin(work_id: UUID, client_id: str, size: int, most: int, user_id: UUID, at: datetime) -> Begun:
    """Let one photo be sent; beginning again with the same `client_id` gives the same photo.

    size: bytes of the JPEG to come; most: photos that the task takes. Raises WorkOver, TooManyPhotos, and
    what uploads.begin raises.
    """
    work = writable(work_id)
    known = db.session.scalar(select(Photo).where(Photo.work_id == work_id, Photo.client_id == client_id))
    if known is None:
        known = _add(work, client_id, PhotoState.AWAITING, most, at)
    elif known.state is not PhotoState.AWAITING:
        return Begun(known.id, None)
    open_one = uploads.open_for(UPLOAD, [str(known.id)]).get(str(known.id))
    if open_one is not None and open_one.size == size:
        return Begun(known.id, open_one.id)
    upload_id = uploads.begin(
        UPLOAD, str(known.id), user_id, _new_key(known), "anh.jpg", size, "image/jpeg", at
    )
    return Begun(known.id, upload_id)


def add_whole(work_id: UUID, data: bytes, most: int, storage: Storage, at: datetime) -> None:
    """Take a photo from a form without script: made plain here, stored, then noted; opens its transactions.

    Raises NotAPhoto, PhotoTooLarge, WorkOver, TooManyPhotos, StorageUnavailable.
    """
    plain = plain_photo(data)
    with atomic():
        made = _add(writable(work_id), secrets.token_hex(12), PhotoState.AWAITING, most, at)
        photo_id, key = made.id, made.key
    storage.put(key, plain, "image/jpeg")
    with atomic():
        _set(photo_id, PhotoState.READY)


def remove(photo_id: UUID, at: datetime) -> None:
    """Take a photo out of a work that is not sent; a job removes its bytes. Raises WorkOver, NotFound."""
    found = db.session.get(Photo, photo_id)
    if found is None:
        raise NotFound
    writable(found.work_id)
    forget([found.key], at)
    db.session.delete(found)
    db.session.flush()


def arrange(work_id: UUID, order: Sequence[str]) -> None:
    """Put the photos of a work into this order of client ids; the others follow as they stood.

    Saying it again changes nothing; an id that is not the work's is passed over. Raises WorkOver.
    """
    places = {client_id: place for place, client_id in enumerate(order)}
    found = db.session.scalars(
        select(Photo).where(Photo.work_id == writable(work_id).id).order_by(Photo.place, Photo.id)
    ).all()
    for place, one in enumerate(sorted(found, key=lambda one: places.get(one.client_id, len(places))), 1):
        one.place = place


def forget(keys: list[str], at: datetime) -> None:
    """Let a job remove these objects, in the caller's transaction."""
    if keys:
        enqueue(REMOVE, {"keys": keys}, at)


def received(file: Received, at: datetime) -> None:
    """The bytes are there: note where, and order that they are looked through."""
    photo_id = UUID(file.target)
    noted = db.session.scalar(
        update(Photo)
        .where(Photo.id == photo_id, Photo.state == PhotoState.AWAITING)
        .values(state=PhotoState.ARRIVED, key=file.key)
        .returning(Photo.id)
        .execution_options(synchronize_session=False)
    )
    if noted is None:
        forget([file.key], at)  # taken out meanwhile
    else:
        enqueue(CHECK, {"photo_id": str(photo_id)}, at, key=f"{CHECK}:{photo_id}")


def dropped(_target: str, _at: datetime) -> None:
    """A sending that is given up leaves the photo awaited: its page begins anew, or its owner removes it."""


def look_through(photo_id: UUID, storage: Storage) -> None:
    """Make an arrived photo plain, or note that it is none; opens its own transaction; may be repeated."""
    found = db.session.execute(
        select(Photo.key).where(Photo.id == photo_id, Photo.state == PhotoState.ARRIVED)
    ).scalar_one_or_none()
    if found is None:
        return
    state = PhotoState.READY
    try:
        storage.put(found, plain_photo(storage.get(found)), "image/jpeg")
    except (NotAPhoto, PhotoTooLarge, ObjectMissing):
        state = PhotoState.BROKEN
    with atomic():
        _set(photo_id, state)


def writable(work_id: UUID) -> Work:
    """The work, others waiting until the transaction ends; raises WorkOver once it is sent."""
    found = db.session.scalar(
        select(Work).where(Work.id == work_id).with_for_update().execution_options(populate_existing=True)
    )
    if found is None or found.state not in WRITABLE:
        raise WorkOver
    return found


def _add(work: Work, client_id: str, state: PhotoState, most: int, at: datetime) -> Photo:
    count, last = db.session.execute(
        select(func.count(), func.max(Photo.place)).where(Photo.work_id == work.id)
    ).one()
    if count >= most:
        raise TooManyPhotos
    made = Photo(
        id=new_id(),
        work_id=work.id,
        client_id=client_id[:64],
        place=(last or 0) + 1,
        state=state,
        key="",
        added_at=at,
    )
    made.key = _new_key(made)
    db.session.add(made)
    db.session.flush()
    return made


def _new_key(photo: Any) -> str:
    return f"{FOLDER}/{photo.work_id}/{photo.id}-{secrets.token_hex(8)}.jpg"


def _set(photo_id: UUID, state: PhotoState) -> None:
    db.session.execute(
        update(Photo)
        .where(Photo.id == photo_id)
        .values(state=state)
        .execution_options(synchronize_session=False)
    )
