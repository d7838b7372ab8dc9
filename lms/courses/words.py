"""The words readers see for whom a course is for and what it is about."""

from __future__ import annotations

from flask_babel import LazyString

from lms.courses.subjects import Audience, Topic
from lms.web.i18n import _, _l, ngettext

AUDIENCE_WORDS: dict[str, LazyString] = {
    Audience.COOPERATIVE: _l("Hợp tác xã"),
    Audience.HOUSEHOLD: _l("Hộ sản xuất"),
    Audience.FARM: _l("Trang trại"),
    Audience.OFFICIAL: _l("Cán bộ xã"),
}

TOPIC_WORDS: dict[str, LazyString] = {
    Topic.RESULTS: _l("Kết quả kinh doanh"),
    Topic.ECOMMERCE: _l("Bán hàng trên mạng"),
    Topic.PRODUCT: _l("Phát triển sản phẩm"),
    Topic.COUNCIL: _l("OCOP cho cán bộ xã"),
    Topic.START: _l("Bắt đầu học"),
}


def rough_time(minutes: int) -> str:
    """How long a course takes, as people say it: to the half hour from an hour on, below that to 5 minutes.

    minutes: whole minutes; 212 is "khoảng 3 giờ rưỡi".
    """
    if minutes < 58:
        return _("khoảng %(minutes)s phút", minutes=max(5, round(minutes / 5) * 5))
    hours, half = divmod(round(minutes / 30), 2)
    if half:
        return _("khoảng %(hours)s giờ rưỡi", hours=hours)
    return ngettext("khoảng một giờ", "khoảng %(num)s giờ", hours)
