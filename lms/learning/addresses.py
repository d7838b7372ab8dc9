"""Addresses of what a course is made of."""

from flask import url_for

from lms.courses.manifest import Item


def item_url(course_id: str, item: Item) -> str:
    """The address of a lesson, or of the door of a quiz."""
    if item.kind == "quiz":
        return url_for("learning.quiz", course_id=course_id, quiz_id=item.id)
    return url_for("learning.lesson", course_id=course_id, lesson_id=item.id)
