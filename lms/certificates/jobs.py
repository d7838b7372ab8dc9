"""Drawing certificates in the background and keeping the bytes as they were drawn."""

from datetime import datetime
from typing import Any
from uuid import UUID

from lms.certificates import paper, queries
from lms.certificates.service import RENDER
from lms.config import settings
from lms.jobs.registry import job
from lms.storage import get_storage

TYPES = {"pdf": "application/pdf", "png": "image/png"}


def file_key(certificate_id: UUID, kind: str) -> str:
    """Where a certificate's file lies in the store; `kind` is pdf or png."""
    return f"certificates/{certificate_id}.{kind}"


@job(RENDER)
def render(payload: dict[str, Any], _at: datetime) -> None:
    """Draw PDF and PNG of one certificate; drawing again stores the same."""
    found = queries.certificate(UUID(payload["certificate_id"]))
    if found is None:
        return
    site_url = settings().site_url
    storage = get_storage()
    for kind, draw in (("pdf", paper.pdf), ("png", paper.png)):
        storage.put(file_key(found.id, kind), draw(found.snapshot, found.code, site_url), TYPES[kind])
