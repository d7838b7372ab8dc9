"""Limits per address, for doors that anybody may knock at. Limits per account are rows in the database."""

from flask import Flask, request
from flask_limiter import Limiter

from lms.config import Settings


def _address() -> str:
    return request.remote_addr or "unknown"


limiter = Limiter(key_func=_address, headers_enabled=False)


def init_app(app: Flask, chosen: Settings) -> None:
    """Count in Redis where there is one, else in the process; a dead Redis falls back to the process."""
    app.config.update(
        RATELIMIT_STORAGE_URI=chosen.redis_url or "memory://",
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=bool(chosen.redis_url),
        RATELIMIT_SWALLOW_ERRORS=False,
        RATELIMIT_STORAGE_OPTIONS={"socket_connect_timeout": 2, "socket_timeout": 2}
        if chosen.redis_url
        else {},
    )
    limiter.init_app(app)
