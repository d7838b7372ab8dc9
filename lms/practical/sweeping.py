"""What of the store belongs to practical work: the photos that rows name."""

from collections.abc import Callable

from sqlalchemy import select

from lms.db import db
from lms.practical.models import Photo
from lms.practical.photos import FOLDER
from lms.storage.sweeping import sweeper


@sweeper(FOLDER)
def wanted() -> Callable[[str], bool]:
    """Tell which keys under `practical/` are named by a row; one query a sweep."""
    return set(db.session.scalars(select(Photo.key))).__contains__
