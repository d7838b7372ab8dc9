"""Making films in the background."""

from datetime import datetime
from typing import Any
from uuid import UUID

from lms.jobs.registry import job
from lms.storage import get_storage
from lms.videos.films import service
from lms.videos.films.recipes import recipes


@job(service.MAKE, slow=True)
def make(payload: dict[str, Any], at: datetime) -> None:
    """Make one film, if its recipe is still the one that was ordered."""
    for recipe in recipes():
        if recipe.origin == payload["origin"]:
            service.make(UUID(payload["video_id"]), recipe, get_storage(), at)
