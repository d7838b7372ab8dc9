"""How a page says until when, or from when, a quiz may be done: no more than is needed, and no midnight.

Midnight belongs to two days for most people. A quiz that closes "on the 30th" closes at 00:00 of the 31st,
and is said to be open to the end of the 30th.
"""

from datetime import datetime, time, timedelta

from lms import names
from lms.clock import local_date, to_local
from lms.web.filters import clock_, datetime_
from lms.web.i18n import _


def near(moment: datetime, now: datetime) -> str:
    """20:40 of today; of another day with its date."""
    return clock_(moment) if local_date(moment) == local_date(now) else datetime_(moment)


def until(end: datetime, now: datetime | None = None) -> str:
    """The end of something, after "until": 20:40 of today, or with its date; midnight as the end of a day.

    Without `now` the date is always said.
    """
    local = to_local(end)
    if local.time() == time():
        return _("hết ngày %(date)s", date=names.date_((local - timedelta(days=1)).date()))
    return datetime_(end) if now is None else near(end, now)
