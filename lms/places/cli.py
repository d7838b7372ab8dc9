"""`flask places …`: read the files of places into the database."""

from pathlib import Path

import click
from flask.cli import AppGroup

from lms import clock
from lms.db import atomic
from lms.places import files, queries, service

cli = AppGroup("places", help="Provinces and communes.")


@cli.command("import")
@click.argument("folder", default=files.DATA, type=click.Path(exists=True, file_okay=False, path_type=Path))
def import_(folder: Path) -> None:
    """Read the places in FOLDER (those that come with the platform); nothing when they have been read.

    Communes that are no longer in the file are closed, not removed.
    """
    digest = files.digest(folder)
    if queries.last_digest() == digest:
        return
    units = files.units(folder)
    formers = files.formers(units, folder)
    at = clock.now()
    with atomic():
        service.store(units, formers, digest, clock.local_date(at), at)
    today, before = queries.counts()
    click.echo(f"{today} communes of today, {before} of before")
