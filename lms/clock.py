"""One clock for the whole house: UTC inside, Asia/Ho_Chi_Minh on the page (law 12)."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """The present moment, aware, in UTC. Views read it once and hand it to the services."""
    return datetime.now(UTC)


def to_local(moment: datetime) -> datetime:
    """The same moment on a Vietnamese clock. `moment` must be aware."""
    return moment.astimezone(LOCAL)


def local_date(moment: datetime) -> date:
    """The Vietnamese calendar day of an aware moment."""
    return to_local(moment).date()
