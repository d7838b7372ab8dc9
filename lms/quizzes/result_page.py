"""What the result page says: score, what is weak, the next step, and the review where it is allowed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from lms.courses.addresses import course_path, item_path, quiz_path
from lms.courses.manifest import Item
from lms.questions import Moment, Quiz, Result, Show, needed
from lms.quizzes.answers_form import ReviewView, reviews
from lms.quizzes.queries import Reviewed
from lms.quizzes.rules import (
    NO_EXCEPTION,
    Exceptional,
    attempts_left,
    cooling_until,
    lessons_to_review,
    shown,
    shown_from,
)

_REVIEWED = (Show.CORRECTNESS, Show.RIGHT_ANSWER, Show.FEEDBACK)


@dataclass(frozen=True, slots=True)
class Step:
    """A place to go to: the words of the item it is, and its address."""

    title: str
    href: str


@dataclass(frozen=True, slots=True)
class ResultPage:
    """The whole page.

    lessons: those behind what was missed, by id; following: the item after the quiz, None at the end of the
    course; left: attempts that may still be started, None for any number; again_from: when the next one may
    be started, None for now; reviews: the questions with their grades, None while the policy forbids them;
    shows: what it allows now; score_from, review_from: when it will allow more, None for never. The lessons
    are those of a whole attempt and go with its score.
    """

    quiz: Quiz
    result: Result
    course: Step
    door: Step
    lessons: Mapping[str, Step]
    following: Step | None
    left: int | None
    again_from: datetime | None
    reviews: tuple[ReviewView, ...] | None
    shows: frozenset[Show]
    score_from: Moment | None
    review_from: Moment | None

    @property
    def passed(self) -> bool | None:
        """Whether it is a pass, None while the score may not be shown: the one tells the other."""
        return self.result.passed if Show.SCORE in self.shows else None

    @property
    def needed(self) -> Decimal:
        """The points that a pass takes, less where questions were dropped."""
        return needed(self.quiz, self.result.questions)

    @property
    def regraded(self) -> list[int]:
        """The numbers of the questions that were corrected for everybody."""
        return [number for number, one in enumerate(self.result.questions, 1) if one.regraded]

    @property
    def weak(self) -> list[Step]:
        """The lessons to read again, in the order of the questions."""
        return list(self.lessons.values())


def result_page(
    found: Reviewed,
    quiz: Quiz,
    result: Result,
    values: Mapping[str, Any],
    at: datetime,
    given: Exceptional = NO_EXCEPTION,
) -> ResultPage:
    """Build the page of a submitted attempt; `values` are the stored answers by question id."""
    course_id, manifest = found.attempt.course_id, found.manifest
    shows = shown(quiz, found.history, at, given)
    told = shows & {Show.SCORE, Show.CORRECTNESS}
    weak = [
        item
        for key in (lessons_to_review(quiz, result) if told else ())
        if (item := manifest.item(key)) is not None
    ]
    following = manifest.next(quiz.id)
    return ResultPage(
        quiz=quiz,
        result=result,
        course=Step(manifest.title, course_path(course_id)),
        door=Step(quiz.title, quiz_path(course_id, quiz.id)),
        lessons={item.id: _step(course_id, item) for item in weak},
        following=None if following is None else _step(course_id, following),
        left=attempts_left(quiz, found.history, given),
        again_from=cooling_until(quiz, found.history, at),
        reviews=reviews(quiz, found.attempt.instance, result, values, shows)
        if shows - {Show.SCORE}
        else None,
        shows=shows,
        score_from=shown_from(quiz, [Show.SCORE], found.history, at, given),
        review_from=shown_from(quiz, _REVIEWED, found.history, at, given),
    )


def _step(course_id: str, item: Item) -> Step:
    return Step(item.title, item_path(course_id, item.kind, item.id))
