"""Sending the outbox.

A message is claimed in one transaction, sent outside any, and noted in another. A process killed between
the first and the last leaves it SENDING; the job comes again when its lease has run out, finds that, and
notes UNKNOWN: at most one copy goes out, and who waits for it asks again.
"""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from lms import clock
from lms.config import settings
from lms.db import atomic
from lms.jobs.registry import job
from lms.mail import queries, service
from lms.mail.adapters import NotSent, Unclear, adapter
from lms.mail.rules import PLACE, message, secret_of
from lms.mail.service import SEND


@job(SEND)
def send(payload: dict[str, Any], _at: datetime) -> None:
    """Send one message. Raises NotSent, so that the job is tried again later."""
    mail_id = UUID(payload["mail_id"])
    with atomic():
        mine = service.claim(mail_id)
    row = queries.mail(mail_id) if mine else None
    if row is None:
        return
    chosen = settings()
    body = row.body
    if row.seed:
        body = body.replace(PLACE, secret_of(row.seed, chosen.secret_key))
    host = urlsplit(chosen.site_url).hostname or "localhost"
    made = message(
        sender=chosen.mail_from or f"hoc@{host}",
        address=row.address,
        subject=row.subject,
        body=body,
        message_id=f"<{row.id}@{host}>",
    )
    try:
        adapter(chosen.mail_url, chosen.instance).send(made)
    except NotSent:
        with atomic():
            service.put_back(mail_id)
        raise
    except Unclear:
        with atomic():
            service.unclear(mail_id)
        return
    with atomic():
        service.sent(mail_id, clock.now())
