"""The mark that a player is given when it is opened: who watches what since when, signed.

A beat carries it, so that what it claims can be measured against the server's own clock, even when the first
beats of a sitting never arrived.
"""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from lms.learning.watching.rules import LATEST

_PURPOSE = "lms.learning.watching.v1"


def _signer() -> URLSafeSerializer:
    keys = [*current_app.config["SECRET_KEY_FALLBACKS"], current_app.config["SECRET_KEY"]]
    return URLSafeSerializer(keys, salt=_PURPOSE)


def opened(user_id: UUID, video_id: UUID, at: datetime) -> str:
    """The mark of a player that is opened now."""
    return str(_signer().dumps([user_id.hex, video_id.hex, int(at.timestamp() * 1000)]))


def begun_at(mark: str, user_id: UUID, video_id: UUID, at: datetime) -> datetime | None:
    """When the sitting began; None for a mark that is not ours, of somebody else, or too old."""
    try:
        who, what, moment = _signer().loads(mark)
    except (BadData, ValueError):
        return None
    begun = datetime.fromtimestamp(moment / 1000, UTC)
    fits = (who, what) == (user_id.hex, video_id.hex) and begun <= at <= begun + LATEST
    return begun if fits else None
