"""Markdown of a course to safe HTML, with every link and picture looked up in the course itself."""

from __future__ import annotations

import math
import posixpath
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from lms.courses.addresses import file_path, lesson_path, media_path, practical_path, quiz_path
from lms.courses.definitions import AttachmentText, MediaText
from lms.courses.layout import MEDIA
from lms.courses.practicals import Practical, Prose
from lms.courses.segments import CheckSegment, HtmlSegment, Segment, VideoSegment, segments_to_json
from lms.markup import Check, Html, Picture, Rendered, render
from lms.names import number
from lms.questions import Place, Question, Quiz, parse_question, with_html
from lms.sources import Fault, Path, Sentence, Source, load_yaml

FORMULA_PATH = "/tinh/"

# Reading time of course outline 0.1: an older reader on a phone.
_WORDS_A_MINUTE = 130
_MINUTES_A_FIGURE = 1
_MINUTES_A_CHECK = Decimal("1.5")


@dataclass
class Links:
    """Where links and pictures of one course lead.

    formulas: slugs of the calculator pages; pictures, attachments: by path, None for one that was refused;
    used: paths of those that some text shows.
    """

    course_id: str = ""
    language: str = "vi"
    formulas: frozenset[str] = frozenset()
    lessons: set[str] = field(default_factory=set)
    quizzes: set[str] = field(default_factory=set)
    practicals: set[str] = field(default_factory=set)
    pictures: dict[str, MediaText | None] = field(default_factory=dict)
    attachments: dict[str, AttachmentText | None] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def page(self, target: str) -> str | None:
        """Address for the id of a lesson, quiz or task, a file or a page of this site; None without one."""
        if target.startswith("../"):
            return self._file(_in_course(target))
        if target in self.lessons:
            return lesson_path(self.course_id, target)
        if target in self.quizzes:
            return quiz_path(self.course_id, target)
        if target in self.practicals:
            return practical_path(self.course_id, target)
        if target.startswith(FORMULA_PATH):
            return target if target.removeprefix(FORMULA_PATH) in self.formulas else None
        return target if target.startswith("/") else None

    def label(self, target: str, /) -> str:
        """Kind and size of a file, so that nobody fetches it unawares: " (PDF, 0,3 MB)"; else ""."""
        found = self.attachments.get(_in_course(target)) if target.startswith("../") else None
        if found is None:
            return ""
        kind = posixpath.splitext(found.path)[1].removeprefix(".").upper()
        size = len(found.data)
        shown, unit = (Decimal(size) / 1000, "kB") if size < 100_000 else (Decimal(size) / 1_000_000, "MB")
        amount = number(max(shown, Decimal(1)) if unit == "kB" else shown, int(unit == "MB"), self.language)
        return f" ({kind}, {amount} {unit})"

    def _file(self, path: str) -> str | None:
        if path not in self.attachments:
            return None
        self.used.add(path)
        found = self.attachments[path]
        # One that was refused has its own fault: that it is missing too is no news.
        return file_path(self.course_id, found.digest if found else "")

    def picture(self, source: str) -> Picture | None:
        """The picture a text in a module's folder names (`../media/x.svg`); None where there is none."""
        path = _in_course(source)
        self.used.add(path)
        if not path.startswith(f"{MEDIA}/") or path not in self.pictures:
            return None
        media = self.pictures[path]
        if media is None:
            # The picture itself has been refused, with its reason: that it is missing too is no news.
            return Picture(source)
        small = media.small
        return Picture(
            url=media_path(self.course_id, media.digest),
            width=media.picture.width,
            height=media.picture.height,
            small_url=media_path(self.course_id, small.digest) if small else None,
            small_width=small.width if small else None,
        )


def _in_course(target: str) -> str:
    """The path in the course of what a text in a module's folder names."""
    return posixpath.normpath(posixpath.join("module", target))


@dataclass(frozen=True)
class RenderedLesson:
    """A lesson's body. checks: each check question with its text, None where it has a fault."""

    body: Any
    checks: tuple[tuple[Source, Question | None], ...]
    plain: str
    minutes: int
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]


