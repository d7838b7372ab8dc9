"""Addresses of what a course is made of."""

from lms.courses.addresses import item_path
from lms.courses.manifest import Item


def item_url(course_id: str, item: Item) -> str:
    """The address of a lesson, of the door of a quiz, or of a practical task."""
    return item_path(course_id, item.kind, item.id)
