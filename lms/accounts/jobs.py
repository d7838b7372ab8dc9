"""What accounts look into in the background, and what they let go with time."""

from datetime import datetime, timedelta
from typing import Any

from flask import g

from lms.accounts import forgotten
from lms.accounts.failures import forget_addresses
from lms.accounts.rules import Login
from lms.db import atomic
from lms.jobs.registry import job, regularly


@job(forgotten.LOOK)
def look_into_forgotten(payload: dict[str, Any], _at: datetime) -> None:
    """Find out who has forgotten a password; the clocks of the request run from when it was written."""
    g.locale = payload["locale"]
    with atomic():
        forgotten.look(Login(payload["kind"], payload["login"]), datetime.fromisoformat(payload["at"]))


@regularly(timedelta(hours=24))
def forget_old_addresses(at: datetime) -> None:
    """Take addresses of wrong tries out of the log when their time is over."""
    with atomic():
        forget_addresses(at)