def render_lesson(body: str, file: str, first_line: int, links: Links) -> RenderedLesson:
    """Render the Markdown below a lesson's front matter.

    first_line: the file's line on which `body` begins. Faults are the author's to put right; warnings name
    what the sanitiser took out.
    """
    rendered = render(body, file=file, first_line=first_line, links=links, language=links.language)
    faults = list(rendered.faults)
    warnings = _removed(rendered, file)
    checks: list[tuple[Source, Question | None]] = []
    segments: list[Segment] = []
    for part in rendered.segments:
        if isinstance(part, Html):
            segments.append(HtmlSegment(part.html))
        elif isinstance(part, Check):
            source, question = _check(part, file, links, faults)
            checks.append((source, question))
            if question is not None:
                segments.append(CheckSegment(question))
        else:
            segments.append(VideoSegment(part.id))
    return RenderedLesson(
        body=segments_to_json(segments),
        checks=tuple(checks),
        plain=rendered.plain,
        minutes=_minutes(rendered),
        faults=tuple(faults),
        warnings=tuple(warnings),
    )


def render_quiz(
    quiz: Quiz, source: Source, links: Links, places: Sequence[Place]
) -> tuple[Quiz, list[Fault]]:
    """The quiz with the HTML of all its texts, and the faults found on the way.

    places: where each question of the quiz is written.
    """
    faults: list[Fault] = []

    def placed(path: Path) -> Place:
        if path[0] != "questions":
            return Place(source, path)
        place = places[int(path[1])]
        return Place(place.source, (*place.path, *path[2:]))

    return _with_html(quiz, placed, links, faults), faults


def render_practical(practical: Practical, source: Source, links: Links) -> tuple[Practical, list[Fault]]:
    """The task with the HTML of its texts, and the faults found on the way."""
    faults: list[Fault] = []

    def prose(text: Prose, key: str) -> Prose:
        return Prose(text.markdown, _html(text.markdown, Place(source, (key,)), links, faults))

    alternative = practical.alternative
    rendered = replace(
        practical,
        instructions=prose(practical.instructions, "instructions"),
        alternative=prose(alternative, "alternative") if alternative else None,
    )
    return rendered, faults


def _check(part: Check, file: str, links: Links, faults: list[Fault]) -> tuple[Source, Question | None]:
    source = load_yaml(part.source, file, first_line=part.line)
    faults += source.faults
    if source.value is None and source.faults:
        return source, None
    question, found = parse_question(source)
    faults += found
    if question is None:
        return source, None
    return source, _with_html(question, lambda path: Place(source, path), links, faults)


def _with_html(held: Any, placed: Callable[[Path], Place], links: Links, faults: list[Fault]) -> Any:
    def one(markdown: str, path: Path, inline: bool) -> str:
        return _html(markdown, placed(path), links, faults, inline=inline)

    return with_html(held, one)


def _html(markdown: str, place: Place, links: Links, faults: list[Fault], *, inline: bool = False) -> str:
    """The safe HTML of a text that stands in a YAML value."""
    source, path = place.source, place.path
    rendered = render(markdown, file=source.file, links=links, language=links.language, inline=inline)
    # Lines inside a YAML value are folded as YAML pleases: the line of its key is the honest one.
    faults.extend(source.fault(fault.message, *path) for fault in rendered.faults)
    faults.extend(
        source.fault(Sentence("Không dùng được %(what)s ở đây: bỏ đi.", what=removed.what), *path)
        for removed in rendered.removed
    )
    return rendered.html


def _removed(rendered: Rendered, file: str) -> list[Fault]:
    return [
        Fault(
            file,
            removed.line,
            Sentence(
                "%(what)s không được dùng trong bài nên bị bỏ khi hiển thị: hãy xóa đi.", what=removed.what
            ),
        )
        for removed in rendered.removed
    ]


def _minutes(rendered: Rendered) -> int:
    minutes = (
        Decimal(rendered.words) / _WORDS_A_MINUTE
        + _MINUTES_A_FIGURE * rendered.figures
        + _MINUTES_A_CHECK * len(rendered.checks)
    )
    return max(1, math.ceil(minutes))
