"""How long the register keeps the name of somebody who was removed: as the site's settings say."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from lms.accounts.models import User, UserState
from lms.audit.service import record
from lms.certificates.models import Certificate
from lms.certificates.rules import add_months
from lms.db import atomic, db
from lms.jobs.registry import job
from lms.jobs.service import enqueue
from lms.site.queries import site, stored

END = "certificates.end-retention"


def ends_at(issued_at: datetime, years: int) -> datetime:
    """When the name of a certificate issued at that time need not be kept any longer."""
    return datetime.combine(add_months(issued_at.date(), 12 * years), issued_at.timetz())


def keep_until(certificate_id: UUID, issued_at: datetime, at: datetime) -> None:
    """Let a job take the name out of the register when its time is over, in the caller's transaction."""
    due = max(ends_at(issued_at, int(site().register_years)), at)
    enqueue(END, {"certificate_id": str(certificate_id)}, due, key=f"{END}:{certificate_id}:{due:%Y%m%d}")


@job(END)
def end(payload: dict[str, Any], at: datetime) -> None:
    """Take the name out, unless the office has made the time longer since; then ask again later."""
    with atomic():
        found = db.session.scalar(
            select(Certificate)
            .join(User, User.id == Certificate.user_id)
            .where(Certificate.id == UUID(payload["certificate_id"]), User.state == UserState.ERASED)
        )
        if found is None or not found.snapshot["full_name"]:
            return
        if ends_at(found.issued_at, int(stored().register_years)) > at:
            keep_until(found.id, found.issued_at, at)
            return
        found.snapshot = {**found.snapshot, "full_name": ""}
        record(None, "certificates.end-retention", "certificate", str(found.id), at)
