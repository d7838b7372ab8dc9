"""What needs more than one room: a video is removed only when nobody's lesson shows it."""

from datetime import datetime
from uuid import UUID

from lms.studio import queries
from lms.videos import service
from lms.videos.errors import VideoInUse, VideoMissing


def remove_video(video_id: UUID, actor: UUID, at: datetime) -> None:
    """Remove a video; in the caller's transaction. Raises VideoMissing, VideoInUse."""
    found = queries.taught_video(video_id)
    if found is None:
        raise VideoMissing
    if queries.shown_in(found.taught, found.video.name):
        raise VideoInUse
    service.remove(video_id, actor, at)
