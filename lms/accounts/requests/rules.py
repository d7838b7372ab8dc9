"""The clocks of a request. Pure.

Decree 356/2025/NĐ-CP: an answer to any request about personal data within 2 working days; withdrawal within
15 days, deletion within 20. The day of the request does not count (Civil Code 2015, article 147), and a day
ends with the office's hours.

Working days are those of holidays.py, on the Vietnamese calendar.
"""

from datetime import datetime, time, timedelta

from lms.accounts.requests.holidays import is_working
from lms.clock import LOCAL

REPLY_WORKING_DAYS = 2
DAYS = 15
DAYS_OF_DELETION = 20
CLOSING = time(17, 0)


def reply_due(at: datetime) -> datetime:
    """Until when a request that came at `at` must have an answer: 17:00 of the second working day after."""
    day = at.astimezone(LOCAL).date()
    left = REPLY_WORKING_DAYS
    while left:
        day += timedelta(days=1)
        left -= is_working(day)
    return datetime.combine(day, CLOSING, LOCAL)


def due(at: datetime, *, deletion: bool) -> datetime:
    """Until when the deed must be done: 17:00 of the 15th calendar day after, of the 20th for a deletion."""
    day = at.astimezone(LOCAL).date() + timedelta(days=DAYS_OF_DELETION if deletion else DAYS)
    return datetime.combine(day, CLOSING, LOCAL)
