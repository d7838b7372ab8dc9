"""`flask learning …`: prove the derived counters."""

import click
from flask.cli import AppGroup
from sqlalchemy import and_, exists, select

from lms.courses import queries as courses
from lms.db import db
from lms.learning.models import Completion, Enrolment, EnrolmentState, ItemKind
from lms.learning.queries import completed_ids
from lms.learning.rules import progress
from lms.practical.models import Work
from lms.practical.rules import SETTLED

cli = AppGroup("learning", help="Progress.")
CHUNK = 500


@cli.command("verify")
def verify() -> None:
    """Prove counters by completions, and completions of tasks by practical work; exit 1 where they differ."""
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
    for line in _unlike():
        click.echo(line)
        wrong += 1
    click.echo(f"{checked} enrolments checked, {wrong} wrong")
    if wrong:
        raise SystemExit(1)


def _unlike() -> list[str]:
    """Practical work that is settled but not completed, or completed but not settled, a sentence each."""
    ours = Completion.enrolment_id == Enrolment.id, Completion.item_id == Work.practical_id
    same = Enrolment.user_id == Work.user_id, Enrolment.course_id == Work.course_id
    settled = Work.state.in_(SETTLED)
    undone = (
        select(Work.id)
        .join(Enrolment, and_(*same))
        .where(settled, Enrolment.state != EnrolmentState.LEFT, ~exists().where(*ours))
    )
    unproved = (
        select(Completion.id)
        .join(Enrolment, Enrolment.id == Completion.enrolment_id)
        .where(
            Completion.kind == ItemKind.PRACTICAL,
            Enrolment.state != EnrolmentState.LEFT,
            ~exists().where(*same, Work.practical_id == Completion.item_id, settled),
        )
    )
    return [
        *(f"work {one}: settled, but not among the completions" for one in db.session.scalars(undone)),
        *(f"completion {one}: no settled work stands behind it" for one in db.session.scalars(unproved)),
    ]
