"""What accounts let go with time."""

from datetime import datetime, timedelta

from lms.accounts.failures import forget_addresses
from lms.db import atomic
from lms.jobs.registry import regularly


@regularly(timedelta(hours=24))
def forget_old_addresses(at: datetime) -> None:
    """Take addresses of wrong tries out of the log when their time is over."""
    with atomic():
        forget_addresses(at)
