"""Addresses of what a course is made of."""

from lms.courses.addresses import lesson_path, quiz_path
from lms.courses.manifest import Item


def item_url(course_id: str, item: Item) -> str:
    """The address of a lesson, or of the door of a quiz."""
    return quiz_path(course_id, item.id) if item.kind == "quiz" else lesson_path(course_id, item.id)
