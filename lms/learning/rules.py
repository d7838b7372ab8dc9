"""Progress and completion as pure arithmetic on sets of ids (law 5)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from lms.courses.manifest import Item, LessonItem, Manifest


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` of `total` required items; what is left in lessons, quizzes, practical tasks and minutes."""

    done: int
    total: int
    lessons_left: int
    quizzes_left: int
    practicals_left: int
    minutes_left: int

    @property
    def share(self) -> Decimal:
        """Between 0 and 1."""
        return Decimal(self.done) / Decimal(self.total) if self.total else Decimal(1)


def progress(manifest: Manifest, completed: Collection[str]) -> Progress:
    """done = |completed ∩ required|, total = |required|; completions outside the edition do not count."""
    done_ids = manifest.required_ids.intersection(completed)
    left = [item for item in manifest.items if item.id in manifest.required_ids and item.id not in done_ids]
    return Progress(
        done=len(done_ids),
        total=len(manifest.required_ids),
        lessons_left=sum(item.kind == "lesson" for item in left),
        quizzes_left=sum(item.kind == "quiz" for item in left),
        practicals_left=sum(item.kind == "practical" for item in left),
        minutes_left=sum(item.minutes for item in left),
    )


def is_complete(manifest: Manifest, completed: Collection[str]) -> bool:
    """True when the course's completion rule is met by these completed ids.

    The rule: at least `min_share` of the required lessons are done (the share as an exact fraction), and
    every quiz that the rule names is passed, and every required practical task is met or waived.
    """
    done = set(completed)
    lessons = [item.id for item in manifest.lessons if item.id in manifest.required_ids]
    read = sum(lesson in done for lesson in lessons)
    needed = Fraction(str(manifest.completion.min_share)) * len(lessons)
    tasks = manifest.required_ids.intersection(item.id for item in manifest.practicals)
    return read >= needed and done.issuperset(manifest.completion.quizzes) and done >= tasks


def next_item(manifest: Manifest, completed: Collection[str], waiting: Collection[str] = ()) -> Item | None:
    """The first required item that is not done yet; None when all are.

    waiting: ids of practical tasks that somebody else has to mark first. They keep nobody from the items
    behind them, and are next only where nothing else is left.
    """
    done = set(completed)
    left = [item for item in manifest.items if item.id in manifest.required_ids and item.id not in done]
    return next((item for item in left if item.id not in waiting), left[0] if left else None)


def label(manifest: Manifest, item_id: str) -> str:
    """The number of an item within its course, "2.3": part and place among the part's lessons.

    Empty for quizzes and practical tasks, which have names of their own, and for ids of other editions.
    """
    for part, module in enumerate(manifest.modules, 1):
        lessons = [item.id for item in module.items if item.kind == "lesson"]
        if item_id in lessons:
            return f"{part}.{lessons.index(item_id) + 1}"
    return ""


def validity(item: LessonItem, today: date) -> str:
    """How dated a lesson is: "" (no date), "valid" or "past"."""
    if item.valid_until is None:
        return ""
    return "valid" if item.valid_until >= today else "past"
