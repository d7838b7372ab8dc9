"""How numbers, dates and durations look: one Jinja filter each."""

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from flask import Flask
from jinja2.filters import do_striptags

from lms import names
from lms.clock import local_date, to_local
from lms.web.i18n import current_locale, ngettext

EXACT_MINUTES = 15
#: What authors go on with after "Đúng"; "Đúng ra là …" is none.
AFTER_A_VERDICT = (".", ",", ":", " rồi", " cả")


def number(value: Decimal | int | float, decimals: int | None = None) -> str:
    """1.234.567,8 in Vietnamese, 1,234,567.8 in English."""
    return names.number(value, decimals, current_locale())


def percent(share: Decimal | float, decimals: int = 0) -> str:
    """A share between 0 and 1 as a percentage."""
    return names.number(Decimal(str(share)) * 100, decimals, current_locale()) + "%"


def date_(value: date | datetime) -> str:
    """05/03/2026, on the Vietnamese calendar."""
    return names.date_(local_date(value) if isinstance(value, datetime) else value)


def datetime_(value: datetime) -> str:
    """09:12, 23/11/2026 on a Vietnamese clock."""
    local = to_local(value)
    return f"{local:%H:%M}, {names.date_(local.date())}"


def clock_(value: datetime) -> str:
    """20:40 on a Vietnamese clock."""
    return f"{to_local(value):%H:%M}"


def minutes(value: int) -> str:
    """A stretch of minutes in words: 6 phút, khoảng 50 phút, khoảng 1 giờ 40 phút. Longer is rounder."""
    if 0 < value <= EXACT_MINUTES:
        return ngettext("%(num)s phút", "%(num)s phút", value)
    step = 5 if value < 60 else 10
    return names.duration(round(value / step) * step if value else 0, current_locale())


@lru_cache(maxsize=2048)
def says(words: str, verdict: str) -> bool:
    """Whether an author's words (HTML) begin with the verdict, as in "Đúng. Kho thuê theo tháng."."""
    return do_striptags(words).startswith(tuple(verdict + end for end in AFTER_A_VERDICT))


def init_app(app: Flask) -> None:
    """Register the filters."""
    app.jinja_env.filters.update(
        number=number,
        percent=percent,
        date=date_,
        datetime=datetime_,
        clock=clock_,
        minutes=minutes,
        says=says,
    )
