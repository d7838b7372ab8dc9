"""What waits for the office, in numbers: few for the side list, more for the start page."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from lms.accounts.queries import never_in
from lms.accounts.requests import queries as requests
from lms.certificates import queries as certificates
from lms.db import db
from lms.office.imports.models import ImportState, PeopleImport
from lms.practical import queries as practical


def beside() -> Any:
    """Open requests and certificates due, for the side list of every page; one query."""
    return db.session.execute(
        select(requests.waiting_total().label("requests"), certificates.due_total().label("due"))
    ).one()


def start(at: datetime) -> Any:
    """All that waits at this time; one query."""
    new = select(func.count()).where(*never_in())
    lists = (
        select(func.count())
        .select_from(PeopleImport)
        .where(
            PeopleImport.state.in_((ImportState.OPEN, ImportState.WRITING)),
            PeopleImport.expires_at > at,
        )
    )
    return db.session.execute(
        select(
            requests.waiting_total().label("requests"),
            requests.waiting_total(overdue_at=at).label("overdue"),
            certificates.due_total().label("due"),
            practical.overdue_total(at).label("works"),
            new.scalar_subquery().label("new"),
            lists.scalar_subquery().label("lists"),
        )
    ).one()
