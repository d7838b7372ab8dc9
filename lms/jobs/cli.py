"""`flask worker`, and `flask jobs …` for the jobs that were given up."""

from uuid import UUID

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from lms import clock
from lms.config import Settings
from lms.db import atomic
from lms.jobs import queries, service
from lms.jobs.bell import Bell
from lms.jobs.worker import Worker

cli = AppGroup("jobs", help="Jobs that were given up.")


def connect(app: Flask) -> None:
    """Give the application its bell (Redis where there is one, else a file of its own) and `flask worker`."""
    chosen: Settings = app.extensions["settings"]
    app.extensions["bell"] = Bell(chosen.redis_url, chosen.instance / "bell.sqlite3")
    app.cli.add_command(worker)


@click.command("worker")
@with_appcontext
def worker() -> None:
    """Do background jobs until SIGTERM or Ctrl-C; the job at hand is finished first."""
    working = Worker(current_app._get_current_object())  # type: ignore[attr-defined]
    working.stop_on_signals()
    working.beat()
    click.echo(f"worker {working.id} is ready")
    working.run()


@cli.command("failed")
def failed() -> None:
    """List the jobs that were given up, one a line: id, kind, reason."""
    for job in queries.failed():
        click.echo(f"{job.id}  {job.kind}  {job.reason}")


@cli.command("retry")
@click.argument("job_id", type=click.UUID)
def retry(job_id: UUID) -> None:
    """Give a job that was given up a fresh start."""
    with atomic():
        again = service.retry(job_id, clock.now())
    if not again:
        raise click.ClickException(f"{job_id} is not a job that was given up")
    click.echo(f"{job_id} is queued again")
