"""The days on which Vietnamese offices are closed, as far as they are certain. Pure.

Labour Code 2019 (45/2019/QH14), article 112: 1 January, five days of Tết, the 10th of the third lunar month,
30 April, 1 May, 2 September with one day before or after; article 111: one that falls on a weekly day of rest
is made up for on the next working day. Which five days of Tết, which neighbour of 2 September, and which days
are swapped is announced each year in autumn; until then only those days stand here that are free whatever is
chosen, so that a deadline is shown earlier than the law's rather than later. For the same reason 24 November
is missing: Resolution 80-NQ/TW of 7 January 2026 wants it free, and no law that says so has been seen.

Lunar days are those of the Vietnamese calendar: Tết of Đinh Mùi is 6 February 2027.
"""

from datetime import date, timedelta

#: The last day for which this table has been looked after; add the next year when it has been announced.
KNOWN_TO = date(2027, 12, 31)
#: So long before its end the office is told.
WARNED = timedelta(days=60)

HOLIDAYS = frozenset(
    {
        date(2027, 1, 1),  # New Year
        date(2027, 2, 5),  # Tết: the 29th of the twelfth month, a Friday
        date(2027, 2, 8),  # the third day of Tết, a Monday
        date(2027, 2, 9),  # the fourth, or made up for the weekend
        date(2027, 4, 16),  # the Hùng Kings
        date(2027, 4, 30),  # Victory Day
        date(2027, 5, 3),  # Labour Day, 1 May, is a Saturday
        date(2027, 9, 2),  # National Day
    }
)
_SATURDAY = 5


def is_working(day: date) -> bool:
    """Whether offices are open on a Vietnamese calendar day: Monday to Friday, no public holiday."""
    return day.weekday() < _SATURDAY and day not in HOLIDAYS


def runs_out(today: date) -> bool:
    """Whether the table ends so soon that deadlines will be shown without the holidays after it."""
    return today > KNOWN_TO - WARNED
