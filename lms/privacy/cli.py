"""`flask privacy …`: what an operator does about people's data."""

from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy import select

from lms import clock
from lms.db import atomic, db
from lms.privacy import ledger
from lms.privacy.erasure import erase
from lms.privacy.models import Deletion

cli = AppGroup("privacy", help="People's data.")


@cli.command("replay-deletions")
@click.option("--file", "path", type=click.Path(path_type=Path, exists=True), help="A copy of the list.")
def replay_deletions(path: Path | None) -> None:
    """Remove again whoever had been removed: run it after a backup was restored, before people come in."""
    listed = set(ledger.read()) | set(db.session.scalars(select(Deletion.user_id)))
    if path is not None:
        listed |= set(ledger.parse(path.read_text("utf-8")))
    done, at = 0, clock.now()
    for user_id in sorted(listed):
        ledger.keep(user_id, at)
        with atomic():
            if db.session.get(Deletion, user_id) is None:
                db.session.add(Deletion(user_id=user_id, approved_at=at, done_at=at))
            done += erase(user_id, at)
    click.echo(f"{len(listed)} deletions on the list, {done} people removed again")
