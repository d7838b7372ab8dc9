"""What a commune contact writes to a learner on Zalo: ready to be copied, after where the person stands."""

from typing import Any

from lms.web.i18n import _


def message(row: Any, site_url: str, sender: str) -> str:
    """The message for one row of `communes.people`: who is meant, what to do, where, whom to call."""
    said = {
        "new": _(
            "Anh/chị mở %(url)s, viết mã 8 chữ trên phiếu là vào học.",
            url=f"{site_url}/vao?ma={row.user_code}",
        ),
        "idle": _("Anh/chị đã vào nhưng chưa học khóa nào. Mở %(url)s, chọn khóa học.", url=site_url),
        "done": _("Anh/chị đã có giấy chứng nhận, xem ở %(url)s.", url=f"{site_url}/certificates")
        if row.held
        else _("Anh/chị đã học xong. Về giấy chứng nhận, anh/chị hỏi văn phòng."),
        "paper": _("Anh/chị đã học xong, giấy chứng nhận đang chờ cấp."),
    }
    deed = said.get(row.standing) or _(
        "Anh/chị học tiếp ở %(url)s, mã học viên %(code)s.", url=site_url, code=row.user_code
    )
    if row.standing in ("learning", "help") and row.total_count:
        deed = (
            _("Anh/chị đã xong %(done)s trên %(total)s phần.", done=row.done_count, total=row.total_count)
            + " "
            + deed
        )
    hello = _("Chào anh/chị %(name)s.", name=row.full_name)
    return f"{hello} {deed} " + _("Cần giúp, anh/chị gọi cho tôi: %(name)s.", name=sender)
