"""Changing the site's settings."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from lms.audit.service import record
from lms.db import after_commit, db
from lms.site.models import SiteSetting
from lms.site.queries import forget
from lms.site.rules import KEYS


def change(values: Mapping[str, str], actor_id: UUID | None, at: datetime) -> list[str]:
    """Store the settings that differ and return their names. Raises KeyError for an unknown name."""
    unknown = set(values) - set(KEYS)
    if unknown:
        raise KeyError(", ".join(sorted(unknown)))
    changed = []
    for key, value in values.items():
        row = db.session.get(SiteSetting, key)
        if row is None:
            db.session.add(SiteSetting(key=key, value=value, changed_at=at, changed_by=actor_id))
        elif row.value != value:
            row.value, row.changed_at, row.changed_by = value, at, actor_id
        else:
            continue
        changed.append(key)
    if changed:
        record(actor_id, "site.change", "site", "settings", at, {key: values[key] for key in changed})
    after_commit(forget)
    return changed
