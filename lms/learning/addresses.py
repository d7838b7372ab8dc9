"""Addresses of what a course is made of."""

from lms.courses.addresses import lesson_path, practical_path, quiz_path
from lms.courses.manifest import Item


def item_url(course_id: str, item: Item) -> str:
    """The address of a lesson, of the door of a quiz, or of a practical task."""
    paths = {"lesson": lesson_path, "quiz": quiz_path, "practical": practical_path}
    return paths[item.kind](course_id, item.id)
