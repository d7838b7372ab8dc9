"""Addresses that stand inside published HTML: fixed for good, for published blobs never change.

The routes belong to higher rooms (learning, quizzes); a test there holds them to these.
"""

from __future__ import annotations


def course_path(course_id: str) -> str:
    """The page of a course."""
    return f"/courses/{course_id}"


def lesson_path(course_id: str, lesson_id: str) -> str:
    """The page of a lesson."""
    return f"/courses/{course_id}/lessons/{lesson_id}"


def quiz_path(course_id: str, quiz_id: str) -> str:
    """The page before a quiz."""
    return f"/courses/{course_id}/quizzes/{quiz_id}"


def file_path(course_id: str, digest: str) -> str:
    """A file to save, by its sha256."""
    return f"/courses/{course_id}/files/{digest}"


def practical_path(course_id: str, practical_id: str) -> str:
    """The page of a practical task."""
    return f"/courses/{course_id}/practicals/{practical_id}"


def item_path(course_id: str, kind: str, item_id: str) -> str:
    """The page of an item of this kind: "lesson", "quiz" or "practical"."""
    return {"lesson": lesson_path, "quiz": quiz_path, "practical": practical_path}[kind](course_id, item_id)


def media_path(course_id: str, digest: str) -> str:
    """The bytes of a picture, by their sha256."""
    return f"/courses/{course_id}/media/{digest}"
