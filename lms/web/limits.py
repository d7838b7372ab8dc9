"""Limits per address, for doors that anybody may knock at. Limits per account are rows in the database."""

from ipaddress import IPv6Address, ip_address, ip_network

from flask import Flask, request
from flask_limiter import Limiter
from redis.backoff import NoBackoff
from redis.retry import Retry

from lms.config import Settings

#: Seconds a request may lose to a Redis that does not answer; tried once, then the process counts by itself.
PATIENCE = 0.5


def address() -> str:
    """Where this request comes from, as limits count it: one IPv4 address, or one IPv6 network of /64.

    A household has a whole /64 to choose addresses from, so single ones mean nothing there.
    """
    text = request.remote_addr or ""
    try:
        found = ip_address(text)
    except ValueError:
        return "unknown"
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ip_network((found, 64), strict=False))
    return str(found)


limiter = Limiter(key_func=address, headers_enabled=False)


def init_app(app: Flask, chosen: Settings) -> None:
    """Count in Redis where there is one, else in the process; a dead Redis falls back to the process."""
    app.config.update(
        RATELIMIT_STORAGE_URI=chosen.redis_url or "memory://",
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=bool(chosen.redis_url),
        RATELIMIT_SWALLOW_ERRORS=False,
        RATELIMIT_STORAGE_OPTIONS={
            "socket_connect_timeout": PATIENCE,
            "socket_timeout": PATIENCE,
            "retry": Retry(NoBackoff(), 0),
        }
        if chosen.redis_url
        else {},
    )
    limiter.init_app(app)
    # It would look for limits of all pages at every request; there are none, and views that have one ask.
    app.before_request_funcs[None].remove(limiter._check_request_limit)
