"""Writing answered recalls. The caller's `atomic()` commits."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from lms.db import db
from lms.ids import new_id
from lms.recall.models import Recall


def note(enrolment_id: UUID, module_id: str, days: int, asked: int, right: int, at: datetime) -> None:
    """Keep that a recall was answered, the first time only: answering again is practice."""
    made = Recall(
        id=new_id(),
        enrolment_id=enrolment_id,
        module_id=module_id,
        days=days,
        asked=asked,
        right=right,
        at=at,
    )
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except IntegrityError:
        return
