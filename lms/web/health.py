"""`/healthz`: the process answers. `/readyz`: what it needs answers too, part by part."""

from datetime import timedelta
from typing import Any

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from lms import clock
from lms.config import settings
from lms.db import db
from lms.jobs.models import WorkerHeartbeat
from lms.paths import MIGRATIONS
from lms.storage import StorageUnavailable, get_storage
from lms.web.guard import public
from lms.web.limits import PATIENCE

bp = Blueprint("health", __name__)
WORKER_SILENCE = timedelta(seconds=60)


@bp.get("/healthz")
@public
def healthz() -> Any:
    """The process is alive."""
    return {"status": "ok"}


def _database() -> str:
    db.session.execute(text("SELECT 1"))
    return "ok"


def _migrations() -> str:
    here = MigrationContext.configure(db.session.connection()).get_current_revision()
    return "ok" if here == ScriptDirectory(str(MIGRATIONS)).get_current_head() else "pending"


def _worker() -> str:
    seen = db.session.execute(select(func.max(WorkerHeartbeat.seen_at))).scalar()
    if seen is None:
        return "never seen"
    return "ok" if clock.now() - seen < WORKER_SILENCE else "silent"


def _storage() -> str:
    get_storage().head("readyz")
    return "ok"


def _redis() -> str:
    """Limits and the job bell go on without it; this only says so."""
    patience = {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE}
    try:
        with Redis.from_url(settings().redis_url, retry=Retry(NoBackoff(), 0), **patience) as redis:
            redis.ping()
    except (RedisError, OSError):
        return "out of reach"
    return "ok"


@bp.get("/readyz")
@public
def readyz() -> Any:
    """Each part by name. 503 when pages cannot be served; a degraded part alone is 200 and named."""
    parts: dict[str, str] = {}
    for name, check in (("database", _database), ("migrations", _migrations), ("worker", _worker)):
        try:
            parts[name] = check()
        except SQLAlchemyError:
            db.session.rollback()
            parts[name] = "out of reach"
    storage = f"storage:{settings().storage}"
    try:
        parts[storage] = _storage()
    except StorageUnavailable:
        parts[storage] = "out of reach"
    if settings().redis_url:
        parts["redis"] = _redis()
    degraded = sorted(name for name, state in parts.items() if state != "ok")
    serving = parts["database"] == "ok" and parts["migrations"] == "ok"
    status = "ok" if not degraded else "degraded" if serving else "unavailable"
    return {"status": status, "degraded": degraded, "parts": parts}, 200 if serving else 503
