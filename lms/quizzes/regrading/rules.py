"""What corrections do to an attempt, one after the other. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from lms.questions import Correction, Instance, Marking, Quiz, Result, corrected, never_lower


@dataclass(frozen=True, slots=True)
class InForce:
    """A regrade as grading needs it."""

    id: UUID
    question_id: str
    correction: Correction
    replace: bool


@dataclass(frozen=True, slots=True)
class Step:
    """What one regrade did to an attempt."""

    regrade_id: UUID
    before: Result
    after: Result


def step(
    quiz: Quiz, instance: Instance, before: Result, values: Mapping[str, Any], one: InForce, marking: Marking
) -> Result:
    """The grade after one correction; never lower than before, unless the correction says so."""
    after = corrected(
        quiz, instance, before, one.question_id, values.get(one.question_id), one.correction, marking
    )
    return after if one.replace else never_lower(before, after)


def steps(
    quiz: Quiz,
    instance: Instance,
    graded: Result,
    values: Mapping[str, Any],
    corrections: Iterable[InForce],
    marking: Marking,
) -> list[Step]:
    """The corrections in force, in the order they were made, on a plain grade; those that change nothing
    are left out."""
    found, now = [], graded
    for one in corrections:
        after = step(quiz, instance, now, values, one, marking)
        if after != now:
            found.append(Step(one.id, now, after))
            now = after
    return found


@dataclass(frozen=True, slots=True)
class Effect:
    """How many attempts a correction raises and lowers, how many pass by it and how many no longer do."""

    raised: int
    lowered: int
    passing: int
    failing: int


def effect(changes: Sequence[tuple[Result, Result]]) -> Effect:
    """Count over (before, after); more and less are shares of the points, since dropping changes the most."""
    shares = [(old.score * new.max_score, new.score * old.max_score) for old, new in changes]
    return Effect(
        raised=sum(new > old for old, new in shares),
        lowered=sum(new < old for old, new in shares),
        passing=sum(new.passed and not old.passed for old, new in changes),
        failing=sum(old.passed and not new.passed for old, new in changes),
    )
