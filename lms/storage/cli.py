"""`flask storage setup` and `flask storage sweep`."""

import click
from flask.cli import AppGroup

from lms import clock
from lms.config import settings
from lms.storage import StorageUnavailable, sweeping
from lms.storage.errors import BucketOpen
from lms.storage.service import get_storage

cli = AppGroup("storage", help="The file store.")


@cli.command("setup")
def setup() -> None:
    """Make the store ready for this site; fails when strangers can read it. Again changes nothing."""
    try:
        for line in get_storage().set_up(settings().site_url):
            click.echo(line)
    except BucketOpen as fault:
        raise click.ClickException(
            "strangers can read or list the bucket: take its public access away"
        ) from fault
    except StorageUnavailable as fault:
        raise click.ClickException("the store cannot be reached or refuses: see the line above") from fault


@cli.command("sweep")
def sweep() -> None:
    """Drop uploads that were left alone and remove files that belong to nothing."""
    try:
        dropped, removed = sweeping.sweep(get_storage(), clock.now())
    except StorageUnavailable as fault:
        raise click.ClickException("the store cannot be reached or refuses: see the line above") from fault
    click.echo(f"{dropped} uploads dropped, {removed} orphans removed")
