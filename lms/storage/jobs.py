"""The daily sweep of the store."""

import logging
from datetime import datetime, timedelta

from lms.jobs.registry import regularly
from lms.storage import sweeping
from lms.storage.service import get_storage

log = logging.getLogger(__name__)


@regularly(timedelta(hours=24))
def sweep(at: datetime) -> None:
    """Drop uploads left alone and remove what belongs to nothing; a store that is away is met tomorrow."""
    dropped, removed = sweeping.sweep(get_storage(), at)
    if dropped or removed:
        log.info("the store was swept: %d uploads dropped, %d orphans removed", dropped, removed)
