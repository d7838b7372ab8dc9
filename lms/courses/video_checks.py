"""What a course needs of its videos before it is published: that they are there, and can be read.

Captions are for those who do not hear well, and for everybody who watches where it is loud or must be quiet.
A trainer may do without for a video in which nobody speaks, with a reason that the audit log keeps.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from lms.courses.definitions import CourseText, LessonText
from lms.sources import Fault
from lms.videos import queries as videos
from lms.videos.captions import queries as captions

_VIDEO = re.compile(rb"^ {0,3}::video\{ *([^{}\s]*) *\}", re.MULTILINE)


def video_faults(course: CourseText) -> list[Fault]:
    """What is missing, by the lesson and line that name the video; three queries, none without videos."""
    places = list(_places(course))
    unready = unready_videos(course.id, course.language, {name for _, _, name in places})
    return sorted(Fault(path, line, unready[name]) for path, line, name in places if name in unready)


def unready_videos(course_id: str, language: str, names: Collection[str]) -> dict[str, str]:
    """What these videos of a course lack, by name; those that lack nothing are left out."""
    if not names:
        return {}
    known = videos.named(course_id, names)
    ids = [row.id for row in known.values()]
    spoken, waived = captions.languages(ids), captions.waivers(ids)
    found = {}
    for name in names:
        row = known.get(name)
        if row is None:
            found[name] = f"Khóa này chưa có video “{name}”: gửi ở trang Video của khóa, hoặc sửa mã."
        elif language not in spoken.get(row.id, ()) and row.id not in waived:
            found[name] = (
                f"Video “{name}” chưa có phụ đề tiếng {_LANGUAGES.get(language, language)}: "
                "viết phụ đề ở trang của video, hoặc ghi ở đó lý do video không cần phụ đề."
            )
    return found


_LANGUAGES = {"vi": "Việt", "en": "Anh"}


def _places(course: CourseText) -> Iterator[tuple[str, int, str]]:
    """Path, line and name of every video that a lesson shows."""
    for module in course.modules:
        for item in module.items:
            if not isinstance(item, LessonText):
                continue
            shown = {part["id"] for part in item.body if part["kind"] == "video"}
            data = course.files[item.path]
            for match in _VIDEO.finditer(data):
                name = match[1].decode("utf-8", "replace")
                if name in shown:
                    shown.discard(name)
                    yield item.path, data.count(b"\n", 0, match.start()) + 1, name
