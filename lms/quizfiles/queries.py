"""Reads of published quizzes as text, and of the part of the question bank that a course carries."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from lms.courses import queries as courses
from lms.courses.queries import CourseRow
from lms.exchange.plain_text import as_plain
from lms.questions import Question, read_bank, version_of
from lms.quizfiles.preview import whole
from lms.sources import Fault, Source

_SHORT = 12


@dataclass(frozen=True, slots=True)
class Use:
    """A quiz of a live course that asks the question. same: with the version this course carries."""

    course: CourseRow
    quiz_id: str
    title: str
    version: str
    same: bool


@dataclass(frozen=True, slots=True)
class BankLine:
    """One question of the bank: its words on one line, the version's first letters, where it is asked."""

    question: Question
    stem: str
    version: str
    uses: tuple[Use, ...]


def published(revision_id: UUID, path: str) -> tuple[Source, tuple[Fault, ...]]:
    """The quiz written at `path` of a revision, whole, and what was put into it; two queries."""
    return whole(courses.bank_and_quiz(revision_id, path), path)


def bank(course: CourseRow, taught: Collection[str] | None) -> list[BankLine]:
    """The questions of the bank in the live edition of `course`, by id; at most five queries.

    taught: ids of the courses whose quizzes may be named, None for all.
    """
    banked, _faults = read_bank(courses.bank_and_quiz(course.revision_id))
    uses = {
        name: [use for use in found if taught is None or use.course_id in taught]
        for name, found in courses.uses_of_bank().items()
        if name in banked
    }
    rows = courses.courses({use.course_id for found in uses.values() for use in found})
    known = courses.manifests({row.revision_id for row in rows.values()})
    lines = []
    for name, found in sorted(banked.items()):
        if found.question is None:
            continue
        version = version_of(found.question)
        asked = []
        for use in uses.get(name, []):
            row = rows[use.course_id]
            item = known[row.revision_id].item(use.quiz_id)
            title = item.title if item is not None else use.quiz_id
            asked.append(Use(row, use.quiz_id, title, use.version[:_SHORT], use.version == version))
        stem = " ".join(as_plain(found.question.stem.markdown).split())
        lines.append(BankLine(found.question, stem, version[:_SHORT], tuple(asked)))
    return lines
