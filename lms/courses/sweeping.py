"""What of the store belongs to courses: pictures and files that some revision names.

Revisions stay for ever; what goes is what was put for a publication that then failed.
"""

from collections.abc import Callable

from sqlalchemy import select

from lms.courses.models import Revision
from lms.courses.publish import MEDIA, media_key
from lms.db import db
from lms.storage.sweeping import sweeper


@sweeper(MEDIA)
def wanted() -> Callable[[str], bool]:
    """Tell which keys under `media/` are named by a revision of any course; one query a sweep."""
    keys: set[str] = set()
    for manifest in db.session.scalars(select(Revision.manifest)):
        for one in (*manifest["media"].values(), *manifest.get("attachments", {}).values()):
            keys.update(media_key(digest) for digest in (one["digest"], one.get("small")) if digest)
    return keys.__contains__
