"""What regrades did to an attempt, noted beside it. The caller's `atomic()` commits."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from lms.db import db
from lms.quizzes.regrading.models import RegradeChange
from lms.quizzes.regrading.rules import Step
from lms.quizzes.service.sql import inserting


def note_steps(attempt_id: UUID, steps: Iterable[Step], at: datetime) -> None:
    """Note each step with the grades before and after; again replaces."""
    for one in steps:
        values = {
            "score_before": one.before.score,
            "most_before": one.before.max_score,
            "passed_before": one.before.passed,
            "score_after": one.after.score,
            "most_after": one.after.max_score,
            "passed_after": one.after.passed,
            "at": at,
        }
        db.session.execute(
            inserting(RegradeChange)
            .values(regrade_id=one.regrade_id, attempt_id=attempt_id, **values)
            .on_conflict_do_update(index_elements=["regrade_id", "attempt_id"], set_=values)
        )
