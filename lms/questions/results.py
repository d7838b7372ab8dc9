"""What grading gives: the outcome of each answer, and the whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """How an answer turned out. WAITING: for a person's marks; DROPPED: counts for nobody any more."""

    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"
    UNANSWERED = "unanswered"
    WAITING = "waiting"
    DROPPED = "dropped"


@dataclass(frozen=True)
class QuestionResult:
    """The grade of one answer. `feedback` holds keys for `feedback_for`, in the order to be shown;
    `regraded`: a correction made it what it is."""

    id: str
    outcome: Outcome
    score: Decimal
    points: Decimal
    feedback: tuple[str, ...] = ()
    regraded: bool = False


@dataclass(frozen=True)
class Result:
    """The grade of an attempt: `score` of `max_score` points, questions in the order shown."""

    score: Decimal
    max_score: Decimal
    passed: bool
    questions: tuple[QuestionResult, ...]

    @property
    def waiting(self) -> tuple[str, ...]:
        """Ids of the answers that a person still has to mark; while there are any, the score is
        provisional."""
        return tuple(question.id for question in self.questions if question.outcome is Outcome.WAITING)

    @property
    def regraded(self) -> tuple[str, ...]:
        """Ids of the questions whose grade was corrected for everybody."""
        return tuple(question.id for question in self.questions if question.regraded)

    def to_json(self) -> dict[str, Any]:
        """The result as it is stored with the attempt: decimals as strings."""
        return {
            "score": f"{self.score:f}",
            "max_score": f"{self.max_score:f}",
            "passed": self.passed,
            "questions": [
                {
                    "id": question.id,
                    "outcome": question.outcome.value,
                    "score": f"{question.score:f}",
                    "points": f"{question.points:f}",
                    "feedback": list(question.feedback),
                    **({"regraded": True} if question.regraded else {}),
                }
                for question in self.questions
            ],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Result:
        """The result stored as `stored`."""
        return cls(
            Decimal(stored["score"]),
            Decimal(stored["max_score"]),
            stored["passed"],
            tuple(
                QuestionResult(
                    question["id"],
                    Outcome(question["outcome"]),
                    Decimal(question["score"]),
                    Decimal(question["points"]),
                    tuple(question["feedback"]),
                    question.get("regraded", False),
                )
                for question in stored["questions"]
            ),
        )
