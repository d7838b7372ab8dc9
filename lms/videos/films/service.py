"""Films as videos of their course: the row and the captions at once, the pictures by a job."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from lms.db import atomic, db
from lms.jobs.service import enqueue
from lms.storage import Storage
from lms.storage.errors import ObjectMissing
from lms.videos import processing, queries, service
from lms.videos.captions import service as captions
from lms.videos.captions.models import CaptionOrigin
from lms.videos.films.drawing import cues, make_film
from lms.videos.films.recipes import Recipe
from lms.videos.making.workshop import workshop
from lms.videos.models import Video
from lms.videos.queries import VideoRow
from lms.videos.rules import source_key

MAKE = "videos.film"
LANGUAGE = "vi"
_ROOM = 64 * 1024**2


def order(recipe: Recipe, at: datetime) -> bool:
    """Let a film be made unless this edition is there; return whether it was ordered.

    In the caller's transaction. A video of that name for which somebody sent a file is left alone.
    """
    found = db.session.scalar(
        select(Video).where(Video.course_id == recipe.course_id, Video.name == recipe.name)
    )
    if found is None:
        found = service.add(
            recipe.course_id, recipe.name, recipe.title, f"{recipe.name}.mp4", None, at, recipe.origin
        )
    elif found.origin == recipe.origin or found.source_key not in ("", _key(found, found.origin)):
        return False
    else:
        found.origin, found.title, found.changed_at = recipe.origin, recipe.title, at
    captions.save(found.id, LANGUAGE, cues(recipe), None, CaptionOrigin.FILM, None, at)
    payload = {"video_id": str(found.id), "origin": recipe.origin}
    enqueue(MAKE, payload, at, key=f"{MAKE}:{found.id}:{recipe.origin[:16]}")
    return True


def make(video_id: UUID, recipe: Recipe, storage: Storage, at: datetime) -> None:
    """Make the film and hand it on to processing; opens its own transactions.

    Nothing happens for an edition that is no longer wanted or there already. Raises StorageUnavailable,
    NoRoom, ToolFailed.
    """
    with atomic():
        found = queries.by_id(video_id)
    if found is None or found.origin != recipe.origin or found.source_key == _key(found, recipe.origin):
        return
    key = _key(found, recipe.origin)
    with workshop(processing.workshops(), _ROOM) as folder:
        storage.put_file(key, make_film(recipe, folder), "video/mp4")
    stat = storage.head(key)
    if stat is None:
        raise ObjectMissing
    with atomic():
        now = queries.by_id(video_id)
        if now is not None and (now.origin, now.source_key) == (found.origin, found.source_key):
            service.source_arrived(video_id, key, stat.etag, stat.size, at)


def _key(video: Video | VideoRow, origin: str) -> str:
    return source_key(video.id, video.secret, f"film-{origin[:32]}")
