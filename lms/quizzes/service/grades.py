"""The plain grade of an attempt: its definition, its answers, and what people have marked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from lms.questions import Behaviour, Marking, Result, grade
from lms.quizzes.marking import queries as marks
from lms.quizzes.queries import AttemptRow, StoredAnswer


def marking_of(found: AttemptRow, stored: Mapping[str, StoredAnswer]) -> Marking:
    """What people decided: marks of essays, and how many tries answers took; a query for essays only."""
    marking = marks.marking(found)
    if found.quiz.behaviour is Behaviour.RETRY:
        marking = replace(marking, tries={key: answer.tries for key, answer in stored.items()})
    return marking


def plain_grade(found: AttemptRow, stored: Mapping[str, StoredAnswer]) -> tuple[Result, Marking]:
    """The grade without any correction, and the marking that it took."""
    marking = marking_of(found, stored)
    values = {key: answer.value for key, answer in stored.items()}
    return grade(found.quiz, found.instance, values, marking), marking
