"""A course folder read into a checked course: every fault at once, each with its file, line and remedy.

Pure: bytes in, values out. The folder, an archive or the studio's editor all come through here, so that there
is one parser and one validator (law 1).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from lms.courses.attachments import is_attachment, read_attachment
from lms.courses.definitions import (
    AttachmentText,
    CertificateText,
    CompletionText,
    CourseText,
    LessonText,
    MediaText,
    ModuleText,
    PracticalText,
    QuizText,
    SmallCopy,
    digest_of,
)
from lms.courses.layout import COURSE_FILE, Place, place
from lms.courses.naming import Ids
from lms.courses.pictures import read_picture, small_variant
from lms.courses.practicals import PRACTICAL, Practical, practical_of
from lms.courses.rendering import Links, RenderedLesson, render_lesson, render_practical, render_quiz
from lms.courses.tables import COURSE, LESSON
from lms.questions import Bank, ReadQuiz, read_bank, read_quiz
from lms.questions.shapes import Node
from lms.sources import Fault, Source, load_yaml, split_front_matter

#: Minutes a learner should keep for one question of a quiz (course outline 0.1).
MINUTES_A_QUESTION = Decimal("1.5")
#: Questions that each outcome needs once a course is in its first edition (course outline 0.4).
POOL_AN_OUTCOME = 4
#: The kinds of files that are items of a module.
ITEMS = frozenset({"lesson", "quiz", "practical"})


class Reading(NamedTuple):
    """What came of reading: the course (None where there is a fault), faults, advice that stops nothing."""

    course: CourseText | None
    faults: list[Fault]
    warnings: list[Fault]


@dataclass
class _Lesson:
    source: Source
    body: str
    first_line: int
    values: dict[str, Any]


@dataclass
class _Desk:
    """Everything read so far, on one desk."""

    today: date
    files: Mapping[str, bytes]
    ids: Ids = field(default_factory=Ids)
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    places: dict[str, Place] = field(default_factory=dict)
    bank: Bank = field(default_factory=dict)
    course: Source = field(default_factory=lambda: Source(COURSE_FILE, None))
    values: dict[str, Any] = field(default_factory=dict)
    lessons: dict[str, _Lesson] = field(default_factory=dict)
    quizzes: dict[str, tuple[Source, ReadQuiz]] = field(default_factory=dict)
    practicals: dict[str, tuple[Source, Practical | None]] = field(default_factory=dict)
    media: dict[str, MediaText] = field(default_factory=dict)
    attachments: dict[str, AttachmentText] = field(default_factory=dict)
    items: dict[str, LessonText | QuizText | PracticalText] = field(default_factory=dict)
    links: Links = field(default_factory=Links)

    def paths(self, kind: str) -> list[str]:
        """Paths of one kind, in order."""
        return [path for path, found in self.places.items() if found.kind == kind]


def read_course(files: Mapping[str, bytes], today: date, formulas: Iterable[str]) -> Reading:
    """Read a whole course folder.

    files: bytes by path inside the folder ("/" between parts); today: the local day, against which validity
    dates are judged; formulas: slugs of the calculator pages that lessons may link to. Both lists
    are sorted by file and line.
    """
    desk = _Desk(today, files, links=Links(formulas=frozenset(formulas)))
    _sort_out(desk)
    _read_course_file(desk)
    _read_bank(desk)
    for path in desk.paths("media"):
        _read_media(desk, path)
    for path in desk.paths("lesson"):
        _read_lesson(desk, path)
    for path in desk.paths("quiz"):
        _read_quiz(desk, path)
    for path in desk.paths("practical"):
        _read_practical(desk, path)
    _render(desk)
    modules = _modules(desk)
    _outcomes(desk)
    completion = _completion(desk)
    _unused_media(desk)
    faults = sorted({*desk.faults, *desk.ids.faults})
    course = None if faults else _course(desk, modules, completion)
    return Reading(course, faults, sorted(set(desk.warnings)))


def _sort_out(desk: _Desk) -> None:
    numbers: dict[tuple[str, int], str] = {}
    for path in sorted(desk.files):
        found = place(path)
        if isinstance(found, str):
            desk.faults.append(Fault(path, 1, found))
            continue
        desk.places[path] = found
        if found.kind in ITEMS:
            other = numbers.setdefault((found.folder, found.number), path)
            if other != path:
                message = f"Số {found.number:02d} đã dùng cho {other}: đổi số để biết bài nào trước."
                desk.faults.append(Fault(path, 1, message))


def _read_course_file(desk: _Desk) -> None:
    if COURSE_FILE not in desk.files:
        desk.faults.append(Fault(COURSE_FILE, 1, "Thiếu tệp course.yml: mỗi khóa học có một tệp này."))
        return
    desk.course = load_yaml(desk.files[COURSE_FILE], COURSE_FILE)
    desk.faults += desk.course.faults
    if desk.course.value is None and desk.course.faults:
        return
    desk.values = COURSE.read(Node(desk.course, (), desk.course.value, desk.faults)) or {}
    for index, module in enumerate(desk.values.get("modules", ())):
        desk.ids.add(module.get("id"), "phần", desk.course, "modules", index, "id")
    _past(desk, desk.course, desk.values.get("valid_until"))


def _read_media(desk: _Desk, path: str) -> None:
    data = desk.files[path]
    if is_attachment(path):
        _read_attachment(desk, path, data)
        return
    picture, faults = read_picture(path, data)
    desk.faults += faults
    if picture is None:
        desk.links.pictures[path] = None
        return
    made = small_variant(data, picture)
    small = SmallCopy(made[0], digest_of(made[0]), made[1]) if made else None
    desk.media[path] = MediaText(path, data, digest_of(data), picture, small)
    desk.links.pictures[path] = desk.media[path]


def _read_attachment(desk: _Desk, path: str, data: bytes) -> None:
    content_type, faults = read_attachment(path, data)
    desk.faults += faults
    desk.links.attachments[path] = None
    if content_type is not None:
        made = AttachmentText(path, data, digest_of(data), content_type)
        desk.attachments[path] = desk.links.attachments[path] = made


def _read_lesson(desk: _Desk, path: str) -> None:
    source, body, first_line = split_front_matter(desk.files[path], path)
    desk.faults += source.faults
    values: dict[str, Any] = {}
    if source.value is not None:
        values = LESSON.read(Node(source, (), source.value, desk.faults)) or {}
        desk.ids.add(source.value.get("id") if isinstance(source.value, dict) else None, "bài", source, "id")
        _past(desk, source, values.get("valid_until"))
        for index, formula in enumerate(values.get("formulas", ())):
            if formula not in desk.links.formulas:
                known = ", ".join(sorted(desk.links.formulas))
                message = f"Không có trang tính “{formula}”. Các trang có: {known}."
                desk.faults.append(source.fault(message, "formulas", index))
    elif not source.faults:
        desk.faults.append(
            Fault(path, 1, "Bài học chưa có phần đầu: thêm id, title, summary, outcomes giữa hai dòng ---.")
        )
    desk.lessons[path] = _Lesson(source, body, first_line, values)
    if "id" in values:
        desk.links.lessons.add(values["id"])


def _read_bank(desk: _Desk) -> None:
    """The questions of the bank that came with the course: those its quizzes use."""
    desk.bank, faults = read_bank({path: desk.files[path] for path in desk.paths("bank")})
    desk.faults += faults
    for name, banked in desk.bank.items():
        desk.ids.add(name, "câu", banked.source, "id")


def _read_quiz(desk: _Desk, path: str) -> None:
    source = load_yaml(desk.files[path], path)
    desk.faults += source.faults
    read = ReadQuiz(None, ())
    if source.value is not None or not source.faults:
        read = read_quiz(source, desk.bank)
        desk.faults += read.faults
    if isinstance(source.value, dict):
        desk.ids.add(source.value.get("id"), "bài kiểm tra", source, "id")
        desk.ids.add_questions(source)
        if isinstance(source.value.get("id"), str):
            desk.links.quizzes.add(source.value["id"])
    desk.quizzes[path] = (source, read)


def _read_practical(desk: _Desk, path: str) -> None:
    source = load_yaml(desk.files[path], path)
    desk.faults += source.faults
    practical = None
    if source.value is not None or not source.faults:
        values = PRACTICAL.read(Node(source, (), source.value, desk.faults)) or {}
        practical = practical_of(values, source, desk.faults)
    if isinstance(source.value, dict):
        desk.ids.add(source.value.get("id"), "bài thực hành", source, "id")
        if isinstance(source.value.get("id"), str):
            desk.links.practicals.add(source.value["id"])
    desk.practicals[path] = (source, practical)


def _render(desk: _Desk) -> None:
    """Markdown to safe HTML, once every id and picture a link may name is known."""
    desk.links.course_id = desk.values.get("id", "")
    desk.links.language = str(desk.values.get("language", "vi"))
    for path, lesson in desk.lessons.items():
        _render_lesson(desk, path, lesson)
    for path, (source, read) in desk.quizzes.items():
        quiz = read.quiz
        if quiz is None:
            continue
        rendered, faults = render_quiz(quiz, source, desk.links, read.places)
        desk.faults += faults
        for question, where in zip(quiz.questions, read.places, strict=True):
            # A question of the bank may name a lesson of another course that uses it.
            if where.source is source:
                _lesson_to_review(desk, source, question.lesson, *where.path, "lesson")
        minutes = quiz.minutes or math.ceil(MINUTES_A_QUESTION * quiz.asked)
        desk.items[path] = QuizText(path, rendered, minutes)
    for path, (source, practical) in desk.practicals.items():
        if practical is not None:
            shown, faults = render_practical(practical, source, desk.links)
            desk.faults += faults
            desk.items[path] = PracticalText(path, shown)


def _render_lesson(desk: _Desk, path: str, lesson: _Lesson) -> None:
    rendered = render_lesson(lesson.body, path, lesson.first_line, desk.links)
    desk.faults += rendered.faults
    desk.warnings += rendered.warnings
    for source, question in rendered.checks:
        written = source.value.get("id") if isinstance(source.value, dict) else None
        desk.ids.add(written, "câu", source, "id")
        if question is not None:
            _lesson_to_review(desk, source, question.lesson, "lesson")
    values = lesson.values
    _ways_to_finish(desk, lesson, rendered)
    if not {"id", "title", "summary", "outcomes"} <= values.keys():
        return
    desk.items[path] = LessonText(
        path=path,
        id=values["id"],
        title=values["title"],
        summary=values["summary"],
        outcomes=values["outcomes"],
        formulas=values.get("formulas", ()),
        valid_until=values.get("valid_until"),
        required=values.get("required", True),
        minutes=values.get("minutes") or rendered.minutes,
        body=rendered.body,
        checks=tuple(question for _, question in rendered.checks if question is not None),
        plain=rendered.plain,
        video=values.get("video"),
        check=values.get("check"),
    )


def _ways_to_finish(desk: _Desk, lesson: _Lesson, rendered: RenderedLesson) -> None:
    """A lesson that is done by a video or a question must have one."""
    wanted = lesson.values.get("check")
    if lesson.values.get("video") and not any(part["kind"] == "video" for part in rendered.body):
        message = "Bài không có video nào: thêm ::video{mã} vào bài, hoặc bỏ mục video ở phần đầu."
        desk.faults.append(lesson.source.fault(message, "video"))
    if wanted and not any(question is not None and question.id == wanted for _, question in rendered.checks):
        message = f"Trong bài không có câu hỏi “{wanted}”: sửa thành mã một câu hỏi của chính bài này."
        desk.faults.append(lesson.source.fault(message, "check"))


def _lesson_to_review(desk: _Desk, source: Source, lesson: str | None, *path: str | int) -> None:
    if lesson is not None and lesson not in desk.links.lessons:
        message = f"Không có bài “{lesson}” để xem lại: sửa thành mã một bài học trong khóa này."
        desk.faults.append(source.fault(message, *path))


def _modules(desk: _Desk) -> tuple[ModuleText, ...]:
    modules = []
    folders: dict[str, int] = {}
    for index, values in enumerate(desk.values.get("modules", ())):
        folder = values.get("folder")
        if folder is None:
            continue
        if folder in folders:
            message = f"Thư mục {folder} đã là của phần khác: mỗi phần một thư mục."
            desk.faults.append(desk.course.fault(message, "modules", index, "folder"))
        folders[folder] = index
        inside = sorted(
            (found.number, path)
            for path, found in desk.places.items()
            if found.folder == folder and found.kind != "media"
        )
        if not any(desk.places[path].kind == "lesson" for _, path in inside):
            message = f"Phần này chưa có bài học nào trong thư mục {folder}: thêm bài, hoặc bỏ phần."
            desk.faults.append(desk.course.fault(message, "modules", index, "folder"))
        items = tuple(desk.items[path] for _, path in inside if path in desk.items)
        modules.append(
            ModuleText(
                values.get("id", ""), folder, values.get("title", ""), values.get("summary", ""), items
            )
        )
    _unlisted(desk, folders)
    return tuple(modules)


def _unlisted(desk: _Desk, folders: Iterable[str]) -> None:
    """Folders that course.yml does not name; said once a folder, at its first file."""
    if "modules" not in desk.values:
        return
    first: dict[str, str] = {}
    for path, found in desk.places.items():
        if found.kind in ITEMS and found.folder not in folders:
            first.setdefault(found.folder, path)
    for folder, path in first.items():
        message = (
            f"Thư mục {folder} chưa có trong modules của course.yml: thêm một phần, hoặc chuyển các tệp đi."
        )
        desk.faults.append(Fault(path, 1, message))


def _outcomes(desk: _Desk) -> None:
    if "outcomes" not in desk.values:
        return
    known: dict[str, int] = {}
    for index, outcome in enumerate(desk.values["outcomes"]):
        code = outcome.get("id")
        if code in known:
            desk.faults.append(desk.course.fault(f"Mục tiêu {code} viết hai lần.", "outcomes", index, "id"))
        elif code is not None:
            known[code] = index
    taught, asked = _outcomes_named(desk)
    practised = _outcomes_practised(desk)
    for code, source, path in [*taught, *asked, *practised]:
        if code not in known:
            message = f"Mục tiêu {code} không có trong course.yml: sửa mã, hoặc thêm mục tiêu."
            desk.faults.append(source.fault(message, *path))
    _practised(desk, practised)
    pool = [*(code for code, _, _ in asked), *_outcomes_of_bank(desk)]
    for code, index in known.items():
        _pool(desk, code, pool.count(code), "outcomes", index, "id")
        for named, what in (([code for code, _, _ in taught], "bài học"), (pool, "câu hỏi kiểm tra")):
            if code not in named:
                message = (
                    f"Mục tiêu {code} chưa có {what} nào: ghi {code} vào outcomes của một {what}, hoặc bỏ đi."
                )
                desk.faults.append(desk.course.fault(message, "outcomes", index, "id"))


def _practised(desk: _Desk, rows: Named) -> None:
    if desk.values.get("edition", 0) >= 1 and not rows:
        message = (
            "Từ ấn bản 1, khóa học cần một bài thực hành có bảng chấm ghi mục tiêu: thêm tệp "
            "NN-ten.practical.yml vào một phần, hoặc để edition: 0."
        )
        desk.faults.append(desk.course.fault(message, "edition"))


def _pool(desk: _Desk, code: str, count: int, *path: str | int) -> None:
    if desk.values.get("edition", 0) >= 1 and 0 < count < POOL_AN_OUTCOME:
        message = (
            f"Mục tiêu {code} có {count} câu hỏi: từ ấn bản 1, mỗi mục tiêu cần ít nhất {POOL_AN_OUTCOME} "
            "câu trong các bài kiểm tra."
        )
        desk.faults.append(desk.course.fault(message, *path))


def _outcomes_of_bank(desk: _Desk) -> list[str]:
    """Outcomes of the questions that came from the bank; codes of other courses mean nothing here."""
    return [
        code
        for banked in desk.bank.values()
        if banked.question is not None
        for code in banked.question.outcomes
    ]


Named = list[tuple[str, Source, tuple[str | int, ...]]]


def _outcomes_named(desk: _Desk) -> tuple[Named, Named]:
    """Outcomes as lessons and as quiz questions name them, with the places where they do."""
    taught: Named = [
        (code, lesson.source, ("outcomes",))
        for lesson in desk.lessons.values()
        for code in lesson.values.get("outcomes", ())
    ]
    asked: Named = []
    for source, _ in desk.quizzes.values():
        # As written, so that a fault elsewhere in the quiz does not raise a second one here.
        questions = source.value.get("questions") if isinstance(source.value, dict) else None
        for index, question in enumerate(questions if isinstance(questions, list) else ()):
            codes = question.get("outcomes") if isinstance(question, dict) else None
            for code in codes if isinstance(codes, list) else ():
                if isinstance(code, str):
                    asked.append((code, source, ("questions", index, "outcomes")))
    return taught, asked


def _outcomes_practised(desk: _Desk) -> Named:
    """Outcomes as the rubric rows of practical tasks name them, as written."""
    found: Named = []
    for source, _ in desk.practicals.values():
        rows = source.value.get("rubric") if isinstance(source.value, dict) else None
        for index, row in enumerate(rows if isinstance(rows, list) else ()):
            codes = row.get("outcomes") if isinstance(row, dict) else None
            found += [
                (code, source, ("rubric", index, "outcomes"))
                for code in (codes if isinstance(codes, list) else ())
                if isinstance(code, str)
            ]
    return found


def _completion(desk: _Desk) -> CompletionText:
    values = desk.values.get("completion", {})
    lessons = str(values.get("lessons", "all"))
    share = values.get("min_share", Decimal(1))
    if lessons == "all" and share != 1:
        message = "min_share chỉ dùng với lessons: share: đổi lessons thành share, hoặc bỏ min_share."
        desk.faults.append(desk.course.fault(message, "completion", "min_share"))
    quizzes = [item for item in desk.items.values() if isinstance(item, QuizText)]
    chosen = values.get("quizzes", "all")
    if chosen == "all":
        return CompletionText(lessons, share, tuple(item.id for item in quizzes if item.required))
    by_id = {item.id: item for item in quizzes}
    for index, quiz_id in enumerate(chosen):
        where = ("completion", "quizzes", index)
        if quiz_id not in desk.links.quizzes:
            desk.faults.append(
                desk.course.fault(f"Không có bài kiểm tra “{quiz_id}” trong khóa này: sửa mã.", *where)
            )
        elif quiz_id in by_id and not by_id[quiz_id].required:
            message = f"Bài kiểm tra “{quiz_id}” ghi required: false: sửa ở đó, hoặc bỏ khỏi danh sách này."
            desk.faults.append(desk.course.fault(message, *where))
    return CompletionText(lessons, share, tuple(dict.fromkeys(chosen)))


def _past(desk: _Desk, source: Source, day: date | None) -> None:
    if day is not None and day < desk.today:
        message = f"Ngày {day:%d/%m/%Y} đã qua: xem lại nội dung rồi sửa valid_until."
        desk.warnings.append(source.fault(message, "valid_until"))


def _unused_media(desk: _Desk) -> None:
    desk.warnings += [
        Fault(path, 1, f"Chưa bài nào dùng {what} này: đưa vào một bài, hoặc bỏ đi.")
        for what, paths in (("hình", desk.media), ("tệp", desk.attachments))
        for path in paths
        if path not in desk.links.used
    ]


def _course(desk: _Desk, modules: tuple[ModuleText, ...], completion: CompletionText) -> CourseText:
    values = desk.values
    certificate = values["certificate"]
    return CourseText(
        id=values["id"],
        title=values["title"],
        summary=values["summary"],
        language=str(values.get("language", "vi")),
        edition=values.get("edition", 0),
        audience=tuple(dict.fromkeys(str(word) for word in values["audience"])),
        topic=str(values["topic"]),
        periods=values["periods"],
        outcomes=tuple((outcome["id"], outcome["text"]) for outcome in values["outcomes"]),
        completion=completion,
        certificate=CertificateText(
            title=certificate["title"],
            note=certificate.get("note", ""),
            issue=str(certificate.get("issue", "manual")),
            valid_months=certificate.get("valid_months"),
        ),
        valid_from=values.get("valid_from"),
        valid_until=values.get("valid_until"),
        modules=modules,
        media=tuple(desk.media[path] for path in sorted(desk.media)),
        attachments=tuple(desk.attachments[path] for path in sorted(desk.attachments)),
        files=dict(desk.files),
    )
