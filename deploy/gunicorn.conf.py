"""gunicorn: threads in a few processes, forked from one that has loaded everything.

`make run` and the recipes in deploy/ start `gunicorn -c deploy/gunicorn.conf.py wsgi:app`.
"""

import gc
import sys
from itertools import count
from pathlib import Path
from typing import Any

from lms.config import Settings
from lms.web.cores import keep_to_share

_chosen = Settings.from_env()

wsgi_app = "wsgi:app"
bind = f"127.0.0.1:{_chosen.port}"
worker_class = "gthread"
workers = int(_chosen.workers)
threads = int(_chosen.threads)
# Loaded once, shared by fork: two processes cost little more memory than one.
preload_app = True
# A request that takes longer is a fault; PDF and pictures are made by jobs.
timeout = 30
graceful_timeout = 10
keepalive = 5
# The heartbeat file of each process must not wait for a disk.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108


def when_ready(server: Any) -> None:
    """Leave what is loaded to no garbage collection: each looks at all of it, and copies it by looking."""
    gc.collect()
    gc.freeze()


def pre_fork(server: Any, worker: Any) -> None:
    """Give the process the first place that no living one has."""
    taken = {other.place for other in server.WORKERS.values()}
    worker.place = next(place for place in count() if place not in taken)


def post_fork(server: Any, worker: Any) -> None:
    """Let processes share neither cores nor database connections."""
    keep_to_share(worker.place, workers)
    loaded = sys.modules.get("wsgi")
    if loaded is not None:
        from lms.db import db

        with loaded.app.app_context():
            db.engine.dispose(close=False)
