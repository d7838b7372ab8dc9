"""`flask learning …`: prove the derived counters."""

import click
from flask.cli import AppGroup
from sqlalchemy import select

from lms.courses import queries as courses
from lms.db import db
from lms.learning.models import Enrolment
from lms.learning.queries import completed_ids
from lms.learning.rules import progress

cli = AppGroup("learning", help="Progress.")
CHUNK = 500


@cli.command("verify")
def verify() -> None:
    """Recount every enrolment from its completions; list those whose counters differ and exit 1."""
    wrong = checked = 0
    for found in db.session.scalars(
        select(Enrolment).order_by(Enrolment.id).execution_options(yield_per=CHUNK)
    ):
        revision_id = courses.latest_revision(found.course_id, found.major, found.minor)
        if revision_id is None:
            click.echo(f"{found.id}: edition {found.major}.{found.minor} of {found.course_id} is missing")
            wrong += 1
            continue
        now = progress(courses.manifest(revision_id), completed_ids(found.id))
        checked += 1
        if (now.done, now.total) != (found.done_count, found.total_count):
            click.echo(
                f"{found.id}: has {found.done_count}/{found.total_count}, facts say {now.done}/{now.total}"
            )
            wrong += 1
    click.echo(f"{checked} enrolments checked, {wrong} wrong")
    if wrong:
        raise SystemExit(1)
