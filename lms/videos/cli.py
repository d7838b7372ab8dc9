"""`flask videos films`: order the films of content/films; a worker makes them."""

import click
from flask.cli import AppGroup

from lms import clock
from lms.db import atomic
from lms.videos.films import service
from lms.videos.films.recipes import recipes

cli = AppGroup("videos", help="Videos of courses.")


@cli.command("films")
def films() -> None:
    """Order every film whose recipe is new; what is there stays, whatever ffmpeg made it."""
    for recipe in recipes():
        with atomic():
            ordered = service.order(recipe, clock.now())
        if ordered:
            click.echo(f"{recipe.course_id}/{recipe.name}: {recipe.seconds} s, ordered")
