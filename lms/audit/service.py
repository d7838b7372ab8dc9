"""Writing the audit log."""

from datetime import datetime
from typing import Any
from uuid import UUID

from lms.audit.models import AuditEntry
from lms.db import db
from lms.ids import new_id


def record(
    actor_id: UUID | None,
    action: str,
    target_kind: str,
    target_id: str,
    at: datetime,
    detail: dict[str, Any] | None = None,
) -> None:
    """Add one entry inside the caller's transaction.

    `action` is a dotted verb ("certificates.issue"); `detail` holds small JSON values and never a secret.
    """
    db.session.add(
        AuditEntry(
            id=new_id(),
            at=at,
            actor_id=actor_id,
            action=action,
            target_kind=target_kind,
            target_id=target_id[:128],
            detail=detail or {},
        )
    )
