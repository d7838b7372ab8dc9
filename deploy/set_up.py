"""Bring an installation up to date: migrate the database, read places, order films, publish content/, make
demo people.

The same `flask` commands an operator would type, one after the other in one process, because starting
Python is most of what each of them costs. Doing it twice changes nothing.
"""

import importlib
import sys

import click
from flask import Flask
from flask.cli import FlaskGroup, ScriptInfo

from lms.config import settings
from lms.paths import CONTENT, ROOT


def application() -> Flask:
    """The application that gunicorn and the worker run, made once in this process and those forked from it.

    SystemExit, with the reason printed, when the settings will not do.
    """
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    made: Flask = importlib.import_module("wsgi").app
    return made


def run(app: Flask, *arguments: str) -> None:
    """Run one `flask` command; SystemExit with its code when it fails."""
    group = FlaskGroup(create_app=lambda: app, add_version_option=False)
    try:
        group.main(
            list(arguments), prog_name="flask", standalone_mode=False, obj=ScriptInfo(create_app=lambda: app)
        )
    except click.ClickException as fault:
        fault.show()
        raise SystemExit(fault.exit_code) from fault


def main() -> None:
    """Set up the installation that the environment names."""
    app = application()
    with app.app_context():
        production = settings().production
    run(app, "db", "upgrade")
    run(app, "places", "import")
    # Before the lessons that name them.
    run(app, "videos", "films")
    try:
        run(app, "content", "publish", str(CONTENT), "--fast-forward")
    except SystemExit:
        # An author's slip must not take the lessons of everybody else off the air.
        print("content/ has faults (above): what was published before stays", file=sys.stderr)
    if not production:
        run(app, "accounts", "seed-demo")


if __name__ == "__main__":
    main()
