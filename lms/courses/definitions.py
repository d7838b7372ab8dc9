"""What a course is, as its author wrote it: read, checked and rendered, before it becomes an edition."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from lms.courses.pictures import Picture
from lms.courses.practicals import Practical
from lms.questions import Question, Quiz


def digest_of(data: bytes) -> str:
    """The sha256 of `data`, 64 hexadecimal digits: the name of every blob and picture."""
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True, slots=True)
class SmallCopy:
    """The smaller copy of a picture for a narrow screen: WebP bytes, their digest, width in pixels."""

    data: bytes
    digest: str
    width: int


@dataclass(frozen=True, slots=True)
class MediaText:
    """A picture of the course: its bytes as given, and what they were found to be."""

    path: str
    data: bytes
    digest: str
    picture: Picture
    small: SmallCopy | None


@dataclass(frozen=True, slots=True)
class AttachmentText:
    """A file that lessons hand out: its bytes as given, their digest and content type."""

    path: str
    data: bytes
    digest: str
    type: str


@dataclass(frozen=True, slots=True)
class LessonText:
    """A lesson. body: rendered segments as JSON values; checks: its ungraded questions; plain: for search.

    video: percent of each video that makes the lesson done; check: the question whose right answer does.
    """

    path: str
    id: str
    title: str
    summary: str
    outcomes: tuple[str, ...]
    formulas: tuple[str, ...]
    valid_until: date | None
    required: bool
    minutes: int
    body: Any
    checks: tuple[Question, ...]
    plain: str
    video: int | None = None
    check: str | None = None


@dataclass(frozen=True, slots=True)
class QuizText:
    """A quiz, its texts rendered. minutes: whole minutes a learner should keep free."""

    path: str
    quiz: Quiz
    minutes: int

    @property
    def id(self) -> str:
        """The id of the quiz."""
        return self.quiz.id

    @property
    def required(self) -> bool:
        """Whether the quiz counts for completion when completion says "all"."""
        return self.quiz.required


@dataclass(frozen=True, slots=True)
class PracticalText:
    """A practical task, its texts rendered."""

    path: str
    practical: Practical

    @property
    def id(self) -> str:
        """The id of the task."""
        return self.practical.id

    @property
    def required(self) -> bool:
        """Whether the task counts for completion."""
        return self.practical.required


@dataclass(frozen=True, slots=True)
class ModuleText:
    """A module with its lessons, quizzes and practical tasks in the order of their files."""

    id: str
    folder: str
    title: str
    summary: str
    items: tuple[LessonText | QuizText | PracticalText, ...]


@dataclass(frozen=True, slots=True)
class CertificateText:
    """What the course says of its certificate."""

    title: str
    note: str
    issue: str
    valid_months: int | None


@dataclass(frozen=True, slots=True)
class CompletionText:
    """When the course counts as done; quizzes holds ids, whatever the author wrote."""

    lessons: str
    min_share: Decimal
    quizzes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CourseText:
    """A whole course without a fault. files: the bytes of every file, by path."""

    id: str
    title: str
    summary: str
    language: str
    edition: int
    audience: tuple[str, ...]
    topic: str
    periods: int
    outcomes: tuple[tuple[str, str], ...]
    completion: CompletionText
    certificate: CertificateText
    valid_from: date | None
    valid_until: date | None
    modules: tuple[ModuleText, ...]
    media: tuple[MediaText, ...]
    attachments: tuple[AttachmentText, ...]
    files: Mapping[str, bytes]
