"""Going on to the next page of an attempt whose pages are left for good."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import update

from lms.db import db
from lms.quizzes.models import Attempt
from lms.quizzes.service.closing import HandedIn, unanswered
from lms.quizzes.service.saving import locked, save_page


def go_on(
    attempt_id: UUID,
    given: Mapping[str, object],
    seen: Mapping[str, int],
    page: int,
    actor: UUID,
    at: datetime,
    *,
    confirmed: bool,
) -> HandedIn:
    """Save the fields of `page` (from 1) and leave it, unless something stands against that.

    What stands against it is returned: answers refused, overtaken or, not `confirmed`, unanswered. A page
    already left, as by a second tap, and the last one change nothing. Raises NotFound, AttemptClosed, TimeUp
    and UnknownQuestion.
    """
    found = locked(attempt_id, actor)
    saved = save_page(found, given, seen, at)
    if saved.refused or saved.overtaken or saved.left:
        return HandedIn(saved.refused, saved.overtaken, left=saved.left)
    if page != found.page + 1 or page >= found.instance.pages:
        return HandedIn()
    here = {drawn.id for drawn in found.instance.on_page(page)}
    missing = tuple(name for name in unanswered(found, saved.answers) if name in here)
    if missing and not confirmed:
        return HandedIn(unanswered=missing)
    db.session.execute(update(Attempt).where(Attempt.id == attempt_id).values(page=page))
    return HandedIn()
