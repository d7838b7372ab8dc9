"""`flask settings`: the settings, their defaults, and what each is for."""

from dataclasses import fields

import click
from flask.cli import with_appcontext

from lms.config import Settings, settings

SECRET = {"secret_key", "secret_key_old", "aws_access_key_id", "aws_secret_access_key"}
WITH_PASSWORD = {"database_url", "redis_url", "mail_url"}


def _shown(name: str, value: str) -> str:
    if name in SECRET:
        return "(set)" if value else "(empty)"
    if name in WITH_PASSWORD and "@" in value:
        scheme, rest = value.split("://", 1)
        return f"{scheme}://…@{rest.rsplit('@', 1)[1]}"
    return value or "(empty)"


@click.command("settings")
@with_appcontext
def cli() -> None:
    """List every setting: variable, value in force, default, meaning."""
    chosen = settings()
    for item in fields(Settings):
        value = _shown(item.name, getattr(chosen, item.name))
        default = item.default or "(empty)"
        click.echo(f"{item.metadata['env']}={value}\n    default {default}: {item.metadata['about']}")
    click.echo(
        f"\nThis is {'production' if chosen.production else 'development'}: SITE_URL is {chosen.site_url}"
    )
