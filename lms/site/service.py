"""Changing the site's settings."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from lms.audit.service import record
from lms.db import after_commit, db
from lms.site.models import SiteSetting
from lms.site.queries import forget, stored
from lms.site.rules import KEYS


def change(values: Mapping[str, str], actor_id: UUID | None, at: datetime) -> list[str]:
    """Store the settings that differ from those in force and return their names; the rest stay seeded.

    Raises KeyError for an unknown name.
    """
    unknown = set(values) - set(KEYS)
    if unknown:
        raise KeyError(", ".join(sorted(unknown)))
    before = stored()
    changed = {key: value for key, value in values.items() if value != getattr(before, key)}
    for key, value in changed.items():
        db.session.merge(SiteSetting(key=key, value=value, changed_at=at, changed_by=actor_id))
    if changed:
        record(actor_id, "site.change", "site", "settings", at, changed)
    after_commit(forget)
    return list(changed)
