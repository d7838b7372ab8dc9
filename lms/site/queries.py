"""Reading the site's settings; every page shows some, so each process keeps them for a few seconds."""

import time
from dataclasses import fields

from flask import current_app
from sqlalchemy import select

from lms.config import settings
from lms.db import db
from lms.site.models import SiteSetting
from lms.site.rules import SiteSettings

KEEP_SECONDS = 10.0
_EXTENSION = "site_settings_cache"


def site() -> SiteSettings:
    """The settings as the office set them, until then as the environment seeds them.

    At most `KEEP_SECONDS` old in other processes.
    """
    cache: tuple[float, SiteSettings] | None = current_app.extensions.get(_EXTENSION)
    if cache is not None and cache[0] > time.monotonic():
        return cache[1]
    made = stored()
    current_app.extensions[_EXTENSION] = (time.monotonic() + KEEP_SECONDS, made)
    return made


def stored() -> SiteSettings:
    """The settings as the database has them now; one query."""
    rows = db.session.execute(select(SiteSetting.key, SiteSetting.value)).all()
    known = {item.name for item in fields(SiteSettings)}
    return SiteSettings(**settings().site_seeds | {key: value for key, value in rows if key in known})


def forget() -> None:
    """Drop this process's copy, after a change."""
    current_app.extensions.pop(_EXTENSION, None)
