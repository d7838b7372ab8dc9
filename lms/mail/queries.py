"""Reading the outbox."""

from uuid import UUID

from sqlalchemy import select

from lms.db import db
from lms.mail.models import Mail


def mail(mail_id: UUID) -> Mail | None:
    """One message of the outbox."""
    return db.session.scalar(select(Mail).where(Mail.id == mail_id))
